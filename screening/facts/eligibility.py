"""Facts of eligibility: the client's dated statuses on the day that matters, as known then."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.statuses import LINGANG, OFFSHORE, STATES, is_abnormal, side_by_side

_FACTS = {
    "directory": "is_in_directory",
    OFFSHORE: "is_on_offshore_list",
    LINGANG: "is_on_lingang_list",
    "rmb_key_supervision": "is_on_rmb_key_supervision",
}
_FAVOURS = (OFFSHORE, LINGANG, "bank_white_list")
_LOWEST_CLASS = "3"


def eligibility(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `eligibility`."""
    deals = asked_on(part, sides)
    points = deals.select("client_id", on="eligibility_on")
    told = side_by_side(points, sides, part.as_of)
    frame = deals.join(
        told, left_on=["client_id", "eligibility_on"], right_on=["client_id", "on"], how="left"
    )
    is_known = pl.col("client_id").is_not_null() & pl.lit(sides.has("client_status"))
    return frame.with_columns(
        status_conflict=pl.when(is_known).then(_conflict()),
    ).select(
        "deal_id",
        "eligibility_on",
        "initiated_on",
        "status_conflict",
        *STATES,
        *(pl.col(scheme).alias(fact) for scheme, fact in _FACTS.items()),
    )


def asked_on(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: client_id, `eligibility_on` and `initiated_on`, its first paper's day."""
    first = part.settled().group_by("deal_id").agg(eligibility_on=pl.col("paid_on").min())
    paid = pl.col("eligibility_on").fill_null(part.as_of_day)
    return (
        part.deals.lazy()
        .select("deal_id", "client_id")
        .join(first, on="deal_id", how="left")
        .join(sides.submitted.lazy(), on="deal_id", how="left")
        .with_columns(eligibility_on=paid)
        .select(
            "deal_id",
            "client_id",
            "eligibility_on",
            initiated_on=pl.coalesce("submitted_on", "eligibility_on"),
        )
    )


def _conflict() -> pl.Expr:
    """The first way in which the statuses of a client contradict each other, else NONE.

    A list that was not delivered favours nobody. For a client that stands on one, a register or
    class nobody knows leaves open whether it conflicts.
    """
    conflicts = {
        "CLASS_B_OR_C": pl.col("safe_class").is_in(["B", "C"]),
        "LOWEST_CLASS": pl.col("client_class") == _LOWEST_CLASS,
        "REGISTRY": is_abnormal("registry_status"),
        "KEY_SUPERVISION": pl.col("rmb_key_supervision"),
        "NO_DIRECTORY": ~pl.col("directory"),
    }
    favoured = pl.any_horizontal(pl.col(name).fill_null(value=False) for name in _FAVOURS)
    found = pl.coalesce(pl.when(c).then(pl.lit(code)) for code, c in conflicts.items())
    is_open = pl.any_horizontal(c.is_null() for c in conflicts.values())
    return (
        pl.when(pl.col("contradicted_scheme").is_not_null())
        .then(pl.lit("ENTRIES"))
        .when(~favoured)
        .then(pl.lit("NONE"))
        .when(found.is_null() & ~is_open)
        .then(pl.lit("NONE"))
        .otherwise(found)
    )
