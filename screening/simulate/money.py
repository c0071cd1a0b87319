"""Payments, what they refer to, and the credits behind them, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.horizon import AS_OF, as_date, as_time
from screening.simulate.people import OUR_BANK, OUR_BIC, account_of, bic_of, country_of

FIRST_SHARE = 90  # in a hundred, of purchases paid in two parts


def payments(book: pl.DataFrame) -> pl.DataFrame:
    """Table payments: one a leg, two where the purchase is paid in parts or paid twice."""
    out = outgoing(book)
    came = book.filter("has_payments", "has_sell_invoice", pl.col("sell_stage").is_not_null())
    return pl.concat([_out(out), _in(came)])


def outgoing(book: pl.DataFrame) -> pl.DataFrame:
    """The purchase's payments, one row each: payment, amount in cents, day, purpose, stage."""
    paying = book.filter("has_payments", pl.col("buy_stage").is_not_null())
    joint = pl.col("kind") == "PAY2"
    total = pl.when(joint).then(pl.col("buy_amount").sum().over("leader")).otherwise("buy_amount")
    paying = paying.with_columns(cents=total).filter(~joint | (pl.col("part") == 0))
    first = pl.col("cents") * FIRST_SHARE // 100
    parted = pl.col("is_split_paid")
    one = paying.with_columns(
        payment=pl.col("buy_payment_id"),
        cents=pl.when(parted).then(first).otherwise("cents"),
        purpose=pl.when(parted).then(pl.lit("provisional")).otherwise(pl.lit("final")),
    )
    rest = paying.filter(parted).with_columns(
        payment=pl.concat_str("buy_payment_id", pl.lit("-2")),
        cents=pl.col("cents") - first,
        purpose=pl.lit("final"),
    )
    again = paying.filter("is_paid_twice").with_columns(
        payment=pl.concat_str("buy_payment_id", pl.lit("-2")), purpose=pl.lit("final")
    )
    return pl.concat([one, rest, again.select(one.columns)])


def _out(rows: pl.DataFrame) -> pl.DataFrame:
    # a payment for several deals belongs to none of them alone: its allocations tell
    deal = pl.when(pl.col("kind") != "PAY2").then("payment_deal_id")
    payee = pl.col("payee_id")
    return rows.select(
        pl.col("payment").alias("payment_id"),
        deal.alias("deal_id"),
        pl.when(deal.is_not_null()).then(pl.lit("buy")).alias("leg"),
        "client_id",
        pl.lit("OUT").alias("direction"),
        exact.money("cents").alias("amount"),
        pl.col("buy_currency").alias("currency"),
        *_when("buy"),
        pl.col("client_id").alias("debtor_id"),
        account_of(pl.col("client_id")).alias("debtor_account"),
        pl.lit(OUR_BIC).alias("debtor_agent"),
        payee.alias("creditor_id"),
        account_of(payee).alias("creditor_account"),
        _foreign_bank(payee).alias("creditor_agent"),
        pl.lit(OUR_BIC).alias("bank"),
        pl.when("has_credit").then(pl.lit("LC")).otherwise(pl.lit("TT")).alias("method"),
        "purpose",
        pl.col("buy_stage").alias("status"),
        _text("buy").alias("remittance_text"),
        *_declared("离岸转买"),
    )


def _in(rows: pl.DataFrame) -> pl.DataFrame:
    known = pl.col("payment_deal_id").is_not_null()
    payer = pl.col("payer_id")
    return rows.select(
        pl.col("sell_payment_id").alias("payment_id"),
        pl.col("payment_deal_id").alias("deal_id"),
        pl.when(known).then(pl.lit("sell")).alias("leg"),
        "client_id",
        pl.lit("IN").alias("direction"),
        exact.money("sell_amount").alias("amount"),
        pl.col("sell_currency").alias("currency"),
        *_when("sell"),
        payer.alias("debtor_id"),
        account_of(payer).alias("debtor_account"),
        _foreign_bank(payer).alias("debtor_agent"),
        pl.col("client_id").alias("creditor_id"),
        account_of(pl.col("client_id")).alias("creditor_account"),
        pl.col("sell_bank").alias("creditor_agent"),
        pl.col("sell_bank").alias("bank"),
        pl.lit("TT").alias("method"),
        pl.lit("final").alias("purpose"),
        pl.col("sell_stage").alias("status"),
        _text("sell").alias("remittance_text"),
        *_declared("离岸转卖"),
    )


def _foreign_bank(party: pl.Expr) -> pl.Expr:
    return (
        pl.when(party.str.contains(r"^C\d{4}$"))
        .then(pl.lit(OUR_BIC))
        .otherwise(bic_of(country_of(party)))
    )


def _when(leg: str) -> tuple[pl.Expr, pl.Expr]:
    paid, released = pl.col(f"{leg}_paid_on"), pl.col(f"{leg}_stage") == "released"
    asked = pl.min_horizontal(paid, pl.lit(AS_OF)) - pl.col("link") % 3
    since = pl.when(released).then(paid - 1).otherwise(asked)
    return (
        pl.when(released).then(as_date(f"{leg}_paid_on")).alias("value_date"),
        as_time(since, 5).alias("requested_at"),
    )


def _text(leg: str) -> pl.Expr:
    """What the payer wrote; a deal tied by structured references says little."""
    full = pl.format(
        "INVOICE {} CONTRACT {}", pl.col(f"{leg}_invoice_no"), pl.col(f"{leg}_contract_no")
    )
    return pl.when(_is_structured()).then(pl.lit("GOODS")).otherwise(full)


def _is_structured() -> pl.Expr:
    """Payments whose papers are named in structured references alone."""
    return pl.col("payment_deal_id").is_null() & (pl.col("link") % 2 == 0) & pl.col("has_papers")


def _declared(wording: str) -> tuple[pl.Expr, pl.Expr]:
    plain = pl.concat_str(pl.lit(wording), pl.col("goods_cn"), pl.lit("货款"))
    special = pl.concat_str(pl.lit("特殊离岸转手"), pl.col("goods_cn"), pl.lit("货款"))
    return (
        pl.lit("122010").alias("bop_code"),
        pl.when("is_special").then(special).otherwise(plain).alias("bop_remark"),
    )


def payment_references(book: pl.DataFrame) -> pl.DataFrame:
    """Table payment_references: invoice and contract, where the text names none."""
    out = outgoing(book).filter(_is_structured())
    came = book.filter(
        "has_payments", "has_sell_invoice", _is_structured(), pl.col("sell_stage").is_not_null()
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
    parted = outgoing(book).filter("is_split_paid", "has_deal", "has_papers")
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
