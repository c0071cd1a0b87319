"""The least any engine must do for a batch: read its columns, write the final rows, commit.

Reading is one library call a file, for the columns the schema knows. Writing puts the Arrow
tables of a finished store into a fresh DuckDB file in one transaction, with a checkpoint. Nothing
is checked, joined, sorted or computed; there are no digests, views, comments or published copy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from time import perf_counter
from types import MappingProxyType

import duckdb
import polars as pl
import pyarrow as pa

from benchmarks.machine import peak_rss_mb
from screening.inputs.folder import NOT_READ, Found, found_files, table_of
from screening.schema import TABLES
from screening.store.sql import quoted

Read = Callable[[Path, list[str]], pl.DataFrame]


def _parquet(path: Path, known: list[str]) -> pl.DataFrame:
    given = set(pl.read_parquet_schema(path))
    return pl.read_parquet(path, columns=[c for c in known if c in given])


def _csv(path: Path, known: list[str]) -> pl.DataFrame:
    given = pl.scan_csv(path, infer_schema=False)
    names = set(given.collect_schema().names())
    return given.select(c for c in known if c in names).collect()


_READERS: Mapping[str, Read] = MappingProxyType(
    {"parquet": _parquet, "csv": _csv, "ndjson": lambda path, _: pl.read_ndjson(path)}
)


def main(batch: Path, store: Path, bare: Path) -> None:
    """Nothing; prints seconds, stages and peak_rss_mb."""
    files = [(f, list(TABLES[table_of(f)].names)) for f in found_files(batch) if _is_read(f)]
    tables = stored_tables(store)
    start = perf_counter()
    inputs = [_READERS[file.format](file.path, known) for file, known in files]
    scanned = perf_counter()
    write(tables, bare)
    written = perf_counter()
    assert len(inputs) == len(files)
    assert row_counts(bare) == {name: table.num_rows for name, table in tables.items()}
    stages = {"scan": scanned - start, "write": written - scanned}
    figures = {"seconds": written - start, "stages": stages, "peak_rss_mb": peak_rss_mb()}
    print(json.dumps(figures))


def _is_read(file: Found) -> bool:
    return file.format != NOT_READ


def stored_tables(store: Path) -> dict[str, pa.Table]:
    """Every table of a store, each in one piece, which DuckDB takes in fastest."""
    with duckdb.connect(store, read_only=True) as con:
        named = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY table_name"
        ).fetchall()
        return {
            name: con.sql(f"FROM {quoted(name)}").to_arrow_table().combine_chunks()
            for (name,) in named
        }


def write(tables: Mapping[str, pa.Table], bare: Path) -> None:
    """Nothing; the tables are in a fresh DuckDB file, committed, when this returns."""
    with duckdb.connect(bare) as con:
        con.execute("BEGIN TRANSACTION")
        for name, table in tables.items():
            con.register("rows_to_write", table)
            con.execute(f"CREATE TABLE {quoted(name)} AS FROM rows_to_write")
            con.unregister("rows_to_write")
        con.execute("COMMIT")
        con.checkpoint()


def row_counts(bare: Path) -> dict[str, int]:
    """Rows by table of a DuckDB file."""
    with duckdb.connect(bare, read_only=True) as con:
        names = con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        return {
            name: con.execute(f"SELECT count(*) FROM {quoted(name)}").fetchall()[0][0]
            for (name,) in names
        }


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
