"""Whether a bank still holds an order bill under a credit or collection, so that it can wait."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.partition import Partition, Sides


def with_dues(rows: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """The rows (deal_id, order_firm, chain_bank_to) with is_due: true, or null while a bank holds.

    A bank holds its papers under a credit of the deal, or of one further along the bill's chain
    of sales, or under a collection that is not paid yet. After its credit has expired, or once it
    has released them, it holds none.
    """
    holds = (
        pl.col("holding_banks").list.contains(pl.col("order_firm")).fill_null(value=False)
        | (pl.col("chain_bank_to") >= part.as_of_day).fill_null(value=False)
        | (pl.col("is_collected") & pl.col("is_bank")).fill_null(value=False)
    )
    return (
        rows.join(_holding(part, sides), on="deal_id", how="left")
        .join(_collected(part), on="deal_id", how="left")
        .join(bank_firms(sides), left_on="order_firm", right_on="party_id", how="left")
        .with_columns(is_due=pl.when(~holds).then(pl.lit(value=True)))
    )


def _holding(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal under a credit or collection: banks that still hold its papers."""
    over = [
        (pl.col("papers_released_on") <= part.as_of_day).fill_null(value=False),
        (pl.col("expiry") < part.as_of_day).fill_null(value=False),
    ]
    held = part.table("letters_of_credit").filter(
        *(~end for end in over),
        pl.col("deal_id").is_not_null(),
        pl.col("issuing_bank_id").is_not_null(),
    )
    return (
        as_one_firm(held.select("deal_id", "issuing_bank_id"), sides, ["issuing_bank_id"])
        .group_by("deal_id")
        .agg(holding_banks=pl.col("issuing_bank_id").unique().sort())
    )


def _collected(part: Partition) -> pl.LazyFrame:
    """One row a deal with a payment by collection that waits: its bank gives papers for money."""
    waits = part.settled().filter(
        pl.col("method") == "collection", pl.col("state") == "requested", ~pl.col("is_refund")
    )
    return waits.select("deal_id", is_collected=pl.lit(value=True)).unique()


def bank_firms(sides: Sides) -> pl.LazyFrame:
    """One row a firm that is a bank: party_id, is_bank."""
    banks = sides.table("parties").filter("is_bank").select("party_id", "is_bank")
    return as_one_firm(banks, sides, ["party_id"]).unique()
