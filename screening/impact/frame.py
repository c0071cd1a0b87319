"""Rows of a query as a frame."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl


def frame(
    con: duckdb.DuckDBPyConnection, query: str, bound: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """The rows of the query, its values bound by name."""
    made = pl.from_arrow(con.sql(query, params=dict(bound) if bound else None).to_arrow_table())
    assert isinstance(made, pl.DataFrame)
    return made
