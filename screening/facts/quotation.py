"""The reference price of a goods line: of the day it was struck, or of its quotation period."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.quoted import MOISTURES, grade_key, terms_kind

STALE_DAYS = 45  # a monthly series is never older than this; beyond it nothing is said
PERIOD_DAYS = 180  # no quotation period ends farther than this from shipment and signature
REFERENCE = (
    "price_date",
    "ref_usd",
    "ref_p25",
    "ref_p75",
    "ref_n",
    "ref_source",
    "ref_grade",
    "ref_incoterm",
    "ref_basis",
    "ref_factor",
    "is_exchange_traded",
)
_SERIES = ("hs6", "dimension", "moisture", "terms")
_ASKED = (*_SERIES, "grade_key", "quoted_on", "period_from")


def with_reference(rows: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """Rows with their reference (REFERENCE), `quote`, `quoted_on` and `is_pending`.

    `quote` is the reference of the day the price was struck; of a formula or provisional price
    the average over its quotation period, where nothing was quoted in it the last one before it
    ended. Null, and `is_pending`, before the period ends. A period that ends before it begins, or
    farther than PERIOD_DAYS from both shipment and signature, is none: the day is asked.
    """
    begin, end = pl.col("quotation_from"), pl.col("quotation_to")
    near = pl.duration(days=PERIOD_DAYS)
    last, first = pl.max_horizontal("on", "shipped_on"), pl.min_horizontal("on", "shipped_on")
    is_plausible = ((begin <= end) & (end <= last + near) & (end >= first - near)).fill_null(
        value=False
    )
    is_period = (pl.col("price_basis") != "FIXED") & is_plausible
    has_ended = is_period & (end <= part.as_of_day)
    asked = rows.with_columns(
        is_pending=is_period & (end > part.as_of_day),
        quoted_on=pl.when(has_ended).then(end).otherwise("on"),
        period_from=pl.when(has_ended).then(begin),
        grade_key=grade_key(pl.col("grade")),
        terms=terms_kind("incoterm"),
        moisture=pl.when(pl.col("quantity_basis").is_in(MOISTURES))
        .then("quantity_basis")
        .otherwise(pl.lit("")),
    )
    quotes = _averaged(_at_day(asked.select(_ASKED).unique(), sides), sides)
    return asked.join(quotes, on=list(_ASKED), how="left", nulls_equal=True).with_columns(
        quote=pl.when(~pl.col("is_pending")).then(pl.coalesce("average", "ref_usd"))
    )


def _at_day(asked: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """What is asked with the reference of its day or the last before it, at most STALE_DAYS old.

    One of the same grade is preferred to one of any grade, and that to the only grade published.
    """
    graded = sides.prices.lazy().filter(pl.col("grade_key") != "")
    sole = graded.group_by("hs6", "dimension").agg(
        sole_grade=pl.when(pl.col("grade_key").min() == pl.col("grade_key").max()).then(
            pl.col("grade_key").min()
        )
    )
    wanted = (
        asked.with_columns(own_grade="grade_key")
        .join(sole, on=["hs6", "dimension"], how="left")
        .with_columns(grade_key=pl.concat_list("own_grade", pl.lit(""), "sole_grade"))
        .with_columns(place=pl.lit([0, 1, 2]))
        .explode("grade_key", "place")
        .filter(pl.col("grade_key").is_not_null())
    )
    key = [c for c in _ASKED if c != "grade_key"]
    return (
        wanted.sort("quoted_on", *_SERIES, "grade_key", "place", "period_from", nulls_last=True)
        .join_asof(
            sides.prices.lazy().sort("price_date"),
            left_on="quoted_on",
            right_on="price_date",
            by=[*_SERIES, "grade_key"],
            tolerance=f"{STALE_DAYS}d",
            coalesce=False,
            check_sortedness=False,
        )
        .filter(pl.col("price_date").is_not_null())
        .sort(*key, "own_grade", "place", nulls_last=True)
        .unique([*key, "own_grade"], keep="first", maintain_order=True)
        .select(*key, *REFERENCE, found_grade="grade_key", grade_key="own_grade")
    )


def _averaged(quotes: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The quotes with `average`: the references over the period asked, of the grade found.

    Averages come from running sums of whole micro-dollars, so no order of rows can change them.
    """
    series = [*_SERIES, "found_grade"]
    running = (
        sides.prices.lazy()
        .rename({"grade_key": "found_grade"})
        .sort(*series, "price_date")
        .with_columns(micro=(pl.col("ref_usd") * 1e6).round().cast(pl.Int64))
        .select(
            *series,
            pl.col("price_date").alias("day"),
            total=pl.col("micro").cum_sum().over(series),
            n=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(series),
        )
        .sort("day", *series)
    )
    periods = (
        quotes.filter(pl.col("period_from").is_not_null())
        .select(*series, "quoted_on", "period_from")
        .unique()
        .with_columns(before=pl.col("period_from").dt.offset_by("-1d"))
    )
    for day, suffix in (("quoted_on", ""), ("before", "_before")):
        periods = periods.sort(day, *series).join_asof(
            running.rename({"total": f"total{suffix}", "n": f"n{suffix}"}),
            left_on=day,
            right_on="day",
            by=series,
            coalesce=False,
            check_sortedness=False,
        )
        periods = periods.drop("day")
    n = pl.col("n") - pl.col("n_before").fill_null(0)
    total = pl.col("total") - pl.col("total_before").fill_null(0)
    average = pl.when(n > 0).then(total.cast(pl.Float64) / n.cast(pl.Float64) / 1e6)
    averages = periods.select(*series, "quoted_on", "period_from", average=average)
    return quotes.join(averages, on=[*series, "quoted_on", "period_from"], how="left")
