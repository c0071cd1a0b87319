"""Facts of a bill's life: its state when title passed, and bills that were switched."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.reference import connected

SPENT = {"VOIDED": 3, "SURRENDERED_FOR_DELIVERY": 2, "SURRENDERED_FOR_AMENDMENT": 1}
IN_FORCE = (
    "ISSUED",
    "PENDING_SURRENDER_FOR_AMENDMENT",
    "PENDING_SURRENDER_FOR_DELIVERY",
    "TELEX_RELEASED",
)
# Giving up a bill for its goods leaves nothing that another bill could stand for.
GIVEN_UP_TO_SWITCH = ("VOIDED", "SURRENDERED_FOR_AMENDMENT")


def bill_status(part: Partition, bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a deal with bills: worst status at title, and whether switches explain it.

    A bill given up for another is no spent bill where the surrender is proven and the other is in
    the deal and in force; it is told all the same, behind every bill that is spent in earnest.
    """
    links = _switches(sides)
    asked = _at_title(part, bills, links).collect(engine="in-memory").lazy()  # read several times
    spent = pl.col("rank") > 0
    # few bills are switched: only those are looked at for it
    in_force = (
        asked.join(links, left_on="document_id", right_on="child_id", how="semi")
        .group_by("deal_id", child_id="document_id")
        .agg(carries=pl.col("status").is_in(IN_FORCE).any(), is_spent=spent.any())
        .filter("carries", ~pl.col("is_spent"))
    )
    proven = (
        links.filter("is_proven")
        .join(in_force, on="child_id")
        .select("deal_id", document_id="parent_id", is_replaced=pl.lit(value=True))
        .unique()
    )
    asked = asked.join(proven, on=["deal_id", "document_id"], how="left").with_columns(
        is_replaced=pl.col("is_replaced").fill_null(value=False)
        & pl.col("status").is_in(GIVEN_UP_TO_SWITCH)
    )
    # A spent bill decides, one without excuse first; else one bill of unknown status leaves the
    # deal's unknown.
    order = (
        pl.when(spent)
        .then(10 + pl.col("rank") + pl.when("is_replaced").then(0).otherwise(10))
        .when(pl.col("status").is_null())
        .then(5)
        .otherwise(0)
    )
    worst = deciding(
        asked.with_columns(order=order), "order", ties=["document_id", "is_in"]
    ).select(
        "deal_id",
        bill_status_at_title="status",
        bill_status_document_id="document_id",
        bill_status_ref="transport_doc_ref",
    )
    excused = (
        asked.join(proven, on="deal_id", how="semi")
        .group_by("deal_id")
        .agg(is_excused=pl.col("is_replaced").any() & (~spent | pl.col("is_replaced")).all())
    )
    return (
        worst.join(excused, on="deal_id", how="full", coalesce=True)
        .join(_unproven(bills, links), on="deal_id", how="full", coalesce=True)
        .with_columns(
            has_switch_proof=pl.col("is_excused").fill_null(value=False)
            & pl.col("n_switches_without_proof").is_null()
        )
        .drop("is_excused")
    )


def title_days(part: Partition) -> pl.LazyFrame:
    """Two rows a deal on which title passed at all: the days in and out, null where not stated.

    `is_in` tells them apart.
    """
    days = ("title_in_date", "title_out_date")
    return (
        part.deals.lazy()
        .select("deal_id", *days)
        .filter(pl.any_horizontal(pl.col(days).is_not_null()))
        .unpivot(days, index="deal_id", value_name="title_on")
        .select("deal_id", "title_on", is_in=pl.col("variable") == "title_in_date")
    )


def _switches(sides: Sides) -> pl.LazyFrame:
    """One row a switch of one bill for another: parent_id, child_id, is_proven.

    The proof is a paper of its own. Switches that lead back to where they began prove nothing:
    one of those bills would have been given up for itself.
    """
    links = (
        sides.table("document_links")
        .filter(pl.col("kind") == "switch")
        .select("parent_id", "child_id", proof="proof_document_id")
        .collect()
    )
    place = connected(links["parent_id"], links["child_id"], strongly=True).lazy()
    back = pl.col("place") == pl.col("place_right")
    proof = pl.col("proof")
    return (
        links.lazy()
        .join(place, left_on="parent_id", right_on="key")
        .join(place, left_on="child_id", right_on="key")
        .select(
            "parent_id",
            "child_id",
            is_proven=proof.is_not_null()
            & (proof != pl.col("parent_id"))
            & (proof != pl.col("child_id"))
            & ~back,
        )
    )


