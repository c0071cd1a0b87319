"""Facts of the desk's own records: promised papers, marks of use, changes, samples, waivers."""

from __future__ import annotations

import polars as pl

from screening.facts.amendments import amendments
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.waivers import waivers
from screening.reference import add_working_days


def desk(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `desk`."""
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _promised(part),
        _marks(part, sides),
        amendments(part, sides),
        _samples(part, sides),
        _waivers(part, sides),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    return frame


def _promised(part: Partition) -> pl.LazyFrame:
    """When the goods were to be shipped, and how long ago, of deals on which something was paid.

    By the purchase contracts, else the sale contracts, else the credit, else the first payment:
    who has paid for goods of no stated day expects them shipped at once.
    """
    is_sale = pl.col("leg") == "sell"
    agreed = (
        part.used("contracts")
        .group_by("deal_id")
        .agg(
            bought=pl.col("shipment_to").filter(~is_sale).max(),
            sold=pl.col("shipment_to").filter(is_sale).max(),
        )
    )
    credit = (
        part.table("letters_of_credit")
        .group_by("deal_id")
        .agg(of_credit=pl.col("latest_shipment").max())
    )
    stated, taken = pl.col("stated_on"), pl.col("taken_on")
    no_other = pl.when(stated.is_not_null()).then(0)
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(agreed, on="deal_id", how="left")
        .join(credit, on="deal_id", how="left")
        .join(_first_paid(part), on="deal_id", how="left")
        .select(
            "deal_id",
            planned_shipment_on=_planned("used_on"),
            days_since_planned_shipment=pl.when(
                stated.is_not_null() & (_since(part, stated) > 0)
            ).then(_since(part, stated)),
            days_since_planned_shipment_unstated=pl.when(taken.is_not_null())
            .then(_since(part, taken).clip(lower_bound=0))
            .otherwise(no_other),
        )
    )


def _planned(paid_on: str | pl.Expr) -> pl.Expr:
    return pl.coalesce("bought", "sold", "of_credit", paid_on)


def _since(part: Partition, paid_on: pl.Expr) -> pl.Expr:
    """Days from the planned day; from the payment's where no other is named."""
    return (pl.lit(part.as_of_day) - _planned(paid_on)).dt.total_days()


def _first_paid(part: Partition) -> pl.LazyFrame:
    """One row a deal on which a payment was made: used_on, the first day.

    That of payments whose status says so is stated_on; that of those without a status, which are
    taken as made by their value date, taken_on.
    """
    made = part.settled().filter(pl.col("state") == "released", ~pl.col("is_refund"))
    day, is_stated = pl.col("paid_on"), pl.col("status").is_not_null()
    return made.group_by("deal_id").agg(
        used_on=day.min(),
        stated_on=day.filter(is_stated).min(),
        taken_on=day.filter(~is_stated).min(),
    )


def _marks(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Title papers without a mark of use, and since when the first is overdue.

    A paper is used on the day of the first payment made, or the later day it was handed in; it is
    to be marked by the next working day. A mark released again is none.
    """
    marked = part.table("usage_marks").filter((pl.col("state") != "RELEASED").fill_null(value=True))
    papers = pl.concat(
        part.used(name).select("deal_id", "document_id", handed_on=pl.col("submitted_at").dt.date())
        for name in ("transport_documents", "warehouse_receipts")
    ).unique()
    rows = (
        papers.join(marked, on=["deal_id", "document_id"], how="anti")
        .join(_first_paid(part).select("deal_id", "used_on"), on="deal_id", how="left")
        .with_columns(
            used_on=pl.when(pl.col("used_on").is_not_null()).then(
                pl.max_horizontal("used_on", "handed_on")
            )
        )
        .join(_due(part, sides), on="used_on", how="left")
        .with_columns(overdue=(pl.lit(part.as_of_day) - pl.col("due_on")).dt.total_days())
    )
    first = deciding(rows, "overdue", ties=["document_id"])
    counted = rows.group_by("deal_id").agg(n=pl.len().cast(pl.Int64))
    known = pl.lit(value=sides.has("usage_marks"))
    n = pl.when(known).then(pl.col("n").fill_null(0))
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(counted, on="deal_id", how="left")
        .join(first, on="deal_id", how="left")
        .select(
            "deal_id",
            n_unmarked_papers=n,
            usage_mark_overdue_days=pl.when(pl.col("overdue") > 0).then("overdue"),
            unmarked_paper_document_id="document_id",
        )
    )


def _due(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a day on which a paper may have been used: used_on; due_on, a working day later."""
    frames = [
        part.table("payments").select(pl.coalesce("value_date", pl.col("requested_at").dt.date())),
        *(
            part.table(name).select(pl.col("submitted_at").dt.date())
            for name in ("transport_documents", "warehouse_receipts")
        ),
    ]
    days = pl.concat(f.rename(lambda _: "day") for f in frames).unique().drop_nulls().collect()
    due = add_working_days(days["day"], 1, sides.table("calendar").collect())
    return due.lazy().select(used_on="start", due_on="due")


def _samples(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Whether the latest look found the papers in order; of two on a day, the worse counts."""
    looks = (
        part.table("samples")
        .sort("deal_id", "sampled_on", descending=[False, True], nulls_last=True)
        .filter(pl.col("sampled_on") == pl.col("sampled_on").max().over("deal_id"))
        .group_by("deal_id")
        .agg(
            is_in_order=(pl.col("result") == "in_order").all(ignore_nulls=False),
            has_look=pl.lit(value=True),
        )
    )
    known = pl.lit(value=sides.has("samples"))
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(looks, on="deal_id", how="left")
        .select(
            "deal_id",
            has_sample_in_order=pl.when(known & pl.col("has_look").is_null())
            .then(pl.lit(value=False))
            .otherwise("is_in_order"),
        )
    )


def _waivers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """How many waivers, and which of them are not in order."""
    faulty = ~pl.col("is_in_order")
    paper = pl.col("paper").filter(faulty)
    found = (
        waivers(part)
        .group_by("deal_id")
        .agg(
            n_waivers=pl.len().cast(pl.Int64),
            n_faulty_waivers=faulty.sum().cast(pl.Int64),
            faulty_waivers=pl.when(faulty.any()).then(paper.sort().str.join(", ")),
        )
    )
    counts = ("n_waivers", "n_faulty_waivers")
    known = pl.lit(value=sides.has("waivers"))
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(found, on="deal_id", how="left")
        .with_columns(pl.when(known).then(pl.col(counts).fill_null(0)))
    )
