"""Facts of the deal as such: its mode, its tier, what papers and payments are there."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides

_COUNTED = {
    "contracts": "n_contracts",
    "invoices": "n_invoices",
    "transport_documents": "n_transport_documents",
    "warehouse_receipts": "n_warehouse_receipts",
}
SEA = ("BOL", "SWB", "MULTIMODAL")


def deal(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `deal`."""
    told = part.deals.lazy().select(
        "deal_id",
        "client_id",
        "mode",
        pl.col("policy_tier").fill_null("T2"),
        pl.col("is_special").fill_null(value=False),
        is_special_reported=(pl.col("special_report_date") <= part.as_of_day).fill_null(
            value=False
        ),
    )
    frame = (
        told.join(sides.submitted.lazy(), on="deal_id", how="left")
        .join(cargo_form(part), on="deal_id", how="left")
        .join(_counts(part), on="deal_id", how="left")
        .join(_lines(part), on="deal_id", how="left")
        .join(_payment_counts(part), on="deal_id", how="left")
    )
    counts = (*_COUNTED.values(), "n_goods_lines", "n_payments", "n_open_payments")
    flags = ("has_buy_contract", "has_sell_contract", "has_sea_transport")
    return frame.with_columns(
        pl.col(counts).fill_null(0), pl.col(flags).fill_null(value=False)
    ).with_columns(
        has_title_paper=(pl.col("n_transport_documents") + pl.col("n_warehouse_receipts")) > 0
    )


def _counts(part: Partition) -> pl.LazyFrame:
    """One row a deal with papers: how many of each kind, and on which legs a contract is there."""
    kind = pl.col("table_name")
    sea = part.table("transport_documents").filter(pl.col("type").is_in(SEA).fill_null(value=True))
    at_sea = sea.select("document_id", is_sea=pl.lit(value=True))
    contract = kind == "contracts"
    return (
        part.uses.lazy()
        .join(at_sea, on="document_id", how="left")
        .group_by("deal_id")
        .agg(
            *(
                pl.col("document_id").filter(kind == table).n_unique().cast(pl.Int64).alias(name)
                for table, name in _COUNTED.items()
            ),
            has_buy_contract=(contract & pl.col("leg").is_in(["buy", "both"])).any(),
            has_sell_contract=(contract & pl.col("leg").is_in(["sell", "both"])).any(),
            has_sea_transport=pl.col("is_sea").any(),
        )
    )


def cargo_form(part: Partition) -> pl.LazyFrame:
    """One row a deal with transport papers: boxes where containers are named, else as stated."""
    boxed = part.table("equipment").select("document_id", boxed=pl.lit("BOX")).unique()
    return (
        part.used("transport_documents")
        .join(boxed, on="document_id", how="left")
        .group_by("deal_id")
        .agg(cargo_form=pl.coalesce("boxed", "cargo_form").min())
    )


def _lines(part: Partition) -> pl.LazyFrame:
    papers = part.uses.lazy().select("deal_id", "document_id").unique()
    return (
        papers.join(part.table("goods_lines"), on="document_id")
        .group_by("deal_id")
        .agg(n_goods_lines=pl.len().cast(pl.Int64))
    )


def _payment_counts(part: Partition) -> pl.LazyFrame:
    payment = pl.col("payment_id")
    return (
        part.settled()
        .group_by("deal_id")
        .agg(
            n_payments=payment.n_unique().cast(pl.Int64),
            n_open_payments=payment.filter(pl.col("state") == "requested")
            .n_unique()
            .cast(pl.Int64),
        )
    )
