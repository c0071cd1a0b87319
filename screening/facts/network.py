"""Facts of the network: who stands on both ends of one deal."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides


def network(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `network`."""
    controller = sides.table("parties").select("party_id", "controller_id")
    sellers, buyers = (
        part.parties_of(leg).join(controller, on="party_id", how="left") for leg in ("buy", "sell")
    )
    ends = [rows.select("deal_id").unique() for rows in (sellers, buyers)]
    asked = ends[0].join(ends[1], on="deal_id")
    met = (
        _firms(sellers)
        .join(_firms(buyers), on=["deal_id", "firm"])
        .group_by("deal_id")
        .agg(round_trip_party=pl.col("firm").min())
    )
    return asked.join(met, on="deal_id", how="left").select(
        "deal_id", "round_trip_party", supplier_is_buyer=pl.col("round_trip_party").is_not_null()
    )


def _firms(parties: pl.LazyFrame) -> pl.LazyFrame:
    """The parties of a leg and those who control them: deal_id, firm."""
    return pl.concat(
        [
            parties.select("deal_id", firm="party_id"),
            parties.filter(pl.col("controller_id").is_not_null()).select(
                "deal_id", firm="controller_id"
            ),
        ]
    ).unique()
