"""The input rows of deals as the runs that read them stored them, found by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import duckdb
import polars as pl

from screening.errors import StoreError
from screening.schema import BATCH_TABLES, PAPERS, REFERENCE_TABLES, TABLES, Table
from screening.store.sql import quoted

SCOPE: Mapping[str, pl.DataType] = MappingProxyType(
    {
        "deal_id": pl.String(),
        "run_id": pl.String(),
        "source_run_id": pl.String(),
        "taken_by": pl.String(),
        "taken_on": pl.String(),
    }
)
"""Columns of a scope, one row a deal: the run of its result, and the run that holds its rows."""
MEMBERS: Mapping[str, pl.DataType] = MappingProxyType({"deal_id": pl.String(), "key": pl.String()})
"""Columns of the members of deals: one row a deal and key of a paper or payment of it."""

_KEYS = ("document_id", "payment_id", "deal_id")
_ONLY_BY = {  # tables whose rows follow one of the keys they bear and no other
    **{t.name: ("document_id", "deal_id") for t in PAPERS},
    "payments": ("payment_id", "deal_id"),
    "payment_allocations": ("payment_id",),
    "deal_documents": ("deal_id",),
    "deals": ("deal_id",),
}
_PARTY_KEYS = {  # tables of firms: rows that bear a firm the other rows lead to
    "clients": ("client_id",),
    "client_status": ("client_id",),
    "client_reviews": ("client_id",),
    "client_mandates": ("client_id",),
    "financial_statements": ("client_id",),
    "cross_border_flows": ("client_id",),
    "netting_programmes": ("client_id",),
    "adverse_records": ("party_id",),
    "parties": ("party_id",),
    "party_links": ("party_id", "other_party_id"),
    "accounts": ("holder_id", "account_no"),
}


def input_rows(
    con: duckdb.DuckDBPyConnection, scope: pl.DataFrame, brought: pl.Series
) -> dict[str, pl.DataFrame]:
    """Input tables by name: the rows of these deals, typed as at intake, sorted, one a key.

    Their papers, payments, links and records, those kept there of papers that only come now
    (`brought`: keys), and the firms all these lead to, through any number of relations. A table
    is there when a run that holds rows of the deals brought it, even if none of its rows is
    theirs. Of rows of one key that of the newest run stands.
    """
    _create_keys(con, scope)
    con.register("brought", brought.alias("key").to_frame().to_arrow())
    there = _tables(con, "input_")
    rows = {}
    for table in BATCH_TABLES:
        if table.name in there and table.name not in _PARTY_KEYS and _was_brought(con, table):
            rows[table.name] = _rows(con, table, _where(table) + _or_brought(table))
    con.unregister("brought")
    _check_one_table(rows)
    rows = _without_strange_shares(rows)
    _create_firms(con, rows, there)
    for name, columns in _PARTY_KEYS.items():
        if name in there and _was_brought(con, TABLES[name]):
            where = " OR ".join(f"{c} IN (SELECT id FROM firm_near)" for c in columns)  # noqa: S608
            rows[name] = _rows(con, TABLES[name], where)
    return rows


def member_rows(con: duckdb.DuckDBPyConnection, scope: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The papers and payments of these deals, by table, without what belongs to them."""
    _create_keys(con, scope)
    there = _tables(con, "input_")
    names = [*(t.name for t in PAPERS), "payments", "payment_references"]
    rows = {n: _rows(con, TABLES[n], _where(TABLES[n])) for n in names if n in there}
    con.unregister("scoped")
    return rows


def members(con: duckdb.DuckDBPyConnection, scope: pl.DataFrame) -> pl.DataFrame:
    """One row a deal of the scope and key of a paper or payment of it (MEMBERS), sorted."""
    con.register("scoped", scope.to_arrow())
    found: pl.DataFrame = con.sql(
        """SELECT deal_id, document_id AS key FROM deal_document
            SEMI JOIN scoped USING (run_id, deal_id)
        UNION SELECT deal_id, payment_id FROM deal_payment
            SEMI JOIN scoped USING (run_id, deal_id) ORDER BY ALL"""
    ).pl()
    con.unregister("scoped")
    return found.select(pl.col(n).cast(t) for n, t in MEMBERS.items())