def _unproven(bills: pl.LazyFrame, links: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with a bill, old or new, of a switch that nobody has proven."""
    ends = [
        links.filter(~pl.col("is_proven")).select("parent_id", "child_id", document_id=end)
        for end in ("parent_id", "child_id")
    ]
    rows = bills.select("deal_id", "document_id").unique().join(pl.concat(ends), on="document_id")
    return rows.group_by("deal_id").agg(
        n_switches_without_proof=pl.struct("parent_id", "child_id").n_unique().cast(pl.Int64),
        unproven_switch_document_id=pl.col("document_id").min(),
    )


def _at_title(part: Partition, bills: pl.LazyFrame, links: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal, bill and day title passed: its status then, and rank, 0 unless spent.

    A spent status counts from the day after it began, for a bill may rightly be sold and given up
    on one day; any other counts on its day, for a bill is often sold on the day it is issued. A
    bill whose changes are undated is known only by a latest status that is not spent. A bill
    issued in place of another is not asked before its day. Where one of the two days is not
    stated, a bill that was ever spent may have been so on that day: its status is unknown.
    """
    new = links.select(document_id="child_id", is_new=pl.lit(value=True))
    not_there_yet = (pl.col("is_new") & (pl.col("title_on") < pl.col("issue_date"))).fill_null(
        value=False
    )
    rank = pl.col("status").replace_strict(SPENT, default=0, return_dtype=pl.Int64)
    changes = _changes(part)
    ever_spent = changes.filter(pl.col("status").is_in(list(SPENT))).select("document_id").unique()
    is_stated = pl.col("title_on").is_not_null()
    return (
        bills.select(
            "deal_id",
            "document_id",
            "transport_doc_ref",
            "issue_date",
            latest="status",
            at="status_at",
        )
        .join(title_days(part), on="deal_id")
        .join(new.unique(), on="document_id", how="left")
        .filter(~not_there_yet)
        .join(ever_spent.with_columns(ever=pl.lit(value=True)), on="document_id", how="left")
        .with_columns(asked_on=pl.col("title_on").fill_null(part.as_of_day))
        .sort("asked_on", "deal_id", "document_id", "is_in")
        .join_asof(
            changes,
            left_on="asked_on",
            right_on="began_on",
            by="document_id",
            strategy="backward",
            allow_exact_matches=False,
            check_sortedness=False,
        )
        .with_columns(
            status=pl.coalesce(
                "status",
                pl.when(pl.col("at").is_null() & ~pl.col("latest").is_in(list(SPENT))).then(
                    "latest"
                ),
            )
        )
        .with_columns(status=pl.when(is_stated | pl.col("ever").is_null()).then("status"))
        .with_columns(rank=rank)
    )


def _changes(part: Partition) -> pl.LazyFrame:
    """One row a dated change of a bill's status known by the as-of time, in order of day."""
    events = (
        part.table("document_events")
        .filter((pl.col("known_at") <= part.as_of).fill_null(value=True))
        .select("document_id", "status", "at")
    )
    latest = part.table("transport_documents").select("document_id", "status", at="status_at")
    both = pl.concat([events, latest.filter(pl.col("at").is_not_null())]).filter(
        pl.col("at") <= part.as_of, pl.col("status").is_not_null()
    )
    rank = pl.col("status").replace_strict(SPENT, default=0, return_dtype=pl.Int64)
    return (
        both.with_columns(rank=rank, began_on=pl.col("at").dt.date())
        # The join looks strictly before the day of title, so what counts on its day moves back one.
        .with_columns(
            began_on=pl.when(pl.col("rank") > 0)
            .then("began_on")
            .otherwise(pl.col("began_on").dt.offset_by("-1d"))
        )
        .sort("began_on", "document_id", "at", "rank", "status")
        .select("document_id", "began_on", "status")
    )
