"""Facts of list treatment: only an entry of a list of the authorities gives it (domain 2.11)."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.payment_days import asked_on, payment_days
from screening.facts.policy_row import demanded, selectors
from screening.facts.statuses import LINGANG, OFFSHORE, entries, is_entitled, side_by_side

_TIERS = ("T0", "T1")


def list_treatment(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `list_treatment`."""
    deals = part.deals.lazy().select("deal_id", "policy_tier")
    in_tier = pl.col("policy_tier").is_in(_TIERS).fill_null(value=False)
    treated = (
        deals.join(_by_policy(part, sides), on="deal_id", how="left")
        .with_columns(has_list_treatment=in_tier | pl.col("is_by_policy").fill_null(value=False))
        .select("deal_id", "has_list_treatment")
    )
    asked = (
        asked_on(part, sides)
        .join(treated.filter("has_list_treatment"), on="deal_id", how="semi")
        .with_columns(began_on=pl.min_horizontal("initiated_on", "eligibility_on"))
    )
    return treated.join(_listed(asked, part, sides), on="deal_id", how="left")


def _by_policy(part: Partition, sides: Sides) -> pl.LazyFrame:
    """The deals for which a policy row for listed enterprises is: deal_id, is_by_policy."""
    rows = sides.table("document_policy").filter(pl.col("list_status") == "listed")
    ids = rows.select("policy_id", "version").unique().collect()
    if ids.is_empty():
        nothing = {"deal_id": pl.String, "is_by_policy": pl.Boolean}
        return pl.LazyFrame(schema=nothing)
    return (
        demanded(part, sides, selectors(part, sides))
        .join(ids.lazy(), on=["policy_id", "version"], how="semi")
        .select("deal_id", is_by_policy=pl.lit(value=True))
        .unique()
    )


def _listed(asked: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal asked: whether its client was listed when it began, when paid, and between.

    When paid is on the day of each payment; between is up to the last of them.
    """
    points = pl.concat(
        [
            asked.select("deal_id", "client_id", on="began_on"),
            payment_days(part)
            .join(asked.select("deal_id"), on="deal_id", how="semi")
            .select("deal_id", "client_id", "on"),
            _changes(asked, part, sides),
        ]
    ).unique()
    told = side_by_side(points, sides, part.as_of).select(
        "client_id", "on", is_listed=is_entitled()
    )
    paid = payment_days(part).select("deal_id", "on", is_paid=pl.lit(value=True)).unique()
    days = (
        points.join(told, on=["client_id", "on"], how="left")
        .join(paid, on=["deal_id", "on"], how="left")
        .join(asked.select("deal_id", "began_on"), on="deal_id")
        .sort("deal_id", "on")
    )
    listed, on = pl.col("is_listed"), pl.col("on")
    later = on > pl.col("began_on")
    return (
        days.group_by("deal_id")
        .agg(
            is_listed_at_initiation=listed.filter(~later).first(),
            is_listed_at_payment=listed.filter("is_paid").all(ignore_nulls=False),
            is_kept=listed.filter(later).all(ignore_nulls=False),
            ended_on=on.filter(later & ~listed).min(),
        )
        .with_columns(has_list_gap=pl.col("is_listed_at_initiation") & ~pl.col("is_kept"))
        .select(
            "deal_id",
            "is_listed_at_initiation",
            "is_listed_at_payment",
            "has_list_gap",
            list_ended_on=pl.when("has_list_gap").then("ended_on"),
        )
    )


def _changes(asked: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """The days within each deal on which an entry of its client begins or holds no more."""
    mine = entries(sides, part.as_of).filter(pl.col("scheme").is_in([OFFSHORE, LINGANG]))
    ends = pl.col("valid_to") + timedelta(days=1)
    changes = pl.concat(
        [mine.select("client_id", on="valid_from"), mine.select("client_id", on=ends)]
    ).drop_nulls()
    return (
        asked.join(changes, on="client_id")
        .filter(pl.col("on") > pl.col("began_on"), pl.col("on") <= pl.col("last_eligibility_on"))
        .select("deal_id", "client_id", "on")
    )
