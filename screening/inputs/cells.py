"""Cells to values of a schema column: whole columns at a time, exact, null where not given.

Every reader here gives the typed values and, where any cell fails, one reason text a row (null
where the cell is fine). A reason says what is wrong and never repeats the cell: the raw text
stands beside it and can be removed, the reason stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import polars as pl

from screening.inputs import decimals, times
from screening.inputs.limits import TEXT_CHARS
from screening.inputs.plain import plain
from screening.inputs.standards import canon_of
from screening.schema import Column, ColumnType


class Cells(NamedTuple):
    """Typed values of one column; `failed` has a reason a row, or is None when all are fine."""

    values: pl.Series
    failed: pl.Series | None


_FLAGS: Mapping[str, bool] = MappingProxyType(
    {"true": True, "1": True, "yes": True, "是": True, "y": True, "t": True}
    | {"false": False, "0": False, "no": False, "否": False, "n": False, "f": False}
)
_WHOLE = r"^[+-]?[0-9]{1,18}(?:\.0*)?$"


def read_cells(column: Column, given: pl.Series) -> Cells:
    """The column's values as the schema types them; required cells must not be blank."""
    cells, refused = plain(given)
    values, failed = _READERS[column.type](column, cells)
    if refused is not None:
        failed = refused if failed is None else pl.select(pl.coalesce(refused, failed)).to_series()
    failed = _add_out_of_bounds(failed, column, values)
    if column.required and values.null_count():
        blank = values.is_null() & (failed.is_null() if failed is not None else True)
        failed = _add(failed, blank, "is required and not given")
    return Cells(values.alias(column.name), failed)


def _add_out_of_bounds(
    failed: pl.Series | None, column: Column, values: pl.Series
) -> pl.Series | None:
    """`failed` with the reason put in for amounts and quantities no paper can mean."""
    if column.is_above_zero:
        bad = (values <= 0).fill_null(value=False)
        return _add(failed, bad, "is nought or negative; it must be above nought")
    if column.type is ColumnType.QUANTITY:
        bad = (values < 0).fill_null(value=False)
        return _add(failed, bad, "is negative; a quantity never is")
    return failed


def _add(failed: pl.Series | None, where: pl.Series, reason: str) -> pl.Series | None:
    """`failed` with the reason put in where it has none yet."""
    if not where.any():
        return failed
    new = pl.select(pl.when(where).then(pl.lit(reason))).to_series()
    return new if failed is None else pl.select(pl.coalesce(failed, new)).to_series()


def as_text(given: pl.Series) -> pl.Series:
    """Cells as stripped text, null where blank; whole numbers without a point."""
    series = given
    if series.dtype.is_float():
        whole = series.is_finite() & (series == series.floor()) & (series.abs() < 2**53)
        text = series.cast(pl.String)
        plain = series.cast(pl.Int64, strict=False).cast(pl.String)
        series = pl.select(pl.when(whole).then(plain).otherwise(text)).to_series()
    elif series.dtype != pl.String:
        series = series.cast(pl.String)
    series = series.str.strip_chars()
    blank = series.str.len_bytes() == 0
    return series.set(blank, None) if blank.any() else series


def _text(_: Column, given: pl.Series) -> Cells:
    if given.dtype == pl.String and _is_bare(given):
        values, failed = given, None
    else:
        values = as_text(given)
        failed = _add(None, values.str.contains("\0", literal=True), "holds a NUL character")
    longest = values.str.len_bytes().max()
    if isinstance(longest, int) and longest > TEXT_CHARS:
        long = values.str.len_chars() > TEXT_CHARS
        failed = _add(failed, long, f"is longer than {TEXT_CHARS} characters")
    return Cells(values, failed)


def _is_bare(text: pl.Series) -> bool:
    """Whether no cell is blank or holds blanks, NUL or anything beyond ASCII.

    One look at the bytes, several times cheaper than stripping; true of most columns of codes.
    """
    if (text.str.len_bytes() == 0).any():
        return False
    chars = text.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()[2]
    held = np.frombuffer(chars, dtype=np.uint8) if chars is not None else np.empty(0, np.uint8)
    return not len(held) or bool(held.min() > ord(" ") and held.max() < 128)


def _code(column: Column, given: pl.Series) -> Cells:
    asked = canon_of(column)
    if asked is None:
        return _text(column, given)
    canon, reason = asked
    if given.dtype == pl.String and all(canon(v) == v for v in _distinct(given)):
        return Cells(given, None)
    values, failed = _text(column, given)
    spelled = {v: canon(v) for v in _distinct(values)}
    read = values.replace_strict(spelled, default=None, return_dtype=pl.String)
    return Cells(read, _add(failed, read.is_null() & values.is_not_null(), reason))


def _distinct(text: pl.Series) -> list[str]:
    return text.unique().drop_nulls().to_list()


def _flag(_: Column, given: pl.Series) -> Cells:
    if given.dtype == pl.Boolean:
        return Cells(given, None)
    text = as_text(given).str.to_lowercase()
    values = text.replace_strict(_FLAGS, default=None, return_dtype=pl.Boolean)
    unread = values.is_null() & text.is_not_null()
    return Cells(values, _add(None, unread, "is not true or false (true, false, 1, 0, yes, no)"))


def _whole(_: Column, given: pl.Series) -> Cells:
    if given.dtype.is_integer():
        values = given.cast(pl.Int64, strict=False)
        text = given
    else:
        text = as_text(given)
        plain = text.str.contains(_WHOLE)
        digits = text.set(~plain, None).str.replace(r"\.0*$", "")
        values = digits.cast(pl.Int64, strict=False)
    unread = values.is_null() & text.is_not_null()
    return Cells(values, _add(None, unread, "is not a whole number of at most 18 digits"))


def _decimal(column: Column, given: pl.Series) -> Cells:
    places = column.type.decimals
    assert places is not None
    return Cells(*decimals.read(given, places))


def _date(_: Column, given: pl.Series) -> Cells:
    return Cells(*times.read_dates(given))


def _time(_: Column, given: pl.Series) -> Cells:
    return Cells(*times.read_times(given))


_READERS: Mapping[ColumnType, Callable[[Column, pl.Series], Cells]] = MappingProxyType(
    {
        ColumnType.TEXT: _text,
        ColumnType.CODE: _code,
        ColumnType.FLAG: _flag,
        ColumnType.WHOLE: _whole,
        ColumnType.DATE: _date,
        ColumnType.TIME: _time,
        ColumnType.MONEY: _decimal,
        ColumnType.QUANTITY: _decimal,
        ColumnType.PRICE: _decimal,
        ColumnType.RATIO: _decimal,
        ColumnType.RATE: _decimal,
    }
)
