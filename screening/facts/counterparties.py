"""Facts of the counterparties of a deal: their ties to each other, and their substance."""

from __future__ import annotations

import polars as pl

from screening.facts.intermediary import direct_trade, ties
from screening.facts.partition import Partition, Sides
from screening.facts.substance import substance


def counterparties(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `counterparties`."""
    deals = part.deals.lazy().select("deal_id")
    for told in (ties(part, sides), direct_trade(part, sides), substance(part, sides)):
        deals = deals.join(told, on="deal_id", how="left")
    has_ends = pl.col("has_both_ends").fill_null(value=False)
    is_told = has_ends & pl.lit(sides.has("customs_declarations"))
    declared = pl.col("direct_trade_declaration_no").is_not_null()
    traded = pl.when(is_told & (declared | pl.col("is_named"))).then(declared)
    tie = pl.col("intermediary_doubt")
    doubt = (
        pl.when((tie == "RELATED") | ((tie != "NONE") & ~declared))
        .then(tie)
        .when(declared)
        .then(pl.lit("DIRECT_TRADE"))
        .when(~traded)  # no tie and no trade: whoever cannot tell the one tells neither
        .then(tie)
    )
    mandated = (doubt == "OWN_GROUP") & pl.col("is_mandated")
    return deals.with_columns(
        pl.col("n_foreign_counterparties").fill_null(0),
        has_both_ends=has_ends,
        has_direct_trade=traded,
        intermediary_doubt=doubt,
        is_group_trade_mandated=mandated.fill_null(value=False),
    )
