"""What the store knew of its clients by a day: their deals, registers, records and list entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from screening.schema import BATCH_TABLES, REFERENCE_TABLES, TABLES, Table, TableKind
from screening.schema.results import CLIENT_DEAL
from screening.store.connection import open_store
from screening.store.list_notices import entries_of
from screening.store.sql import quoted
from screening.store.stored_inputs import typed_rows

_STATES = tuple(t for t in BATCH_TABLES if t.kind is TableKind.PARTY)
OF_DEAL: Mapping[str, pl.DataType] = {
    **CLIENT_DEAL.dtypes,
    "n_missing_papers": pl.Int64(),
    "is_cure_open": pl.Boolean(),
    "cure_due_on": pl.Date(),
}
"""Columns of the deals: those of `client_deal`, and what is known of their papers and cures."""


@dataclass(frozen=True, slots=True)
class KnownClients:
    """All that runs as of no later than a moment left of the bank's clients.

    `deals` has a row a deal with a client (OF_DEAL): the last result of it by then. `tables` are
    the party and reference tables, of rows of one key that of the newest run; a table that no
    batch brought is not there. `entries` are those of the lists known by then.
    """

    deals: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    entries: pl.DataFrame
    n_runs: int


def clients_known(db: Path, moment: datetime) -> KnownClients:
    """What the store knew of the clients at that moment (UTC); StoreError if it cannot be read."""
    at = moment.astimezone(UTC).replace(tzinfo=None)
    with open_store(db) as con:
        con.execute("CREATE TEMP TABLE known AS FROM run WHERE as_of <= ?", [at])
        ((n_runs,),) = con.execute("SELECT count(*) FROM known").fetchall()
        brought = {n for (n,) in con.execute(_BROUGHT).fetchall()}
        tables = {t.name: _newest(con, t) for t in _STATES if t.name in brought}
        tables |= {t.name: _reference(con, t) for t in REFERENCE_TABLES if t.name in brought}
        entries = entries_of(con).filter(pl.col("known_from") <= at)
        return KnownClients(_deals(con, at), tables, entries, int(n_runs))


_BROUGHT = "SELECT DISTINCT table_name FROM run_file SEMI JOIN known USING (run_id)"


def _is_there(con: duckdb.DuckDBPyConnection, relation: str) -> bool:
    asked = "SELECT 1 FROM duckdb_columns() WHERE table_name = ? LIMIT 1"
    return bool(con.execute(asked, [relation]).fetchall())


def _newest(con: duckdb.DuckDBPyConnection, table: Table) -> pl.DataFrame:
    name = f"input_{table.name}"
    if not _is_there(con, name):
        return table.empty()
    key = ", ".join(f"i.{quoted(k)}" for k in table.key)
    query = f"""SELECT i.* EXCLUDE (run_id) FROM {quoted(name)} AS i JOIN known AS r USING (run_id)
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY r.run_no DESC) = 1
        ORDER BY {key}"""  # noqa: S608 - names of our own schema
    return typed_rows(con.sql(query).pl(), table)


def _reference(con: duckdb.DuckDBPyConnection, table: Table) -> pl.DataFrame:
    name = f"reference_{table.name}"
    if not _is_there(con, name):
        return table.empty()
    key = ", ".join(f"i.{quoted(k)}" for k in table.key)
    query = f"""SELECT i.* EXCLUDE (digest) FROM {quoted(name)} AS i
        JOIN (SELECT coalesce(nullif(reference_digest, ''), batch_digest) AS digest,
                     max(run_no) AS run_no FROM known GROUP BY ALL) AS r USING (digest)
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY r.run_no DESC) = 1
        ORDER BY {key}"""  # noqa: S608 - names of our own schema
    return typed_rows(con.sql(query).pl(), table)


def _deals(con: duckdb.DuckDBPyConnection, at: datetime) -> pl.DataFrame:
    facts = _MISSING if _is_there(con, "deal_fact") else _NO_FACTS
    query = _DEALS.format(facts=facts)
    found: pl.DataFrame = con.sql(query, params={"day": at.date()}).pl()
    return found.select(pl.col(n).cast(t) for n, t in OF_DEAL.items())


_MISSING = "SELECT run_id, deal_id, n_missing_papers FROM deal_fact SEMI JOIN known USING (run_id)"
_NO_FACTS = """SELECT NULL::VARCHAR AS run_id, NULL::VARCHAR AS deal_id,
    NULL::BIGINT AS n_missing_papers WHERE false"""
# a result stands until a run known by then replaced it; a cure counts from the day it put right
_DEALS = """WITH standing AS (
        SELECT c.* FROM client_deal AS c SEMI JOIN known USING (run_id)
        ANTI JOIN (FROM superseded SEMI JOIN known ON known.run_id = superseded.by_run_id) AS s
            ON s.run_id = c.run_id AND s.deal_id = c.deal_id
    ), owed AS (
        SELECT d.run_id, d.deal_id, d.due_on,
               unnest(string_split(d.rule_ids, ', ')) AS rule_id
        FROM duty AS d SEMI JOIN standing USING (run_id, deal_id) WHERE d.duty = 'CURE'
    ), still AS (
        SELECT run_id, deal_id, min(due_on) AS due_on FROM owed
        ANTI JOIN (FROM cure WHERE status = 'accepted' AND cured_on <= $day) AS c
            USING (deal_id, rule_id)
        GROUP BY ALL
    )
    SELECT s.*, f.n_missing_papers, t.deal_id IS NOT NULL AS is_cure_open, t.due_on AS cure_due_on
    FROM standing AS s
    LEFT JOIN ({facts}) AS f ON f.run_id = s.run_id AND f.deal_id = s.deal_id
    LEFT JOIN still AS t ON t.run_id = s.run_id AND t.deal_id = s.deal_id
    ORDER BY s.client_id, s.deal_id"""


def named_clients(known: KnownClients) -> pl.DataFrame:
    """One row a client of the bank (client_id, uscc, name), sorted: of its tables and deals."""
    clients = known.tables.get("clients", TABLES["clients"].empty())
    ids = pl.concat([clients["client_id"], known.deals["client_id"]]).unique().sort()
    told = clients.select("client_id", "uscc", name=pl.coalesce("name_cn", "name_en")).unique(
        "client_id", keep="first", maintain_order=True
    )
    return ids.to_frame().join(told, on="client_id", how="left").sort("client_id")
