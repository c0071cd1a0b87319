"""A partition cut down to the few deals some facts are about."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from screening.facts.partition import Partition


def narrowed(part: Partition, rows: pl.DataFrame) -> Partition:
    """The partition with only the deals of the rows (by deal_id), and what those deals use."""
    mine = rows.select("deal_id").unique()
    return replace(
        part,
        deals=part.deals.join(mine, on="deal_id", how="semi", maintain_order="left"),
        uses=part.uses.join(mine, on="deal_id", how="semi", maintain_order="left"),
        shares=part.shares.join(mine, on="deal_id", how="semi", maintain_order="left"),
    )
