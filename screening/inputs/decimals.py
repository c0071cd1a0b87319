"""Exact decimals: never rounded, never taken from a float that does not say what it means."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

import polars as pl

DIGITS = 18

_EXPONENT = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]{1,3}")
_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:[,' ][0-9]{3})+(?:\.[0-9]*)?")
_NOT_FINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.IGNORECASE)


def read(given: pl.Series, places: int) -> tuple[pl.Series, pl.Series | None]:
    """Decimal(18, places) values and a reason a row where one cannot be given exactly."""
    if given.dtype.is_decimal() or given.dtype.is_integer():
        return _from_numbers(given, places)
    text = given.cast(pl.String).str.strip_chars()
    text = text.set(text.str.len_bytes() == 0, None)
    return _from_text(text, places)


def _from_numbers(given: pl.Series, places: int) -> tuple[pl.Series, pl.Series | None]:
    dtype = pl.Decimal(DIGITS, places)
    if given.dtype == dtype:
        return given, None
    values = given.cast(dtype, strict=False)
    changed = values.is_null() & given.is_not_null()
    if isinstance(given.dtype, pl.Decimal) and given.dtype.scale > places:
        changed |= (values.cast(given.dtype, strict=False) != given).fill_null(value=False)
    if not changed.any():
        return values, None
    return _from_text(given.cast(pl.String), places)


def _from_text(text: pl.Series, places: int) -> tuple[pl.Series, pl.Series | None]:
    dtype = pl.Decimal(DIGITS, places)
    fits = text.str.contains(
        rf"^[+-]?0*[0-9]{{0,{DIGITS - places}}}(?:\.[0-9]{{0,{places}}}0*)?$"
    ) & text.str.contains("[0-9]")
    values = text.set(~fits, None).cast(dtype, strict=False)
    rest = text.set(values.is_not_null(), None)
    if rest.null_count() == len(rest):
        return values, None
    return _with_rest(values, rest, places)


def _with_rest(
    values: pl.Series, rest: pl.Series, places: int
) -> tuple[pl.Series, pl.Series | None]:
    """The values with what one distinct text at a time can still be read exactly."""
    found = rest.unique().drop_nulls().sort().to_list()
    read_as = {t: _one(t, places) for t in found}
    exact = {t: v for t, v in read_as.items() if isinstance(v, Decimal)}
    reason = {t: v for t, v in read_as.items() if isinstance(v, str)}
    if exact:
        late = rest.replace_strict(
            pl.Series(list(exact), dtype=pl.String),
            pl.Series(list(exact.values()), dtype=values.dtype),
            default=None,
        )
        values = pl.select(pl.coalesce(values, late)).to_series()
    if not reason:
        return values, None
    return values, rest.replace_strict(reason, default=None, return_dtype=pl.String)


def _one(text: str, places: int) -> Decimal | str:
    """The exact decimal a text says, or why there is none."""
    if _NOT_FINITE.fullmatch(text):
        return "is not a finite number"
    if _THOUSANDS.fullmatch(text):
        return "has thousands separators; write the digits alone, such as 1234.50"
    if not (_PLAIN.fullmatch(text) or _EXPONENT.fullmatch(text)):
        return "is not a number"
    try:
        value = Decimal(text)
    except InvalidOperation:  # pragma: no cover - the shapes above are all readable
        return "is not a number"
    return _fitted(value, places)


def _fitted(value: Decimal, places: int) -> Decimal | str:
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    while digits and digits[-1] == 0 and exponent < 0:
        digits, exponent = digits[:-1], exponent + 1
    if not any(digits):
        return Decimal(0)
    if -exponent > places:
        return f"has more than {places} decimals; it is never rounded"
    if value.adjusted() >= DIGITS - places:
        return f"has more than {DIGITS - places} digits before the point"
    return value.quantize(Decimal(1).scaleb(-places))
