"""Facts of settlement: banks and currencies of the legs, and what was filed to explain two."""

from __future__ import annotations

import polars as pl

from screening.facts.money import in_usd
from screening.facts.partition import Partition, Sides

RMB = ("CNY", "CNH")
FREE_TRADE = ("FTE", "FTN")
_ASIDE = ("freight", "claim")  # paid beside the price, each under its own code and terms
_BIC_OF_BRANCH = "^[A-Z0-9]{11}$"


def goods_payments(part: Partition) -> pl.LazyFrame:
    """The payments that settle the price, as `Partition.settled`; neither freight nor claims."""
    return part.settled().filter(~pl.col("purpose").is_in(_ASIDE).fill_null(value=False))


def as_money(currency: pl.Expr) -> pl.Expr:
    """The currency as compared: CNH is RMB on the other side of the line."""
    return currency.replace({"CNH": "CNY"})


def as_bank(bank: pl.Expr) -> pl.Expr:
    """The legal person of a bank: the first eight characters of a BIC of eleven."""
    return pl.when(bank.str.contains(_BIC_OF_BRANCH)).then(bank.str.head(8)).otherwise(bank)


def paid_in_usd(part: Partition, sides: Sides, rows: pl.LazyFrame, amount: str) -> pl.LazyFrame:
    """Payments with `cents`: the amount in whole US cents at the rate of the day it was paid.

    RMB through a free trade account of the client is worth what it is offshore (CNH).
    """
    account = (
        pl.when(pl.col("direction") == "OUT").then("debtor_account").otherwise("creditor_account")
    )
    free = (
        sides.table("accounts")
        .filter(pl.col("kind").is_in(FREE_TRADE))
        .select(through="account_no", is_free=pl.lit(value=True))
    )
    offshore = pl.col("is_free").fill_null(value=False) & (pl.col("currency") == "CNY")
    return in_usd(
        part,
        sides,
        rows.with_columns(through=account)
        .join(free, on="through", how="left")
        .with_columns(
            stated="currency",
            currency=pl.when(offshore).then(pl.lit("CNH")).otherwise("currency"),
        ),
        amount,
        "paid_on",
    ).with_columns(currency="stated")


def currencies(part: Partition) -> pl.LazyFrame:
    """FX, RMB or MIXED by the payments; before the first payment, by the contracts."""
    rmb = pl.col("currency").is_in(RMB)
    paid = (
        part.settled()
        .group_by("deal_id")
        .agg(has_rmb_payment=rmb.any(), has_fx_payment=(~rmb).any())
    )
    agreed = (
        part.used("contracts")
        .filter(pl.col("currency").is_not_null())
        .group_by("deal_id")
        .agg(agreed_rmb=rmb.any(), agreed_fx=(~rmb).any())
    )
    in_rmb = pl.coalesce("has_rmb_payment", "agreed_rmb")
    in_fx = pl.coalesce("has_fx_payment", "agreed_fx")
    kind = (
        pl.when(in_rmb & in_fx).then(pl.lit("MIXED")).when(in_rmb).then(pl.lit("RMB")).when(in_fx)
    ).then(pl.lit("FX"))
    return paid.join(agreed, on="deal_id", how="full", coalesce=True).select(
        "deal_id", "has_rmb_payment", "has_fx_payment", currency_kind=kind
    )


