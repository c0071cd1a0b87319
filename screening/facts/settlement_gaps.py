"""Facts of the time between the legs: as paid, as the terms say, and while one of them is open."""

from __future__ import annotations

import polars as pl

from screening.facts.money import counted_invoices, dollars
from screening.facts.partition import Partition, Sides
from screening.facts.settlement import goods_payments, paid_in_usd

_FIRST_AND_LAST = {"first": pl.Expr.min, "last": pl.Expr.max}


def settlement_gaps(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: days between the legs, as paid and as expected from due dates and tenor."""
    rows = (
        part.deals.lazy()
        .select("deal_id")
        .join(_tenor(part), on="deal_id", how="left")
        .join(_paid(part, sides), on="deal_id", how="left")
        .join(_due(part), on="deal_id", how="left")
    )
    first, today = pl.col("first_leg_on"), pl.lit(part.as_of_day)
    bought, sold = pl.col("first_buy").is_not_null(), pl.col("first_sell").is_not_null()
    buy_first = bought & (pl.col("first_buy") <= pl.col("first_sell")).fill_null(value=True)
    open_due_on = pl.when(~sold).then("due_sell").otherwise("due_buy")
    expected_on = pl.coalesce(open_due_on, first.dt.offset_by(pl.format("{}d", "tenor")))
    gap = (pl.col("last_sell") - pl.col("last_buy")).dt.total_days().abs()
    by_due_day = (open_due_on - first).dt.total_days().abs()
    since = (today - first).dt.total_days()
    is_open = (bought != sold) & (pl.col("n_of_no_leg") == 0)
    overdue = pl.coalesce((today - expected_on).dt.total_days(), since)

    def while_open(days: pl.Expr) -> pl.Expr:
        return pl.when(bought & sold).then(0).when(is_open).then(days)

    def once_paid(days: pl.Expr) -> pl.Expr:
        """No days before the first payment, so that null says the terms are not on paper."""
        return pl.when(first.is_null()).then(0).otherwise(days)

    return rows.select(
        "deal_id",
        "first_leg_on",
        "gap_payment_id",
        leg_gap_days=gap,
        first_leg_usd=dollars(pl.when(buy_first).then("cents_buy").otherwise("cents_sell")),
        days_since_first_leg=since,
        has_agreed_tenor=pl.col("tenor").is_not_null(),
        agreed_tenor_days="tenor",
        leg_gap_beyond_tenor_days=gap - pl.col("tenor"),
        expected_leg_gap_days=once_paid(pl.coalesce(gap, by_due_day)),
        agreed_leg_gap_days=once_paid(pl.coalesce(gap, by_due_day, "tenor")),
        open_leg_days=while_open(since),
        open_leg_overdue_days=while_open(overdue),
    )


def _paid(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: first and last day and US cents of each leg; refunds are no settlement."""
    rows = goods_payments(part).filter(~pl.col("is_refund"), pl.col("paid_on").is_not_null())
    day, leg = pl.col("paid_on"), pl.col("leg")

    def cents(name: str) -> pl.Expr:
        mine = pl.col("cents").filter(leg == name)
        return pl.when(mine.is_not_null().all()).then(mine.sum()).alias(f"cents_{name}")

    ends = (
        ending(day.filter(leg == name)).alias(f"{end}_{name}")
        for end, ending in _FIRST_AND_LAST.items()
        for name in ("buy", "sell")
    )
    return (
        paid_in_usd(part, sides, rows, "share")
        .sort("deal_id", "paid_on", "payment_id")
        .group_by("deal_id", maintain_order=True)
        .agg(
            *ends,
            cents("buy"),
            cents("sell"),
            first_leg_on=day.min(),
            gap_payment_id=pl.col("payment_id").last(),
            n_of_no_leg=(~leg.is_in(["buy", "sell"]).fill_null(value=False)).sum(),
        )
    )


def _tenor(part: Partition) -> pl.LazyFrame:
    return part.used("contracts").group_by("deal_id").agg(tenor=pl.col("tenor_days").max())


def _due(part: Partition) -> pl.LazyFrame:
    """One row a deal: the last day an invoice of each leg is due."""
    due = pl.col("due_date")
    return (
        counted_invoices(part)
        .group_by("deal_id")
        .agg(
            due_buy=due.filter(pl.col("leg") == "buy").max(),
            due_sell=due.filter(pl.col("leg") == "sell").max(),
        )
    )
