"""How much of each leg is invoiced: by the goods its invoices bill of those its contracts sell."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides

_BULK = 0.9  # a leg billed to this share of its contracts is billed as a whole
_KEY = ("deal_id", "leg")


def invoiced_share(part: Partition, sides: Sides, counted: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal and leg: `open_share` of the contracts' goods that no invoice bills yet.

    `counted` are the invoices that count; `is_first` where all of them are provisional. Nought
    once nine tenths, or less by the contracts' tolerance, are billed; null where either side does
    not state its goods in one measure.
    """
    kind = pl.col("invoice_type").fill_null("final")
    bills = counted.filter(kind.is_in(["final", "provisional"])).with_columns(
        is_final=kind == "final"
    )
    billed = _quantities(part, sides, bills, "billed")
    first = bills.group_by(_KEY).agg(is_first=~pl.col("is_final").any())
    contracts = part.used("contracts")
    agreed = _quantities(part, sides, contracts, "agreed")
    least = contracts.group_by(_KEY).agg(
        least=pl.min_horizontal(
            pl.lit(_BULK), 1 - pl.col("tolerance_ratio").max().cast(pl.Float64).fill_null(0)
        )
    )
    share = pl.col("billed").cast(pl.Float64) / pl.col("agreed").cast(pl.Float64)
    same = (pl.col("billed_in") == pl.col("agreed_in")) & (pl.col("agreed") > 0)
    return (
        first.join(billed, on=list(_KEY), how="left")
        .join(agreed, on=list(_KEY), how="left")
        .join(least, on=list(_KEY), how="left")
        .with_columns(share=pl.when(same).then(share))
        .select(
            *_KEY,
            "is_first",
            open_share=pl.when(pl.col("share") >= pl.col("least"))
            .then(0.0)
            .otherwise((1 - pl.col("share")).clip(0.0, 1.0)),
        )
    )


def _quantities(part: Partition, sides: Sides, papers: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """One row a deal and leg: thousandths of a base unit over its papers, and their dimension.

    What a deal draws of a paper counts, else the paper's lines; null where one states no quantity.
    """
    units = sides.units.lazy().select("unit", "dimension", "factor")
    milli = (pl.col("quantity").cast(pl.Float64) * pl.col("factor") * 1000).round()
    lines = (
        part.table("goods_lines")
        .join(units, on="unit", how="left")
        .with_columns(milli=milli.cast(pl.Int64, strict=False))
        .group_by("document_id")
        .agg(
            whole=pl.when(pl.col("milli").is_not_null().all()).then(pl.col("milli").sum()),
            whole_in=pl.when(pl.col("dimension").n_unique() == 1).then(pl.col("dimension").min()),
        )
    )
    drawn = (pl.col("allocated_quantity").cast(pl.Float64) * pl.col("factor") * 1000).round()
    is_drawn = pl.col("allocated_quantity").is_not_null()
    rows = (
        papers.select(
            *_KEY, "document_id", "allocated_quantity", pl.col("allocated_unit").alias("unit")
        )
        .join(units, on="unit", how="left")
        .join(lines, on="document_id", how="left")
        .with_columns(
            milli=pl.when(is_drawn).then(drawn.cast(pl.Int64, strict=False)).otherwise("whole"),
            measure=pl.when(is_drawn).then("dimension").otherwise("whole_in"),
        )
    )
    milli, measure = pl.col("milli"), pl.col("measure")
    return rows.group_by(_KEY).agg(
        pl.when(milli.is_not_null().all()).then(milli.sum()).alias(name),
        pl.when(measure.is_not_null().all() & (measure.min() == measure.max()))
        .then(measure.min())
        .alias(f"{name}_in"),
    )
