"""What papers say the goods are: commodity code, description, grade, brand, origin."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from screening.facts.money import counted_invoices
from screening.facts.partition import Partition

SAID = ("hs6", "description", "grade", "brand", "origin_country")
LEGS = ("buy", "sell")
Scorer = Callable[[pl.DataFrame], pl.DataFrame]


def traded_goods(part: Partition) -> pl.LazyFrame:
    """One row a deal, leg and goods line of its contracts (`rank` 1) and invoices (`rank` 0).

    Credit and debit notes put amounts right and describe no goods.
    """
    kind = pl.col("invoice_type").fill_null("final")
    billed = counted_invoices(part).filter(~kind.is_in(["credit", "debit"]))
    papers = pl.concat(
        rows.select("deal_id", "leg", "document_id", rank=pl.lit(rank, pl.Int8))
        for rank, rows in enumerate((billed, part.used("contracts")))
    ).filter(pl.col("leg").is_in(LEGS))
    lines = part.table("goods_lines").select("document_id", *SAID)
    return papers.join(lines, on="document_id")


def carried_goods(part: Partition) -> pl.LazyFrame:
    """One row a deal, leg served, paper and what it says: bills, receipts, customs declarations.

    A paper of both legs, or of none in particular, serves each of them.
    """
    bills = part.used("transport_documents").select(
        "deal_id", "leg", "document_id", "hs6", description="goods_description"
    )
    receipts = part.used("warehouse_receipts").select("deal_id", "leg", "document_id", "hs6")
    declared = part.table("customs_declarations").filter(
        (pl.col("known_at") <= part.as_of).fill_null(value=True)
    )
    papers = pl.concat([bills, receipts], how="diagonal")
    customs = papers.select("deal_id", "leg", "document_id").join(
        declared.select("document_id", "hs6"), on="document_id"
    )
    said = pl.concat([papers, customs], how="diagonal")
    return pl.concat(
        said.filter(pl.col("leg").ne_missing(other)).with_columns(leg=pl.lit(leg))
        for leg, other in (LEGS, LEGS[::-1])
    )


def coded(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows that bear a commodity code, with `hs6` as digits alone and its heading `hs4`."""
    digits = pl.col("hs6").str.replace_all(r"\D", "").str.slice(0, 6)
    return (
        rows.with_columns(hs6=digits)
        .filter(pl.col("hs6").str.len_bytes() >= 4)
        .with_columns(hs4=pl.col("hs6").str.slice(0, 4))
    )


def first_choice(lines: pl.LazyFrame) -> pl.LazyFrame:
    """The lines of each leg's invoices, or of its contracts where nothing is invoiced."""
    return lines.filter(pl.col("rank") == pl.col("rank").min().over("deal_id", "leg"))


def scored(pairs: pl.LazyFrame, scorer: Scorer, name: str, dtype: pl.DataType) -> pl.LazyFrame:
    """The pairs with what the scorer says of each distinct (a, b), in column `name`."""

    def answered(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(scorer(frame.select("a", "b")), on=["a", "b"], how="left")

    return pairs.map_batches(answered, schema={**pairs.collect_schema(), name: dtype})
