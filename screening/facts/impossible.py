"""Dates that cannot be together, and papers dated after the day of decision."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition
from screening.facts.reduce import deciding

_DATED = {
    "contracts": ("sign_date",),
    "invoices": ("issue_date",),
    "transport_documents": ("issue_date", "on_board_date", "received_date"),
    "warehouse_receipts": ("issue_date",),
}
_DELIVERED = ("SURRENDERED_FOR_DELIVERY", "TELEX_RELEASED")
# A day of grace: papers bear the local date of places on both sides of the date line.
_GRACE_DAYS = 1
# A bill received for shipment is issued before the goods are on board, and later gets its
# notation; one that says nothing of receipt may be such a bill, but not for longer than this.
_NOTATION_DAYS = 30
KINDS = (
    "DISCHARGED_BEFORE_LOADED",
    "DELIVERED_BEFORE_LOADED",
    "RECEIVED_AFTER_LOADED",
    "ISSUED_BEFORE_LOADED",
    "EXPIRED_BEFORE_ISSUED",
)


def future_dates(part: Partition) -> pl.LazyFrame:
    """One row a deal with papers dated after the day of decision: how many, and the first."""
    late = [
        part.used(name)
        .filter(pl.any_horizontal(pl.col(days) > part.as_of_day))
        .select("deal_id", "document_id")
        for name, days in _DATED.items()
    ]
    return (
        pl.concat(late)
        .group_by("deal_id")
        .agg(
            n_future_dates=pl.col("document_id").n_unique().cast(pl.Int64),
            future_date_document_id=pl.col("document_id").min(),
        )
    )


def impossible_dates(part: Partition) -> pl.LazyFrame:
    """One row a deal with papers whose dates cannot be together: how many, the worst and its kind.

    A bill discharged, given up for delivery or received for shipment on the wrong side of the day
    on board; a shipped bill issued long before it; a receipt that ran out before it was issued.
    """
    rows = pl.concat([_of_bills(part), _of_receipts(part)])
    counts = rows.group_by("deal_id").agg(
        n_impossible_dates=pl.col("document_id").n_unique().cast(pl.Int64)
    )
    order = pl.col("kind").replace_strict({k: i for i, k in enumerate(KINDS)}, return_dtype=pl.Int8)
    worst = deciding(
        rows.with_columns(order=order), "order", ties=["document_id"], descending=False
    ).select("deal_id", impossible_date_kind="kind", impossible_date_document_id="document_id")
    return counts.join(worst, on="deal_id", how="left")


def _of_bills(part: Partition) -> pl.LazyFrame:
    days = {
        kind: (pl.col("on_board_date") - pl.col(day)).dt.total_days()
        for kind, day in (
            ("DISCHARGED_BEFORE_LOADED", "discharge_date"),
            ("DELIVERED_BEFORE_LOADED", "delivered_on"),
            ("RECEIVED_AFTER_LOADED", "received_date"),
            ("ISSUED_BEFORE_LOADED", "issue_date"),
        )
    }
    before = {
        "DISCHARGED_BEFORE_LOADED": days["DISCHARGED_BEFORE_LOADED"] > _GRACE_DAYS,
        "DELIVERED_BEFORE_LOADED": days["DELIVERED_BEFORE_LOADED"] > _GRACE_DAYS,
        "RECEIVED_AFTER_LOADED": days["RECEIVED_AFTER_LOADED"] < -_GRACE_DAYS,
        "ISSUED_BEFORE_LOADED": (days["ISSUED_BEFORE_LOADED"] > _NOTATION_DAYS)
        & pl.col("received_date").is_null(),
    }
    bills = part.used("transport_documents").join(delivered_on(part), on="document_id", how="left")
    return pl.concat(
        bills.filter(holds).select("deal_id", "document_id", kind=pl.lit(kind))
        for kind, holds in before.items()
    )


def _of_receipts(part: Partition) -> pl.LazyFrame:
    return (
        part.used("warehouse_receipts")
        .filter(pl.col("valid_to") < pl.col("issue_date"))
        .select("deal_id", "document_id", kind=pl.lit("EXPIRED_BEFORE_ISSUED"))
    )


def delivered_on(part: Partition) -> pl.LazyFrame:
    """One row a bill given up for delivery or released, as known by then: delivered_on."""
    known = (pl.col("known_at") <= part.as_of).fill_null(value=True)
    events = part.table("document_events").filter(known).select("document_id", "status", "at")
    latest = part.table("transport_documents").select("document_id", "status", at="status_at")
    return (
        pl.concat([events, latest])
        .filter(pl.col("status").is_in(_DELIVERED), pl.col("at") <= part.as_of)
        .group_by("document_id")
        .agg(delivered_on=pl.col("at").min().dt.date())
    )
