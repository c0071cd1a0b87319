"""Facts of like deals: the same trade the other way round, and the same trade once more."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides


def likeness(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `likeness`."""
    mirrors = sides.mirror_deals.lazy().select(
        "deal_id",
        n_mirror_deals="n_mirrors",
        mirror_client_tie="tie",
        mirror_client_distance="distance",
        mirror_other_deal="mirror_deal",
        mirror_days="days",
        mirror_path="path",
    )
    clones = sides.clones.lazy().select(
        "deal_id",
        n_clone_deals="n_clones",
        is_cloned_across_clients="is_across",
        clone_other_deal="clone_deal",
        clone_document_id="document_id",
    )
    deals = part.deals.lazy().select("deal_id")
    return deals.join(mirrors, on="deal_id", how="left").join(clones, on="deal_id", how="left")
