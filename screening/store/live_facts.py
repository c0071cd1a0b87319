"""Stored facts of the deals as they stand, for whoever learns from a whole book."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from screening.errors import StoreError
from screening.store.connection import open_store
from screening.store.sql import quoted


def live_facts(db: Path, names: Sequence[str]) -> pl.DataFrame:
    """One row a deal of the store, its live result's: deal_id, submitted_on and those facts.

    Sorted by deal_id. StoreError when nothing was screened, or a fact was not known then.
    """
    asked = list(dict.fromkeys(["deal_id", "submitted_on", *names]))
    with open_store(db) as con:
        there = {
            column
            for (column,) in con.execute(
                "SELECT column_name FROM duckdb_columns() WHERE table_name = 'deal_fact'"
            ).fetchall()
        }
        absent = [name for name in asked if name not in there]
        if absent:
            raise StoreError(
                f"no stored deal has the facts {', '.join(absent)}",
                where=str(db),
                do="screen its batches again with this program",
            )
        columns = ", ".join(map(quoted, asked))
        query = f"SELECT {columns} FROM deal_fact SEMI JOIN live_result USING (run_id, deal_id)"  # noqa: S608 - plain names of our own catalogue
        return con.sql(f"{query} ORDER BY deal_id").pl()  # type: ignore[no-any-return]
