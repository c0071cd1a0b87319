"""What the clients of a batch can carry: favour, statements, age and cross-border flows."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl

from screening.facts.in_force import is_in_force, is_known
from screening.facts.partition import Sides

SILENCE_DAYS = 365  # a client without a deal for so long is revived by the next one
OFFSHORE_RESALE = "122010"
_PUBLISHED_AFTER = "4mo"  # statements whose arrival is not on record (schema: four months)


def client_means(clients: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a client of `clients` (client_id, is_listed): favour, means in US dollars, age."""
    today = as_of.date()
    favoured = clients.join(mandates(sides, as_of), on="client_id", how="left").with_columns(
        client_favour=pl.when(pl.col("is_mandated"))
        .then(pl.lit("MANDATE"))
        .when(pl.col("is_listed"))
        .then(pl.lit("LIST"))
        .otherwise(pl.lit("NONE"))
    )
    return (
        favoured.with_columns(is_client_favoured=pl.col("client_favour") != "NONE")
        .join(_statements(sides, today), on="client_id", how="left")
        .join(_own_words(sides, today), on="client_id", how="left")
        .join(_flows(sides, today), on="client_id", how="left")
        .join(_cny(sides, today), how="cross")
        .select(
            "client_id",
            "client_favour",
            "is_client_favoured",
            "client_yearly_limit_usd",
            "client_merchanting_ratio_12m",
            "age_days",
            client_revenue_usd=_measure("revenue", "annual_revenue"),
            client_capital_usd=_measure("paid_in_capital", "own_capital"),
        )
    )


def revived(known: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """One row a client that came back after a silence: days since the last time it did."""
    day = pl.col("dated_on")
    gap = (day - day.shift(1)).dt.total_days().over("client_id", order_by="dated_on")
    return (
        known.filter(day.is_not_null())
        .select("client_id", "dated_on")
        .unique()
        .with_columns(gap=gap)
        .filter(pl.col("gap") >= SILENCE_DAYS)
        .group_by("client_id")
        .agg(revived_days=(pl.lit(today) - day.max()).dt.total_days())
    )


def _measure(stated: str, own: str) -> pl.Expr:
    """The group's figure for the favoured; else the client's statements', else its own record's."""
    group, mine = pl.col(f"{stated}_group"), pl.coalesce(f"{stated}_own", own)
    yuan = pl.when("is_client_favoured").then(group).otherwise(mine)
    return (yuan.cast(pl.Float64) * pl.col("cny")).round(2)


def mandates(sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """One row a client with a mandate in force: is_mandated, the largest volume approved."""
    today = as_of.date()
    return (
        sides.table("client_mandates")
        .filter(is_in_force(today), is_known(as_of))
        .group_by("client_id")
        .agg(
            is_mandated=pl.lit(value=True),
            client_yearly_limit_usd=pl.col("yearly_limit").max().cast(pl.Float64).round(2),
        )
    )


def _statements(sides: Sides, today: date) -> pl.LazyFrame:
    """One row a client: figures of the latest statements known, its own and its group's, in CNY."""
    known = (
        pl.col("known_at").dt.date().fill_null(pl.col("year_end").dt.offset_by(_PUBLISHED_AFTER))
    )
    rows = (
        sides.table("financial_statements")
        .filter(known <= today, pl.col("year_end") <= today)
        .sort("client_id", "year_end", "is_consolidated")
    )
    of_group = pl.col("is_consolidated")

    def last(column: str, where: pl.Expr) -> pl.Expr:
        return pl.col(column).filter(where).last()

    return rows.group_by("client_id", maintain_order=True).agg(
        *(
            last(column, where).alias(f"{column}_{whose}")
            for column in ("revenue", "paid_in_capital")
            for whose, where in (("group", of_group), ("own", ~of_group))
        )
    )


def _own_words(sides: Sides, today: date) -> pl.LazyFrame:
    return (
        sides.table("clients")
        .sort(pl.all())
        .unique("client_id", keep="first", maintain_order=True)
        .select(
            "client_id",
            "annual_revenue",
            own_capital="paid_in_capital",
            age_days=(pl.lit(today) - pl.col("incorporated_on")).dt.total_days(),
        )
    )


def _flows(sides: Sides, today: date) -> pl.LazyFrame:
    """One row a client with flows: offshore resale in the twelve full months before."""
    month = pl.lit(today).dt.truncate("1mo")
    cents = (pl.col("amount").cast(pl.Float64) * 100).round().cast(pl.Int64)
    resale = cents.filter(pl.col("bop_code") == OFFSHORE_RESALE).sum()
    return (
        sides.table("cross_border_flows")
        .filter(pl.col("month") < month, pl.col("month") >= month.dt.offset_by("-12mo"))
        .group_by("client_id")
        .agg(resale=resale, every=cents.sum())
        .select(
            "client_id",
            client_merchanting_ratio_12m=pl.when(pl.col("every") > 0).then(
                (pl.col("resale").cast(pl.Float64) / pl.col("every").cast(pl.Float64)).round(6)
            ),
        )
    )


def _cny(sides: Sides, today: date) -> pl.LazyFrame:
    """One row: US dollars for a yuan on the day of decision, null where there is no rate."""
    rate = sides.fx.lazy().filter(pl.col("currency") == "CNY", pl.col("on") == today)
    return rate.select(cny=pl.col("usd_per_unit").max())
