"""Facts of time: in which order contract, shipment, invoice, sale and delivery came."""

from __future__ import annotations

import polars as pl

from screening.facts.impossible import delivered_on, future_dates, impossible_dates
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding


def times(part: Partition, sides: Sides) -> pl.LazyFrame:  # noqa: ARG001 - families share a form
    """One row a deal: the facts of family `times`."""
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _sale_after_delivery(part),
        _early_invoice(part),
        _late_purchase(part),
        _early_sale(part),
        future_dates(part),
        impossible_dates(part),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame.with_columns(pl.col("n_future_dates", "n_impossible_dates").fill_null(0))


def _signed(part: Partition, leg: str) -> pl.LazyFrame:
    """One row a deal: first and last signature of one leg, null where a contract is undated.

    With the contracts signed then: first_signed_id, last_signed_id.
    """
    day = pl.col("sign_date")
    by_day = pl.col("document_id").sort_by("sign_date", "document_id", nulls_last=True)
    return (
        part.used("contracts")
        .filter(pl.col("leg") == leg)
        .group_by("deal_id")
        .agg(
            first_signed=pl.when(day.is_not_null().all()).then(day.min()),
            last_signed=pl.when(day.is_not_null().all()).then(day.max()),
            first_signed_id=by_day.first(),
            last_signed_id=by_day.last(),
        )
    )


def _stored(part: Partition) -> pl.LazyFrame:
    """One row a deal with a warehouse receipt: stored."""
    return part.used("warehouse_receipts").select("deal_id", stored=pl.lit(value=True)).unique()


def _sale_after_delivery(part: Partition) -> pl.LazyFrame:
    """Days from delivery to the sale contract; nought where no bill was given up for delivery.

    Goods afloat and warehouse goods are rightly sold late, so only a delivered bill counts, and
    none where goods were taken into a warehouse (domain LOG-01 as corrected).
    """
    by_deal = (
        part.used("transport_documents")
        .join(delivered_on(part), on="document_id")
        .group_by("deal_id")
        .agg(delivered_on=pl.col("delivered_on").min())
    )
    days = (pl.col("last_signed") - pl.col("delivered_on")).dt.total_days()
    return (
        _signed(part, "sell")
        .join(by_deal, on="deal_id", how="left")
        .join(_stored(part), on="deal_id", how="left")
        .select(
            "deal_id",
            sale_after_discharge_days=pl.when(pl.col("last_signed").is_null())
            .then(None)
            .when(pl.col("delivered_on").is_null() | pl.col("stored"))
            .then(0)
            .otherwise(days),
            late_sale_document_id="last_signed_id",
        )
    )


def _early_invoice(part: Partition) -> pl.LazyFrame:
    """The invoice issued longest before the first contract of its leg was signed."""
    invoices = part.used("invoices").filter(
        (pl.col("invoice_type") != "proforma").fill_null(value=True)
    )
    signed = pl.concat(
        [_signed(part, leg).with_columns(leg=pl.lit(leg)) for leg in ("buy", "sell")]
    )
    rows = invoices.join(signed, on=["deal_id", "leg"], how="left").with_columns(
        days=(pl.col("first_signed") - pl.col("issue_date")).dt.total_days()
    )
    facts = rows.group_by("deal_id").agg(
        invoice_before_contract_days=pl.when(pl.col("days").is_not_null().all()).then(
            pl.col("days").max()
        )
    )
    paper = deciding(rows, "days", ties=["document_id"]).select(
        "deal_id", early_invoice_document_id="document_id"
    )
    return facts.join(paper, on="deal_id", how="left")


def _late_purchase(part: Partition) -> pl.LazyFrame:
    """Days from the first on-board day to the first purchase contract; nought for stored goods."""
    day = pl.col("on_board_date")
    shipped = (
        part.used("transport_documents")
        .group_by("deal_id")
        .agg(on_board=pl.when(day.is_not_null().all()).then(day.min()), shipped=pl.lit(value=True))
    )
    return (
        _signed(part, "buy")
        .join(shipped, on="deal_id", how="left")
        .join(_stored(part), on="deal_id", how="left")
        .select(
            "deal_id",
            purchase_after_on_board_days=pl.when(pl.col("first_signed").is_null())
            .then(None)
            .when(pl.col("shipped").is_null() & pl.col("stored"))
            .then(0)
            .otherwise((pl.col("first_signed") - pl.col("on_board")).dt.total_days()),
            late_purchase_document_id="first_signed_id",
        )
    )


def _early_sale(part: Partition) -> pl.LazyFrame:
    """Days title went out before it came in, with the title paper that comes first."""
    papers = [
        part.used(name).select("deal_id", "document_id")
        for name in ("transport_documents", "warehouse_receipts")
    ]
    first = (
        pl.concat(papers)
        .group_by("deal_id")
        .agg(early_sale_document_id=pl.col("document_id").min())
    )
    return (
        part.deals.lazy()
        .select(
            "deal_id",
            title_out_before_in_days=(
                pl.col("title_in_date") - pl.col("title_out_date")
            ).dt.total_days(),
        )
        .join(first, on="deal_id", how="left")
    )
