"""Facts of eligibility: the client's dated statuses on the day that matters, as known then."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.payment_days import asked_on, payment_days
from screening.facts.settlement import currencies
from screening.facts.statuses import LINGANG, OFFSHORE, STATES, is_abnormal, side_by_side
from screening.facts.worst_standing import worst_standing

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
    kinds = currencies(part).select("deal_id", "currency_kind")
    paid = (
        _standing(part, sides)
        .join(kinds, on="deal_id", how="left")
        .with_columns(conflict=_conflict())
    )
    return when_first_paid(part, sides).join(worst_standing(paid), on="deal_id", how="left")


def when_first_paid(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the days that count, and how its client stood on that of the first payment.

    Columns eligibility_on, last_eligibility_on, initiated_on, a class or state each (STATES), and
    whether the client stood in the registers and lists that a fact tells of.
    """
    first = pl.col("on") == pl.col("on").min().over("deal_id")
    told = _standing(part, sides).filter(first).unique("deal_id", keep="any")
    return (
        asked_on(part, sides)
        .join(told, on="deal_id", how="left")
        .select(
            "deal_id",
            "eligibility_on",
            "last_eligibility_on",
            "initiated_on",
            *STATES,
            *(pl.col(scheme).alias(fact) for scheme, fact in _FACTS.items()),
        )
    )


def _standing(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and payment (`payment_days`): how its client stands on that day."""

    def told() -> pl.LazyFrame:
        days = payment_days(part)
        points = side_by_side(days.select("client_id", "on"), sides, part.as_of)
        is_known = pl.col("client_id").is_not_null() & pl.lit(sides.has("client_status"))
        return days.join(points, on=["client_id", "on"], how="left").with_columns(is_known=is_known)

    return part.kept("standing when paid", told)


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
        pl.when(~pl.col("is_known"))
        .then(None)
        .when(pl.col("contradicted_scheme").is_not_null())
        .then(pl.lit("ENTRIES"))
        .when(~favoured)
        .then(pl.lit("NONE"))
        .when(found.is_null() & ~is_open)
        .then(pl.lit("NONE"))
        .otherwise(found)
    )
