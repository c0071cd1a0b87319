"""The days of the simulated year, as whole numbers since 1970-01-01; no clock is read."""

from __future__ import annotations

from datetime import date

import polars as pl

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days from 1970-01-01 to a day."""
    return (day - EPOCH).days


AS_OF = day_number(date(2025, 12, 31))
FIRST_REFERENCE = day_number(date(2024, 7, 1))
FIRST_COUNT = day_number(date(2025, 1, 2))
FIRST_PAPERS_END = day_number(date(2025, 4, 20))
RECENT_FROM = AS_OF - 12


def as_date(column: str) -> pl.Expr:
    """A column of day numbers as dates, under its own name."""
    return pl.col(column).cast(pl.Int32).cast(pl.Date)


def as_time(days: pl.Expr, hour: int) -> pl.Expr:
    """Day numbers as UTC times at that hour."""
    return ((days.cast(pl.Int64) * 86_400 + hour * 3600) * 1_000_000).cast(pl.Datetime("us", "UTC"))
