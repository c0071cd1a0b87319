"""Facts of stored goods that are delivered elsewhere with no paper of the way between."""

from __future__ import annotations

import polars as pl

from screening.facts.keepers import register
from screening.facts.near_ports import is_one_port, port_points, with_point
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

_UNLOCODE = r"^[A-Z]{2}[A-Z2-9]{3}$"
_PAIR = ["deal_id", "document_id", "moved_to", "stored_at"]
_STARTS, _ENDS = ("place_of_receipt", "load_port"), ("discharge_port", "place_of_delivery")


def moved_goods(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with receipts that says where it delivers: whether goods moved unproven.

    Goods lie where the receipts of the purchase lie. They are delivered where the sale contract's
    place is (a UN/LOCODE; words are not read), or where a receipt of the sale alone lies.
    """
    points = port_points(sides)
    pairs = _delivered(part, sides).join(_lying(part, sides), on="deal_id")
    for column in ("moved_to", "stored_at"):
        pairs = with_point(pairs, column, points)
    pairs = pairs.with_columns(is_near=is_one_port("moved_to", "stored_at"))
    places = (
        pairs.join(_carried(part, pairs, points), on=_PAIR, how="left")
        # a way that nobody can look up stays unknown; without a paper there is none
        .with_columns(
            is_there=pl.col("is_near")
            | pl.when(pl.col("has_paper")).then("is_carried").otherwise(pl.lit(value=False))
        )
        .group_by("deal_id", "document_id", "moved_to")
        .agg(
            is_elsewhere=~pl.col("is_there").any(ignore_nulls=False),
            stored_at=pl.col("stored_at").min(),
        )
    )
    facts = places.group_by("deal_id").agg(
        stored_goods_moved_unproven=pl.col("is_elsewhere").any(ignore_nulls=False)
    )
    paper = deciding(
        places.filter("is_elsewhere"), "document_id", ties=["moved_to"], descending=False
    ).select("deal_id", "stored_at", "moved_to", moved_goods_document_id="document_id")
    return facts.join(paper, on="deal_id", how="left")


def _located(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal, leg and receipt with its place, else its warehouse's if that has only one."""
    place = pl.col("location")
    listed = (
        register(part, sides)
        .group_by("warehouse_id")
        .agg(listed=pl.when(place.n_unique() == 1).then(place.min()))
    )
    return (
        part.used("warehouse_receipts")
        .join(listed, on="warehouse_id", how="left")
        .select("deal_id", "leg", "document_id", place=pl.coalesce("location", "listed"))
    )


def _lying(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and place where a receipt of its purchase lies; null where nobody says."""
    bought = _located(part, sides).filter(pl.col("leg").ne_missing("sell"))
    return bought.select("deal_id", stored_at="place").unique()


def _delivered(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal, paper of its sale and place of delivery it states."""
    receipts = _located(part, sides).filter(pl.col("leg") == "sell")
    contracts = part.used("contracts").filter(pl.col("leg") == "sell")
    named = pl.col("named_place").str.strip_chars().str.to_uppercase()
    return pl.concat(
        [
            receipts.select("deal_id", "document_id", moved_to="place"),
            contracts.select("deal_id", "document_id", moved_to=named).filter(
                pl.col("moved_to").str.contains(_UNLOCODE)
            ),
        ]
    ).unique()


def _carried(part: Partition, pairs: pl.LazyFrame, points: pl.DataFrame) -> pl.LazyFrame:
    """One row a pair of places of a deal with transport papers: whether one leads from to to."""
    bills = part.used("transport_documents").select("deal_id", *_STARTS, *_ENDS).unique()
    for column in (*_STARTS, *_ENDS):
        bills = with_point(bills, column, points)
    leads = _one_of(_STARTS, "stored_at") & _one_of(_ENDS, "moved_to")
    return (
        pairs.join(bills, on="deal_id")
        .with_columns(leads=leads)
        .group_by(_PAIR)
        .agg(is_carried=pl.col("leads").any(ignore_nulls=False), has_paper=pl.lit(value=True))
    )


def _one_of(ends: tuple[str, ...], place: str) -> pl.Expr:
    """Whether one of the places a bill names for its end is the place; null if it names none."""
    near = [
        pl.when(pl.col(end).is_null()).then(pl.lit(value=False)).otherwise(is_one_port(end, place))
        for end in ends
    ]
    is_named = pl.any_horizontal(pl.col(*ends).is_not_null())
    return pl.when(is_named).then(near[0] | near[1])
