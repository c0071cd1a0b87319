"""Names and identifiers that earlier runs have held against the same content of a list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from screening.store.connection import open_store

if TYPE_CHECKING:
    from screening.linking import Screened


def screened_before(db: Path, values: pl.DataFrame, digests: pl.Series) -> Screened:
    """Of the values (kind, value) those already asked of these lists, and what was found.

    What was found hangs on the list's content and the method alone, both of which the digest
    names, so a run with it and a run without it come to the same. An absent file has asked
    nothing; StoreError if the file cannot be read.
    """
    from screening.linking import Screened  # noqa: PLC0415 - reading starts without linking

    if not db.exists() or digests.is_empty():
        return Screened.nothing()
    with open_store(db) as con:
        if not con.execute("FROM duckdb_tables() WHERE table_name = 'list_match'").fetchall():
            return Screened.nothing()
        con.register("asked_values", values.to_arrow())
        con.register("asked_lists", digests.alias("list_digest").to_frame().to_arrow())
        asked = con.sql(_ASKED).pl()
        found = con.sql(_FOUND).pl()
    return Screened(asked, found)


_WANTED = "SEMI JOIN asked_lists USING (list_digest) SEMI JOIN asked_values USING (kind, value)"
_ASKED = f"SELECT DISTINCT list_digest, kind, value FROM name_screened {_WANTED} ORDER BY ALL"  # noqa: S608 - a constant of our own
_FOUND = f"""SELECT DISTINCT list_digest, kind, value, uid, listed_name,
        CAST(round(score * 1000) AS BIGINT) AS score, way
    FROM list_match {_WANTED} ORDER BY ALL"""  # noqa: S608 - a constant of our own
