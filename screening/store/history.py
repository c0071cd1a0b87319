"""What earlier runs left behind that a new batch must know."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from screening.schema.result_table import ResultTable
from screening.schema.results import (
    CONSULTED_TABLES,
    EVER_TABLES,
    FOUND_PREFIX,
)
from screening.store import sql
from screening.store.connection import open_store
from screening.store.known_parties import PARTY_KEYS, known_parties

if TYPE_CHECKING:
    from screening.linking import History, HistoryKeys


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run in the store; `is_live` while some result of it has not been superseded."""

    run_id: str
    history_digest: str
    is_live: bool


def no_history() -> History:
    """The history of a store that does not exist yet."""
    from screening.linking import History  # noqa: PLC0415 - reading starts without linking

    return History.none()


def history(db: Path, exclude_request: str = "", keys: HistoryKeys | None = None) -> History:
    """Uses of papers and payments, and clients' deals, by live results of earlier runs, sorted.

    With `keys` only the rows that share one of them are read, however long the ledgers are.
    Deals that a run of the request excluded has screened are the batch's own and left out, so
    that a batch's own results, whichever rules they came from, never count as its history. An
    absent file is an empty history; StoreError if the file cannot be read.
    """
    if not db.exists():
        return no_history()
    from screening.linking import History  # noqa: PLC0415 - reading starts without linking

    with open_store(db) as con:
        none = {name: pl.Series("key", [], pl.String) for name in PARTY_KEYS}
        for name, series in (none | dict(keys.of)).items() if keys else ():
            con.register(f"keys_{name}", series.to_frame().to_arrow())
        uses = {
            t.name: _live_uses(con, t, exclude_request, is_keyed=keys is not None)
            for t in CONSULTED_TABLES
        }
        found = con.sql(_FOUND, params=[exclude_request]).pl()
        parties = known_parties(con, exclude_request, is_keyed=keys is not None)
    return History.of(uses, found, parties)


_FOUND = f"""WITH found AS (
        SELECT run_id, deal_id FROM live_result
        WHERE starts_with(deal_id, '{FOUND_PREFIX}') AND deal_id NOT IN (
            SELECT d.deal_id FROM deal_result AS d JOIN run AS r USING (run_id)
            WHERE r.request_digest = ?)
    )
    SELECT deal_id, document_id, NULL::VARCHAR AS payment_id
    FROM deal_document JOIN found USING (run_id, deal_id)
    UNION
    SELECT deal_id, NULL, payment_id FROM deal_payment JOIN found USING (run_id, deal_id)
    ORDER BY ALL"""  # noqa: S608 - a constant of our own


def _live_uses(
    con: duckdb.DuckDBPyConnection, table: ResultTable, exclude_request: str, *, is_keyed: bool
) -> pl.DataFrame:
    from screening.linking import READ_BY  # noqa: PLC0415 - reading starts without linking

    if not _is_there(con, table.name):  # no run has written to the store since it exists
        return table.empty()
    read_by = [(said, f"keys_{keys}") for said, keys in READ_BY[table.name]] if is_keyed else []
    query = sql.live_uses(table.name, read_by, is_live=table not in EVER_TABLES)
    frame = con.sql(query, params=[exclude_request]).pl()
    return table.shape(frame)


def _is_there(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute("FROM duckdb_tables() WHERE table_name = ?", [table]).fetchall())


def find_run(db: Path, request_digest: str) -> StoredRun | None:
    """The latest run of that request, or None when it was never screened into this store."""
    if not db.exists():
        return None
    with open_store(db) as con:
        row = con.execute(
            """
            SELECT run_id, history_digest,
                   n_deals = 0 OR EXISTS (FROM live_result AS l WHERE l.run_id = run.run_id)
            FROM run WHERE request_digest = ? ORDER BY run_no DESC LIMIT 1
            """,
            [request_digest],
        ).fetchone()
    return StoredRun(*row) if row else None


def replaced_runs(db: Path, deal_ids: pl.Series) -> tuple[str, ...]:
    """Runs, sorted, whose live results of these deals a run over them would supersede."""
    if not db.exists():
        return ()
    with open_store(db) as con:
        con.register("these", deal_ids.alias("deal_id").to_frame())
        rows = con.execute(
            "SELECT DISTINCT run_id FROM live_result SEMI JOIN these USING (deal_id) ORDER BY ALL"
        ).fetchall()
    return tuple(run for (run,) in rows)
