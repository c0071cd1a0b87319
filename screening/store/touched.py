"""Which stored deals a batch touches, and which run holds the rows of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import duckdb
import polars as pl

from screening.linking import define_writing, numbers
from screening.schema import PAPERS
from screening.schema.results import FOUND_PREFIX
from screening.store.standing import standing
from screening.store.stored_inputs import member_rows, members

_DOCUMENT_COLUMNS = ("document_id", "parent_id", "child_id", "invoice_document_id")
_NUMBERED = (  # table, column, kind of number, the paper's own
    ("contracts", "contract_no", "contract", True),
    ("invoices", "invoice_no", "invoice", True),
    ("invoices", "contract_no", "contract", False),
    ("invoices", "transport_doc_ref", "transport", False),
    ("transport_documents", "transport_doc_ref", "transport", True),
    ("transport_documents", "contract_no", "contract", False),
    ("warehouse_receipts", "receipt_no", "receipt", True),
    ("warehouse_receipts", "contract_no", "contract", False),
)
_KIND_NAMES = """CASE {} WHEN 'contract' THEN 'contract_no' WHEN 'invoice' THEN 'invoice_no'
    WHEN 'transport' THEN 'transport_doc_ref' ELSE 'receipt_no' END"""
LED = {"deal_id": pl.String(), "taken_by": pl.String(), "taken_on": pl.String()}


def touched(
    con: duckdb.DuckDBPyConnection, tables: Mapping[str, pl.DataFrame], batch_digest: str
) -> pl.DataFrame:
    """The scope of a batch's tables, one row a stored deal (stored_inputs.SCOPE), sorted.

    A deal is touched when a row of the batch bears its id; when a row no deal of the batch claims
    bears the key of one of its papers or payments, or a number (of a contract, invoice, bill or
    receipt) that stands on its papers; and, where it was made of what no deal claimed, when it
    shares a number with a paper of the batch. What this very batch left in the store counts as
    absent, so that the batch screened again takes up what it took up before.
    """
    papers, payments = _loose_documents(tables), _loose_payments(tables)
    ways = [_by_key(con, tables, papers, payments)]
    made = _made_deals(con, batch_digest)
    if len(papers) or len(payments) or made.height:  # else no number is needed
        borne = numbers(tables)
        is_loose = pl.col("document_id").is_in(papers.implode()).fill_null(value=False) | pl.col(
            "payment_id"
        ).is_in(payments.implode()).fill_null(value=False)
        ways += [_by_number(con, borne.filter(is_loose)), _of_made(con, made, borne)]
    return standing(con, pl.concat(ways), batch_digest)


def _loose_documents(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Keys of papers the batch mentions, less those it brings and places in a deal."""
    papers = [tables[t.name].select("document_id", "deal_id") for t in PAPERS if t.name in tables]
    if "deal_documents" in tables and papers:
        brought = pl.concat(papers).select("document_id")
        placed = tables["deal_documents"].select("document_id", "deal_id")
        papers.append(placed.join(brought, on="document_id", how="semi"))
    claimed = [p.filter(pl.col("deal_id").is_not_null())["document_id"] for p in papers]
    mentioned = [f[c] for c in _DOCUMENT_COLUMNS for f in _with(tables, c)]
    return _less(mentioned, claimed)


