"""Facts of pledges: receipts that stood as security while title to their goods was sold on."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition
from screening.facts.reduce import deciding

_PLEDGED = "PLEDGED"
_PASSED_ON = ("TRANSFERRED", "CANCELLED", "DELIVERED")


def pledges(part: Partition) -> pl.LazyFrame:
    """One row a deal with receipts: receipt_pledge_level, and the receipt that decides.

    2: pledged and not released when title passed out, or by now where it has not passed. 1: so
    it was, but to this bank as far as can be told, for it finances the deal; or its latest status
    says that it is pledged no more and not since when. 0: not pledged. Null: nobody says.
    """
    day = pl.coalesce("title_out_date", pl.lit(part.as_of_day))
    asked = (
        part.used("warehouse_receipts")
        .select("deal_id", "document_id", "receipt_no", "status", "status_on")
        .unique()
        .join(part.deals.lazy().select("deal_id", day=day), on="deal_id")
    )
    rows = asked.join(_on_the_day(part, asked), on=["deal_id", "document_id"], how="left").join(
        _financed(part), on="deal_id", how="left"
    )
    undated = pl.col("status_on").is_null()
    passed_on = undated & pl.col("status").is_in(_PASSED_ON).fill_null(value=False)
    level = (
        pl.when((pl.col("last") == _PLEDGED) & ~passed_on)
        .then(2)
        .when(undated & (pl.col("status") == _PLEDGED))
        .then(2)
        .when(pl.col("last") == _PLEDGED)
        .then(1)
        .when(pl.col("last").is_not_null() | pl.col("status").is_not_null())
        .then(0)
    )
    rows = rows.with_columns(
        level=pl.when("is_financed").then(pl.min_horizontal(level, 1)).otherwise(level)
    )
    worst = pl.col("level").max()
    facts = rows.group_by("deal_id").agg(
        receipt_pledge_level=pl.when((worst > 0) | pl.col("level").is_not_null().all())
        .then(worst)
        .cast(pl.Int64)
    )
    paper = deciding(rows.filter(pl.col("level") > 0), "level", ties=["document_id"]).select(
        "deal_id",
        pledged_receipt_no="receipt_no",
        pledged_receipt_document_id="document_id",
    )
    return facts.join(paper, on="deal_id", how="left")


def _on_the_day(part: Partition, asked: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal and receipt with a dated change by the day: `last`, its status then.

    Of changes at one time the pledge counts.
    """
    told = part.table("document_events").filter(
        (pl.col("known_at") <= part.as_of).fill_null(value=True), pl.col("at") <= part.as_of
    )
    own = (
        asked.select("document_id", "status", at="status_on")
        .filter(pl.col("at") <= part.as_of_day)
        .with_columns(pl.col("at").cast(pl.Datetime("us")))
    )
    events = told.select(
        "document_id", "status", pl.col("at").dt.replace_time_zone(None).cast(pl.Datetime("us"))
    )
    return (
        asked.select("deal_id", "document_id", "day")
        .join(pl.concat([own, events]).unique().drop_nulls("status"), on="document_id")
        .filter(pl.col("at").dt.date() <= pl.col("day"))
        .with_columns(is_pledge=pl.col("status") == _PLEDGED)
        .sort("deal_id", "document_id", "at", "is_pledge", "status")
        .unique(["deal_id", "document_id"], keep="last", maintain_order=True)
        .select("deal_id", "document_id", last="status")
    )


def _financed(part: Partition) -> pl.LazyFrame:
    """One row a deal on which the bank lends: is_financed."""
    lent = part.table("financings").filter(
        pl.col("kind").is_in(["loan", "discount"]),
        (pl.col("starts_on") <= part.as_of_day).fill_null(value=True),
    )
    return lent.select("deal_id", is_financed=pl.lit(value=True)).unique()
