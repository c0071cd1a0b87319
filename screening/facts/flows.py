"""Facts of flows: payments cut to stay under a line, and money that came back in a mirror deal."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

_LINES = ("form", "report")


def flows(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with payments: the facts of family `flows`."""
    rows = (
        sides.flows.lazy()
        .join(part.deals.lazy().select("deal_id"), on="deal_id", how="semi")
        .filter(~pl.col("is_refund"))
        .cache()
    )
    frame = part.deals.lazy().select("deal_id")
    for line in _LINES:
        frame = frame.join(_cut(rows, line), on="deal_id", how="left")
    return frame.join(_returned(rows), on="deal_id", how="left")


def _cut(rows: pl.LazyFrame, line: str) -> pl.LazyFrame:
    """The payment with the most like it just under the line."""
    n = f"n_near_{line}"
    most = pl.col(n)
    facts = rows.group_by("deal_id").agg(
        pl.when((most > 0).any() | most.is_not_null().all())
        .then(most.max().cast(pl.Int64))
        .alias(f"{n}_line")
    )
    named = deciding(rows.filter(most > 0), n, ties=["payment_id"]).select(
        "deal_id", pl.col("payment_id").alias(f"near_{line}_payment_id")
    )
    return facts.join(named, on="deal_id", how="left")


def _returned(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Payments of other deals that brought the money back; the nearest is named."""
    n = pl.col("n_returns")
    facts = rows.group_by("deal_id").agg(
        n_rmb_returns=pl.when((n > 0).any() | n.is_not_null().all()).then(n.sum().cast(pl.Int64))
    )
    named = deciding(
        rows.filter(n > 0), "return_days", ties=["payment_id"], descending=False
    ).select(
        "deal_id",
        rmb_return_own_payment_id="payment_id",
        rmb_return_payment_id="return_payment",
        rmb_return_other_deal="return_deal",
        rmb_return_days="return_days",
        rmb_return_ratio="return_ratio",
    )
    return facts.join(named, on="deal_id", how="left")
