"""Facts of circles: goods that came back to a firm that had them, money back to its payer."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides


def circles(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `circles`."""
    goods = sides.title_returns.lazy().select(
        "deal_id",
        n_title_return_hops="hops",
        title_return_path="path",
        title_return_deals="deals",
        title_return_days="days",
        title_return_document_id="document_id",
    )
    money = sides.money_returns.lazy().select(
        "deal_id",
        n_money_return_hops="hops",
        money_return_path="path",
        money_return_payments="payments",
        money_return_days="days",
        money_return_ratio="ratio",
        money_return_payment_id="payment_id",
    )
    deals = part.deals.lazy().select("deal_id")
    return deals.join(goods, on="deal_id", how="left").join(money, on="deal_id", how="left")
