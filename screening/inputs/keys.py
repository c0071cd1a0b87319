"""Keys: one row a key.

Of equal rows one is kept; of rows that disagree none, for which is true cannot be known. What is
kept does not depend on the order of rows or files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from screening.inputs.raw import LINE
from screening.schema import Table

FILE = "_file"
"""Number of the file a row came from, in the order of the files' names."""


class Keyed(NamedTuple):
    """`rows` sorted by key, one a key; `refused`: `_file`, `_line`, column, reason."""

    rows: pl.DataFrame
    refused: pl.DataFrame


REFUSED: dict[str, pl.DataType] = {
    FILE: pl.Int64(),
    LINE: pl.Int64(),
    "column": pl.String(),
    "reason": pl.String(),
}


def one_row_a_key(rows: pl.DataFrame, table: Table, files: Sequence[str]) -> Keyed:
    """The table's rows with doubles taken out; rows have every schema column, `_file`, `_line`."""
    rows = _sorted(rows, table.key)
    doubled = _doubled(rows, table.key)
    if not doubled.any():
        return Keyed(rows, pl.DataFrame(schema=REFUSED))
    kept, refused = _resolve(rows.filter(doubled), table, files)
    return Keyed(_sorted(pl.concat([rows.filter(~doubled), kept]), table.key), refused)


def _sorted(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    """Rows in key order; rows that stand so already, as a key's unique rows do, are left alone."""
    if rows.height < 2 or _rises(rows, key):
        return rows
    return rows.sort(*key, FILE, LINE, nulls_last=False)


def _rises(rows: pl.DataFrame, key: tuple[str, ...]) -> bool:
    """Whether each row's key lies above the one before: then keys are also unique."""
    above = pl.lit(value=False)
    for name in reversed(key):
        here, before = pl.col(name), pl.col(name).shift(1)
        higher = (here > before) | (before.is_null() & here.is_not_null())
        above = higher.fill_null(value=False) | (here.eq_missing(before) & above)
    return bool(rows.select(above.slice(1).all()).item())


def _doubled(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.Series:
    if rows.height < 2:
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, rows.height)
    same = pl.all_horizontal(pl.col(k).eq_missing(pl.col(k).shift(1)) for k in key)
    with_before = rows.select(same.alias("s"))["s"]
    with_before[0] = False
    return with_before | with_before.shift(-1, fill_value=False)


def _resolve(
    doubles: pl.DataFrame, table: Table, files: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Of the rows that share a key: what is kept, and what is refused with its reason.

    Columns made here begin with an underscore, as no column of a table does.
    """
    key, content = list(table.key), list(table.names)
    ordered = doubles.sort(*key, FILE, LINE, nulls_last=False)
    counted = ordered.with_columns(
        _contents=pl.struct(content).n_unique().over(key),
        _first_file=pl.col(FILE).first().over(key),
        _first_line=pl.col(LINE).first().over(key),
        _rows=pl.len().over(key),
        _place=pl.int_range(pl.len()).over(key),
    )
    keep = (pl.col("_contents") == 1) & (pl.col("_place") == 0)
    kept = counted.filter(keep).select(doubles.columns)
    refused = counted.filter(~keep)
    names = pl.Series(files, dtype=pl.String)
    same = pl.format("same row as {} line {}", _name(refused, names), pl.col("_first_line"))
    clash = pl.format(
        "{} rows have the key {} but do not agree; which is true cannot be known",
        pl.col("_rows"),
        key_text(key),
    )
    return kept, refused.select(
        FILE,
        LINE,
        column=pl.lit(key[0]),
        reason=pl.when(pl.col("_contents") == 1).then(same).otherwise(clash),
    )


def _name(refused: pl.DataFrame, names: pl.Series) -> pl.Series:
    return names.gather(refused["_first_file"].cast(pl.UInt32)).alias("name")


def key_text(key: Sequence[str]) -> pl.Expr:
    """The key in words: names and values."""
    parts = [
        pl.format(f"{k} {{}}", pl.col(k).cast(pl.String).fill_null("(not given)")) for k in key
    ]
    return pl.concat_str(parts, separator=", ")


def clashing_ids(papers: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """document_ids that stand in more than one table of papers: `document_id`, `tables`."""
    ids = [rows.select("document_id", pl.lit(name).alias("table")) for name, rows in papers.items()]
    empty = pl.DataFrame(schema={"document_id": pl.String, "tables": pl.String})
    if len(ids) < 2:
        return empty
    together = pl.concat(ids)
    # equal ids have equal hashes, so as many hashes as rows proves that no two ids are equal
    if together["document_id"].hash().n_unique() == together.height:
        return empty
    return (
        together.group_by("document_id")
        .agg(pl.col("table").sort().str.join(" and ").alias("tables"), pl.len().alias("n"))
        .filter(pl.col("n") > 1)
        .select("document_id", "tables")
        .sort("document_id")
    )
