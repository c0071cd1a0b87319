"""Facts of amounts paid: against invoices, twice, net of something, round, in cut pieces."""

from __future__ import annotations

import polars as pl

from screening.facts.in_force import is_in_force, is_known
from screening.facts.money import counted_invoices, in_usd
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.settlement import goods_payments, paid_in_usd

_ROUND = 100_000  # of the payment's currency
_LAST = ("balance", "final")  # purposes that say nothing more will follow


def paid_amounts(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: payments of its legs against its invoices, and what they look like."""
    frame = part.deals.lazy().select("deal_id")
    legs = _legs(part, sides).cache()
    for facts in (_over(legs), _short(legs), _netted(part, sides), _round(part), _lines(part)):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame.with_columns(pl.col("has_priced_lines").fill_null(value=False))


def _legs(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and leg: paid over invoiced less 1, beyond the tolerance agreed and as it is.

    What goes against the leg (a refund, a claim paid to the buyer) counts against; of a payment
    netted with something else its gross amount counts. In the leg's own currency where there is
    one, else in US dollars of each day.
    """
    against = pl.col("direction") == pl.when(pl.col("leg") == "buy").then(pl.lit("IN")).otherwise(
        pl.lit("OUT")
    )
    back = pl.col("is_refund") | against.fill_null(value=False)
    whole = part.table("payments").select("payment_id", whole="amount")
    gross = pl.when(pl.col("share") == pl.col("whole")).then(pl.col("gross_amount"))
    # money that is only asked back has not come back
    is_promised = back & (pl.col("direction") == "IN") & (pl.col("state") == "requested")
    paid = (
        part.settled()
        .filter(
            ~(pl.col("purpose") == "freight").fill_null(value=False),
            ~is_promised.fill_null(value=False),
        )
        .join(whole, on="payment_id", how="left")
        .with_columns(amount=pl.coalesce(gross, "share"))
        .with_columns(amount=pl.when(back).then(-pl.col("amount")).otherwise("amount"))
    )
    paid = paid_in_usd(part, sides, paid, "amount")
    owed = _owed(part, sides, paid)
    is_netted = pl.col("gross_amount").is_not_null() | pl.col("netting_programme_id").is_not_null()
    marked = paid.with_columns(
        is_done=pl.col("purpose").is_in(_LAST).fill_null(value=False), is_netted=is_netted
    )
    last = (
        paid.filter(~back)
        .sort("deal_id", "leg", "paid_on", "payment_id", nulls_last=True)
        .unique(["deal_id", "leg"], keep="last", maintain_order=True)
        .select("deal_id", "leg", last_payment="payment_id")
    )
    ends = (
        marked.group_by("deal_id", "leg")
        .agg(pl.col("is_done", "is_netted").any())
        .join(last, on=["deal_id", "leg"], how="left")
    )
    key = ["deal_id", "leg"]
    tolerance = owed.group_by(key).agg(
        pl.col("agreed_tolerance").max(), owed_tolerance=pl.col("tolerance").max()
    )
    both = (
        _leg_sums(paid, "paid")
        .join(_leg_sums(owed, "owed"), on=key)
        .join(tolerance, on=key)
        .join(ends, on=key)
    )
    same = (
        (pl.col("paid_n") == 1)
        & (pl.col("owed_n") == 1)
        & (pl.col("paid_ccy") == pl.col("owed_ccy"))
    )
    own = pl.col("paid_amount").cast(pl.Float64) / pl.col("owed_amount").cast(pl.Float64)
    usd = pl.col("paid_cents").cast(pl.Float64) / pl.col("owed_cents").cast(pl.Float64)
    known = pl.when(pl.col("owed_amount") > 0).then(pl.when(same).then(own).otherwise(usd))
    allowed = pl.col("owed_tolerance").fill_null(0)
    # what went back beyond what had come is paid too much as well
    over = pl.when(known < 0).then(-known).otherwise(known - 1 - allowed)
    return both.with_columns(over=over, short=1 - known - pl.col("agreed_tolerance").fill_null(0))


def _owed(part: Partition, sides: Sides, paid: pl.LazyFrame) -> pl.LazyFrame:
    """What each leg owes, in its currency and in US cents of the day it was last paid.

    Its invoices; the contracts of a leg with none but proformas. `tolerance` is the contracts'
    and holds until there is a final invoice, whose quantity is no longer open.
    """
    key = ["deal_id", "leg"]
    kind = pl.col("invoice_type").fill_null("final")
    billed = counted_invoices(part).select(
        *key, "amount", "currency", on_day="issue_date", is_final=kind == "final"
    )
    contracts = part.used("contracts")
    agreed = (
        contracts.join(billed, on=key, how="anti")
        .with_columns(amount=pl.coalesce("allocated_amount", "total_amount"))
        .select(*key, "amount", "currency", on_day="sign_date", is_final=pl.lit(value=False))
    )
    tolerance = contracts.group_by(key).agg(
        agreed_tolerance=pl.col("tolerance_ratio").max().cast(pl.Float64)
    )
    last = paid.group_by(key).agg(last_paid_on=pl.col("paid_on").max())
    rows = (
        pl.concat([billed, agreed], how="vertical_relaxed")
        .join(last, on=key, how="left")
        .join(tolerance, on=key, how="left")
        .with_columns(
            valued_on=pl.coalesce("last_paid_on", "on_day"),
            tolerance=pl.when(~pl.col("is_final").any().over(key)).then("agreed_tolerance"),
        )
    )
    return in_usd(part, sides, rows, "amount", "valued_on")


def _over(legs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal: the leg paid furthest beyond its invoices."""
    over = pl.col("over")
    worst = legs.group_by("deal_id").agg(
        payment_over_invoice_ratio=pl.when((over > 0).any() | over.is_not_null().all()).then(
            over.max().round(6)
        ),
    )
    leg = deciding(legs, "over", ties=["leg"]).select(
        "deal_id", overpaid_leg="leg", overpaid_payment_id="last_payment"
    )
    return worst.join(leg, on="deal_id", how="left")


def _short(legs: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with a last payment: the leg left furthest short, nothing said of netting."""
    done = legs.filter("is_done", ~pl.col("is_netted"))
    return deciding(done, "short", ties=["leg"]).select(
        "deal_id",
        final_shortfall_ratio=pl.col("short").round(6),
        final_shortfall_leg="leg",
        final_shortfall_payment_id="last_payment",
    )


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


def _netted(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with payments: those netted whose gross amount nobody states.

    A programme valid on the day excuses what is not offshore resale by its code (SH25 (十八)).
    """
    day = pl.col("paid_on")
    programmes = (
        sides.table("netting_programmes")
        .filter(is_known(part.as_of))
        .select("client_id", "valid_from", "valid_to", netting_programme_id="programme_id")
    )
    netted = part.settled().filter(pl.col("netting_programme_id").is_not_null())
    covered = (
        netted.drop("client_id")
        .join(part.deals.lazy().select("deal_id", "client_id"), on="deal_id")
        .join(programmes, on=["client_id", "netting_programme_id"])
        .filter(
            is_in_force(day),
            (pl.col("bop_code") != "122010").fill_null(value=False),
        )
        .select("deal_id", "payment_id")
        .unique()
    )
    bare = netted.filter(pl.col("gross_amount").is_null()).join(
        covered, on=["deal_id", "payment_id"], how="anti"
    )
    payment = pl.col("payment_id")
    facts = bare.group_by("deal_id").agg(
        n=payment.n_unique().cast(pl.Int64), ungrossed_net_payment_id=payment.min()
    )
    paid = part.settled().select("deal_id").unique()
    return paid.join(facts, on="deal_id", how="left").select(
        "deal_id", "ungrossed_net_payment_id", n_ungrossed_net_payments=pl.col("n").fill_null(0)
    )


def _round(part: Partition) -> pl.LazyFrame:
    """One row a deal with payments: those of a large round amount."""
    amounts = part.table("payments").select("payment_id", whole="amount")
    amount = pl.col("whole")
    payment, is_round = pl.col("payment_id"), pl.col("is_round")
    return (
        goods_payments(part)
        .filter(~pl.col("is_refund"))
        .join(amounts, on="payment_id", how="left")
        .with_columns(is_round=(amount > 0) & (amount % _ROUND == 0))
        .group_by("deal_id")
        .agg(
            n_round_payments=payment.filter(is_round).n_unique().cast(pl.Int64),
            round_payment_id=payment.filter(is_round).min(),
        )
    )


def _lines(part: Partition) -> pl.LazyFrame:
    """Deals with a goods line from which an amount can be worked out."""
    priced = part.table("goods_lines").filter(
        pl.all_horizontal(pl.col("quantity", "unit_price", "line_amount").is_not_null())
    )
    papers = pl.concat(part.used(n).select("deal_id", "document_id") for n in _PRICED)
    return (
        papers.join(priced, on="document_id", how="semi")
        .select("deal_id", has_priced_lines=pl.lit(value=True))
        .unique()
    )


_PRICED = ("contracts", "invoices")


def duplicates(sides: Sides) -> pl.LazyFrame:
    """One row a deal with payments on invoices: those that pay an invoice again, or beyond it."""
    repeat = pl.col("is_duplicate")
    beyond = pl.col("beyond_ratio")
    return (
        sides.payments.lazy()
        .group_by("deal_id")
        .agg(
            n_duplicate_invoice_payments=pl.when(repeat.any() | repeat.is_not_null().all()).then(
                pl.col("payment_id").filter(repeat).n_unique().cast(pl.Int64)
            ),
            duplicate_payment_id=pl.col("payment_id").filter(repeat).min(),
            duplicate_invoice_no=pl.col("invoice_no").filter(repeat).min(),
            invoice_paid_beyond_ratio=pl.when((beyond > 0).any() | beyond.is_not_null().all()).then(
                beyond.max().round(6)
            ),
            invoice_paid_beyond_no=pl.col("beyond_invoice_no").min(),
            beyond_invoice_payment_id=pl.col("payment_id").filter(beyond > 0).min(),
            is_invoice_paid_by_several_deals=pl.col("is_of_several").any(),
        )
    )
