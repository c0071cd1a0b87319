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
# 离岸转买 + goods + 货款, or the mark of a special case by itself
_RESALE_REMARK = rf"离岸转[买卖手].|^\s*{SPECIAL_REMARK}\s*$"
_DECLARED = ("n_wrong_bop_codes", "n_wrong_bop_remarks")
_TERM = 5  # working days to report a special case


def declarations(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `declarations`."""
    released = goods_payments(part).filter(~pl.col("is_refund"), pl.col("state") == "released")
    abroad = released.filter(~pl.col("currency").is_in(RMB))
    declared = abroad.select("deal_id", has_declaration=pl.lit(value=True)).unique()
    frame = part.deals.lazy().select("deal_id").join(declared, on="deal_id", how="left")
    for facts in (
        _special(part, sides, released),
        _codes(abroad),
        _remarks(abroad),
        _unverified(part, sides, abroad),
        _inward(part, sides, abroad),
        _rmb(part),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    is_due = pl.col("has_declaration").fill_null(value=False)
    return frame.with_columns(
        pl.col("is_special_case_reported").fill_null(value=False),
        # nothing is due yet: no declaration was made, no payment made the case special
        *(pl.when(is_due).then(n).otherwise(0).alias(n) for n in _DECLARED),
        pl.when(pl.col("special_since_on").is_null())
        .then(0)
        .otherwise("n_unmarked_special_payments")
        .alias("n_unmarked_special_payments"),
    ).drop("has_declaration")


def _special(part: Partition, sides: Sides, released: pl.LazyFrame) -> pl.LazyFrame:
    """Whether two banks or currencies settle it, since when, and what marks and reports lack.

    The clock of five working days begins with the first payment processed that made two of one,
    and stops when the case is reported and every payment since is marked. A report of a day before
    that payment reports nothing; where no payment has a remark nobody knows of the mark, and the
    report alone stops the clock.
    """
    since = _special_since(released)
    reported = pl.col("special_report_date")
    rows = (
        legs(part)
        .select(
            "deal_id",
            is_special_case=pl.col("legs_at_different_banks")
            | pl.col("legs_in_different_currencies"),
        )
        .join(since, on="deal_id", how="left")
        .join(_unmarked(released.join(since, on="deal_id")), on="deal_id", how="left")
        .join(part.deals.lazy().select("deal_id", "special_report_date"), on="deal_id")
        .with_columns(
            n_unmarked_special_payments=pl.when(pl.col("is_told").fill_null(value=True)).then(
                pl.col("unmarked").fill_null(0)
            ),
            special_reported_on=pl.when(
                (reported <= part.as_of_day) & (reported >= pl.col("special_since_on"))
            ).then(reported),
        )
    )
    is_marked = pl.col("n_unmarked_special_payments") == 0
    settled = pl.when(is_marked.fill_null(value=True)).then("special_reported_on")
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
        is_special_case_reported=pl.col("special_reported_on").is_not_null(),
        special_met_on=pl.when(is_marked).then("special_reported_on"),
    )


def _unmarked(since: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with a payment in foreign currency since it is special: which lack the mark.

    A blank remark beside others is no mark; where all are blank (`is_told` false) nobody knows.
    """
    remark, payment = pl.col("bop_remark"), pl.col("payment_id")
    bare = ~remark.str.contains(SPECIAL_REMARK, literal=True).fill_null(value=False)
    foreign = ~pl.col("currency").is_in(RMB)
    mine = foreign & (pl.col("paid_on") >= pl.col("special_since_on"))
    return since.group_by("deal_id").agg(
        is_told=~mine.any() | remark.filter(foreign).is_not_null().any(),
        unmarked=payment.filter(bare & mine).n_unique().cast(pl.Int64),
        unmarked_special_payment_id=pl.when(remark.filter(foreign).is_not_null().any()).then(
            payment.filter(bare & mine).min()
        ),
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
    rows = _with_blanks(abroad, "bop_code", pl.col("bop_code") != RESALE_CODE)
    return _faulty(rows, "bop_codes", "bop_code")


def _remarks(abroad: pl.LazyFrame) -> pl.LazyFrame:
    """Payments whose remark does not say offshore resale of what, nor marks a special one."""
    is_wrong = ~pl.col("bop_remark").str.contains(_RESALE_REMARK)
    return _faulty(_with_blanks(abroad, "bop_remark", is_wrong), "bop_remarks", "bop_remark")


def _with_blanks(rows: pl.LazyFrame, column: str, is_wrong: pl.Expr) -> pl.LazyFrame:
    """The payments with `is_wrong`; a blank is wrong on one declared beside one that has it.

    Else it is null: the bank may bring none at all, or the declaration is yet to be made.
    """
    given = pl.col(column).is_not_null().any().over("deal_id")
    declared = pl.col("declared_on").is_not_null() | pl.col("declaration_no").is_not_null()
    is_blank = pl.col(column).is_null() & given & declared
    return rows.with_columns(
        is_wrong=pl.when(is_blank).then(pl.lit(value=True)).otherwise(is_wrong)
    )


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


def _rmb(part: Partition) -> pl.LazyFrame:
    """RMB payments made, of whatever purpose, without a report to the RMB reporting system yet."""
    is_open = ~(pl.col("rmb_reported_on") <= part.as_of_day).fill_null(value=False)
    return (
        part.settled()
        .filter(pl.col("state") == "released", pl.col("currency").is_in(RMB))
        .group_by("deal_id")
        .agg(
            n_unreported_rmb_payments=pl.col("payment_id")
            .filter(is_open)
            .n_unique()
            .cast(pl.Int64),
            rmb_unreported_since_on=pl.col("paid_on").filter(is_open).min(),
        )
    )
