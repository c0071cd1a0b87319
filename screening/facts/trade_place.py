"""Facts of goods that lie in China, and of the code such trade is declared under."""

from __future__ import annotations

import polars as pl

from screening.facts.declarations import RESALE_CODE
from screening.facts.keepers import register
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.settlement import goods_payments

_ZONE, _INLAND, _UNTOLD = "BONDED_ZONE", "IN_COUNTRY", "ZONE_NOT_STATED"
# SAFE, 涉外收支交易分类与代码 (2014): goods stored in a zone; general trade, each leg by itself
_CODES = {_ZONE: "121030", _INLAND: "121010"}
_OUTSIDE = "NONE"
_RANK = {_INLAND: 3, _UNTOLD: 2, _ZONE: 1}


def trade_place(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with warehouse receipts: the facts of family `trade_place`.

    A receipt lies where it says, else where the register says its warehouse is; the register also
    says which warehouse lies in a special customs zone.
    """
    place = pl.col("location")
    listed = (
        register(part, sides)
        .group_by("warehouse_id")
        .agg(
            listed=pl.when(place.n_unique() == 1).then(place.min()),
            zone=pl.when(pl.col("zone_kind").n_unique() == 1).then(pl.col("zone_kind").min()),
        )
    )
    rows = (
        part.used("warehouse_receipts")
        .unique(["deal_id", "document_id"], keep="any")
        .join(listed, on="warehouse_id", how="left")
        .with_columns(place=pl.coalesce("location", "listed"))
        .with_columns(kind=_kind())
    )
    worst = deciding(
        rows.with_columns(
            rank=pl.col("kind").replace_strict(_RANK, default=0, return_dtype=pl.Int64)
        ),
        "rank",
        ties=["document_id"],
    ).select(
        "deal_id",
        worst="kind",
        china_storage_place=pl.when(pl.col("kind") != _OUTSIDE).then("place"),
        china_storage_document_id=pl.when(pl.col("kind") != _OUTSIDE).then("document_id"),
    )
    told = rows.group_by("deal_id").agg(is_told=pl.col("kind").is_not_null().all())
    kind = pl.when(pl.col("is_told") | (pl.col("worst") != _OUTSIDE)).then("worst")
    return (
        told.join(worst, on="deal_id", how="left")
        .join(_declared(part), on="deal_id", how="left")
        .with_columns(
            china_storage=kind,
            proposed_bop_code=kind.replace_strict(_CODES, default=None, return_dtype=pl.String),
            is_declared_as_resale=pl.col("is_declared_as_resale").fill_null(value=True),
        )
    )


def _kind() -> pl.Expr:
    in_china = pl.col("place").str.starts_with("CN")
    inside = (
        pl.when(pl.col("zone") == "bonded")
        .then(pl.lit(_ZONE))
        .when(pl.col("zone") == "none")
        .then(pl.lit(_INLAND))
        .otherwise(pl.lit(_UNTOLD))
    )
    return pl.when(in_china).then(inside).when(~in_china).then(pl.lit(_OUTSIDE))


def _declared(part: Partition) -> pl.LazyFrame:
    """One row a deal with payments: whether one is, or may be, declared as a resale."""
    code = pl.col("bop_code")
    return (
        goods_payments(part)
        .group_by("deal_id")
        .agg(is_declared_as_resale=(code == RESALE_CODE).fill_null(value=True).any())
    )
