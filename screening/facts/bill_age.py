"""Facts of a bill's age: from on board to the day its papers came and title passed."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding

UCP_DAYS = 21  # UCP 600 article 14(c), where the credit names no other period


def bill_age(part: Partition, bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a deal with bills: how old its oldest was when title came in, beyond its voyage too.

    From on board to the later of title in and presentation, less the tenor agreed: a day of title
    is what the papers declare, the day they came is the bank's own. Where no arrival is planned
    the voyage is the sea distance at 12 knots, a bulk carrier's pace.
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
    title_in = pl.col("title_in_date")
    until = pl.when(title_in.is_not_null()).then(pl.max_horizontal(title_in, "presented_on"))
    age = (until - pl.col("on_board_date")).dt.total_days()
    rows = (
        _presented(part, bills)
        .join(part.deals.lazy().select("deal_id", "title_in_date"), on="deal_id")
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
    late = _late(part, rows)
    return worst.join(paper, on="deal_id", how="left").join(late, on="deal_id", how="left")


def _presented(part: Partition, bills: pl.LazyFrame) -> pl.LazyFrame:
    """The bills with presented_on: the day the bank had it, or paid after shipment if earlier.

    Under open account the bank may get its copies long after they were used; that it paid for
    goods on board shows that the papers were there.
    """
    rows = bills.select(
        "deal_id",
        "document_id",
        "transport_doc_ref",
        "on_board_date",
        "discharge_date",
        "planned_arrival_date",
        "load_port",
        "discharge_port",
        handed_on=pl.col("submitted_at").dt.date(),
    ).unique()
    paid = part.settled().filter(~pl.col("is_refund")).select("deal_id", "paid_on").unique()
    paid_on = (
        rows.join(paid, on="deal_id")
        .filter(pl.col("paid_on") >= pl.col("on_board_date"))
        .group_by("deal_id", "document_id")
        .agg(pl.col("paid_on").min())
    )
    return rows.join(paid_on, on=["deal_id", "document_id"], how="left").with_columns(
        presented_on=pl.when(pl.col("handed_on").is_not_null()).then(
            pl.min_horizontal("handed_on", "paid_on")
        )
    )


def _late(part: Partition, rows: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal: days by which a bill was presented too late under a letter of credit.

    A credit sets days for it, or UCP 600 does; a collection sets none.
    """
    credit = (
        part.table("letters_of_credit")
        .filter(pl.col("presentation_days").is_not_null(), pl.col("deal_id").is_not_null())
        .select("deal_id", allowed="presentation_days")
    )
    by_credit = (
        part.settled().filter(pl.col("method") == "LC").select("deal_id", allowed=pl.lit(UCP_DAYS))
    )
    allowed = (
        pl.concat([credit, by_credit.select("deal_id", pl.col("allowed").cast(pl.Int64))])
        .group_by("deal_id")
        .agg(pl.col("allowed").max())
    )
    taken = (pl.col("presented_on") - pl.col("on_board_date")).dt.total_days()
    late = pl.max_horizontal(taken - pl.col("allowed"), 0)
    return (
        rows.join(allowed, on="deal_id", how="left")
        .with_columns(
            late=pl.when(pl.col("allowed").is_null())
            .then(0)
            .when(taken.is_not_null())
            .then(late)
            .cast(pl.Int64)
        )
        .group_by("deal_id")
        .agg(
            bill_presented_late_days=pl.when(
                (pl.col("late") > 0).any() | pl.col("late").is_not_null().all()
            ).then(pl.col("late").max())
        )
    )
