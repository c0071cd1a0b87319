"""Dates and UTC times, strictly ISO 8601, between the years 1900 and 2200."""

from __future__ import annotations

from datetime import UTC, date, datetime

import polars as pl

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
UTC_TIME = pl.Datetime("us", "UTC")

_NOT_A_DATE = "is not a date written YYYY-MM-DD"
_HAS_TIME = "has a time of day; only a date is expected"
_NOT_A_TIME = "is not a time written YYYY-MM-DDThh:mm:ssZ"
_FAR = "lies outside the years 1900 to 2200"

_MIDNIGHT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?(?:[zZ]|[+-]00:?00)?$"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?"
_SHAPE = rf"^{_DAY}(?:[T ]{_CLOCK}(?:[zZ]|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?)?$"


def read_dates(given: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Dates; a midnight time is taken as its day, any other time of day is refused."""
    if given.dtype == pl.Date:
        return _near(given, None)
    if isinstance(given.dtype, pl.Datetime):
        return _near(*_days_of(_to_utc(given)))
    text = _text_or_none(given)
    if text is None:
        return _none_read(given, pl.Date(), _NOT_A_DATE)
    text = text.str.replace(_MIDNIGHT, "$1")
    tens = text.set((text.str.len_bytes() != 10).fill_null(value=True), None)
    values = tens.str.to_date("%Y-%m-%d", strict=False)
    timed = text.str.contains(rf"^{_DAY}[T ]{_CLOCK}")
    unread = values.is_null() & text.is_not_null()
    return _near(values, _said((unread & timed, _HAS_TIME), (unread, _NOT_A_DATE)))


def read_times(given: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """UTC times to the microsecond; without an offset UTC is meant, a date alone its midnight."""
    if given.dtype == pl.Date or isinstance(given.dtype, pl.Datetime):
        return _near(_to_utc(given), None)
    text = _text_or_none(given)
    if text is None:
        return _none_read(given, UTC_TIME, _NOT_A_TIME)
    values = _parse(text)
    return _near(values, _said((values.is_null() & text.is_not_null(), _NOT_A_TIME)))


def _parse(text: pl.Series) -> pl.Series:
    shaped = text.set((~text.str.contains(_SHAPE)).fill_null(value=True), None)
    t = pl.col("t")
    return (
        shaped.to_frame("t")
        .with_columns(t.str.replace(" ", "T", literal=True).str.replace(",", ".", literal=True))
        .with_columns(t.str.replace("[zZ]$", "+00:00"))
        .with_columns(t.str.replace(rf"^({_DAY})$", "${1}T00:00:00+00:00"))
        .with_columns(t.str.replace(r"(T[0-9:.]+)$", "${1}+00:00"))
        .with_columns(t.str.replace(r"(T[0-9]{2}:[0-9]{2})([+-])", "${1}:00$2"))
        .with_columns(t.str.replace(r"([+-][0-9]{2})$", "${1}:00"))
        .with_columns(t.str.replace(r"(T.*[+-][0-9]{2})([0-9]{2})$", "${1}:$2"))
        .select(
            t.str.to_datetime(
                "%Y-%m-%dT%H:%M:%S%.f%:z", time_unit="us", time_zone="UTC", strict=False
            )
        )
        .to_series()
    )


def _to_utc(given: pl.Series) -> pl.Series:
    if given.dtype == pl.Date:
        return given.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    series = given.dt.cast_time_unit("us")
    if series.dtype.time_zone is None:  # type: ignore[attr-defined]
        return series.dt.replace_time_zone("UTC")
    return series.dt.convert_time_zone("UTC")


def _days_of(times: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    days = times.dt.date()
    timed = times != days.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return days, _said((timed, _HAS_TIME))


def _near(values: pl.Series, failed: pl.Series | None) -> tuple[pl.Series, pl.Series | None]:
    first: date | datetime = FIRST
    last: date | datetime = LAST
    if values.dtype != pl.Date:
        first = datetime(FIRST.year, 1, 1, tzinfo=UTC)
        last = datetime(LAST.year + 1, 1, 1, tzinfo=UTC)
    far = (values < first) | (values > last)
    if not far.any():
        return values, failed
    said = _said((far, _FAR))
    assert said is not None
    return values, said if failed is None else pl.select(pl.coalesce(failed, said)).to_series()


def _text_or_none(given: pl.Series) -> pl.Series | None:
    if given.dtype != pl.String:
        return None
    text = given.str.strip_chars()
    return text.set(text.str.len_bytes() == 0, None)


def _none_read(
    given: pl.Series, dtype: pl.DataType, why: str
) -> tuple[pl.Series, pl.Series | None]:
    nothing = pl.Series([None], dtype=dtype).new_from_index(0, len(given))
    return nothing, _said((given.is_not_null(), why))


def _said(*cases: tuple[pl.Series, str]) -> pl.Series | None:
    """One reason a row from the first case that holds, or None when none ever does."""
    if not any(where.any() for where, _ in cases):
        return None
    whens = [pl.when(where).then(pl.lit(why)) for where, why in cases]
    return pl.select(pl.coalesce(whens)).to_series()
