"""How the trade of clients runs: growth, bursts and dormancy, the one group behind it.

All sums are of whole numbers over windows of days that end with a deal, so that no calendar
decides how deals fall together.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from screening.facts.money import dollars
from screening.facts.partition import Sides

MONTH, MONTHS_BEFORE = 30, 6  # domain NET-07
QUARTER, LOOKED_BACK = 90, 365  # domain NET-08
_LARGE_ENOUGH = 4  # a month that grew counts from a quarter of the largest
_FEWEST_BEFORE = 3  # deals from which a month before says something, if any month has them
_PLACES = 6

_CENTS, _DEALS = pl.col("cents"), pl.col("n")


def client_patterns(known: pl.LazyFrame, sides: Sides, today: date) -> pl.LazyFrame:
    """One row a client of `known` (its deals by `today`): growth, burst, top group.

    Null wherever a deal has no day, or a value is missing that counts.
    """
    whole = known.group_by("client_id").agg(
        is_dated=pl.col("dated_on").is_not_null().all(),
        is_valued=pl.col("value_cents").is_not_null().all(),
    )
    days = (
        known.filter(pl.col("dated_on").is_not_null())
        .group_by("client_id", "dated_on")
        .agg(cents=pl.col("value_cents").sum(), n=pl.len().cast(pl.Int64))
        .sort("client_id", "dated_on")
    )
    frame = whole
    for part in (_growth(days, today), _dormancy(days, today)):
        frame = frame.join(part, on="client_id", how="left")
    is_told = pl.col("is_dated") & pl.col("is_valued")
    told = [c for c in _TOLD if c != "client_id"]
    return (
        frame.with_columns(pl.when(is_told).then(pl.col(c)).alias(c) for c in told)
        .drop("is_dated", "is_valued")
        .join(_top_group(known, sides), on="client_id", how="left")
    )


_TOLD = (
    "client_peak_growth_ratio_12m",
    "client_peak_growth_usd",
    "client_growth_deals_ratio",
    "n_client_growth_base_deals",
    "client_growth_history_days",
    "client_dormancy_ratio",
    "client_burst_usd",
    "n_client_burst_deals",
)


def _windows(days: pl.LazyFrame, length: int, name: str) -> pl.LazyFrame:
    """One row a client and day with deals: value and deals of the days to it, that day included."""
    return days.rolling("dated_on", period=f"{length}d", group_by="client_id").agg(
        _CENTS.sum().alias(f"{name}_cents"), _DEALS.sum().alias(f"n_{name}")
    )


def _growth(days: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """One row a client with a month that followed others: the fastest, then largest, then last."""
    key = ["client_id", "dated_on"]
    month, whole = pl.col("month_cents"), pl.col("whole_cents")
    before = (whole - month).cast(pl.Float64)
    n_before = pl.col("n_whole") - pl.col("n_month")
    ratio = (month.cast(pl.Float64) * MONTHS_BEFORE / before).round(_PLACES)
    return (
        _windows(days, MONTH, "month")
        .join(_windows(days, MONTH * (MONTHS_BEFORE + 1), "whole"), on=key)
        .with_columns(first_on=pl.col("dated_on").min().over("client_id"))
        .filter(pl.col("dated_on") > today - timedelta(days=LOOKED_BACK))
        .filter(month * _LARGE_ENOUGH >= month.max().over("client_id"), whole > month)
        .with_columns(
            client_peak_growth_ratio_12m=ratio,
            is_founded=n_before >= _FEWEST_BEFORE,
        )
        .sort("client_id", "is_founded", "client_peak_growth_ratio_12m", "month_cents", "dated_on")
        .unique("client_id", keep="last", maintain_order=True)
        .select(
            "client_id",
            "client_peak_growth_ratio_12m",
            client_peak_growth_usd=dollars(month),
            client_growth_deals_ratio=(pl.col("n_month") * MONTHS_BEFORE / n_before).round(_PLACES),
            n_client_growth_base_deals=n_before,
            client_growth_history_days=(pl.col("dated_on") - pl.col("first_on")).dt.total_days(),
        )
    )


def _dormancy(days: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """One row a client with deals before the last ninety days: what is left of the largest."""
    since = today - timedelta(days=QUARTER)
    last = (
        days.filter(pl.col("dated_on") > since).group_by("client_id").agg(last_cents=_CENTS.sum())
    )
    burst = pl.col("burst_cents")
    left = pl.col("last_cents").fill_null(0).cast(pl.Float64)
    return (
        _windows(days, QUARTER, "burst")
        .filter(
            pl.col("dated_on") <= since,
            pl.col("dated_on") > today - timedelta(days=LOOKED_BACK),
            burst > 0,
        )
        .sort("client_id", "burst_cents", "dated_on")
        .unique("client_id", keep="last", maintain_order=True)
        .join(last, on="client_id", how="left")
        .select(
            "client_id",
            client_dormancy_ratio=(left / burst.cast(pl.Float64)).round(_PLACES),
            client_burst_usd=dollars(burst),
            n_client_burst_deals="n_burst",
        )
    )


def _top_group(known: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a client: the counterparty of most value in the year, controllers taken together."""
    controllers = (
        sides.table("parties")
        .filter(pl.col("controller_id").is_not_null())
        .group_by(party="party_id")
        .agg(controller=pl.col("controller_id").min())
    )
    year = known.filter("is_in_year")
    pairs = (
        year.filter(pl.col("counterparty_ids") != "")
        .with_columns(party=pl.col("counterparty_ids").str.split(","))
        .explode("party")
        .join(controllers, on="party", how="left")
        .select("client_id", "deal_id", "value_cents", group=pl.coalesce("controller", "party"))
        .unique()
        .group_by("client_id", "group")
        .agg(top_cents=pl.col("value_cents").sum(), n_top=pl.len().cast(pl.Int64))
        .sort("client_id", "top_cents", "n_top", "group", descending=[False, True, True, False])
        .unique("client_id", keep="first", maintain_order=True)
    )
    value = pl.col("value_cents")
    whole = known.group_by("client_id").agg(
        is_told=pl.col("dated_on").is_not_null().all()
        & pl.col("counterparty_ids").filter("is_in_year").is_not_null().all()
        & value.filter("is_in_year").is_not_null().all(),
        year_cents=value.filter("is_in_year").sum(),
    )
    told = pl.col("is_told") & (pl.col("year_cents") > 0)
    share = pl.col("top_cents").fill_null(0).cast(pl.Float64) / pl.col("year_cents")
    return whole.join(pairs, on="client_id", how="left").select(
        "client_id",
        client_top_group_ratio_12m=pl.when(told).then(share.round(_PLACES)),
        client_top_group=pl.when(told).then("group"),
        n_client_top_group_deals_12m=pl.when("is_told").then(pl.col("n_top").fill_null(0)),
    )
