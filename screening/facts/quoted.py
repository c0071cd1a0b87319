"""Reference prices by what is asked of them: one a day for each grade, unit and terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from screening.facts.delivery_terms import INSURED
from screening.facts.terms import CARRIED
from screening.schema import TABLES

MOISTURES = ("wet", "dry")  # between them lies a moisture that no table states
_TERMS = ("", "bare", "carried", "insured")
_DENSE = {"mass": "volume", "volume": "mass"}


def grade_key(grade: pl.Expr) -> pl.Expr:
    """A grade as it is compared: in small letters and single blanks; empty where none is named."""
    return grade.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars().fill_null("")


def terms_kind(incoterm: str) -> pl.Expr:
    """What a delivery term puts into a price: bare, carried or insured; empty where not stated."""
    term = pl.col(incoterm)
    return (
        pl.when(term.is_in(INSURED))
        .then(pl.lit("insured"))
        .when(term.is_in(CARRIED))
        .then(pl.lit("carried"))
        .when(term.is_not_null())
        .then(pl.lit("bare"))
        .otherwise(pl.lit(""))
    )


def reference_series(
    tables: Mapping[str, pl.DataFrame], units: pl.DataFrame, fx: pl.DataFrame, as_of: datetime
) -> pl.DataFrame:
    """Reference prices published by `as_of`, in US dollars a base unit of the quantity.

    One row a commodity, grade, dimension of its unit, moisture and terms asked for, and day. Of
    several that were quoted for a day counts the one published last; then the one on the basis
    and the terms asked for; then the first by the name of its source, currency and unit. A wet
    price never answers for dry goods. Of mass and volume one stands for the other only where the
    table of commodities states a density, and nothing is quoted in the dimension itself.
    """
    known = _known(tables, units, fx, as_of)
    priced = pl.concat([known, _by_density(known, tables)])
    return _one_a_day(priced)


def _known(
    tables: Mapping[str, pl.DataFrame], units: pl.DataFrame, fx: pl.DataFrame, as_of: datetime
) -> pl.DataFrame:
    def usd(value: str) -> pl.Expr:
        return pl.col(value).cast(pl.Float64) * pl.col("usd_per_unit") / pl.col("factor")

    day = pl.col("price_date").cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return (
        tables.get("reference_prices", TABLES["reference_prices"].empty())
        .filter((pl.col("published_at") <= as_of).fill_null(pl.col("price_date") <= as_of.date()))
        .join(units, on="unit", how="inner")
        .join(fx, left_on=["currency", "price_date"], right_on=["currency", "on"], how="inner")
        .select(
            "hs6",
            "price_date",
            "currency",
            "unit",
            "dimension",
            grade_key=grade_key(pl.col("grade")),
            ref_grade="grade",
            ref_incoterm="incoterm",
            ref_basis="quantity_basis",
            ref_source="source",
            ref_usd=usd("value"),
            ref_p25=usd("p25"),
            ref_p75=usd("p75"),
            ref_n="n",
            ref_factor="factor",
            is_exchange_traded=pl.col("is_exchange_traded").fill_null(value=False),
            published=pl.coalesce("published_at", day),
        )
        .filter(pl.col("ref_usd") > 0)
    )


def _by_density(known: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """References a kilogram from those a litre and the other way round, where none is quoted."""
    density = (
        tables.get("commodities", TABLES["commodities"].empty())
        .filter(pl.col("density_kg_m3") > 0)
        .select("hs6", kg=pl.col("density_kg_m3").cast(pl.Float64) / 1000)
    )
    from_volume = pl.col("dimension") == "volume"
    times = pl.when(from_volume).then(1 / pl.col("kg")).otherwise("kg")
    turned = (
        known.filter(pl.col("dimension").is_in(list(_DENSE)))
        .join(density, on="hs6")
        .with_columns(
            *((pl.col(c) * times).alias(c) for c in ("ref_usd", "ref_p25", "ref_p75")),
            ref_factor=pl.col("ref_factor") / times,
            dimension=pl.col("dimension").replace_strict(_DENSE, return_dtype=pl.String),
        )
    )
    quoted = known.select("hs6", "dimension").unique()
    return turned.join(quoted, on=["hs6", "dimension"], how="anti").select(known.columns)


def _one_a_day(priced: pl.DataFrame) -> pl.DataFrame:
    asked = pl.DataFrame({"moisture": ["", *MOISTURES]}).join(
        pl.DataFrame({"terms": list(_TERMS)}), how="cross"
    )
    basis = pl.col("ref_basis")
    own = terms_kind("ref_incoterm")
    fits = (basis == pl.col("moisture")) | basis.is_null() | (pl.col("moisture") == "")
    likeness = (
        pl.when((pl.col("terms") == own) | (pl.col("terms") == ""))
        .then(0)
        .when(own == "")
        .then(1)
        .otherwise(2)
    )
    key = ["hs6", "grade_key", "dimension", "moisture", "terms", "price_date"]
    rank = ["published", "off_basis", "unlike", "ref_source", "currency", "unit"]
    ties = ["ref_basis", "ref_incoterm", "ref_grade", "ref_usd", "ref_n", "ref_p25", "ref_p75"]
    return (
        priced.join(asked, how="cross")
        .filter(fits)
        .with_columns(off_basis=basis.is_null() & (pl.col("moisture") != ""), unlike=likeness)
        .sort(
            *key,
            *rank,
            *ties,
            descending=[False] * len(key) + [True] + [False] * (len(rank) + len(ties) - 1),
            nulls_last=True,
        )
        .unique(key, keep="first", maintain_order=True)
        .drop("off_basis", "unlike", "published", "currency", "unit")
    )