def reference_rows(con: duckdb.DuckDBPyConnection, scope: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The reference tables of the runs of these deals' results, one row a key, the newest's.

    Only those that a batch or a reference folder brought: a default of the rule pack is the
    pack's to give again.
    """
    con.register("scoped", scope.to_arrow())
    rows = {}
    for table in REFERENCE_TABLES:
        if table.name in _tables(con, "reference_"):
            con.execute(_CREATE_DIGESTS, [table.name])
            if con.sql("FROM digests").fetchall():
                rows[table.name] = _reference(con, table)
    con.unregister("scoped")
    return rows


_CREATE_DIGESTS = """CREATE OR REPLACE TEMP TABLE digests AS
    WITH RECURSIVE line AS (
        SELECT DISTINCT run_id, run_id AS before FROM scoped
        UNION SELECT l.run_id, d.source_run_id
        FROM line AS l JOIN deal_source AS d ON d.run_id = l.before
    )
    SELECT coalesce(nullif(r.reference_digest, ''), r.batch_digest) AS digest,
           max(r.run_no) AS run_no
    FROM run AS r JOIN line AS l USING (run_id)
    JOIN run_file AS f ON f.run_id = l.before AND f.table_name = ?
    GROUP BY ALL"""


def _reference(con: duckdb.DuckDBPyConnection, table: Table) -> pl.DataFrame:
    key = ", ".join(f"r.{k}" for k in table.key)
    query = f"""SELECT r.* EXCLUDE (digest) FROM {quoted(f"reference_{table.name}")} AS r
        JOIN digests USING (digest)
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY run_no DESC) = 1
        ORDER BY {key}"""  # noqa: S608
    return typed_rows(con.sql(query).pl(), table)


def _create_keys(con: duckdb.DuckDBPyConnection, scope: pl.DataFrame) -> None:
    """Make `wanted_deal_id`, `wanted_document_id`, `wanted_payment_id`: keys in a holding run."""
    con.register("scoped", scope.to_arrow())
    con.execute(
        """CREATE OR REPLACE TEMP TABLE wanted_deal_id AS
        SELECT DISTINCT source_run_id AS run_id, deal_id AS key FROM scoped"""
    )
    for kind, table in (("document", "deal_document"), ("payment", "deal_payment")):
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE wanted_{kind}_id AS
            SELECT DISTINCT s.source_run_id AS run_id, d.{kind}_id AS key
            FROM {table} AS d JOIN scoped AS s USING (run_id, deal_id)"""  # noqa: S608
        )
    for kind, table in (("document", "deal_documents"), ("payment", "payment_allocations")):
        if table in _tables(con, "input_"):  # papers the deal names that came later than its as-of
            con.execute(
                f"""INSERT INTO wanted_{kind}_id
                SELECT DISTINCT i.run_id, i.{kind}_id FROM input_{table} AS i
                SEMI JOIN wanted_deal_id AS w ON w.run_id = i.run_id AND w.key = i.deal_id
                ANTI JOIN wanted_{kind}_id AS k ON k.run_id = i.run_id AND k.key = i.{kind}_id"""  # noqa: S608
            )
    _create_proofs(con)


def _create_proofs(con: duckdb.DuckDBPyConnection) -> None:
    """Make `wanted_proof`: papers that the deals name as proof; their files show they are there."""
    there = _tables(con, "input_")
    named = ["SELECT NULL AS run_id, NULL AS key WHERE false"]
    if "document_links" in there:
        named += [
            f"""SELECT i.run_id, i.proof_document_id FROM input_document_links AS i
            SEMI JOIN wanted_document_id AS w ON w.run_id = i.run_id AND w.key = i.{end}"""  # noqa: S608
            for end in ("parent_id", "child_id")
        ]
    if "evidence_on_file" in there:
        named.append(
            """SELECT i.run_id, i.document_id FROM input_evidence_on_file AS i
            SEMI JOIN wanted_deal_id AS w ON w.run_id = i.run_id AND w.key = i.deal_id"""
        )
    con.execute(f"CREATE OR REPLACE TEMP TABLE wanted_proof AS {' UNION '.join(named)}")


def _tables(con: duckdb.DuckDBPyConnection, prefix: str) -> frozenset[str]:
    rows = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, ?)", [prefix]
    ).fetchall()
    return frozenset(name.removeprefix(prefix) for (name,) in rows)


def _was_brought(con: duckdb.DuckDBPyConnection, table: Table) -> bool:
    name = quoted(f"input_{table.name}")
    query = f"SELECT 1 FROM {name} SEMI JOIN wanted_deal_id USING (run_id) LIMIT 1"  # noqa: S608
    return bool(con.execute(query).fetchall())


def _where(table: Table) -> str:
    """The condition on a row; a table that bears no key is taken whole from the holding runs."""
    if table.name == "document_links":
        columns = {"parent_id": "document_id", "child_id": "document_id"}
    else:
        keys = _ONLY_BY.get(table.name, _KEYS)
        columns = {k: k for k in keys if k in table.names}
    asked = [(column, f"wanted_{key}") for column, key in columns.items()]
    if table.name == "document_files":
        asked.append(("document_id", "wanted_proof"))
    return (
        " OR ".join(
            f"(i.run_id, i.{column}) IN (SELECT (run_id, key) FROM {wanted})"  # noqa: S608
            for column, wanted in asked
        )
        or "true"
    )


