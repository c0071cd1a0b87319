"""The reference price of a goods line: of the day it was struck, or of its quotation period."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides

STALE_DAYS = 45  # a monthly series is never older than this; beyond it nothing is said
REFERENCE = (
    "price_date",
    "ref_usd",
    "ref_p25",
    "ref_p75",
    "ref_n",
    "ref_source",
    "ref_incoterm",
    "ref_basis",
    "ref_factor",
    "ref_dimension",
    "is_exchange_traded",
)


def at_day(rows: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Rows with the reference of the day before or on which the price was struck (REFERENCE).

    A reference of the same grade is preferred to one of any grade; `ref_grade` is its grade.
    """
    table = sides.prices.lazy().sort("price_date")
    graded = table.filter(pl.col("grade").is_not_null()).select("hs6", "grade", *REFERENCE)
    plain = (
        table.filter(pl.col("grade").is_null())
        .select("hs6", *REFERENCE)
        .rename({c: f"any_{c}" for c in REFERENCE})
    )
    joined = (
        rows.sort("on", nulls_last=True)  # no row says anything of another
        .join_asof(
            graded,
            left_on="on",
            right_on="price_date",
            by=["hs6", "grade"],
            tolerance=f"{STALE_DAYS}d",
            coalesce=False,
            check_sortedness=False,
        )
        .join_asof(
            plain,
            left_on="on",
            right_on="any_price_date",
            by="hs6",
            tolerance=f"{STALE_DAYS}d",
            coalesce=False,
            check_sortedness=False,
        )
    )
    has_graded = pl.col("price_date").is_not_null()
    chosen = {c: pl.when(has_graded).then(c).otherwise(f"any_{c}") for c in REFERENCE}
    return joined.with_columns(ref_grade=pl.when(has_graded).then("grade"), **chosen)


def over_period(rows: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """Rows with `period_usd`: the average reference over the line's quotation period.

    Null, and `is_pending`, before the period ends. Averages come from running sums of whole
    micro-dollars, so no order of rows can change them. A formula price without a stated period is
    compared with the day its price was struck.
    """
    has_period = pl.col("quotation_from").is_not_null() & pl.col("quotation_to").is_not_null()
    ended = pl.col("quotation_to") <= part.as_of_day
    average = _averages(rows.filter(has_period), sides)
    return rows.join(
        average, on=["hs6", "quotation_from", "quotation_to"], how="left"
    ).with_columns(
        period_usd=pl.when(~has_period).then("ref_usd").when(ended).then("average"),
        is_pending=has_period & ~ended & (pl.col("price_basis") != "FIXED"),
    )


def _averages(rows: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a commodity and quotation period of the rows: the average reference over it."""
    running = (
        sides.prices.lazy()
        .filter(pl.col("grade").is_null())
        .sort("hs6", "price_date")
        .with_columns(micro=(pl.col("ref_usd") * 1e6).round().cast(pl.Int64))
        .select(
            "hs6",
            pl.col("price_date").alias("day"),
            total=pl.col("micro").cum_sum().over("hs6"),
            n=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("hs6"),
        )
        .sort("day", "hs6")
    )
    periods = (
        rows.select("hs6", "quotation_from", "quotation_to")
        .unique()
        .with_columns(before=pl.col("quotation_from").dt.offset_by("-1d"))
    )
    at_end = (
        periods.sort("quotation_to")
        .join_asof(
            running, left_on="quotation_to", right_on="day", by="hs6", check_sortedness=False
        )
        .drop("day", strict=False)
    )
    both = at_end.sort("before").join_asof(
        running.rename({"total": "total_before", "n": "n_before"}),
        left_on="before",
        right_on="day",
        by="hs6",
        check_sortedness=False,
    )
    n = pl.col("n") - pl.col("n_before").fill_null(0)
    total = pl.col("total") - pl.col("total_before").fill_null(0)
    return both.select(
        "hs6",
        "quotation_from",
        "quotation_to",
        average=pl.when(n > 0).then(total.cast(pl.Float64) / n.cast(pl.Float64) / 1e6),
    )
