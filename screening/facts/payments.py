"""Facts of payments: banks and currencies of the legs, gaps, amounts against invoices, payees."""

from __future__ import annotations

import polars as pl

from screening.facts.money import counted_invoices, dollars, in_usd
from screening.facts.partition import Partition, Sides
from screening.reference import normalised_name

RMB = ("CNY", "CNH")


def payments(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `payments`."""
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _currencies(part),
        _legs(part),
        _reasons(part),
        _gaps(part, sides),
        _against_invoices(part, sides),
        _third_parties(part, sides),
        _duplicates(sides),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    flags = (
        "has_fx_payment",
        "has_rmb_payment",
        "has_different_bank_reason",
        "has_different_currency_reason",
        "has_assignment",
        "has_agreed_tenor",
        "has_enterprise_report",
    )
    return frame.with_columns(pl.col(flags).fill_null(value=False))


def _currencies(part: Partition) -> pl.LazyFrame:
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


def _legs(part: Partition) -> pl.LazyFrame:
    """Bank and currency of each leg; a leg without payment, or with one unknown, leaves null."""

    def of(column: str, leg: str) -> pl.Expr:
        mine = pl.col(column).filter(pl.col("leg") == leg)
        return pl.when((mine.len() > 0) & mine.is_not_null().all()).then(
            mine.unique().sort().str.join("+")
        )

    rows = (
        part.settled()
        .group_by("deal_id")
        .agg(
            buy_bank=of("bank", "buy"),
            sell_bank=of("bank", "sell"),
            buy_currency=of("currency", "buy"),
            sell_currency=of("currency", "sell"),
        )
    )
    return rows.with_columns(
        legs_at_different_banks=pl.col("buy_bank") != pl.col("sell_bank"),
        legs_in_different_currencies=pl.col("buy_currency") != pl.col("sell_currency"),
    )


def _reasons(part: Partition) -> pl.LazyFrame:
    """What the desk has marked or filed to explain two banks, two currencies, a third party."""
    code = pl.col("reason_code")
    filed = (
        part.table("evidence_on_file")
        .filter((pl.col("filed_on") <= part.as_of_day).fill_null(value=True))
        .group_by("deal_id")
        .agg(r07=(code == "R07").any(), r08=(code == "R08").any(), r09=(code == "R09").any())
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


def _gaps(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Days between the legs, as paid and as expected from due dates and tenor."""
    day = pl.col("paid_on")
    paid = in_usd(part, sides, part.settled(), "share", "paid_on")

    def last(leg: str) -> pl.Expr:
        return day.filter(pl.col("leg") == leg).max()

    def first(leg: str) -> pl.Expr:
        return day.filter(pl.col("leg") == leg).min()

    def cents(leg: str) -> pl.Expr:
        mine = pl.col("cents").filter(pl.col("leg") == leg)
        return pl.when(mine.is_not_null().all()).then(mine.sum())

    legs = (
        paid.filter(day.is_not_null())
        .group_by("deal_id")
        .agg(
            first_leg_on=day.min(),
            last_buy=last("buy"),
            last_sell=last("sell"),
            first_buy=first("buy"),
            first_sell=first("sell"),
            cents_buy=cents("buy"),
            cents_sell=cents("sell"),
        )
    )
    buy_first = pl.col("first_buy").is_not_null() & (
        pl.col("first_buy") <= pl.col("first_sell")
    ).fill_null(value=True)
    gap = (pl.col("last_sell") - pl.col("last_buy")).dt.total_days().abs()
    expected_on = pl.coalesce(
        "open_due_on", pl.col("first_leg_on").dt.offset_by(pl.format("{}d", "tenor"))
    )
    expected = (expected_on - pl.col("first_leg_on")).dt.total_days().abs()
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(_tenor(part), on="deal_id", how="left")
        .join(legs, on="deal_id", how="left")
        .join(_due(part), on="deal_id", how="left")
        .with_columns(
            open_due_on=pl.when(pl.col("last_sell").is_null())
            .then("due_sell")
            .otherwise("due_buy"),
            leg_gap_days=gap,
        )
        .select(
            "deal_id",
            "first_leg_on",
            "leg_gap_days",
            first_leg_usd=dollars(pl.when(buy_first).then("cents_buy").otherwise("cents_sell")),
            days_since_first_leg=(pl.lit(part.as_of_day) - pl.col("first_leg_on")).dt.total_days(),
            has_agreed_tenor=pl.col("tenor").is_not_null(),
            agreed_tenor_days="tenor",
            leg_gap_beyond_tenor_days=pl.col("leg_gap_days") - pl.col("tenor"),
            expected_leg_gap_days=pl.coalesce("leg_gap_days", expected),
        )
    )


def _tenor(part: Partition) -> pl.LazyFrame:
    return part.used("contracts").group_by("deal_id").agg(tenor=pl.col("tenor_days").max())


def _due(part: Partition) -> pl.LazyFrame:
    """One row a deal: the last day an invoice of each leg is due."""
    due = pl.col("due_date")
    return (
        counted_invoices(part)
        .group_by("deal_id")
        .agg(
            due_buy=due.filter(pl.col("leg") == "buy").max(),
            due_sell=due.filter(pl.col("leg") == "sell").max(),
        )
    )


