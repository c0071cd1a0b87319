"""What the references say of the distinct values of a batch: rates, prices, distances, checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

import polars as pl

from screening.facts.in_force import is_known
from screening.facts.quoted import reference_series
from screening.reference import (
    container_checks,
    imo_checks,
    name_similarity,
    sea_distances,
    unit_factors,
    usd_rates,
)
from screening.schema import TABLES

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Lookups:
    """Keyed answers of the references, the frames of the same names in `Sides`."""

    fx: pl.DataFrame
    prices: pl.DataFrame
    distances: pl.DataFrame
    containers: pl.DataFrame
    ship_numbers: pl.DataFrame
    ship_names: pl.DataFrame
    units: pl.DataFrame


def lookups(tables: Tables, as_of: datetime) -> Lookups:
    """The references' answers for every distinct value in the batch, as known at `as_of`."""
    units = unit_factors().select("unit", "dimension", "base_unit", "factor")
    own_rates = _table(tables, "fx_rates")
    fx = usd_rates(_rates_wanted(tables, as_of), own_rates, as_of)
    bills = _table(tables, "transport_documents")
    return Lookups(
        fx=fx.select("currency", "on", "usd_per_unit", "rate_date"),
        prices=reference_series(tables, units, fx, as_of),
        distances=sea_distances(_lanes(bills), _table(tables, "ports")).select(
            "load_port", "discharge_port", distance_nm="least_distance_nm"
        ),
        containers=container_checks(_distinct(_table(tables, "equipment"), "equipment_ref")),
        ship_numbers=imo_checks(_distinct(bills, "vessel_imo")),
        ship_names=_ship_names(bills, _table(tables, "vessels"), as_of),
        units=units,
    )


def _table(tables: Tables, name: str) -> pl.DataFrame:
    return tables.get(name, TABLES[name].empty())


def _distinct(frame: pl.DataFrame, column: str) -> pl.Series:
    return frame[column].drop_nulls().unique().sort()


def _lanes(bills: pl.DataFrame) -> pl.DataFrame:
    """Distinct pairs of ports some fact asks the sea way of.

    The ends of each paper and the stops between them; and where one paper loads at the port another
    discharges at, the way from the beginning of the one to the end of the other.
    """
    stops = bills.select("place_of_receipt", "load_port", "discharge_port", "place_of_delivery")
    papers = stops.unique()
    begins = pl.concat(papers.select("discharge_port", a=c) for c in stops.columns[:2]).unique()
    ends = pl.concat(papers.select("load_port", b=c) for c in stops.columns[2:]).unique()
    met = begins.join(ends, left_on="discharge_port", right_on="load_port").select("a", "b")
    own = [papers.select(a=a, b=b) for a, b in combinations(stops.columns, 2)]
    every = pl.concat([*own, met]).rename({"a": "load_port", "b": "discharge_port"})
    return every.drop_nulls().unique().sort(pl.all())


def _rates_wanted(tables: Tables, as_of: datetime) -> pl.DataFrame:
    """Distinct pairs of currency and day that some fact will ask a rate for."""
    dated = {
        "contracts": pl.col("sign_date"),
        "invoices": pl.col("issue_date"),
        "insurances": pl.col("issue_date"),
        "payments": pl.coalesce("value_date", pl.col("requested_at").dt.date()),
        "reference_prices": pl.col("price_date"),
        "hedges": pl.col("closed_on"),
        "financings": pl.col("starts_on"),
    }
    by_table = {
        name: _table(tables, name).select("currency", on=day.fill_null(as_of.date()))
        for name, day in dated.items()
    }
    # On the free trade side RMB is worth what it is offshore.
    paid = by_table["payments"].filter(pl.col("currency") == "CNY")
    pairs = [*by_table.values(), paid.with_columns(currency=pl.lit("CNH"))]
    # A price struck on the day a contract was signed may stand on an invoice of another currency.
    currencies = pl.concat(pairs).select("currency").drop_nulls().unique()
    # What is owed in another currency than it is paid in is valued on the day of payment.
    days = [_table(tables, "contracts").select(on="sign_date"), by_table["payments"].select("on")]
    signed = pl.concat(days).drop_nulls().unique()
    capital = pl.DataFrame({"currency": ["CNY"], "on": [as_of.date()]})  # of the clients
    every = pl.concat([*pairs, currencies.join(signed, how="cross"), capital])
    return every.drop_nulls().unique().sort(pl.all())


def _ship_names(bills: pl.DataFrame, register: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """One row a vessel as a bill names it and a name of the register: likeness and interval."""
    named = bills.select("vessel_imo", "vessel_name").drop_nulls().unique()
    known = register.filter(is_known(as_of)).select(
        "name", "valid_from", "valid_to", vessel_imo="imo"
    )
    met = named.join(known, on="vessel_imo")
    pairs = met.select(a="vessel_name", b="name").unique().sort(pl.all())
    return (
        met.join(name_similarity(pairs), left_on=["vessel_name", "name"], right_on=["a", "b"])
        .select("vessel_imo", "vessel_name", "valid_from", "valid_to", "similarity")
        .sort(pl.all(), nulls_last=True)
    )
