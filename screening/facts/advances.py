"""Facts of advances: what was paid before shipment, what was agreed, and to whom."""

from __future__ import annotations

import polars as pl

from screening.facts.money import counted_invoices, in_usd
from screening.facts.partition import Partition, Sides
from screening.facts.settlement import goods_payments, paid_in_usd

_NO_WINDOW_DAYS = 90  # from payment, where no window of shipment is agreed


def advances(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `advances`."""
    paid = _paid(part, sides)
    value = pl.when(pl.col("agreed_cents") > 0).then("agreed_cents")
    ratio = pl.col("advance_cents").cast(pl.Float64) / value.cast(pl.Float64)
    rows = (
        part.deals.lazy()
        .select("deal_id")
        .join(paid, on="deal_id", how="left")
        .join(_agreed(part, sides), on="deal_id", how="left")
        .join(_suppliers(part, sides), on="deal_id", how="left")
        .with_columns(ratio=ratio)
    )
    return rows.select(
        "deal_id",
        "has_shipment",
        "days_since_advance",
        "advance_payment_id",
        "is_new_supplier",
        # a firm that nobody knows the client to have dealt with is not known
        has_known_supplier=(~pl.col("is_new_supplier")).fill_null(value=False),
        advance_ratio=pl.col("ratio").round(6),
        agreed_advance_ratio="agreed_ratio",
        advance_beyond_agreed_ratio=(pl.col("ratio") - pl.col("agreed_ratio")).round(6),
    )


def _paid(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal that paid its suppliers: US cents paid before the goods were shipped.

    Goods without a paper of title are not shipped once the window of shipment is over, and before
    it opens; within it nobody can say. Where none is agreed it lasts _NO_WINDOW_DAYS from payment.
    """
    day = pl.col("paid_on")
    shipped, opens = pl.col("shipped_on"), pl.col("shipment_from")
    closes = pl.coalesce("shipment_to", day.dt.offset_by(f"{_NO_WINDOW_DAYS}d"))
    is_over = closes < part.as_of_day
    is_before = (
        pl.when(shipped.is_not_null())
        .then(day < shipped)
        .when((day < opens) | is_over)
        .then(pl.lit(value=True))
    )
    rows = (
        goods_payments(part)
        .filter(pl.col("leg") == "buy", ~pl.col("is_refund"))
        .join(_shipped(part), on="deal_id", how="left")
        .join(_window(part), on="deal_id", how="left")
        .with_columns(is_before=is_before)
        .filter(day.is_not_null())
    )
    before, cents = pl.col("is_before"), pl.col("cents")
    mine = cents.filter(before)
    return (
        paid_in_usd(part, sides, rows, "share")
        .sort("deal_id", "paid_on", "payment_id")
        .group_by("deal_id", maintain_order=True)
        .agg(
            has_shipment=shipped.is_not_null().any(),
            advance_cents=pl.when(before.is_not_null().all() & mine.is_not_null().all()).then(
                mine.sum()
            ),
            days_since_advance=(pl.lit(part.as_of_day) - day.filter(before).min()).dt.total_days(),
            advance_payment_id=pl.col("payment_id").filter(before).first(),
        )
    )


def _shipped(part: Partition) -> pl.LazyFrame:
    """One row a deal with a paper of title: the first day its goods were loaded or stored."""
    loaded = part.used("transport_documents").select(
        "deal_id", shipped_on=pl.coalesce("on_board_date", "received_date", "issue_date")
    )
    stored = part.used("warehouse_receipts").select("deal_id", shipped_on="issue_date")
    return pl.concat([loaded, stored]).group_by("deal_id").agg(pl.col("shipped_on").min())


def _window(part: Partition) -> pl.LazyFrame:
    return (
        part.used("contracts")
        .filter(pl.col("leg") == "buy")
        .group_by("deal_id")
        .agg(shipment_from=pl.col("shipment_from").min(), shipment_to=pl.col("shipment_to").max())
    )


def _agreed(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: value of its purchase contracts, else invoices, and the share agreed ahead.

    A contract that names no share agrees none.
    """
    contracts = (
        part.used("contracts")
        .filter(pl.col("leg") == "buy")
        .with_columns(amount=pl.coalesce("allocated_amount", "total_amount"))
    )
    cents = pl.col("cents")
    whole = pl.when(cents.is_not_null().all()).then(cents.sum())
    signed = (
        in_usd(part, sides, contracts, "amount", "sign_date")
        .group_by("deal_id")
        .agg(
            signed=whole,
            agreed_ratio=pl.col("advance_ratio").cast(pl.Float64).fill_null(0).max(),
        )
    )
    invoices = counted_invoices(part).filter(pl.col("leg") == "buy")
    billed = (
        in_usd(part, sides, invoices, "amount", "issue_date").group_by("deal_id").agg(billed=whole)
    )
    return signed.join(billed, on="deal_id", how="full", coalesce=True).select(
        "deal_id", "agreed_ratio", agreed_cents=pl.coalesce("signed", "billed")
    )


def _suppliers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal that paid someone: whether its client never dealt with one of them before."""
    is_new = pl.col("is_new_firm")
    return (
        sides.flows.lazy()
        .filter(pl.col("direction") == "OUT", ~pl.col("is_refund"))
        .group_by("deal_id")
        .agg(is_new_supplier=pl.when(is_new.any() | is_new.is_not_null().all()).then(is_new.any()))
        .join(part.deals.lazy().select("deal_id"), on="deal_id", how="semi")
    )
