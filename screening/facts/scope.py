"""Facts of scope: goods new to the client, held against its registered scope of business."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.reference.chapters import scope_scores


def scope(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with coded goods: the facts of family `scope`."""
    rows = sides.client_goods.lazy()
    texts = (
        sides.table("clients")
        .select("client_id", "scope_text")
        .sort("client_id", "scope_text")
        .unique("client_id", keep="first", maintain_order=True)
    )
    new = (
        part.deals.lazy()
        .select("deal_id", "client_id")
        .join(rows.filter(~pl.col("is_traded_before")), on="deal_id")
        .join(texts, on="client_id", how="left")
    )
    pairs = new.select("scope_text", "hs2").unique().collect(engine="in-memory")
    scored = new.join(
        scope_scores(pairs).lazy(), on=["scope_text", "hs2"], how="left", nulls_equal=True
    )
    least = deciding(scored, "scope_score", ties=["hs2"], descending=False).select(
        "deal_id",
        new_chapter="hs2",
        new_chapter_scope_score="scope_score",
        new_chapter_document_id="document_id",
    )
    asked = rows.group_by("deal_id").agg(
        has_new=(~pl.col("is_traded_before")).any(),
        is_told=pl.col("is_traded_before").is_not_null().all(),
    )
    is_new = pl.when(pl.col("has_new") | pl.col("is_told")).then(pl.col("has_new"))
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(asked, on="deal_id", how="left")
        .join(least, on="deal_id", how="left")
        .with_columns(has_new_chapter=is_new)
    )