def _against_invoices(part: Partition, sides: Sides) -> pl.LazyFrame:
    """How far the payments of a leg exceed its invoices, beyond the tolerance agreed.

    In the leg's own currency where there is one, else in US dollars of each day.
    """
    paid = part.settled().with_columns(
        share=pl.when("is_refund").then(-pl.col("share")).otherwise("share")
    )
    paid = in_usd(part, sides, paid, "share", "paid_on").with_columns(amount="share")
    owed = in_usd(part, sides, counted_invoices(part), "amount", "issue_date")
    tolerance = (
        part.used("contracts")
        .group_by("deal_id")
        .agg(tolerance=pl.col("tolerance_ratio").max().cast(pl.Float64).fill_null(0))
    )
    both = _leg_sums(paid, "paid").join(_leg_sums(owed, "owed"), on=["deal_id", "leg"])
    same = (
        (pl.col("paid_n") == 1)
        & (pl.col("owed_n") == 1)
        & (pl.col("paid_ccy") == pl.col("owed_ccy"))
    )
    own = pl.col("paid_amount").cast(pl.Float64) / pl.col("owed_amount").cast(pl.Float64)
    usd = pl.col("paid_cents").cast(pl.Float64) / pl.col("owed_cents").cast(pl.Float64)
    known = pl.when(pl.col("owed_amount") > 0).then(pl.when(same).then(own).otherwise(usd))
    rows = both.join(tolerance, on="deal_id", how="left").with_columns(
        over=known - 1 - pl.col("tolerance").fill_null(0)
    )
    worst = rows.group_by("deal_id").agg(
        payment_over_invoice_ratio=pl.when(
            (pl.col("over") > 0).any() | pl.col("over").is_not_null().all()
        ).then(pl.col("over").max().round(6)),
    )
    leg = (
        rows.sort("deal_id", "over", "leg", descending=[False, True, False], nulls_last=True)
        .unique("deal_id", keep="first", maintain_order=True)
        .select("deal_id", overpaid_leg="leg")
    )
    return worst.join(leg, on="deal_id", how="left")


def _leg_sums(rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
    """One row a deal and leg: sum in the currency and in US cents, null where a row is unknown."""

    def whole(column: str) -> pl.Expr:
        return pl.when(pl.col(column).is_not_null().all()).then(pl.col(column).sum())

    return (
        rows.filter(pl.col("leg").is_in(["buy", "sell"]))
        .group_by("deal_id", "leg")
        .agg(
            whole("amount").alias(f"{name}_amount"),
            whole("cents").alias(f"{name}_cents"),
            pl.col("currency").n_unique().alias(f"{name}_n"),
            pl.col("currency").min().alias(f"{name}_ccy"),
        )
    )


def _third_parties(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Payments whose payee sells, or whose payer buys, under none of the deal's papers.

    A party matches by its id, or by its name as the parties table has it; a refund turns the
    direction round and is not asked.
    """
    out = (pl.col("direction") == "OUT") | (
        pl.col("direction").is_null() & (pl.col("leg") == "buy")
    )
    rows = (
        part.settled()
        .filter(~pl.col("is_refund"), pl.col("leg").is_in(["buy", "sell"]))
        .with_columns(
            other_id=pl.when(out).then("creditor_id").otherwise("debtor_id"),
            other_name=pl.when(out).then("creditor_name").otherwise("debtor_name"),
        )
        .with_columns(other_name=normalised_name(pl.col("other_name")))
    )
    names = sides.table("parties").select("party_id", name=normalised_name(pl.col("name")))
    contract = pl.concat(
        [part.parties_of(leg).with_columns(leg=pl.lit(leg)) for leg in ("buy", "sell")]
    ).join(names, on="party_id", how="left")
    by_id = contract.select(
        "deal_id", "leg", other_id="party_id", by_id=pl.lit(value=True)
    ).unique()
    by_name = (
        contract.filter(pl.col("name").is_not_null())
        .select("deal_id", "leg", other_name="name", by_name=pl.lit(value=True))
        .unique()
    )
    has_contract = contract.select("deal_id", "leg", known=pl.lit(value=True)).unique()
    joined = (
        rows.join(by_id, on=["deal_id", "leg", "other_id"], how="left")
        .join(by_name, on=["deal_id", "leg", "other_name"], how="left")
        .join(has_contract, on=["deal_id", "leg"], how="left")
    )
    asked = pl.col("known") & (
        pl.col("other_id").is_not_null() | pl.col("other_name").is_not_null()
    )
    third = joined.with_columns(
        is_third=pl.when(asked).then(pl.col("by_id").is_null() & pl.col("by_name").is_null())
    )
    flag = pl.col("is_third")
    payment = pl.col("payment_id")
    return third.group_by("deal_id").agg(
        n_third_party_payments=pl.when(flag.any() | flag.is_not_null().all()).then(
            payment.filter(flag).n_unique().cast(pl.Int64)
        ),
        third_party_payment_id=payment.filter(flag).min(),
    )


def _duplicates(sides: Sides) -> pl.LazyFrame:
    repeat = pl.col("is_duplicate")
    return (
        sides.payments.lazy()
        .group_by("deal_id")
        .agg(
            n_duplicate_invoice_payments=pl.col("payment_id")
            .filter(repeat)
            .n_unique()
            .cast(pl.Int64),
            duplicate_payment_id=pl.col("payment_id").filter(repeat).min(),
            duplicate_invoice_no=pl.col("invoice_no").filter(repeat).min(),
        )
    )
