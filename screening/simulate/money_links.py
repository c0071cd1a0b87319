"""What payments refer to and pay, and the credits behind them, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.horizon import AS_OF, as_date
from screening.simulate.money import is_parted, is_structured, outgoing
from screening.simulate.roll import OUR_BANK


def payment_references(book: pl.DataFrame) -> pl.DataFrame:
    """Table payment_references: invoice and contract, where the text names none."""
    out = outgoing(book).filter(is_structured())
    came = book.filter(
        "has_payments", "has_sell_invoice", is_structured(), pl.col("sell_stage").is_not_null()
    )
    named = [
        frame.select(
            pl.col(payment).alias("payment_id"),
            pl.lit(kind).alias("kind"),
            pl.col(f"{leg}_{kind}_no").alias("number"),
        )
        for frame, payment, leg in ((out, "payment", "buy"), (came, "sell_payment_id", "sell"))
        for kind in ("invoice", "contract")
    ]
    return pl.concat(named)


def payment_allocations(book: pl.DataFrame) -> pl.DataFrame:
    """Table payment_allocations: payments in parts, and payments for several deals."""
    joint = book.filter(pl.col("kind") == "PAY2", pl.col("buy_stage").is_not_null()).with_columns(
        payment=pl.col("buy_payment_id").first().over("leader", order_by="part"),
        cents=pl.col("buy_amount"),
        purpose=pl.lit("final"),
    )
    parted = outgoing(book).filter(is_parted(), "has_deal", "has_papers")
    both = (
        pl.col("payment").alias("payment_id"),
        "deal_id",
        pl.col("buy_invoice_id").alias("invoice_document_id"),
        pl.lit("buy").alias("leg"),
        exact.money("cents").alias("amount"),
        "purpose",
    )
    return pl.concat([parted.select(both), joint.select(both)])


def letters_of_credit(book: pl.DataFrame) -> pl.DataFrame:
    """Table letters_of_credit: the purchases whose bill is to the order of our bank."""
    backed = book.filter("has_papers", "has_credit", "has_deal")
    days = {"latest_shipment": 12, "expiry": 45}
    released = pl.when(pl.col("title_in_on") <= AS_OF).then(as_date("title_in_on"))
    return backed.with_columns(
        (pl.col("loaded_on") + ahead).alias(name) for name, ahead in days.items()
    ).select(
        "lc_no",
        "deal_id",
        pl.lit("buy").alias("leg"),
        pl.lit(OUR_BANK).alias("issuing_bank_id"),
        pl.lit("BNK-FICTSGSG").alias("advising_bank_id"),
        pl.col("buy_currency").alias("currency"),
        exact.money("buy_amount").alias("amount"),
        pl.col("buy_tenor").alias("tenor_days"),
        *(as_date(name) for name in days),
        pl.lit(21, pl.Int64).alias("presentation_days"),
        released.alias("papers_released_on"),
    )
