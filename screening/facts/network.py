"""Facts of the network: who stands on both ends of one deal."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.in_force import is_in_force
from screening.facts.partition import Partition, Sides

_LEVELS = 5  # of firms behind firms that are followed
_HALF = 0.5  # whoever holds more than that has a firm to himself


def network(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `network`.

    One firm under several ids is one; who controls a firm is its controller as told, and whoever
    holds more than half of it, over levels.
    """
    behind = part.kept("firms behind the ends", lambda: _behind(part, sides).lazy())
    sellers, buyers = (part.parties_of(leg) for leg in ("buy", "sell"))
    ends = [rows.select("deal_id").unique() for rows in (sellers, buyers)]
    asked = ends[0].join(ends[1], on="deal_id")
    standing = [
        rows.join(behind, on="party_id").select("deal_id", "firm").unique()
        for rows in (sellers, buyers)
    ]
    met = (
        standing[0]
        .join(standing[1], on=["deal_id", "firm"])
        .group_by("deal_id")
        .agg(round_trip_party=pl.col("firm").min())
    )
    return asked.join(met, on="deal_id", how="left").select(
        "deal_id", "round_trip_party", supplier_is_buyer=pl.col("round_trip_party").is_not_null()
    )


def _behind(part: Partition, sides: Sides) -> pl.DataFrame:
    """One row a party of the legs and firm that it is or that stands behind it: party_id, firm."""
    ids = pl.concat([part.parties_of(leg).select("party_id") for leg in ("buy", "sell")]).unique()
    named = ids.with_columns(firm="party_id")
    found = as_one_firm(named, sides, ["firm"]).drop_nulls().collect(engine="in-memory")
    above = _above(part, sides).collect(engine="in-memory")
    last = found
    for _ in range(_LEVELS):
        last = last.join(above, on="firm").select("party_id", firm="above").unique()
        last = last.join(found, on=["party_id", "firm"], how="anti")
        if last.is_empty():
            break
        found = pl.concat([found, last])
    return found


def _above(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a firm and who controls it, or holds more than half of it: firm, above."""
    told = sides.table("parties").select(firm="party_id", above="controller_id")
    day = part.as_of_day
    held = sides.table("party_links").filter(
        pl.col("kind") == "shareholder",
        pl.col("share_ratio").cast(pl.Float64) > _HALF,
        is_in_force(day),
    )
    owned = held.select(firm="other_party_id", above="party_id")
    both = as_one_firm(pl.concat([told, owned]).drop_nulls(), sides, ["firm", "above"])
    return both.drop_nulls().filter(pl.col("firm") != pl.col("above")).unique()
