"""Facts of title: earlier uses of a paper, its state when title passed, endorsements, age."""

from __future__ import annotations

import polars as pl

from screening.facts.bill_age import bill_age
from screening.facts.bill_status import bill_status, title_days
from screening.facts.endorsed import endorsed
from screening.facts.partition import Partition, Sides
from screening.facts.proofs import clash_proof
from screening.facts.reduce import deciding

# Of a receipt, or as a register of bills calls it.
_ENDS = ("CANCELLED", "DELIVERED", "VOIDED", "SURRENDERED_FOR_DELIVERY")


def title(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `title`."""
    bills = part.used("transport_documents")
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _reuse(bills, sides),
        _drawn(bills, sides),
        bill_status(part, bills, sides),
        bill_age(part, bills, sides),
        endorsed(part, bills, sides),
        _receipts(part),
        clash_proof(part, sides),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    flags = (
        "has_title_chain",
        "has_declared_allocations",
        "has_switch_proof",
        "has_number_clash_proof",
    )
    return frame.with_columns(
        pl.col(flags).fill_null(value=False), pl.col("n_switches_without_proof").fill_null(0)
    )


def _reuse(bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The paper most other deals use, and whether all reuse is explained by sales or by shares."""
    rows = _ledger(bills, sides)
    others = pl.col("n_other_deals")
    used = others > 0
    # One paper used again is a finding; else a paper that nobody can look up stays unknown.
    counts = rows.group_by("deal_id").agg(
        n_other_deals_on_bill=pl.when(used.any() | others.is_not_null().all()).then(others.max()),
        has_title_chain=used.any() & pl.col("has_title_chain").filter(used).all(),
        has_declared_allocations=used.any() & pl.col("has_declared_allocations").filter(used).all(),
    )
    paper = deciding(rows.filter(used), "n_other_deals", ties=["document_id"]).select(
        "deal_id",
        reused_bill_ref="transport_doc_ref",
        reused_bill_document_id="document_id",
        reused_bill_other_deal="other_deal",
    )
    return counts.join(paper, on="deal_id", how="left")


def _ledger(bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """What the ledger says of each bill; a bill without a number is there and says nothing."""
    return (
        bills.select("deal_id", "document_id", "transport_doc_ref")
        .unique()
        .join(sides.papers.lazy(), on=["deal_id", "document_id"], how="left")
    )


def _drawn(bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    rows = _ledger(bills, sides)
    ratio = pl.col("allocated_ratio")
    # One overdrawn paper is a finding whatever the others hide; else an unknown one stays unknown.
    worst = rows.group_by("deal_id").agg(
        bill_allocated_ratio=pl.when((ratio > 1).any() | ratio.is_not_null().all())
        .then(ratio.max())
        .round(6)
    )
    paper = deciding(rows, "allocated_ratio", ties=["document_id"]).select(
        "deal_id",
        "overdrawn_by",
        overdrawn_bill_ref="transport_doc_ref",
        overdrawn_bill_document_id="document_id",
    )
    return worst.join(paper, on="deal_id", how="left")


def _with_history(part: Partition, receipts: pl.LazyFrame) -> pl.LazyFrame:
    """The receipts, each ended as the first dated end of its history says, else as it itself does.

    The history counts as far as it had happened and was known by the time of decision.
    """
    told = (
        part.table("document_events")
        .filter(
            pl.col("status").is_in(_ENDS),
            pl.col("at") <= part.as_of,
            (pl.col("known_at") <= part.as_of).fill_null(value=True),
        )
        .sort("document_id", "at", "status")
        .group_by("document_id", maintain_order=True)
        .first()
        .select("document_id", told_status="status", told_on=pl.col("at").dt.date())
    )
    is_first = pl.col("told_on").is_not_null() & ~(
        pl.col("status").is_in(_ENDS) & (pl.col("status_on") < pl.col("told_on"))
    ).fill_null(value=False)
    return receipts.join(told, on="document_id", how="left").with_columns(
        status=pl.when(is_first).then("told_status").otherwise("status"),
        status_on=pl.when(is_first).then("told_on").otherwise("status_on"),
    )


def _receipts(part: Partition) -> pl.LazyFrame:
    """Warehouse receipts that were not in force when title came in or went out.

    Goods delivered or a receipt cancelled after that day is how a warehouse deal rightly ends. If
    nobody says when, a cancelled receipt gave no title, and of a delivered one it cannot be told.
    Nor can it where a day is not stated; but title that has not gone out yet is no matter while
    the receipt is in force.
    """
    days = title_days(part)
    gone = pl.col("status").is_in(_ENDS)
    since = (
        pl.when(pl.col("status_on").is_not_null())
        .then(pl.col("status_on") < pl.col("title_on"))
        .when(pl.col("status") == "CANCELLED")
        .then(pl.lit(value=True))
    )
    ended = pl.when(gone.fill_null(value=False)).then(since).otherwise(pl.lit(value=False))
    early = pl.col("title_on") < pl.col("issue_date")
    late = (pl.col("title_on") > pl.col("valid_to")).fill_null(value=False)
    runs_on = ~gone.fill_null(value=False) & (
        (pl.col("valid_to") >= part.as_of_day).fill_null(value=True)
    )
    not_out_yet = pl.col("title_on").is_null() & ~pl.col("is_in") & runs_on
    rows = (
        _with_history(part, part.used("warehouse_receipts"))
        .join(days, on="deal_id", how="left")
        .with_columns(is_out=~not_out_yet.fill_null(value=False) & (ended | early | late))
    )
    out = pl.col("is_out")
    return rows.group_by("deal_id").agg(
        n_receipts_not_in_force=pl.when(out.any() | out.is_not_null().all()).then(
            pl.col("document_id").filter(out).n_unique().cast(pl.Int64)
        ),
        receipt_not_in_force_no=pl.col("receipt_no").filter(out).min(),
        receipt_not_in_force_document_id=pl.col("document_id").filter(out).min(),
    )
