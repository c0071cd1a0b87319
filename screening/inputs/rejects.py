"""Rejected rows: where each stood, why it was refused, its raw text and that text's digest."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from screening.inputs.limits import RAW_CHARS
from screening.inputs.raw import LINE, RawTable

SCHEMA: dict[str, pl.DataType] = {
    "file": pl.String(),
    "line": pl.Int64(),
    "table": pl.String(),
    "column": pl.String(),
    "reason": pl.String(),
    "raw": pl.String(),
    "raw_sha256": pl.String(),
}


def rejects_of(source: RawTable, refused: pl.DataFrame) -> pl.DataFrame:
    """One row a rejected row of `source`; `refused` has its `_line`, `column` and `reason`."""
    if refused.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    raw = source.raw(refused[LINE]).cast(pl.String).fill_null("").alias("raw")
    return refused.select(
        pl.lit(source.file).alias("file"),
        pl.col(LINE).cast(pl.Int64).alias("line"),
        pl.lit(source.table).alias("table"),
        pl.col("column").cast(pl.String),
        pl.col("reason").cast(pl.String),
        raw.str.slice(0, RAW_CHARS),
        sha256(raw).alias("raw_sha256"),
    )


def all_rejects(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All rejects of a batch, sorted by file, line, table and reason."""
    frame = pl.concat([pl.DataFrame(schema=SCHEMA), *parts])
    return frame.sort("file", "line", "table", "reason", "raw_sha256", nulls_last=False)


def sha256(texts: pl.Series) -> pl.Series:
    """The sha256 of each text's UTF-8 bytes, in hex."""
    rows = texts.to_frame("raw").with_row_index("i")
    with duckdb.connect(config={"enable_external_access": "false"}) as con:
        con.register("rows", rows.to_arrow())
        hashed = con.sql("SELECT sha256(raw) AS digest FROM rows ORDER BY i").to_arrow_table()
    return pl.Series("digest", hashed["digest"].to_pylist(), dtype=pl.String)
