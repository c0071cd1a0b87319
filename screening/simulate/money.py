"""Payments, what they refer to, and the credits behind them, stated from the book."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.accounts import OUR_BIC, other_account_of
from screening.simulate.declared import declared
from screening.simulate.horizon import AS_OF, as_date, as_time
from screening.simulate.instructions import ASKED_BEFORE, is_changed

FIRST_SHARE = 90  # in a hundred, of purchases paid in two parts
ADVANCE_SHARE = 15  # of those paid in part before shipment


def payments(book: pl.DataFrame) -> pl.DataFrame:
    """Table payments: one a leg, two where the purchase is paid in parts or twice, and freight."""
    came = book.filter("has_payments", "has_sell_invoice", pl.col("sell_stage").is_not_null())
    return pl.concat([_out(outgoing(book)), _in(came), _freight(book)])


def outgoing(book: pl.DataFrame) -> pl.DataFrame:
    """The purchase's payments, one row each: payment, cents, paid_on, purpose, stage."""
    paying = book.filter("has_payments", pl.col("buy_stage").is_not_null())
    joint = pl.col("kind") == "PAY2"
    total = pl.when(joint).then(pl.col("buy_amount").sum().over("leader")).otherwise("buy_amount")
    paying = paying.with_columns(
        cents=total, paid_on=pl.col("buy_paid_on"), stage=pl.col("buy_stage")
    ).filter(~joint | (pl.col("part") == 0))
    share = pl.when("is_advanced").then(ADVANCE_SHARE).otherwise(FIRST_SHARE)
    first = pl.col("cents") * share // 100
    parted = is_parted()
    one = paying.with_columns(
        payment=pl.col("buy_payment_id"),
        cents=pl.when(parted).then(first).otherwise("cents"),
        paid_on=pl.when("is_advanced").then("advanced_on").otherwise("paid_on"),
        stage=pl.when("is_advanced").then(pl.lit("released")).otherwise("stage"),
        purpose=pl.when("is_advanced")
        .then(pl.lit("advance"))
        .when(parted)
        .then(pl.lit("provisional"))
        .otherwise(pl.lit("final")),
    )
    rest = paying.filter(parted).with_columns(
        payment=pl.concat_str("buy_payment_id", pl.lit("-2")),
        cents=pl.col("cents") - first,
        purpose=pl.when("is_advanced").then(pl.lit("balance")).otherwise(pl.lit("final")),
    )
    again = paying.filter("is_paid_twice").with_columns(
        payment=pl.concat_str("buy_payment_id", pl.lit("-2")), purpose=pl.lit("final")
    )
    return pl.concat([one, rest.select(one.columns), again.select(one.columns)])


def is_parted() -> pl.Expr:
    """Deals whose purchase is paid in two parts."""
    return pl.col("is_split_paid") | pl.col("is_advanced")


def _out(rows: pl.DataFrame) -> pl.DataFrame:
    # a payment for several deals belongs to none of them alone: its allocations tell
    deal = pl.when(pl.col("kind") != "PAY2").then("payment_deal_id")
    return rows.with_columns(
        currency=pl.col("buy_currency"), deal=deal, asked_early=is_changed("buy")
    ).select(
        *_named("buy"),
        pl.lit("OUT").alias("direction"),
        *_how_much(),
        *_sides("client", "payee"),
        pl.lit(OUR_BIC).alias("bank"),
        pl.when("has_credit").then(pl.lit("LC")).otherwise(pl.lit("TT")).alias("method"),
        "purpose",
        pl.col("stage").alias("status"),
        _text("buy").alias("remittance_text"),
        *declared("buy"),
    )


def _in(rows: pl.DataFrame) -> pl.DataFrame:
    elsewhere = pl.col("sell_bank") != OUR_BIC
    account = pl.when(elsewhere).then(other_account_of(pl.col("client_id")))
    return rows.with_columns(
        payment=pl.col("sell_payment_id"),
        cents=pl.col("sell_amount"),
        currency=pl.col("sell_currency"),
        paid_on=pl.col("sell_paid_on"),
        stage=pl.col("sell_stage"),
        deal=pl.col("payment_deal_id"),
        asked_early=is_changed("sell"),
        client_account=account.otherwise("client_account"),
        client_bank=pl.col("sell_bank"),
    ).select(
        *_named("sell"),
        pl.lit("IN").alias("direction"),
        *_how_much(),
        *_sides("payer", "client"),
        pl.col("sell_bank").alias("bank"),
        pl.lit("TT").alias("method"),
        pl.lit("final").alias("purpose"),
        pl.col("stage").alias("status"),
        _text("sell").alias("remittance_text"),
        *declared("sell"),
    )


def _freight(book: pl.DataFrame) -> pl.DataFrame:
    """What clients that ship pay the carrier for one deal's goods; nothing where it is nought."""
    is_owed = (pl.col("freight_amount") > 0) & pl.col("freight_stage").is_not_null()
    return (
        book.filter("has_payments", "has_deal", is_owed)
        .with_columns(
            payment=pl.col("freight_payment_id"),
            cents=pl.col("freight_amount"),
            currency=pl.col("buy_currency"),
            paid_on=pl.col("freight_on"),
            stage=pl.col("freight_stage"),
            deal=pl.col("deal_id"),
            asked_early=pl.lit(value=False),
        )
        .select(
            *_named(None),
            pl.lit("OUT").alias("direction"),
            *_how_much(),
            *_sides("client", "carrier"),
            pl.lit(OUR_BIC).alias("bank"),
            pl.lit("TT").alias("method"),
            pl.lit("freight").alias("purpose"),
            pl.col("stage").alias("status"),
            pl.format("FREIGHT {}", "bill_ref").alias("remittance_text"),
            *declared("freight"),
        )
    )


def _named(leg: str | None) -> tuple[pl.Expr, ...]:
    is_tied = pl.col("deal").is_not_null()
    return (
        pl.col("payment").alias("payment_id"),
        pl.col("deal").alias("deal_id"),
        pl.when(is_tied).then(pl.lit(leg, pl.String)).alias("leg"),
        pl.col("client_id"),
    )


def _how_much() -> tuple[pl.Expr, ...]:
    """Amount, currency, value date and the time the bank was asked."""
    paid, released = pl.col("paid_on"), pl.col("stage") == "released"
    waiting = pl.min_horizontal(paid, pl.lit(AS_OF)) - pl.col("link") % 3
    before = pl.when("asked_early").then(ASKED_BEFORE).otherwise(1)
    return (
        exact.money("cents").alias("amount"),
        pl.col("currency"),
        pl.when(released).then(as_date("paid_on")).alias("value_date"),
        as_time(pl.when(released).then(paid - before).otherwise(waiting), 5).alias("requested_at"),
    )


def _sides(payer: str, payee: str) -> tuple[pl.Expr, ...]:
    return tuple(
        pl.col(f"{who}_{what}").alias(f"{side}_{name}")
        for side, who in (("debtor", payer), ("creditor", payee))
        for what, name in (("id", "id"), ("account", "account"), ("bank", "agent"))
    )


def _text(leg: str) -> pl.Expr:
    """What the payer wrote; a deal tied by structured references says little."""
    full = pl.format(
        "INVOICE {} CONTRACT {}", pl.col(f"{leg}_invoice_no"), pl.col(f"{leg}_contract_no")
    )
    return pl.when(is_structured()).then(pl.lit("GOODS")).otherwise(full)


def is_structured() -> pl.Expr:
    """Payments whose papers are named in structured references alone."""
    return pl.col("payment_deal_id").is_null() & (pl.col("link") % 2 == 0) & pl.col("has_papers")
