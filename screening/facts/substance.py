"""Of what substance the foreign counterparties of a deal are: age, place, address, telephone."""

from __future__ import annotations

import polars as pl

from screening.facts.in_force import is_in_force, known_rows
from screening.facts.partition import Partition, Sides
from screening.facts.payment_days import asked_on
from screening.facts.reduce import deciding

YOUNG_DAYS = 365  # a firm known to be younger is told, whatever is not known of the others
WEAK_SIGNS = 2  # as many known signs are told, whatever is not known
_SIGNS = ("is_secret", "is_unreachable", "is_at_mass_address")


def substance(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with foreign counterparties: the facts of their substance.

    That a firm has no telephone is known only where the bank keeps telephones at all: a column
    that is empty throughout was not delivered.
    """
    rows = foreign_firms(part, sides)
    age = deciding(rows, "age", ties=["party_id"], descending=False).select(
        "deal_id",
        youngest_counterparty_days="age",
        youngest_counterparty=pl.when(pl.col("age").is_not_null()).then("party_id"),
    )
    weak = deciding(rows, "signs", ties=["party_id"]).select(
        "deal_id",
        n_weak_signs="signs",
        weakest_counterparty=pl.when(pl.col("signs").is_not_null()).then("party_id"),
        weakest_counterparty_country=pl.when(pl.col("signs").is_not_null()).then("country"),
    )
    counts = rows.group_by("deal_id").agg(
        n_foreign_counterparties=pl.len().cast(pl.Int64),
        all_dated=pl.col("age").is_not_null().all(),
        all_told=pl.col("n_unknown").sum() == 0,
    )
    young = (pl.col("youngest_counterparty_days") < YOUNG_DAYS) | pl.col("all_dated")
    is_weak = (pl.col("n_weak_signs") >= WEAK_SIGNS) | pl.col("all_told")
    of_age = ("youngest_counterparty_days", "youngest_counterparty")
    of_signs = ("n_weak_signs", "weakest_counterparty", "weakest_counterparty_country")
    return (
        counts.join(age, on="deal_id")
        .join(weak, on="deal_id")
        .select(
            "deal_id",
            "n_foreign_counterparties",
            *(pl.when(young).then(c).alias(c) for c in of_age),
            *(pl.when(is_weak).then(c).alias(c) for c in of_signs),
        )
    )


def foreign_firms(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and foreign counterparty: age, signs known, and how many are not known."""
    firms = sides.table("parties").filter(
        ~pl.col("is_bank").fill_null(value=False),
        ~pl.col("is_resident").fill_null(pl.col("country") == "CN").fill_null(value=False),
    )
    known = [pl.col(sign).is_not_null() for sign in _SIGNS]
    began = pl.col("incorporated_on")
    return (
        pl.concat([part.parties_of("buy"), part.parties_of("sell")])
        .unique()
        .join(firms.with_columns(**_signs(sides)), on="party_id")
        .join(_secret(sides, part), on="country", how="left")
        .with_columns(is_secret=_is_secret(sides))
        .join(asked_on(part, sides).select("deal_id", "initiated_on"), on="deal_id")
        .select(
            "deal_id",
            "party_id",
            "country",
            age=(pl.col("initiated_on") - began).dt.total_days(),
            signs=pl.sum_horizontal(
                *(pl.col(s).fill_null(value=False).cast(pl.Int64) for s in _SIGNS)
            ),
            n_unknown=pl.sum_horizontal(*((~k).cast(pl.Int64) for k in known)),
        )
    )


def _signs(sides: Sides) -> dict[str, pl.Expr]:
    kept = sides.table("parties").select("phone", "website", "is_mass_address").collect()
    reach = [pl.col(c) for c in ("phone", "website")]
    is_kept = all(kept[c].null_count() < kept.height for c in ("phone", "website"))
    unreachable = pl.all_horizontal(c.is_null() for c in reach)
    return {
        "is_unreachable": pl.when(~unreachable | is_kept).then(unreachable),
        "is_at_mass_address": pl.col("is_mass_address"),
    }


def _secret(sides: Sides, part: Partition) -> pl.LazyFrame:
    listed = known_rows(sides.table("country_risk"), part.as_of)
    return (
        listed.filter(pl.col("scheme") == "secrecy", is_in_force(pl.lit(part.as_of_day)))
        .select(country="place", is_listed=pl.lit(value=True))
        .unique()
    )


def _is_secret(sides: Sides) -> pl.Expr:
    listed = pl.col("is_listed").fill_null(value=False)
    told = pl.lit(sides.has("country_risk")) & pl.col("country").is_not_null()
    return pl.when(told).then(listed)
