"""Facts of title: earlier uses of a paper, its state when title passed, endorsements, age."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

_NEVER_TO_ORDER = ("SWB", "AWB", "CMR", "RAIL")
SPENT = {"VOIDED": 3, "SURRENDERED_FOR_DELIVERY": 2, "SURRENDERED_FOR_AMENDMENT": 1}


def title(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `title`."""
    bills = part.used("transport_documents")
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        _reuse(bills, sides),
        _drawn(bills, sides),
        _status(part, bills),
        _age(part, bills, sides),
        _endorsed(part, bills, sides),
        _receipts(part),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    flags = ("has_title_chain", "has_declared_allocations")
    return frame.with_columns(pl.col(flags).fill_null(value=False))


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
        overdrawn_bill_ref="transport_doc_ref",
        overdrawn_bill_document_id="document_id",
    )
    return worst.join(paper, on="deal_id", how="left")


def _status(part: Partition, bills: pl.LazyFrame) -> pl.LazyFrame:
    """The worst status of a deal's bills on the days before title came in and before it went out.

    A spent status counts from the day after it began, for a bill may rightly be sold and given up
    on one day; any other counts on its day, for a bill is often sold
    on the day it is issued. A bill whose changes are undated is known only by a latest status
    that is not spent.
    """
    days = _title_days(part)
    rank = pl.col("status").replace_strict(SPENT, default=0, return_dtype=pl.Int64)
    asked = (
        bills.select("deal_id", "document_id", "transport_doc_ref", latest="status", at="status_at")
        .join(days, on="deal_id")
        .sort("title_on", "deal_id", "document_id")
        .join_asof(
            _changes(part),
            left_on="title_on",
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
        .with_columns(rank=rank)
    )
    # A spent bill decides; else one bill of unknown status leaves the deal's unknown.
    order = (
        pl.when(pl.col("rank") > 0)
        .then(10 + pl.col("rank"))
        .when(pl.col("status").is_null())
        .then(5)
        .otherwise(0)
    )
    return deciding(
        asked.with_columns(order=order), "order", ties=["document_id", "title_on"]
    ).select(
        "deal_id",
        bill_status_at_title="status",
        bill_status_document_id="document_id",
        bill_status_ref="transport_doc_ref",
    )


def _title_days(part: Partition) -> pl.LazyFrame:
    """One row a deal and day on which title passed, in or out."""
    return (
        part.deals.lazy()
        .select("deal_id", "title_in_date", "title_out_date")
        .unpivot(index="deal_id", value_name="title_on")
        .select("deal_id", "title_on")
        .filter(pl.col("title_on").is_not_null())
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


def _age(part: Partition, bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Days from on board to title in, less the tenor agreed, and less the voyage as planned.

    Where no arrival is planned the voyage is the sea distance at 12 knots, a bulk carrier's pace.
    """
    tenor = (
        part.used("contracts")
        .filter(pl.col("leg") == "buy")
        .group_by("deal_id")
        .agg(tenor=pl.col("tenor_days").max())
    )
    arrival = pl.coalesce("discharge_date", "planned_arrival_date")
    by_distance = (pl.col("distance_nm") / (12 * 24)).ceil().cast(pl.Int64)
    voyage = pl.coalesce((arrival - pl.col("on_board_date")).dt.total_days(), by_distance)
    age = (pl.col("title_in_date") - pl.col("on_board_date")).dt.total_days()
    rows = (
        bills.join(part.deals.lazy().select("deal_id", "title_in_date"), on="deal_id")
        .join(tenor, on="deal_id", how="left")
        .join(sides.distances.lazy(), on=["load_port", "discharge_port"], how="left")
        .with_columns(age=age - pl.col("tenor").fill_null(0))
        .with_columns(beyond=pl.col("age") - voyage)
    )
    worst = rows.group_by("deal_id").agg(
        bill_age_at_title_days=pl.when(pl.col("age").is_not_null().all()).then(pl.col("age").max()),
        bill_age_beyond_voyage_days=pl.when(pl.col("beyond").is_not_null().all()).then(
            pl.col("beyond").max()
        ),
    )
    paper = deciding(rows, "age", ties=["document_id"]).select(
        "deal_id", stale_bill_document_id="document_id", stale_bill_ref="transport_doc_ref"
    )
    return worst.join(paper, on="deal_id", how="left")


def _endorsed(part: Partition, bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Whether each order bill carries an unbroken row of endorsements from its order party.

    The first endorser must be the order party and each later one the endorsee before; a blank
    endorsement ends the row. A bill to the order of the client itself, or of its shipper with a
    first endorsement by the shipper, is a title paper like any other.
    """
    order = bills.filter(pl.col("is_to_order").fill_null(value=False)).select(
        "deal_id", "document_id", "transport_doc_ref", "consignee_id", "shipper_id"
    )
    row = (
        part.table("endorsements")
        .sort("document_id", "sequence")
        .with_columns(before=pl.col("endorsee_id").shift(1).over("document_id"))
        .with_columns(is_first=pl.int_range(pl.len()).over("document_id") == 0)
        .group_by("document_id")
        .agg(
            first_endorser=pl.col("endorser_id").first(),
            is_broken=(
                ~pl.col("is_first")
                & pl.col("before").is_not_null()
                & (pl.col("endorser_id") != pl.col("before")).fill_null(value=True)
            ).any(),
        )
    )
    client = (
        sides.table("parties")
        .select("party_id", holder="client_id")
        .filter(pl.col("holder").is_not_null())
    )
    named = pl.coalesce("consignee_id", "shipper_id")
    rows = (
        order.with_columns(order_party=named)
        .join(row, on="document_id", how="left")
        .join(part.deals.lazy().select("deal_id", "client_id"), on="deal_id")
        .join(client, left_on="order_party", right_on="party_id", how="left")
        .join(_bank_holds(part), on="deal_id", how="left")
        .with_columns(
            is_own=(pl.col("order_party") == pl.col("client_id"))
            | (pl.col("holder") == pl.col("client_id")),
        )
        .with_columns(
            is_missing=pl.when(pl.col("order_party").is_not_null()).then(
                ~pl.col("is_own").fill_null(value=False)
                & (
                    (pl.col("first_endorser") != pl.col("order_party")).fill_null(value=True)
                    | pl.col("is_broken").fill_null(value=True)
                )
            ),
            is_due=pl.when(
                ~pl.col("holding_banks").list.contains(pl.col("order_party")).fill_null(value=False)
            ).then(pl.lit(value=True)),
        )
    )
    # A bill that lacks its endorsement and is due decides; then one that is not due yet.
    weight = (
        pl.when("is_missing")
        .then(pl.when("is_due").then(3).otherwise(2))
        .when(pl.col("is_missing").is_null())
        .then(1)
        .otherwise(0)
    )
    paper = deciding(rows.with_columns(weight=weight), "weight", ties=["document_id"])
    facts = paper.select(
        "deal_id",
        "order_party",
        endorsement_is_missing="is_missing",
        endorsement_is_due="is_due",
        unendorsed_bill_document_id="document_id",
        unendorsed_bill_ref="transport_doc_ref",
    )
    return _order_bills(part, bills).join(facts, on="deal_id", how="left")


def _order_bills(part: Partition, bills: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal: whether a bill is to order; a bill of lading that does not say is unknown."""
    to_order = (
        pl.when(pl.col("type").is_in(_NEVER_TO_ORDER))
        .then(pl.col("is_to_order").fill_null(value=False))
        .otherwise("is_to_order")
    )
    asked = (
        bills.with_columns(to_order=to_order)
        .group_by("deal_id")
        .agg(has_order_bill=pl.col("to_order").any(ignore_nulls=False))
    )
    none = pl.lit(value=False)
    return (
        part.deals.lazy()
        .select("deal_id")
        .join(asked.with_columns(has_bill=~none), on="deal_id", how="left")
        .select(
            "deal_id",
            has_order_bill=pl.when(pl.col("has_bill")).then("has_order_bill").otherwise(none),
        )
    )


def _bank_holds(part: Partition) -> pl.LazyFrame:
    """One row a deal under a credit or collection: banks that still hold its papers."""
    released = (pl.col("papers_released_on") <= part.as_of_day).fill_null(value=False)
    return (
        part.table("letters_of_credit")
        .filter(~released, pl.col("deal_id").is_not_null(), pl.col("issuing_bank_id").is_not_null())
        .group_by("deal_id")
        .agg(holding_banks=pl.col("issuing_bank_id").unique().sort())
    )


def _receipts(part: Partition) -> pl.LazyFrame:
    """Warehouse receipts that were not in force when title came in or went out.

    A receipt cancelled or delivered is one at whatever time, for it gives no title that lasts.
    """
    days = _title_days(part)
    gone = pl.col("status").is_in(["CANCELLED", "DELIVERED"])
    early = pl.col("title_on") < pl.col("issue_date")
    late = (pl.col("title_on") > pl.col("valid_to")).fill_null(value=False)
    rows = (
        part.used("warehouse_receipts")
        .join(days, on="deal_id", how="left")
        .with_columns(is_out=gone.fill_null(value=False) | early | late)
    )
    out = pl.col("is_out")
    return rows.group_by("deal_id").agg(
        n_receipts_not_in_force=pl.when(out.any() | out.is_not_null().all()).then(
            pl.col("document_id").filter(out).n_unique().cast(pl.Int64)
        ),
        receipt_not_in_force_no=pl.col("receipt_no").filter(out).min(),
        receipt_not_in_force_document_id=pl.col("document_id").filter(out).min(),
    )
