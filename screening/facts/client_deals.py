"""The deals of clients as narrow rows: what the facts of a client are made of, now and later."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.schema.results import CLIENT_DEAL

_ON_INSTRUCTION = ("T0", "T1")


def client_deals(
    part: Partition, sides: Sides, wide: pl.DataFrame, proposed: pl.DataFrame
) -> pl.DataFrame:
    """One row a deal with a client, sorted by client and deal (`client_deal` less run_id).

    `wide` are the facts of these deals, `proposed` their dispositions (deal_id, disposition).
    Money is in whole US cents, so that its sums are exact in any order.
    """
    day = pl.coalesce("submitted_on", "first_leg_on")
    told = wide.lazy().select(
        "deal_id",
        "client_id",
        "margin_usd",
        margin_ppm=(pl.col("margin_ratio") * 1_000_000).round().cast(pl.Int64),
        dated_on=pl.when(day > part.as_of_day).then(pl.lit(part.as_of_day)).otherwise(day),
        value_cents=pl.when(pl.col("n_invoices") == 0)
        .then(pl.lit(0, pl.Int64))
        .otherwise((pl.col("invoice_usd") * 100).round().cast(pl.Int64)),
        is_on_instruction=pl.col("policy_tier").is_in(_ON_INSTRUCTION),
    )
    is_closed = (pl.col("is_bought") & pl.col("is_sold")).fill_null(value=False)
    is_unnamed = pl.col("is_unnamed").fill_null(value=False)
    rows = (
        told.filter(pl.col("client_id").is_not_null())
        .join(_counterparties(part, sides), on="deal_id", how="left")
        .join(_chapters(sides), on="deal_id", how="left")
        .join(proposed.lazy().select("deal_id", "disposition"), on="deal_id", how="left")
        .with_columns(
            is_loss=pl.when(is_closed)
            .then(pl.col("margin_usd") < 0)
            .otherwise(pl.lit(value=False)),
            margin_ppm=pl.when(is_closed).then("margin_ppm"),
            hs2s=pl.when(~pl.col("is_uncoded").fill_null(value=False)).then(
                pl.col("hs2s").fill_null("")
            ),
            counterparty_ids=pl.when(~is_unnamed).then(pl.col("counterparty_ids").fill_null("")),
        )
        .collect(engine="in-memory")
    )
    names = [c for c in CLIENT_DEAL.dtypes if c != "run_id"]
    return rows.select(names).sort("client_id", "deal_id")


def _chapters(sides: Sides) -> pl.LazyFrame:
    """One row a deal with goods lines: `hs2s` in one text; `is_uncoded`: a line has none."""
    hs2 = pl.col("hs2")
    return (
        sides.client_goods.lazy()
        .group_by("deal_id")
        .agg(hs2s=hs2.drop_nulls().sort().str.join(","), is_uncoded=hs2.is_null().any())
    )


def _counterparties(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with contracts or invoices: which legs have one, who stands on them.

    `counterparty_ids` is one text; `is_unnamed` says that a paper leaves its counterparty out.
    A firm of the bank may stand on papers under several ids; its client id stands for all.
    """
    other = pl.when(pl.col("leg") == "buy").then("seller_id").otherwise("buyer_id")
    named = pl.concat(
        part.used(name)
        .filter(pl.col("leg").is_in(["buy", "sell"]))
        .select("deal_id", "leg", party_id=other)
        for name in ("contracts", "invoices")
    )
    firms = (
        sides.table("parties")
        .filter(pl.col("client_id").is_not_null())
        .group_by("party_id")
        .agg(firm=pl.col("client_id").min())
    )
    party = pl.coalesce("firm", "party_id")
    return (
        named.join(firms, on="party_id", how="left")
        .group_by("deal_id")
        .agg(
            counterparty_ids=party.drop_nulls().unique().sort().str.join(","),
            is_unnamed=pl.col("party_id").is_null().any(),
            is_bought=(pl.col("leg") == "buy").any(),
            is_sold=(pl.col("leg") == "sell").any(),
        )
    )