def _or_brought(table: Table) -> str:
    """The rest of the condition, for rows that came to the store before their paper."""
    is_detail = "document_id" in table.names and table.name not in _ONLY_BY
    return " OR i.document_id IN (SELECT key FROM brought)" if is_detail else ""


def _rows(con: duckdb.DuckDBPyConnection, table: Table, where: str) -> pl.DataFrame:
    key = ", ".join(f"i.{k}" for k in table.key)
    query = f"""SELECT i.* EXCLUDE (run_id) FROM {quoted(f"input_{table.name}")} AS i
        SEMI JOIN wanted_deal_id AS w ON w.run_id = i.run_id
        JOIN run AS r ON r.run_id = i.run_id
        WHERE {where}
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY r.run_no DESC) = 1
        ORDER BY {key}"""  # noqa: S608
    return typed_rows(con.sql(query).pl(), table)


def typed_rows(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows with the columns of today's schema; times carry their zone again."""
    return rows.select(_column(rows, name, dtype) for name, dtype in table.dtypes.items())


def _column(rows: pl.DataFrame, name: str, dtype: pl.DataType) -> pl.Expr:
    if name not in rows.columns:  # an older store did not know it
        return pl.lit(None, dtype).alias(name)
    if isinstance(dtype, pl.Datetime):
        return pl.col(name).cast(pl.Datetime("us")).dt.replace_time_zone("UTC").cast(dtype)
    return pl.col(name).cast(dtype)


def _check_one_table(rows: Mapping[str, pl.DataFrame]) -> None:
    """StoreError for a paper's key that stands in two tables: it names two papers."""
    papers = [
        rows[t.name].select("document_id", t=pl.lit(t.name)) for t in PAPERS if t.name in rows
    ]
    if not papers:
        return
    named = pl.concat(papers).group_by("document_id").agg(pl.col("t").sort())
    doubled = named.filter(pl.col("t").list.len() > 1).sort("document_id").head(3)
    if doubled.height:
        told = "; ".join(f"{d} in {' and '.join(t)}" for d, t in doubled.iter_rows())
        raise StoreError(
            f"runs gave one key to different papers: {told}",
            do="give each paper a key of its own for ever; screen the batch of one of them again",
        )


def _without_strange_shares(rows: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Less the shares of a payment in invoices of other deals, where the invoice alone says so."""
    if "payment_allocations" not in rows:
        return dict(rows)
    invoices = rows.get("invoices", TABLES["invoices"].empty())["document_id"]
    is_ours = pl.col("deal_id").is_not_null() | pl.col("invoice_document_id").is_in(
        invoices.implode()
    ).fill_null(value=True)
    return {**rows, "payment_allocations": rows["payment_allocations"].filter(is_ours)}


def _create_firms(
    con: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame], there: frozenset[str]
) -> None:
    """Make `firm_near`: ids of firms and accounts that the rows bear, and of firms related."""
    borne = pl.concat([*_borne(rows), pl.Series("id", [], pl.String)]).unique().drop_nulls().sort()
    con.register("borne", borne.to_frame().to_arrow())
    edges = " UNION ALL ".join(_edges(there)) or "SELECT NULL AS a, NULL AS b WHERE false"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE firm_near AS
        WITH RECURSIVE edge AS MATERIALIZED (
            SELECT a, b FROM ({edges}) WHERE a IS NOT NULL AND b IS NOT NULL
        ), near AS (
            SELECT id FROM borne
            UNION SELECT e.b FROM near AS n
            JOIN (SELECT a, b FROM edge UNION SELECT b, a FROM edge) AS e ON e.a = n.id
        ) SELECT id FROM near"""  # noqa: S608
    )
    con.unregister("borne")
    con.unregister("scoped")


def _borne(rows: Mapping[str, pl.DataFrame]) -> Iterator[pl.Series]:
    for _, frame in sorted(rows.items()):
        for column, dtype in frame.schema.items():
            if dtype == pl.String and column.endswith(("_id", "_account")) and column not in _KEYS:
                yield frame[column].rename("id")


def _edges(there: frozenset[str]) -> Iterator[str]:
    ties = (
        ("party_links", "party_id", "other_party_id"),
        ("parties", "party_id", "client_id"),
        ("parties", "party_id", "controller_id"),
        ("client_mandates", "client_id", "parent_id"),
    )
    for table, a, b in ties:
        if table in there:
            yield f"""SELECT {a} AS a, {b} AS b FROM input_{table}
                SEMI JOIN wanted_deal_id USING (run_id)"""  # noqa: S608
