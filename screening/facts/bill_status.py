"""Facts of a bill's life: its state when title passed, and bills that were switched."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.proofs import known_papers
from screening.facts.reduce import deciding
from screening.reference import connected

SPENT = {"VOIDED": 3, "SURRENDERED_FOR_DELIVERY": 2, "SURRENDERED_FOR_AMENDMENT": 1}
_GIVEN_UP = "SURRENDERED_FOR_DELIVERY"
IN_FORCE = (
    "ISSUED",
    "PENDING_SURRENDER_FOR_AMENDMENT",
    "PENDING_SURRENDER_FOR_DELIVERY",
    "TELEX_RELEASED",
)
# What a register of receipts calls the two ends of a bill.
_AS_OF_BILLS = {"CANCELLED": "VOIDED", "DELIVERED": _GIVEN_UP}
# Giving up a bill for its goods leaves nothing that another bill could stand for.
GIVEN_UP_TO_SWITCH = ("VOIDED", "SURRENDERED_FOR_AMENDMENT")


def bill_status(part: Partition, bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a deal with bills: worst status at title, and whether switches explain it.

    A bill given up for another is no spent bill where the surrender is proven and the other is in
    the deal and in force; it is told all the same, behind every bill that is spent in earnest.
    """
    links = _switches(sides)
    asked = (
        _at_title(part, bills, links, sides).collect(engine="in-memory").lazy()
    )  # read several times
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

    The proof is a paper of its own, and the bank has it. Switches that lead back to where they
    began prove nothing: one of those bills would have been given up for itself.
    """
    links = (
        sides.table("document_links")
        .filter(pl.col("kind") == "switch")
        .select("parent_id", "child_id", proof="proof_document_id")
        .collect()
    )
    known = known_papers(sides, links["proof"])
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
            is_proven=proof.is_in(known.implode()).fill_null(value=False)
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


def _at_title(
    part: Partition, bills: pl.LazyFrame, links: pl.LazyFrame, sides: Sides
) -> pl.LazyFrame:
    """One row a deal, bill and day title passed: its status then, and rank, 0 unless spent.

    A spent status counts from the day after it began, for a bill may rightly be sold and given up
    on one day; any other counts on its day, for a bill is often sold on the day it is issued. A
    bill whose changes are undated is known only by a latest status that is not spent. A bill
    issued in place of another is not asked before its day. What any copy of the bill tells of its
    end, in this deal or another, counts for all; of a bill that was never issued, nothing is known.
    Where one of the two days is not stated, a bill that was ever spent may have been so on that
    day: its status is unknown.
    """
    ends = sides.papers.lazy().select("deal_id", "document_id", "ended_as", "ended_on")
    new = links.select(document_id="child_id", is_new=pl.lit(value=True))
    not_there_yet = (pl.col("is_new") & (pl.col("title_on") < pl.col("issue_date"))).fill_null(
        value=False
    )
    rank = pl.col("status").replace_strict(SPENT, default=0, return_dtype=pl.Int64)
    changes = _changes(part)
    ever_spent = changes.filter(pl.col("status").is_in(list(SPENT))).select("document_id").unique()
    is_stated = pl.col("title_on").is_not_null()
    never_spent = pl.col("ever").is_null() & pl.col("ended_as").is_null()
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
        .join(ends, on=["deal_id", "document_id"], how="left")
        .join(never_issued(part), on="document_id", how="left")
        .with_columns(status=_told())
        .with_columns(status=pl.when(is_stated | never_spent).then("status"))
        .with_columns(rank=rank)
    )


def _told() -> pl.Expr:
    """The status at title: of the bill's own changes, or its end as another copy tells it.

    A bill that was void may be issued anew under its number; the goods are given up but once. An
    end of its own that is not dated may have come before: its status is unknown.
    """
    is_end = pl.col("latest").is_in(list(SPENT)).fill_null(value=False)
    ended_some_day = pl.col("at").is_null() & is_end & pl.col("ever").is_null()
    latest = pl.when(pl.col("at").is_null() & ~is_end).then("latest")
    own = pl.when(~ended_some_day).then(pl.coalesce("status", latest))
    is_anew = (pl.col("ended_as") == "VOIDED") & (pl.col("changed_on") > pl.col("ended_on"))
    ended = (pl.col("ended_on") < pl.col("title_on")) & ~is_anew.fill_null(value=False)
    is_worse = (pl.col("ended_as") == _GIVEN_UP) | ~own.is_in(list(SPENT)).fill_null(value=False)
    return (
        pl.when(ended.fill_null(value=False) & is_worse)
        .then("ended_as")
        .when(pl.col("is_unissued").is_null())
        .then(own)
    )


def never_issued(part: Partition) -> pl.LazyFrame:
    """One row a bill known only as a draft, or approved as one: is_unissued."""
    bills = part.table("transport_documents")
    said = pl.concat([bills.select("document_id", "status"), _events(part).drop("at")])
    is_draft = pl.col("status").is_in(["DRAFT", "APPROVED"])
    return (
        said.drop_nulls("status")
        .group_by("document_id")
        .agg(is_unissued=is_draft.all())
        .filter("is_unissued")
    )


def _events(part: Partition) -> pl.LazyFrame:
    """The dated changes of status that had happened and were known by the time of decision."""
    return (
        part.table("document_events")
        .filter(
            (pl.col("known_at") <= part.as_of).fill_null(value=True), pl.col("at") <= part.as_of
        )
        .select("document_id", "status", "at")
    )


def _says_nothing_of_void() -> pl.Expr:
    """Whether a change follows a bill's voiding and is neither a new issue nor another end."""
    was_void = (pl.col("status") == "VOIDED").cum_max().over("document_id")
    return was_void & ~pl.col("status").is_in([*IN_FORCE, *SPENT])


def _changes(part: Partition) -> pl.LazyFrame:
    """One row a dated change of a bill's status known by the as-of time, in order of day.

    The goods are given up but once: what is said of the bill after that, save that it is void, is
    said of a bill that was given up. A void bill comes back by a new issue alone.
    """
    latest = part.table("transport_documents").select("document_id", "status", at="status_at")
    both = (
        pl.concat([_events(part), latest.filter(pl.col("at").is_not_null())])
        .filter(pl.col("at") <= part.as_of, pl.col("status").is_not_null())
        .with_columns(pl.col("status").replace(_AS_OF_BILLS))
    )
    rank = pl.col("status").replace_strict(SPENT, default=0, return_dtype=pl.Int64)
    is_given_up = (pl.col("status") == _GIVEN_UP).cum_max().over("document_id")
    stays = is_given_up & (pl.col("status") != "VOIDED")
    return (
        both.sort("document_id", "at", rank, "status")
        .filter(~_says_nothing_of_void())
        .with_columns(status=pl.when(stays).then(pl.lit(_GIVEN_UP)).otherwise("status"))
        .with_columns(rank=rank, began_on=pl.col("at").dt.date())
        # The join looks strictly before the day of title, so what counts on its day moves back one.
        .with_columns(
            began_on=pl.when(pl.col("rank") > 0)
            .then("began_on")
            .otherwise(pl.col("began_on").dt.offset_by("-1d")),
            changed_on="began_on",
        )
        .sort("began_on", "document_id", "at", "rank", "status")
        .select("document_id", "began_on", "changed_on", "status")
    )
