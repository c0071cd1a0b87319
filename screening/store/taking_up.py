"""Reading from the store what a run takes up: its deals' rows, references, cures and duties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from screening.inputs import Batch
from screening.schema.record import BEGUN, CURES, Record
from screening.store.connection import open_store
from screening.store.list_notices import entries_of
from screening.store.schema import complete
from screening.store.standing import standing
from screening.store.stored_inputs import input_rows, members, reference_rows
from screening.store.taken_up import TakenUp, deals_named, keys_of_papers
from screening.store.touched import touched


def taken_up(db: Path, batch: Batch) -> TakenUp:
    """What a batch takes up: the stored deals it touches, with all rows, and its deals' cures.

    The store is asked by key. An absent file knows nothing; StoreError if it cannot be read.
    """
    if not db.exists():
        return TakenUp.nothing()
    _completed(db)
    with open_store(db) as con:
        scope = touched(con, batch.tables, batch.digest)
        named = deals_named(batch.tables, every=True)
        before = con.sql(_OF_BATCH, params=[batch.digest]).pl()["deal_id"]
        deals = pl.concat([named, before, scope["deal_id"]]).unique().sort()
        return _taken(con, scope, deals, keys_of_papers(batch.tables))


def asked_again(db: Path, led: pl.DataFrame) -> TakenUp:
    """What a run without a batch takes up: these stored deals (deal_id, taken_by, taken_on)."""
    _completed(db)
    with open_store(db) as con:
        scope = standing(con, led)
        return _taken(con, scope, scope["deal_id"], keys_of_papers({}))


def is_carried_on(db: Path, run_id: str) -> bool:
    """Whether deals of that run were taken up by later runs whose results are live."""
    with open_store(db) as con:
        return bool(con.execute(_CARRIED_ON, [run_id]).fetchone())


_OF_BATCH = """SELECT DISTINCT deal_id FROM deal_result SEMI JOIN
    (SELECT run_id FROM run WHERE batch_digest = ?) USING (run_id) ORDER BY ALL"""
_CARRIED_ON = """WITH RECURSIVE later AS (
        SELECT run_id FROM deal_source WHERE source_run_id = ?
        UNION SELECT d.run_id FROM deal_source AS d JOIN later AS l ON d.source_run_id = l.run_id
    ) SELECT 1 FROM live_result SEMI JOIN later USING (run_id) LIMIT 1"""


def _completed(db: Path) -> None:
    """Nothing; a store of an older program gets the tables and views it lacks."""
    with open_store(db) as con:
        if con.execute("FROM duckdb_tables() WHERE table_name = 'deal_source'").fetchone():
            return
    from screening.store.views import create_views  # noqa: PLC0415 - reading starts without rules

    with open_store(db, writable=True) as con:
        con.execute("BEGIN TRANSACTION")
        complete(con)
        create_views(con)
        con.execute("COMMIT")


def _taken(
    con: duckdb.DuckDBPyConnection, scope: pl.DataFrame, deals: pl.Series, brought: pl.Series
) -> TakenUp:
    record, entries = _record(con, scope, deals), entries_of(con)
    if scope.is_empty():
        return replace(TakenUp.nothing(), record=record, entries=entries)
    rows: Mapping[str, pl.DataFrame] = {
        **input_rows(con, scope, brought),
        **reference_rows(con, scope),
    }
    return TakenUp(scope, members(con, scope), rows, record, _latest(con, scope), entries)


def _record(con: duckdb.DuckDBPyConnection, scope: pl.DataFrame, deals: pl.Series) -> Record:
    con.register("asked", deals.alias("deal_id").to_frame().to_arrow())
    con.register("scoped", scope.to_arrow())
    cures, begun = con.sql(_CURES).pl(), con.sql(_BEGUN).pl()
    con.unregister("asked")
    con.unregister("scoped")
    return Record(
        cures.select(pl.col(n).cast(t) for n, t in CURES.items()),
        begun.select(pl.col(n).cast(t) for n, t in BEGUN.items()),
    )


_CURES = """SELECT DISTINCT deal_id, rule_id, document_id, payment_id, severity
    FROM cure SEMI JOIN asked USING (deal_id) WHERE status = 'accepted' ORDER BY ALL"""
_BEGUN = """SELECT deal_id, duty, starts_on FROM duty
    SEMI JOIN scoped USING (run_id, deal_id) ORDER BY ALL"""


def _latest(con: duckdb.DuckDBPyConnection, scope: pl.DataFrame) -> datetime:
    con.register("scoped", scope.to_arrow())
    ((latest,),) = con.execute(
        "SELECT max(as_of) FROM run SEMI JOIN scoped USING (run_id)"
    ).fetchall()
    con.unregister("scoped")
    assert isinstance(latest, datetime)
    return latest.replace(tzinfo=UTC)
