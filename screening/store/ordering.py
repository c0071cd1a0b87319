"""Frames brought into the order and types in which their rows are written."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.store.stored_table import StoredTable


def shaped(frame: pl.DataFrame, table: StoredTable) -> pl.DataFrame:
    """The frame with the table's columns, its UTC times without a zone, sorted by the key.

    A column the table has and the frame lacks is a ColumnNotFoundError: nothing is filled in.
    """
    zoned = [n for n, t in frame.schema.items() if isinstance(t, pl.Datetime) and t.time_zone]
    plain = frame.with_columns(
        pl.col(n).dt.convert_time_zone("UTC").dt.replace_time_zone(None) for n in zoned
    ).select(table.names)
    if is_in_order(plain, table.order):
        return plain
    by_key = plain.sort(table.order, nulls_last=True)
    if is_in_order(by_key, table.order):
        return by_key
    return plain.sort(_every_column(plain, table.order), nulls_last=True)


def _every_column(frame: pl.DataFrame, first: Sequence[str]) -> list[str]:
    """Key, then the other columns: rows of one key that still tie are the same row."""
    nested = (n for n, t in frame.schema.items() if t.is_nested())
    return [*first, *sorted(set(frame.columns) - set(first) - set(nested))]


def is_in_order(frame: pl.DataFrame, keys: Sequence[str]) -> bool:
    """True when the rows rise strictly by the keys, nulls last; far cheaper than sorting."""
    if frame.height < 2:
        return True
    rises = pl.lit(value=False)
    for key in reversed(keys):
        now, before = pl.col(key), pl.col(key).shift(1)
        later = (now > before).fill_null(now.is_null() & before.is_not_null())
        rises = later | (now.eq_missing(before) & rises)
    return bool(frame.lazy().select(rises.slice(1).all()).collect().item())
