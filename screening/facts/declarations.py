"""Facts of declarations: special cases marked and reported, codes, remarks, days, large items.

The remark, the code and the verification form are instruments of foreign exchange: RMB payments
are told by their own reporting day alone.
"""

from __future__ import annotations

import polars as pl

from screening.facts.money import dollars, in_usd
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.settlement import RMB, first_other, goods_payments, legs, sided
from screening.facts.working_days import with_working_days

RESALE_CODE = "122010"
SPECIAL_REMARK = "特殊离岸转手"
_RESALE_REMARK = "离岸转[买卖手]."  # 离岸转买 + goods + 货款
_TERM = 5  # working days to report a special case


def declarations(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `declarations`."""
    released = goods_payments(part).filter(~pl.col("is_refund"), pl.col("state") == "released")
    abroad = released.filter(~pl.col("currency").is_in(RMB))
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _special(part, sides, released),
        _codes(abroad),
        _remarks(abroad),
        _unverified(part, sides, abroad),
        _inward(part, sides, abroad),
        _rmb(released),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame


def _special(part: Partition, sides: Sides, released: pl.LazyFrame) -> pl.LazyFrame:
    """Whether two banks or currencies settle it, since when, and what marks and reports lack.

    The clock of five working days begins with the first payment processed that made two of one,
    and stops when the case is reported and every payment since is marked.
    """
    since = _special_since(released)
    marked = part.deals.lazy().select(
        "deal_id",
        pl.col("is_special").fill_null(value=False),
        reported_on=pl.when(pl.col("special_report_date") <= part.as_of_day).then(
            "special_report_date"
        ),
    )
    remark = pl.col("bop_remark").str.contains(SPECIAL_REMARK, literal=True)
    is_marked = pl.coalesce(remark, "is_special")
    payment, bare = pl.col("payment_id"), ~pl.col("is_marked")
    unmarked = (
        released.join(since, on="deal_id")
        .filter(pl.col("paid_on") >= pl.col("special_since_on"))
        .filter(~pl.col("currency").is_in(RMB))
        .join(marked, on="deal_id")
        .with_columns(is_marked=is_marked)
        .group_by("deal_id")
        .agg(
            unmarked=payment.filter(bare).n_unique().cast(pl.Int64),
            unmarked_special_payment_id=payment.filter(bare).min(),
        )
    )
    known = pl.col("special_since_on").is_not_null()
    rows = (
        legs(part)
        .select(
            "deal_id",
            is_special_case=pl.col("legs_at_different_banks")
            | pl.col("legs_in_different_currencies"),
        )
        .join(since, on="deal_id", how="left")
        .join(marked, on="deal_id", how="left")
        .join(unmarked, on="deal_id", how="left")
        .with_columns(
            n_unmarked_special_payments=pl.when(known).then(pl.col("unmarked").fill_null(0))
        )
    )
    settled = pl.when(pl.col("n_unmarked_special_payments") == 0).then("reported_on")
    counted = with_working_days(
        rows,
        sides,
        "days",
        since=pl.col("special_since_on"),
        until=settled.fill_null(part.as_of_day),
    )
    return counted.select(
        "deal_id",
        "is_special_case",
        "special_since_on",
        "n_unmarked_special_payments",
        "unmarked_special_payment_id",
        special_days_overdue=pl.col("days") - _TERM,
    )


def _special_since(released: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal: the day of the first payment at another bank or in another currency."""
    rows = sided(released)
    by_bank, by_money = first_other(rows, "house"), first_other(rows, "money")
    days = by_bank.join(by_money, on="deal_id", how="full", coalesce=True)
    since = pl.min_horizontal("other_house_on", "other_money_on")
    return days.select("deal_id", special_since_on=since).filter(
        pl.col("special_since_on").is_not_null()
    )


def _codes(abroad: pl.LazyFrame) -> pl.LazyFrame:
    """Payments declared under another code; one whose code nobody states leaves it open."""
    code = pl.col("bop_code")
    return _faulty(abroad.with_columns(is_wrong=code != RESALE_CODE), "bop_codes", "bop_code")


def _remarks(abroad: pl.LazyFrame) -> pl.LazyFrame:
    """Payments whose remark does not say offshore resale of what."""
    remark = pl.col("bop_remark")
    rows = abroad.with_columns(is_wrong=~remark.str.contains(_RESALE_REMARK))
    return _faulty(rows, "bop_remarks", "bop_remark")


def _faulty(rows: pl.LazyFrame, name: str, column: str) -> pl.LazyFrame:
    """One row a deal: n_wrong_<name>, and value and payment of the first."""
    wrong, payment = pl.col("is_wrong"), pl.col("payment_id")
    facts = rows.group_by("deal_id").agg(
        pl.when(wrong.any() | wrong.is_not_null().all())
        .then(payment.filter(wrong).n_unique().cast(pl.Int64))
        .alias(f"n_wrong_{name}")
    )
    first = (
        rows.filter("is_wrong")
        .sort("deal_id", "payment_id")
        .unique("deal_id", keep="first", maintain_order=True)
    )
    named = first.select(
        "deal_id",
        pl.col(column).alias(f"wrong_{column}"),
        pl.col("payment_id").alias(f"wrong_{column}_payment_id"),
    )
    return facts.join(named, on="deal_id", how="left")


def _unverified(part: Partition, sides: Sides, abroad: pl.LazyFrame) -> pl.LazyFrame:
    """The largest payment in foreign currency without a verification form.

    The form goes with the declaration: a payment that waits owes none yet.
    """
    whole = part.table("payments").select("payment_id", whole="amount")
    rows = abroad.join(whole, on="payment_id", how="left")
    bare = pl.col("verification_form_no").is_null()
    valued = in_usd(part, sides, rows, "whole", "paid_on").with_columns(
        cents=pl.when(bare).then("cents").otherwise(0)
    )
    cents = pl.col("cents")
    largest = valued.group_by("deal_id").agg(
        largest_unverified_payment_usd=dollars(pl.when(cents.is_not_null().all()).then(cents.max()))
    )
    named = deciding(valued.filter(cents > 0), "cents", ties=["payment_id"])
    return largest.join(
        named.select("deal_id", unverified_payment_id="payment_id"), on="deal_id", how="left"
    )


def _inward(part: Partition, sides: Sides, abroad: pl.LazyFrame) -> pl.LazyFrame:
    """The most working days from an inward payment to its declaration, or until now.

    One without a day of declaration counts as undeclared only where another of the deal has one:
    else nobody knows whether the bank brought such days at all.
    """
    told = pl.col("declared_on").is_not_null().any().over("deal_id")
    today = pl.lit(part.as_of_day)
    declared = pl.when(pl.col("declared_on") <= today).then("declared_on")
    until = declared.fill_null(pl.when("is_told").then(today))
    rows = with_working_days(
        abroad.with_columns(is_told=told).filter(pl.col("direction") == "IN"),
        sides,
        "days",
        since=pl.col("value_date"),
        until=until,
    )
    days = pl.col("days")
    facts = rows.group_by("deal_id").agg(
        inward_declaration_days=pl.when((days > _TERM).any() | days.is_not_null().all()).then(
            days.max()
        )
    )
    late = deciding(rows.filter(days.is_not_null()), "days", ties=["payment_id"])
    return facts.join(
        late.select("deal_id", late_declared_payment_id="payment_id"), on="deal_id", how="left"
    )


def _rmb(released: pl.LazyFrame) -> pl.LazyFrame:
    """RMB payments that no day of report to the RMB reporting system stands beside."""
    open_ones = pl.col("payment_id").filter(pl.col("rmb_reported_on").is_null())
    return (
        released.filter(pl.col("currency").is_in(RMB))
        .group_by("deal_id")
        .agg(n_unreported_rmb_payments=open_ones.n_unique().cast(pl.Int64))
    )
