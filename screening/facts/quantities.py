"""Facts of quantity: bought against sold, invoiced against the title papers."""

from __future__ import annotations

import polars as pl

from screening.facts.money import counted_invoices
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding


def quantities(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `quantities`."""
    legs = _legs(part, sides)
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(_traded(part, legs), on="deal_id", how="left")
        .join(_against_title(part, sides, legs), on="deal_id", how="left")
    )


def _milli(quantity: pl.Expr) -> pl.Expr:
    """A quantity in whole thousandths of its base unit; sums are exact in any order."""
    return (quantity.cast(pl.Float64) * pl.col("factor") * 1000).round().cast(pl.Int64)


def _legs(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and leg: `milli` of the base unit `base`, from invoices, else from contracts.

    Null where a line lacks its quantity or unit, or where lines are measured in different kinds.
    """
    papers = pl.concat(
        [
            rows.select(
                "deal_id",
                "leg",
                "document_id",
                "allocated_quantity",
                "allocated_unit",
                rank=pl.lit(rank),
            )
            for rank, rows in enumerate((counted_invoices(part), part.used("contracts")))
        ]
    ).filter(pl.col("leg").is_in(["buy", "sell"]))
    credit = counted_invoices(part).filter(pl.col("invoice_type").is_in(["credit", "debit"]))
    papers = papers.join(credit.select("document_id"), on="document_id", how="anti")
    drawn = papers.filter(pl.col("allocated_quantity").is_not_null()).select(
        "deal_id", "leg", "rank", quantity="allocated_quantity", unit="allocated_unit"
    )
    whole = (
        papers.filter(pl.col("allocated_quantity").is_null())
        .join(part.table("goods_lines").select("document_id", "quantity", "unit"), on="document_id")
        .select("deal_id", "leg", "rank", "quantity", "unit")
    )
    rows = (
        pl.concat([drawn, whole])
        .join(sides.units.lazy(), on="unit", how="left")
        .with_columns(milli=_milli(pl.col("quantity")))
    )
    one_kind = (pl.col("base_unit").n_unique() == 1) & pl.col("milli").is_not_null().all()
    return (
        rows.group_by("deal_id", "leg", "rank")
        .agg(
            milli=pl.when(one_kind).then(pl.col("milli").sum()),
            base=pl.when(one_kind).then(pl.col("base_unit").min()),
        )
        .sort("deal_id", "leg", "rank")
        .unique(["deal_id", "leg"], keep="first", maintain_order=True)
    )


def _traded(part: Partition, legs: pl.LazyFrame) -> pl.LazyFrame:
    tolerance = (
        part.used("contracts")
        .group_by("deal_id")
        .agg(tolerance=pl.col("tolerance_ratio").max().cast(pl.Float64))
    )
    buy, sell = (
        legs.filter(pl.col("leg") == leg).select(
            "deal_id", pl.col("milli", "base").name.suffix(f"_{leg}")
        )
        for leg in ("buy", "sell")
    )
    gap = (pl.col("milli_sell") - pl.col("milli_buy")).abs().cast(pl.Float64)
    comparable = (pl.col("milli_buy") > 0) & (pl.col("base_buy") == pl.col("base_sell"))
    return (
        buy.join(sell, on="deal_id", how="full", coalesce=True)
        .join(tolerance, on="deal_id", how="left")
        .select(
            "deal_id",
            buy_quantity=pl.col("milli_buy").cast(pl.Float64) / 1000,
            sell_quantity=pl.col("milli_sell").cast(pl.Float64) / 1000,
            quantity_unit=pl.coalesce("base_buy", "base_sell"),
            quantity_gap_beyond_tolerance_ratio=pl.when(comparable).then(
                (
                    gap / pl.col("milli_buy").cast(pl.Float64) - pl.col("tolerance").fill_null(0)
                ).round(6)
            ),
        )
    )


def _against_title(part: Partition, sides: Sides, legs: pl.LazyFrame) -> pl.LazyFrame:
    """What the title papers carry against what was bought, in the unit of the purchase.

    A paper speaks by the quantity the deal draws on it, else by its own, else by its gross weight;
    copies of one paper speak once.
    """
    kg = pl.lit("KGM")
    bills = part.used("transport_documents").select(
        "deal_id",
        "document_id",
        quantity=pl.coalesce("allocated_quantity", "quantity", "gross_weight_kg"),
        unit=pl.when(pl.col("allocated_quantity").is_not_null())
        .then(pl.coalesce("allocated_unit", "unit"))
        .when(pl.col("quantity").is_not_null())
        .then("unit")
        .otherwise(kg),
        weight="gross_weight_kg",
        is_drawn=pl.col("allocated_quantity").is_not_null(),
    )
    receipts = part.used("warehouse_receipts").select(
        "deal_id",
        "document_id",
        quantity=pl.coalesce("allocated_quantity", "quantity"),
        unit=pl.coalesce("allocated_unit", "unit"),
        weight=pl.lit(None, pl.Decimal(18, 3)),
        is_drawn=pl.col("allocated_quantity").is_not_null(),
    )
    bought = legs.filter(pl.col("leg") == "buy").select("deal_id", "milli", "base")
    keys = sides.papers.lazy().select("deal_id", "document_id", "paper_key")
    rows = (
        pl.concat([bills, receipts])
        .join(keys, on=["deal_id", "document_id"], how="left")
        .with_columns(paper_key=pl.coalesce("paper_key", "document_id"))
        .sort("deal_id", "paper_key", "document_id", pl.struct("quantity", "unit"))
        .unique(["deal_id", "paper_key"], keep="first", maintain_order=True)
        .join(sides.units.lazy(), on="unit", how="left")
        .join(bought, on="deal_id")
        .with_columns(own=_milli(pl.col("quantity")))
        .with_columns(
            own=pl.when(pl.col("base_unit") == pl.col("base"))
            .then("own")
            .when((pl.col("base") == kg) & ~pl.col("is_drawn"))
            .then((pl.col("weight") * 1000).cast(pl.Int64))
        )
    )
    carried = rows.group_by("deal_id").agg(
        carried=pl.when(pl.col("own").is_not_null().all()).then(pl.col("own").sum()),
        milli=pl.col("milli").min(),
    )
    paper = deciding(rows, "own", ties=["document_id"]).select(
        "deal_id", weight_conflict_document_id="document_id"
    )
    gap = (pl.col("carried") - pl.col("milli")).abs().cast(pl.Float64)
    return carried.join(paper, on="deal_id", how="left").select(
        "deal_id",
        "weight_conflict_document_id",
        title_papers_quantity=pl.col("carried").cast(pl.Float64) / 1000,
        weight_conflict_ratio=pl.when(pl.col("milli") > 0).then(
            (gap / pl.col("milli").cast(pl.Float64)).round(6)
        ),
    )
