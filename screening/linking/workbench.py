"""A DuckDB in memory for pass 1: narrow tables in, keyed side tables out, spilling when large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import polars as pl

from screening.linking.written import define_writing_anew


@contextmanager
def workbench(tables: Mapping[str, pl.DataFrame]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that sees `tables` by name and nothing outside the process.

    Times are read as UTC whatever the machine's zone; files and network are out of reach.
    """
    con = duckdb.connect(":memory:")
    try:
        define_writing_anew(con)
        con.execute("SET TimeZone = 'UTC'")
        for name, frame in tables.items():
            con.register(name, frame.to_arrow())
        con.execute("SET enable_external_access = false")
        con.execute("SET lock_configuration = true")
        yield con
    finally:
        con.close()


def frame(con: duckdb.DuckDBPyConnection, sql: str) -> pl.DataFrame:
    """The rows of a query as a Polars frame."""
    result: pl.DataFrame = con.sql(sql).pl()
    return result
