"""Changes of a paper after it was handed in: how many, and how shortly before a payment."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.reference import working_days_between

_FACTS = {
    "most_amendments": pl.Int64,
    "most_amended_document_id": pl.String,
    "amendment_to_payment_days": pl.Int64,
    "late_amended_document_id": pl.String,
}
LATE = 3  # working days before a payment within which a change is late whatever others are


def amendments(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: most_amendments, amendment_to_payment_days and the papers they are of.

    Fields changed at one time are one change; one without a time is one of its own. What was
    changed after the desk had asked for that paper to be mended is no change here.
    """
    if not sides.has("amendments"):
        unknown = (pl.lit(None, kind).alias(name) for name, kind in _FACTS.items())
        return part.deals.lazy().select("deal_id", *unknown)
    changes = _unasked(part)
    counted = changes.group_by("deal_id", "document_id").agg(n=pl.len().cast(pl.Int64))
    most = deciding(counted, "n", ties=["document_id"]).select(
        "deal_id", most_amendments="n", most_amended_document_id="document_id"
    )
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(most, on="deal_id", how="left")
        .join(_before_payment(part, sides, changes), on="deal_id", how="left")
        .with_columns(pl.col("most_amendments").fill_null(0))
    )


def _unasked(part: Partition) -> pl.LazyFrame:
    """One row a deal, paper and change nobody asked for: deal_id, document_id, on."""
    asked = (
        part.table("rejections")
        .filter(pl.col("asked_to_mend").fill_null(value=False))
        .group_by("document_id")
        .agg(asked_at=pl.col("rejected_at").min())
    )
    changes = (
        part.table("amendments")
        .join(asked, on="document_id", how="left")
        .filter((pl.col("amended_at") < pl.col("asked_at")).fill_null(pl.col("asked_at").is_null()))
        .with_columns(
            alone=pl.when(pl.col("amended_at").is_null()).then("sequence"),
        )
        .select("document_id", "alone", "amended_at")
        .unique()
    )
    uses = part.uses.lazy().select("deal_id", "document_id").unique()
    return uses.join(changes, on="document_id").with_columns(on=pl.col("amended_at").dt.date())


def _before_payment(part: Partition, sides: Sides, changes: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with a change before a payment: the fewest working days between them.

    A payment that waits is taken to be made on its value date, at the earliest on the day of
    decision. A change without a time leaves the days unknown, unless another is late.
    """
    waits = pl.max_horizontal("paid_on", pl.lit(part.as_of_day))
    made_on = pl.when(pl.col("state") == "requested").then(waits).otherwise("paid_on")
    paid = part.settled().select("deal_id", made_on=made_on).unique()
    spans = (
        changes.join(paid, on="deal_id")
        .filter((pl.col("made_on") >= pl.col("on")).fill_null(pl.col("on").is_null()))
        .group_by("deal_id", "document_id", "alone", "on")
        .agg(made_on=pl.col("made_on").min())
    )
    met = spans.select(start="on", end="made_on").unique().drop_nulls().collect()
    days = working_days_between(met, sides.table("calendar").collect()).lazy()
    rows = spans.join(
        days.select("working_days", on="start", made_on="end"), on=["on", "made_on"], how="left"
    )
    apart = pl.col("working_days")
    fewest = rows.group_by("deal_id").agg(
        amendment_to_payment_days=pl.when((apart.min() <= LATE) | apart.is_not_null().all()).then(
            apart.min()
        )
    )
    paper = deciding(rows, "working_days", ties=["document_id"], descending=False)
    return fewest.join(
        paper.select("deal_id", late_amended_document_id="document_id"), on="deal_id", how="left"
    )