def _loose_payments(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Keys of payments the batch mentions, less those it brings and places in a deal."""
    paid = tables.get("payments")
    if paid is None:
        return _less((f["payment_id"] for f in _with(tables, "payment_id")), ())
    placed = [paid.filter(pl.col("deal_id").is_not_null())["payment_id"]]
    if "payment_allocations" in tables:
        shares = tables["payment_allocations"].filter(pl.col("deal_id").is_not_null())
        placed.append(shares.join(paid, on="payment_id", how="semi")["payment_id"])
    return _less((f["payment_id"] for f in _with(tables, "payment_id")), placed)


def _with(tables: Mapping[str, pl.DataFrame], column: str) -> Iterator[pl.DataFrame]:
    return (f for _, f in sorted(tables.items()) if column in f.columns)


def _less(every: Iterable[pl.Series], less: Iterable[pl.Series]) -> pl.Series:
    none = pl.Series("id", [], pl.String)
    gone = pl.concat([none, *(s.rename("id") for s in less)])
    kept = pl.concat([none, *(s.rename("id") for s in every)]).drop_nulls().unique().sort()
    return kept.filter(~kept.is_in(gone.implode()))


def _by_key(
    con: duckdb.DuckDBPyConnection,
    tables: Mapping[str, pl.DataFrame],
    papers: pl.Series,
    payments: pl.Series,
) -> pl.DataFrame:
    """Deals (LED) the batch names, and those of papers and payments it bears loosely."""
    asked = (
        ("deal_id", "deal_result", _less((f["deal_id"] for f in _with(tables, "deal_id")), ())),
        ("document_id", "deal_document", papers),
        ("payment_id", "deal_payment", payments),
    )
    led = [pl.DataFrame(schema=LED)]
    for key, table, ids in asked:
        if len(ids):
            query = f"""SELECT DISTINCT deal_id, '{key}' AS taken_by, {key} AS taken_on
                FROM {table} WHERE {key} IN (SELECT id FROM asked)"""  # noqa: S608
            led.append(_asked(con, query, asked=ids.to_frame()))
    return pl.concat(led)


def _by_number(con: duckdb.DuckDBPyConnection, loose: pl.DataFrame) -> pl.DataFrame:
    """Deals (LED) on whose papers one of these numbers stands, which loose rows bear."""
    there = {name for (name,) in con.sql("SELECT table_name FROM duckdb_tables()").fetchall()}
    named = [
        _NUMBERS_STORED.format(
            table=t,
            said=_SAID.get(c if o else "", f"[{c}]"),
            kind=k,
            own=o,
            **_PARTIES.get(t, _NOBODY),
        )
        for t, c, k, o in _NUMBERED
        if f"input_{t}" in there
    ]
    if loose.is_empty() or not named:
        return pl.DataFrame(schema=LED)
    define_writing(con)
    query = f"""WITH stored AS ({" UNION ALL ".join(named)})
        SELECT DISTINCT d.deal_id, {_KIND_NAMES.format("s.kind")} AS taken_by,
               s.number AS taken_on
        FROM stored s JOIN borne l ON l.number = s.number AND {_AGREE}
        JOIN deal_document d ON d.run_id = s.run_id AND d.document_id = s.document_id
        JOIN deal_result r ON r.run_id = d.run_id AND r.deal_id = d.deal_id
        WHERE l.client_id IS NULL OR r.client_id IS NULL OR l.client_id = r.client_id"""  # noqa: S608
    return _asked(con, query, borne=loose)


_PARTIES = {t: {"seller": "seller_id", "buyer": "buyer_id"} for t in ("contracts", "invoices")}
_NOBODY = {"seller": "NULL::VARCHAR", "buyer": "NULL::VARCHAR"}
# A bill is named by its number with or without its carrier's code before it.
_SAID = {
    "transport_doc_ref": """[bill_number(transport_doc_ref, carrier_code),
        carrier(carrier_code) || bill_number(transport_doc_ref, carrier_code)]"""
}
_NUMBERS_STORED = """SELECT * FROM (
        SELECT run_id, document_id, '{kind}' AS kind, {own} AS is_own,
               normalised(unnest({said})) AS number,
               {seller} AS seller_id, {buyer} AS buyer_id
        FROM input_{table})
    WHERE number IN (SELECT number FROM borne)"""
# One of the two bears the number as its own, and they may be papers of the same two parties.
_AGREE = """(l.kind IS NULL OR s.kind IS NULL OR l.kind = s.kind) AND (l.is_own OR s.is_own)
    AND NOT (coalesce(l.seller_id <> s.seller_id, false)
             AND coalesce(l.buyer_id <> s.buyer_id, false))"""


def _made_deals(con: duckdb.DuckDBPyConnection, batch_digest: str) -> pl.DataFrame:
    """The scope of the deals that earlier runs made of what no deal claimed."""
    made = con.sql(
        f"""SELECT DISTINCT deal_id, '' AS taken_by, '' AS taken_on FROM deal_result
        WHERE starts_with(deal_id, '{FOUND_PREFIX}')"""  # noqa: S608
    ).pl()
    return standing(con, made, batch_digest)


def _of_made(
    con: duckdb.DuckDBPyConnection, scope: pl.DataFrame, borne: pl.DataFrame
) -> pl.DataFrame:
    """Those of these deals (LED) that share a number with the batch."""
    if scope.is_empty() or borne.is_empty():
        return pl.DataFrame(schema=LED)
    rows = member_rows(con, scope)
    query = f"""SELECT DISTINCT m.deal_id, {_KIND_NAMES.format("coalesce(s.kind, l.kind)")}
               AS taken_by, s.number AS taken_on
        FROM stored s JOIN borne l ON l.number = s.number AND {_AGREE}
        JOIN members m ON m.key = coalesce(s.document_id, s.payment_id)"""  # noqa: S608
    return _asked(con, query, stored=numbers(rows), borne=borne, members=members(con, scope))


def _asked(con: duckdb.DuckDBPyConnection, query: str, **frames: pl.DataFrame) -> pl.DataFrame:
    for name, rows in frames.items():
        con.register(name, rows.to_arrow())
    led: pl.DataFrame = con.sql(query).pl()
    for name in frames:
        con.unregister(name)
    return led.select(pl.col(n).cast(t) for n, t in LED.items())
