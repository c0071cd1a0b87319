"""Sellers that several clients pay, that pay nobody, and that have little substance."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.substance import WEAK_SIGNS, YOUNG_DAYS, foreign_firms

_NEEDED = ("parties", "payments")
_FACTS = ("n_payers_of_receive_only_seller", "receive_only_seller", "receive_only_payment_id")


def receivers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `receivers`.

    Null where a seller is not in the register of parties, or one that receives alone is of unknown
    substance.
    """
    deals = part.deals.lazy().select("deal_id")
    if not all(sides.has(name) for name in _NEEDED):
        return deals.select("deal_id", *(pl.lit(None).alias(n) for n in _FACTS))
    rows = _sellers(part, sides)
    most = deciding(rows.filter(pl.col("n") > 0), "n", ties=["firm"])
    told = rows.group_by("deal_id").agg(is_told=pl.col("n").is_not_null().all())
    n = pl.coalesce("n", pl.when("is_told").then(0))
    return (
        deals.join(told, on="deal_id", how="left")
        .join(most.select("deal_id", "n", "firm", "payment_id"), on="deal_id", how="left")
        .select(
            "deal_id",
            n_payers_of_receive_only_seller=n.cast(pl.Int64),
            receive_only_seller="firm",
            receive_only_payment_id="payment_id",
        )
    )


def _sellers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and seller: firm, its first payment_id, n (0: pays, or is of substance)."""
    known = sides.table("parties").select("party_id", is_known=pl.lit(value=True))
    substance = foreign_firms(part, sides).with_columns(is_foreign=pl.lit(value=True))
    named = part.parties_of("buy").join(known, on="party_id", how="left")
    sellers = named.join(substance, on=["deal_id", "party_id"], how="left")
    called = as_one_firm(sellers.with_columns(firm="party_id"), sides, ["firm"])
    flows = sides.flows.lazy()
    received = flows.select("n_payers", "n_paid_in", firm="other_id").unique().drop_nulls("firm")
    paid = (
        flows.filter(pl.col("direction") == "OUT", ~pl.col("is_refund"))
        .group_by("deal_id", firm="other_id")
        .agg(pl.col("payment_id").min())
    )
    return (
        called.join(received, on="firm", how="left")
        .join(paid, on=["deal_id", "firm"], how="left")
        .select("deal_id", "firm", "payment_id", n=_payers())
    )


def _payers() -> pl.Expr:
    weak = (pl.col("age") < YOUNG_DAYS) | (pl.col("signs") >= WEAK_SIGNS)
    sound = (pl.col("age") >= YOUNG_DAYS) & (pl.col("n_unknown") == 0)
    pays = pl.col("n_paid_in").fill_null(0) > 0
    return (
        pl.when(pl.col("is_known").is_null() | pl.col("firm").is_null())
        .then(None)
        .when(pl.col("is_foreign").is_null() | pays)
        .then(0)
        .when(weak.fill_null(value=False))
        .then(pl.col("n_payers").fill_null(0))
        .when(sound.fill_null(value=False) | (pl.col("n_payers").fill_null(0) <= 1))
        .then(0)
    )
