"""Facts of warehouse receipts: uses without title, lots twice in store, pledges, stock."""

from __future__ import annotations

import polars as pl

from screening.facts.in_force import is_in_force
from screening.facts.keepers import keepers, register
from screening.facts.moved_goods import moved_goods
from screening.facts.narrowed import narrowed
from screening.facts.partition import Partition, Sides
from screening.facts.pledges import pledges
from screening.facts.reduce import deciding
from screening.schema import FAMILIES

_MOST_RATIO = 1000.0  # no stock at all: as far beyond as is told


def warehouses(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with receipts: the facts of family `warehouses`."""
    part = narrowed(part, part.uses.filter(pl.col("table_name") == "warehouse_receipts"))
    if part.deals.is_empty():  # most batches of few deals: nothing is planned for it
        types = {f.name: f.type.dtype for f in FAMILIES["warehouses"]}
        return pl.LazyFrame(schema={"deal_id": pl.String(), **types})
    receipts = (
        part.used("warehouse_receipts")
        .select("deal_id", "document_id", "receipt_no", "warehouse_id", "issue_date")
        .unique()
        .join(sides.receipts.lazy(), on=["deal_id", "document_id"], how="left")
    )
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _reused(receipts),
        _lots(receipts),
        _stock(receipts),
        _capacity(receipts, part, sides),
        keepers(part, sides),
        moved_goods(part, sides),
        pledges(part),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame


def _reused(receipts: pl.LazyFrame) -> pl.LazyFrame:
    """The receipt most other deals use without title; a receipt nobody can tell stays unknown."""
    n = pl.when(pl.col("has_title_chain")).then(0).otherwise("n_other_deals")
    rows = receipts.with_columns(n=n)
    counts = rows.group_by("deal_id").agg(
        n_untitled_deals_on_receipt=_worst(pl.col("n"), 0).cast(pl.Int64)
    )
    paper = deciding(rows.filter(pl.col("n") > 0), "n", ties=["document_id"]).select(
        "deal_id",
        reused_receipt_no="receipt_no",
        reused_receipt_document_id="document_id",
        reused_receipt_other_deal="other_deal",
    )
    return counts.join(paper, on="deal_id", how="left")


def _lots(receipts: pl.LazyFrame) -> pl.LazyFrame:
    """The receipt most like another deal's receipt for the same lot."""
    likeness = (
        pl.when(pl.col("n_lot_clashes") > 0)
        .then(1.0)
        .when(pl.col("n_lot_doubles") > 0)
        .then(0.5)
        .when(pl.col("n_lot_clashes").is_not_null() & pl.col("n_lot_doubles").is_not_null())
        .then(0.0)
    )
    rows = receipts.with_columns(likeness=likeness)
    facts = rows.group_by("deal_id").agg(receipt_lot_likeness=_worst(pl.col("likeness"), 0))
    both = pl.col("n_lot_clashes").fill_null(0) + pl.col("n_lot_doubles").fill_null(0)
    paper = deciding(rows.filter(pl.col("likeness") > 0), "likeness", ties=["document_id"]).select(
        "deal_id",
        n_lot_receipts=both.cast(pl.Int64),
        lot_clash_receipt_no="receipt_no",
        lot_clash_document_id="document_id",
        lot_clash_other_deal="clashing_deal",
    )
    return facts.join(paper, on="deal_id", how="left")


def _stock(receipts: pl.LazyFrame) -> pl.LazyFrame:
    """Receipts known to be in force over the stock found on the same day."""
    rows = receipts.with_columns(ratio=_share("outstanding_milli", "stock_milli"))
    facts = rows.group_by("deal_id").agg(receipts_over_stock_ratio=_worst(pl.col("ratio"), 1))
    return facts.join(
        _deciding_ratio(rows).select(
            "deal_id",
            stock_counted_on="counted_on",
            overissued_warehouse="warehouse_id",
            overissued_receipt_document_id="document_id",
        ),
        on="deal_id",
        how="left",
    )


def _capacity(receipts: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """Receipts known to be in force when one was issued over what its warehouse can hold."""
    factor = sides.units.lazy().select("unit", "factor", "base_unit")
    milli = (pl.col("capacity").cast(pl.Float64) * pl.col("factor") * 1000).round()
    room = (
        register(part, sides)
        .join(factor, on="unit")
        .filter(milli > 0)
        .select("warehouse_id", "valid_from", "valid_to", "base_unit", capacity=milli)
    )
    measured = receipts.with_columns(base_unit=pl.col("stock_key").str.split(":").list.last())
    held = (
        measured.join(room, on=["warehouse_id", "base_unit"])
        .filter(is_in_force(pl.col("issue_date")))
        .group_by("deal_id", "document_id")
        .agg(pl.col("capacity").max())
    )
    rows = receipts.join(held, on=["deal_id", "document_id"], how="left").with_columns(
        ratio=_share("issued_milli", "capacity")
    )
    facts = rows.group_by("deal_id").agg(receipts_over_capacity_ratio=_worst(pl.col("ratio"), 1))
    return facts.join(
        _deciding_ratio(rows).select(
            "deal_id",
            overfull_warehouse="warehouse_id",
            overfull_receipt_document_id="document_id",
        ),
        on="deal_id",
        how="left",
    )


def _deciding_ratio(rows: pl.LazyFrame) -> pl.LazyFrame:
    return deciding(rows.filter(pl.col("ratio").is_not_null()), "ratio", ties=["document_id"])


def _share(part: str, whole: str) -> pl.Expr:
    """One over the other; as much as is told where the other is nothing at all."""
    ratio = pl.col(part).cast(pl.Float64) / pl.col(whole).cast(pl.Float64)
    return (
        pl.when(pl.col(whole) > 0)
        .then(ratio.clip(upper_bound=_MOST_RATIO).round(6))
        .when((pl.col(whole) == 0) & (pl.col(part) > 0))
        .then(_MOST_RATIO)
    )


def _worst(value: pl.Expr, enough: int) -> pl.Expr:
    """The largest of a deal's receipts; unknown while one is and none is beyond `enough`."""
    return pl.when((value > enough).any() | value.is_not_null().all()).then(value.max())
