"""Facts of the time between the legs: as paid, as the terms say, and while one of them is open."""

from __future__ import annotations

import polars as pl

from screening.facts.money import counted_invoices, dollars, traded_cents
from screening.facts.partition import Partition, Sides
from screening.facts.settlement import goods_payments, paid_in_usd

_LEGS = ("buy", "sell")
_HALF, _BULK = 0.5, 0.9  # shares of a leg by whose days the legs are compared


def settlement_gaps(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: days between the legs, as paid and as expected from due dates and tenor.

    Days between the legs are the longer of two distances: between the days by which half of what
    was paid on each leg was paid, and by which nine tenths were. So a small last instalment hides
    no gap, and one that keeps pace makes none. A leg is open while of what it comes to less is
    paid than nine tenths of the share to which the other leg is. A payment of no known leg may be
    of either: then how far they are apart and which is open cannot be said.
    """
    rows = (
        part.deals.lazy()
        .select("deal_id")
        .join(agreed_tenor(part), on="deal_id", how="left")
        .join(_paid(part, sides), on="deal_id", how="left")
        .join(due_days(part), on="deal_id", how="left")
        .join(
            traded_cents(part, sides).select("deal_id", owed_buy="buy", owed_sell="sell"),
            on="deal_id",
            how="left",
        )
        .with_columns(*(_share(leg).alias(f"share_{leg}") for leg in _LEGS))
    )
    first, today = pl.col("first_leg_on"), pl.lit(part.as_of_day)
    bought, sold = _kept_pace("buy", "sell"), _kept_pace("sell", "buy")
    buy_first = pl.col("first_buy").is_not_null() & (
        pl.col("first_buy") <= pl.col("first_sell")
    ).fill_null(value=True)
    open_due_on = pl.when(~sold).then("due_sell").otherwise("due_buy")
    expected_on = pl.coalesce(open_due_on, first.dt.offset_by(pl.format("{}d", "tenor")))
    far = (
        (pl.col(f"{part_of}_sell") - pl.col(f"{part_of}_buy")).dt.total_days().abs()
        for part_of in ("half", "bulk")
    )
    met = pl.col("first_buy").is_not_null() & pl.col("first_sell").is_not_null()
    is_sided = pl.col("n_of_no_leg") == 0  # else nobody knows which leg came first, or is open
    gap = pl.when(is_sided & (bought & sold).fill_null(met)).then(pl.max_horizontal(*far))
    by_due_day = pl.when(is_sided).then((open_due_on - first).dt.total_days().abs())
    since = (today - first).dt.total_days()
    overdue = pl.coalesce((today - expected_on).dt.total_days(), since)

    def while_open(days: pl.Expr) -> pl.Expr:
        return (
            pl.when(is_sided & bought & sold).then(0).when(is_sided & (bought != sold)).then(days)
        )

    def once_paid(days: pl.Expr) -> pl.Expr:
        """No days before the first payment, so that null says the terms are not on paper."""
        return pl.when(first.is_null()).then(0).otherwise(days)

    return rows.select(
        "deal_id",
        "first_leg_on",
        "gap_payment_id",
        leg_gap_days=gap,
        first_leg_usd=dollars(
            pl.when(is_sided & buy_first).then("cents_buy").when(is_sided).then("cents_sell")
        ),
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

    is_reached = {"half": _is_reached(_HALF), "bulk": _is_reached(_BULK)}
    reached = {"first": pl.lit(value=True), **{end: pl.col(end) for end in is_reached}}
    ends = (
        day.filter((leg == name) & is_met).min().alias(f"{end}_{name}")
        for end, is_met in reached.items()
        for name in _LEGS
    )
    whole = pl.when(pl.col("cents").is_not_null().all()).then(pl.col("cents").sum())
    keys = ["deal_id", "leg"]
    return (
        paid_in_usd(part, sides, rows, "share")
        .sort("deal_id", "paid_on", "payment_id")
        .with_columns(
            so_far=pl.col("cents").cum_sum().over(keys),
            in_all=whole.over(keys),
            last_on=day.max().over(keys),
        )
        # before the groups are made: window by window within them is slow
        .with_columns(**is_reached)
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


def _is_reached(share: float) -> pl.Expr:
    """Whether that share of a leg is paid by a payment; by its last one where amounts are unknown.

    Rows are in the order of their days, with `so_far` and `in_all` in cents, and the leg's
    `last_on`.
    """
    so_far, in_all = pl.col("so_far").cast(pl.Float64), pl.col("in_all").cast(pl.Float64)
    is_last = pl.col("paid_on") == pl.col("last_on")
    return pl.when(in_all.is_null()).then(is_last).otherwise(so_far >= in_all * share)


def _share(leg: str) -> pl.Expr:
    """How much of what a leg comes to is paid, at most all of it; null where unknown."""
    paid, owed = (pl.col(f"{n}_{leg}").cast(pl.Float64) for n in ("cents", "owed"))
    return pl.when(owed > 0).then((paid / owed).clip(0.0, 1.0))


def _kept_pace(leg: str, other: str) -> pl.Expr:
    """Whether a leg is paid by the bulk of the share to which the other is; null where unknown."""
    begun, met = (pl.col(f"first_{one}").is_not_null() for one in (leg, other))
    lags = met & (pl.col(f"share_{leg}") < pl.col(f"share_{other}") * _BULK)
    return begun & ~lags


def agreed_tenor(part: Partition) -> pl.LazyFrame:
    """One row a deal with contracts: the longest days of credit that one agrees, as `tenor`."""
    return part.used("contracts").group_by("deal_id").agg(tenor=pl.col("tenor_days").max())


def due_days(part: Partition) -> pl.LazyFrame:
    """One row a deal with invoices: the last day one of each leg is due, null where none says."""
    due = pl.col("due_date")
    return (
        counted_invoices(part)
        .group_by("deal_id")
        .agg(
            due_buy=due.filter(pl.col("leg") == "buy").max(),
            due_sell=due.filter(pl.col("leg") == "sell").max(),
        )
    )
