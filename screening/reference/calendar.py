"""Working days of mainland China with make-up days (调休): the bank's own table, else published.

chinesecalendar knows the years whose arrangement the State Council has published. For any other
year Monday to Friday is taken, and every result that rests on such a day says so.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import polars as pl

from screening.errors import UsageError

_FRIDAY = 5
_PUBLISHED_SCHEMA: dict[str, pl.DataType] = {"date": pl.Date(), "published": pl.Boolean()}


def is_working_day(dates: pl.Series, own: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct date, sorted: date, is_working_day, is_estimated; null for null.

    `own` is the table calendar; its days override. is_estimated: neither it nor the published
    arrangement knows the day.
    """
    asked = _distinct(dates, "date")
    first, last = _bounds(asked["date"])
    days = working_days(first, last, own)
    return asked.join(days, on="date", how="left").sort("date")


def add_working_days(dates: pl.Series, days: int, own: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct date, sorted: start, due, is_estimated; null for null.

    `due` is the `days`-th working day after `start` (the start itself is never counted; 0 days
    is the start). is_estimated: a day between rests on Monday to Friday alone. UsageError if
    `days` is negative.
    """
    if days < 0:
        raise UsageError(f"{days} working days asked for", do="give a number of days from 0 up")
    asked = _distinct(dates, "start")
    first, last = _bounds(asked["start"])
    counted = working_days(first, _later(last, 2 * days + 40), own).with_columns(
        number=pl.col("is_working_day").cast(pl.Int64).cum_sum(),
        guesses=pl.col("is_estimated").cast(pl.Int64).cum_sum(),
    )
    starts = asked.join(counted, left_on="start", right_on="date", how="left").select(
        "start", "guesses", due_number=pl.col("number") + days
    )
    if days == 0:
        same = pl.when(pl.col("start").is_not_null()).then(pl.lit(False))
        return starts.select("start", due=pl.col("start"), is_estimated=same).sort("start")
    due = counted.filter("is_working_day").select(
        "number", due=pl.col("date"), guesses_at_due=pl.col("guesses")
    )
    return (
        starts.join(due, left_on="due_number", right_on="number", how="left")
        .select("start", "due", is_estimated=pl.col("guesses_at_due") > pl.col("guesses"))
        .sort("start")
    )


def working_days_between(spans: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct (start, end), sorted: working_days, is_estimated; null for null.

    working_days counts the days after `start` up to and with `end`; negative when `end` is
    before `start`.
    """
    asked = spans.select(pl.col("start").cast(pl.Date), pl.col("end").cast(pl.Date)).unique()
    first, last = _bounds(pl.concat([asked["start"], asked["end"].alias("start")]))
    counted = working_days(first, last, own).select(
        "date",
        number=pl.col("is_working_day").cast(pl.Int64).cum_sum(),
        guesses=pl.col("is_estimated").cast(pl.Int64).cum_sum(),
    )
    at_start = counted.rename({"date": "start"})
    at_end = counted.rename({"date": "end", "number": "number_end", "guesses": "guesses_end"})
    return (
        asked.join(at_start, on="start", how="left")
        .join(at_end, on="end", how="left")
        .select(
            "start",
            "end",
            working_days=pl.col("number_end") - pl.col("number"),
            is_estimated=pl.col("guesses_end") != pl.col("guesses"),
        )
        .sort("start", "end")
    )


def working_days(first: date, last: date, own: pl.DataFrame) -> pl.DataFrame:
    """One row a day from `first` to `last`, in order: date, is_working_day, is_estimated."""
    days = pl.date_range(first, last, eager=True).alias("date").to_frame()
    overrides = own.group_by("date").agg(own=pl.col("is_working_day_cn").min())
    years = [_published_year(y) for y in range(first.year, last.year + 1)]
    published = pl.concat([pl.DataFrame(schema=_PUBLISHED_SCHEMA), *years])
    return (
        days.join(overrides, on="date", how="left")
        .join(published, on="date", how="left")
        .select(
            "date",
            is_working_day=pl.coalesce("own", "published", pl.col("date").dt.weekday() <= _FRIDAY),
            is_estimated=pl.col("own").is_null() & pl.col("published").is_null(),
        )
        .sort("date")
    )


@lru_cache(maxsize=128)
def _published_year(year: int) -> pl.DataFrame:
    """One row a day of the year: date, published; no row when the year is not published."""
    from chinese_calendar import is_workday  # noqa: PLC0415 slow

    days = pl.date_range(date(year, 1, 1), date(year, 12, 31), eager=True).to_list()
    try:
        flags = [is_workday(day) for day in days]
    except NotImplementedError:  # what the library raises for a year outside its data
        return pl.DataFrame(schema=_PUBLISHED_SCHEMA)
    return pl.DataFrame({"date": days, "published": flags}, _PUBLISHED_SCHEMA)


def _distinct(dates: pl.Series, name: str) -> pl.DataFrame:
    return dates.alias(name).cast(pl.Date).unique().to_frame()


def _bounds(dates: pl.Series) -> tuple[date, date]:
    """The first and last date; of no dates, one day, so that the frames keep their shape."""
    first, last = dates.min(), dates.max()
    if isinstance(first, date) and isinstance(last, date):
        return first, last
    return date(2020, 1, 1), date(2020, 1, 1)


def _later(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))
