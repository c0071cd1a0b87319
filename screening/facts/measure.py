"""How much goods are: quantities in whole numbers of one unit, and whether they lie in bulk."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition

BULK = ("BULK", "LIQUID")
# UCP 600 art. 30, where the contract agrees nothing: "about" or "approximately" means a tenth,
# and goods that are not counted in packages may be five per cent more or less.
UCP_ABOUT = 0.10
UCP_BULK = 0.05
_ABOUT = r"(?i)\b(?:about|approx|approximately|abt|circa)\b|约|左右"
_MOST_MILLI = 9e15  # nine billion tonnes: no such parcel exists, and sums of it would overflow


def milli(quantity: pl.Expr) -> pl.Expr:
    """A quantity in whole thousandths of its base unit; sums are exact in any order.

    Null where the unit (its `factor`) is not known, or where the quantity is beyond all measure.
    """
    size = (quantity.cast(pl.Float64) * pl.col("factor") * 1000).round()
    return pl.when(size.abs() <= _MOST_MILLI).then(size).cast(pl.Int64)


def in_bulk(part: Partition) -> pl.LazyFrame:
    """One row a deal with transport papers: `is_bulk`, unpacked goods on every paper that says."""
    boxed = part.table("equipment").select("document_id", is_boxed=pl.lit(value=True)).unique()
    form = pl.col("cargo_form")
    return (
        part.used("transport_documents")
        .join(boxed, on="document_id", how="left")
        .group_by("deal_id")
        .agg(
            is_bulk=form.is_in(BULK).all()
            & form.is_not_null().any()
            & ~pl.col("is_boxed").fill_null(value=False).any()
        )
    )


def about(part: Partition) -> pl.LazyFrame:
    """One row a paper that says "about" in a goods line: document_id, is_about."""
    said = pl.col("description").str.contains(_ABOUT)
    return (
        part.table("goods_lines")
        .filter(said)
        .select("document_id", is_about=pl.lit(value=True))
        .unique()
    )
