"""Typed cells of Parquet as plain ones: text, numbers, flags, dates and times that can be meant.

What no plain value can be made of is refused with a reason; as raw text it is still shown.
"""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple

import polars as pl
from polars.exceptions import PolarsError

_NESTED = "holds a nested value; one plain value is expected"
_SPAN = "holds a span of time; one plain value is expected"
_NOT_TEXT = "is not UTF-8 text"
_FAR = "lies outside the years 1 to 9999"

_EPOCH = date(1970, 1, 1).toordinal()
_DAYS = (date.min.toordinal() - _EPOCH, date.max.toordinal() - _EPOCH)
_TICKS = {"ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_DAY_SECONDS = 86_400


class Plain(NamedTuple):
    """Plain values; `failed` has a reason where there is none, or is None when all are fine."""

    values: pl.Series
    failed: pl.Series | None


def plain(given: pl.Series) -> Plain:
    """The cells as plain values, null where refused; text kinds come as text."""
    if given.dtype in (pl.Categorical, pl.Enum, pl.Null):
        return Plain(given.cast(pl.String), None)
    if given.dtype == pl.Binary:
        return _refused(given, _decoded(given), _NOT_TEXT)
    if given.dtype.is_nested() or given.dtype == pl.Object:
        return _refused(given, _nothing(given), _NESTED)
    if given.dtype == pl.Duration:
        return _refused(given, _nothing(given), _SPAN)
    if given.dtype == pl.Date or isinstance(given.dtype, pl.Datetime):
        return _refused(given, _within_years(given), _FAR)
    return Plain(given, None)


def raw_text(given: pl.Series) -> pl.Series:
    """Any cells as text, for the raw text of a reject; null where null."""
    if given.dtype.is_nested() or given.dtype == pl.Object:
        # rare, and refused rows alone: no engine writes every nested type as text
        cells = (None if v is None else _json(v) for v in given.to_physical().to_list())
        return pl.Series(given.name, list(cells), dtype=pl.String)
    if given.dtype == pl.Binary:
        return _first(_decoded(given), given.bin.encode("hex"))
    if given.dtype == pl.Duration:
        return given.dt.to_string("iso")
    if given.dtype == pl.Date or isinstance(given.dtype, pl.Datetime):
        near = _within_years(given).cast(pl.String)
        return _first(near, given.to_physical().cast(pl.String))
    return given.cast(pl.String, strict=False)


def _json(value: object) -> str:
    return json.dumps(value, default=_unwritten, ensure_ascii=False)


def _unwritten(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _first(values: pl.Series, otherwise: pl.Series) -> pl.Series:
    if values.null_count() == otherwise.null_count():
        return values
    return pl.select(pl.coalesce(values, otherwise)).to_series().alias(values.name)


def _nothing(given: pl.Series) -> pl.Series:
    nothing = pl.Series(given.name, [None], dtype=pl.String)
    return nothing.new_from_index(0, len(given))


def _refused(given: pl.Series, values: pl.Series, reason: str) -> Plain:
    """The values, and the reason wherever a cell was given but has none."""
    if values.null_count() == given.null_count():
        return Plain(values, None)
    lost = values.is_null() & given.is_not_null()
    return Plain(values, pl.select(pl.when(lost).then(pl.lit(reason))).to_series())


def _decoded(given: pl.Series) -> pl.Series:
    """Bytes as the UTF-8 text they are, null where they are none."""
    try:
        return given.cast(pl.String)
    except PolarsError:  # one bad cell fails the whole column: look at the distinct ones
        found = given.unique().drop_nulls().to_list()
        texts = {cell: _utf8(cell) for cell in found}
        return given.replace_strict(
            pl.Series(list(texts), dtype=pl.Binary),
            pl.Series(list(texts.values()), dtype=pl.String),
            default=None,
        )


def _utf8(cell: bytes) -> str | None:
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _within_years(given: pl.Series) -> pl.Series:
    """The days or times, null where no calendar has them: those would stop the engine."""
    ticks = 1
    if isinstance(given.dtype, pl.Datetime):
        ticks = _DAY_SECONDS * _TICKS[given.dtype.time_unit]
    number = given.to_physical()
    first, last = (day * ticks for day in _DAYS)
    far = (number < max(first, -(2**63))) | (number >= min(last + ticks, 2**63 - 1))
    return given.set(far, None) if far.any() else given
