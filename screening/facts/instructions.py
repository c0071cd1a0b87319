"""Facts of changed payment instructions: how shortly before the payment its payee or terms did."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.working_days import with_working_days

_OF_PAYEE = ("payee", "account")
_KINDS = {"payee": True, "terms": False}


def instructions(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `instructions`; none without the table."""
    frame = part.deals.lazy().select("deal_id")
    changes = _changes(part, sides)
    for kind, of_payee in _KINDS.items():
        mine = deciding(
            changes.filter(pl.col("of_payee") == of_payee),
            "days",
            ties=["payment_id", "changed_at", "field"],
            descending=False,
        ).select(
            "deal_id",
            pl.lit(value=True).alias(f"has_{kind}_change"),
            pl.col("days").alias(f"{kind}_change_days"),
            pl.col("payment_id").alias(f"{kind}_change_payment_id"),
        )
        frame = frame.join(mine, on="deal_id", how="left")
    if not sides.has("instruction_versions"):
        return frame
    return frame.with_columns(pl.col("has_payee_change", "has_terms_change").fill_null(value=False))


def _changes(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and change of a payment out: working days from then to the payment.

    A payment that waits is paid now at the earliest. What was changed after it was paid, or into
    the same, is no change.
    """
    due_on = pl.coalesce("value_date", pl.lit(part.as_of_day))
    out = pl.coalesce(pl.col("direction") == "OUT", pl.col("leg") == "buy", pl.lit(value=False))
    paid = (
        part.settled()
        .filter(out, ~pl.col("is_refund"))
        .select("deal_id", "payment_id", due_on=due_on)
        .unique()
    )
    changed_on = pl.col("changed_at").dt.date()
    rows = (
        paid.join(part.table("instruction_versions"), on="payment_id")
        .filter(changed_on <= pl.col("due_on"), pl.col("was").ne_missing(pl.col("became")))
        .with_columns(of_payee=pl.col("field").is_in(_OF_PAYEE))
    )
    return with_working_days(rows, sides, "days", since=changed_on, until=pl.col("due_on"))
