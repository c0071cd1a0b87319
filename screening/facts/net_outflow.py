"""Facts of money that went out and did not come back once the sale was due."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.settlement import goods_payments, paid_in_usd
from screening.facts.settlement_gaps import agreed_tenor, due_days

_NO_TERMS_DAYS = 90  # where nothing is agreed a sale is due by then (domain 2.11, PAY-05)


def net_outflow(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: whether its sale is due, and how far receipts stay below payments.

    Money asked for and not yet released has neither gone nor come.
    """
    out, back = pl.col("out").cast(pl.Float64), pl.col("back").cast(pl.Float64)
    short = pl.when(pl.col("out") > 0).then(1 - back / out).when(pl.col("out") == 0).then(0.0)
    return (
        part.deals.lazy()
        .select("deal_id", "mode")
        .join(_moved(part, sides), on="deal_id", how="left")
        .join(_due(part), on="deal_id", how="left")
        .select(
            "deal_id",
            net_outflow_ratio=short.round(6),
            is_sale_receipt_due=(_has_sale() & (_due_on() < part.as_of_day)).fill_null(value=False),
        )
    )


def _moved(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with released payments of goods: first day, US cents out and back."""
    rows = goods_payments(part).filter(pl.col("state") == "released")
    cents = pl.col("cents")

    def whole(direction: str) -> pl.Expr:
        mine = cents.filter(pl.col("direction") == direction)
        is_known = mine.is_not_null().all() & pl.col("direction").is_not_null().all()
        return pl.when(is_known).then(mine.sum())

    return (
        paid_in_usd(part, sides, rows, "share")
        .group_by("deal_id")
        .agg(first_on=pl.col("paid_on").min(), out=whole("OUT"), back=whole("IN"))
    )


def _due(part: Partition) -> pl.LazyFrame:
    """One row a deal: tenor, day by which its sale's invoices are due, whether papers sell."""
    sold = pl.concat(
        part.used(name).filter(pl.col("leg") == "sell").select("deal_id")
        for name in ("contracts", "invoices")
    )
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(agreed_tenor(part), on="deal_id", how="left")
        .join(due_days(part), on="deal_id", how="left")
        .join(sold.unique().with_columns(is_sold=pl.lit(value=True)), on="deal_id", how="left")
    )


def _due_on() -> pl.Expr:
    """The day the sale is due: by its invoices, else by the agreed tenor, else by custom."""
    days = pl.col("tenor").fill_null(_NO_TERMS_DAYS)
    return pl.coalesce("due_sell", pl.col("first_on").dt.offset_by(pl.format("{}d", days)))


def _has_sale() -> pl.Expr:
    """Offshore resale always sells; other trades where a paper says so."""
    return (pl.col("mode") == "offshore_resale").fill_null(value=False) | pl.col(
        "is_sold"
    ).fill_null(value=False)
