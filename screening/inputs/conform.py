"""Rows as given become rows of the schema; a row with any bad cell is rejected, with all reasons.

Rejected and loaded rows together are exactly the rows given.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import polars as pl

from screening.inputs.cells import Cells, read_cells
from screening.inputs.raw import LINE, RawTable, reasons
from screening.inputs.status_words import refused_words, status_words
from screening.schema import Table
from screening.schema.parties import CLIENT_STATUS

INTERVALS = (
    ("valid_from", "valid_to"),
    ("known_from", "known_to"),
    ("opened_on", "closed_on"),
    ("quotation_from", "quotation_to"),
)
"""Columns that say when an entry begins and ends: one that ends before it begins is refused."""


class Conformed(NamedTuple):
    """`rows`: every schema column, typed, and `_line`; `refused`: `_line`, column, reason."""

    rows: pl.DataFrame
    refused: pl.DataFrame


def conform(source: RawTable, table: Table) -> Conformed:
    """The rows of one file that fit the table, and those that do not with their reasons."""
    frame = source.frame
    cells = _with_words(_with_order(_all_cells(frame, table)), table)
    absent = [
        pl.lit(None, dtype=c.type.dtype).alias(c.name)
        for c in table.columns
        if c.name not in frame.columns
    ]
    rows = pl.DataFrame([c.values for c in cells.values()]).with_columns(*absent)
    rows = rows.select(*table.names).with_columns(frame[LINE])
    broken = reasons(frame)
    bad = _bad_rows(cells, broken)
    if not bad.any():
        return Conformed(rows, _refused(frame, cells, broken, bad))
    return Conformed(rows.filter(~bad), _refused(frame, cells, broken, bad))


def _all_cells(frame: pl.DataFrame, table: Table) -> dict[str, Cells]:
    """The cells of every column given, in the schema's order; columns are read side by side."""
    given = [c for c in table.columns if c.name in frame.columns]
    with ThreadPoolExecutor(max_workers=pl.thread_pool_size()) as threads:
        read = threads.map(lambda c: read_cells(c, frame[c.name]), given)
        return {c.name: cells for c, cells in zip(given, read, strict=True)}


def _with_order(cells: dict[str, Cells]) -> dict[str, Cells]:
    """The cells, the end of an interval failed where it lies before the beginning."""
    for begin, end in INTERVALS:
        if begin in cells and end in cells:
            values, failed = cells[end]
            before = (values < cells[begin].values).fill_null(value=False)
            if before.any():
                why = pl.select(pl.when(before).then(pl.lit(f"lies before {begin}"))).to_series()
                failed = why if failed is None else why.zip_with(failed.is_null(), failed)
                cells[end] = Cells(values, failed)
    return cells


def _with_words(cells: dict[str, Cells], table: Table) -> dict[str, Cells]:
    """The cells, those of a client's status in the words of its scheme; other words failed."""
    if table.name != CLIENT_STATUS.name or not {"scheme", "value"} <= cells.keys():
        return cells
    rows = pl.DataFrame({n: cells[n].values for n in ("scheme", "value")})
    failed, unread = cells["value"].failed, refused_words(rows)
    if unread is not None:
        failed = unread if failed is None else unread.zip_with(failed.is_null(), failed)
    words = status_words(rows).alias("value")
    return {**cells, "value": Cells(words.zip_with(words.is_not_null(), rows["value"]), failed)}


def _bad_rows(cells: dict[str, Cells], broken: pl.Series) -> pl.Series:
    bad = broken.is_not_null()
    for _, failed in cells.values():
        if failed is not None:
            bad |= failed.is_not_null()
    return bad


def _refused(
    frame: pl.DataFrame, cells: dict[str, Cells], broken: pl.Series, bad: pl.Series
) -> pl.DataFrame:
    """The refused rows; a row that could not be taken apart has that one reason alone."""
    failed = {name: c.failed.filter(bad) for name, c in cells.items() if c.failed is not None}
    whole = broken.filter(bad)
    lines = frame[LINE].filter(bad)
    first = [pl.when(r.is_not_null()).then(pl.lit(name)) for name, r in failed.items()]
    told = [pl.lit(name + " ") + pl.lit(r) for name, r in failed.items()]
    nothing = pl.lit(None, dtype=pl.String)
    return pl.DataFrame({LINE: lines, "whole": whole}).with_columns(
        column=pl.when(pl.col("whole").is_null()).then(pl.coalesce(*first, nothing)),
        reason=pl.coalesce(
            "whole", pl.concat_str(*told, nothing, separator="; ", ignore_nulls=True)
        ),
    )
