"""Uses of one paper by several deals, and evidence on file, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.horizon import AS_OF, as_date
from screening.simulate.papers import shares_buy_papers, shares_sell_papers


def deal_documents(book: pl.DataFrame) -> pl.DataFrame:
    """Table deal_documents: shared bills, drawings of a split lot, and shared sale papers."""
    split = pl.col("bill_use") == "split"
    shared = book.filter(pl.col("bill_use").is_in(["split", "chain"]))
    bill = shared.select(
        "deal_id",
        pl.col("bill_id").first().over("leader", order_by="part").alias("document_id"),
        pl.lit("both").alias("leg"),
        pl.when(split).then(exact.quantity("quantity")).alias("allocated_quantity"),
        pl.when(split).then("unit").alias("unit"),
    )
    return pl.concat([bill, *_shared_papers(book)])


def _shared_papers(book: pl.DataFrame) -> list[pl.DataFrame]:
    """Sale papers of a client that are the purchase papers of the next."""
    seller = book.filter(shares_sell_papers())
    after = book.with_columns(
        pl.col(f"sell_{p}_id").shift(1).alias(f"bought_{p}_id") for p in ("contract", "invoice")
    ).filter(shares_buy_papers())
    uses = [(seller, f"sell_{p}_id", "sell") for p in ("contract", "invoice")]
    uses += [(after, f"bought_{p}_id", "buy") for p in ("contract", "invoice")]
    return [
        rows.select(
            "deal_id",
            pl.col(document).alias("document_id"),
            pl.lit(leg).alias("leg"),
            pl.lit(None, pl.Decimal(18, 3)).alias("allocated_quantity"),
            pl.lit(None, pl.String).alias("unit"),
        )
        for rows, document, leg in uses
    ]


def document_links(book: pl.DataFrame) -> pl.DataFrame:
    """Table document_links: bills switched for others, the first given up by proof."""
    return book.filter("has_papers", "is_switched").select(
        pl.col("bill_id").alias("parent_id"),
        pl.col("switched_id").alias("child_id"),
        pl.lit("switch").alias("kind"),
        pl.concat_str(pl.lit("SP-"), "bill_id").alias("proof_document_id"),
    )


_FILED = {
    "N01": ("R01", "bill_id"),
    "N03": ("R02", "bill_id"),
    "N04": ("R03", "bill_id"),
    "N05": ("R04", "sell_invoice_id"),
    "N06": ("R06", "buy_contract_id"),
    "N07": ("R08", "sell_contract_id"),
    "N08": ("R10", "bill_id"),
    "CHAIN": ("R03", "bill_id"),
}


def evidence_on_file(book: pl.DataFrame) -> pl.DataFrame:
    """Table evidence_on_file: the reason codes the desk has evidenced on look-alikes."""
    return pl.concat(
        book.filter(pl.col("kind") == kind)
        .with_columns(
            document=pl.col(document).first().over("leader", order_by="part")
            if document == "bill_id"
            else pl.col(document),
            filed=pl.min_horizontal(pl.col("title_in_on") + 2, pl.lit(AS_OF)),
        )
        .select(
            "deal_id",
            pl.lit(code).alias("reason_code"),
            pl.col("document").alias("document_id"),
            as_date("filed").alias("filed_on"),
        )
        for kind, (code, document) in _FILED.items()
    )
