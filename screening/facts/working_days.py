"""Working days between two days of each row, by the bank's calendar over the published one."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Sides
from screening.reference import working_days_between


def with_working_days(
    rows: pl.LazyFrame, sides: Sides, name: str, *, since: pl.Expr, until: pl.Expr
) -> pl.LazyFrame:
    """The rows with `name`: working days after `since` up to and with `until`, null for null.

    The distinct pairs of days are counted at once; make-up days (调休) count as working days.
    """
    dated = rows.with_columns(start=since, end=until).collect(engine="in-memory")
    calendar = sides.table("calendar").collect()
    days = working_days_between(dated.select("start", "end").drop_nulls(), calendar)
    counted = days.lazy().select("start", "end", pl.col("working_days").alias(name))
    return dated.lazy().join(counted, on=["start", "end"], how="left").drop("start", "end")