def legs(part: Partition) -> pl.LazyFrame:
    """Bank and currency of each leg, whether they differ, and the payment by which they do.

    A leg without payment leaves null, and so does one with something unknown, unless what is
    known differs already.
    """
    rows = sided(goods_payments(part)).filter(pl.col("leg").is_in(["buy", "sell"]))
    named = _by_leg(rows, "buy").join(
        _by_leg(rows, "sell"), on="deal_id", how="full", coalesce=True
    )
    differ = rows.group_by("deal_id").agg(
        pl.col("leg").n_unique().alias("n_legs"),
        *(pl.col(c).n_unique().alias(f"n_{c}") for c in ("house", "money")),
        *(pl.col(c).null_count().alias(f"nulls_{c}") for c in ("house", "money")),
    )
    both = pl.col("n_legs") == 2

    def several(column: str) -> pl.Expr:
        unknown = pl.col(f"nulls_{column}") > 0
        more = pl.col(f"n_{column}") - unknown.cast(pl.UInt32) > 1
        return pl.when(both & (more | ~unknown)).then(more)

    return (
        named.join(differ, on="deal_id", how="left")
        .join(first_other(rows, "house"), on="deal_id", how="left")
        .join(first_other(rows, "money"), on="deal_id", how="left")
        .select(
            "deal_id",
            "buy_bank",
            "sell_bank",
            "buy_currency",
            "sell_currency",
            legs_at_different_banks=several("house"),
            legs_in_different_currencies=several("money"),
            other_bank_payment_id="other_house_payment_id",
            other_currency_payment_id="other_money_payment_id",
        )
    )


def sided(payments: pl.LazyFrame) -> pl.LazyFrame:
    """The payments with `house` and `money`: bank and currency as they are compared."""
    return payments.with_columns(money=as_money(pl.col("currency")), house=as_bank(pl.col("bank")))


def first_other(rows: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """One row a deal with two values in `column`: day and payment of the first that differs.

    Columns other_<column>_on and other_<column>_payment_id.
    """
    ordered = rows.filter(pl.col(column).is_not_null()).sort(
        "deal_id", "paid_on", "payment_id", nulls_last=True
    )
    first = ordered.unique("deal_id", keep="first", maintain_order=True).select(
        "deal_id", first_value=column
    )
    return (
        ordered.join(first, on="deal_id", how="left", maintain_order="left")
        .filter(pl.col(column) != pl.col("first_value"))
        .unique("deal_id", keep="first", maintain_order=True)
        .select(
            "deal_id",
            pl.col("paid_on").alias(f"other_{column}_on"),
            pl.col("payment_id").alias(f"other_{column}_payment_id"),
        )
    )


def _by_leg(rows: pl.LazyFrame, leg: str) -> pl.LazyFrame:
    """One row a deal with that leg: its banks and its currencies, null where one is unknown."""
    mine = rows.filter(pl.col("leg") == leg)
    named = mine.select("deal_id").unique()
    for column in ("bank", "currency"):
        value = pl.col(column)
        words = (
            mine.select("deal_id", column)
            .unique()
            .sort("deal_id", column)
            .group_by("deal_id", maintain_order=True)
            .agg(column)  # words of a list are joined all at once, those of a group one by one
            .with_columns(value.list.join("+", ignore_nulls=False))
            .rename({column: f"{leg}_{column}"})
        )
        named = named.join(words, on="deal_id", how="left")
    return named


def reasons(part: Partition) -> pl.LazyFrame:
    """What the desk has marked or filed to explain two banks, two currencies, a third party.

    A third party is explained by an assignment, so R09 must name a paper.
    """
    code, has_paper = pl.col("reason_code"), pl.col("document_id").is_not_null()
    filed = (
        part.table("evidence_on_file")
        .filter((pl.col("filed_on") <= part.as_of_day).fill_null(value=True))
        .group_by("deal_id")
        .agg(
            r07=(code == "R07").any(),
            r08=(code == "R08").any(),
            r09=((code == "R09") & has_paper).any(),
        )
    )
    marked = (pl.col("is_special") & pl.col("special_reason").is_not_null()).fill_null(value=False)
    return (
        part.deals.lazy()
        .join(filed, on="deal_id", how="left")
        .select(
            "deal_id",
            has_different_bank_reason=marked | pl.col("r07"),
            has_different_currency_reason=marked | pl.col("r08"),
            has_assignment="r09",
            has_enterprise_report=pl.col("enterprise_report_date") <= part.as_of_day,
        )
    )
