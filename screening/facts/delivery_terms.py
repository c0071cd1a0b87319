"""Prices on one basis: what carriage and insurance a delivery term puts into a price."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.terms import CARRIED
from screening.reference import freight_rates
from screening.reference.freight import (
    INSURED_SHARE,
    KG_A_LITRE,
    RATES,
    UNKNOWN_FORM,
    USUAL_NM,
)

INSURED = ("CIF", "CIP", "DAP", "DPU", "DDP")  # whose price bears the risk of the main carriage
_MOST_OF_A_PRICE = 0.5  # an estimate may not take more of a price than this


def carriage(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: `form`, `distance_nm`, `kg_a_piece`, `load_country`, `discharge_country`.

    The longest way of its transport papers, and the form and weight they state; each null where
    none says so.
    """
    units = sides.units.lazy().select("unit", "dimension", "factor")
    # exact sums: whole grams and thousandths of a piece
    grams = (pl.col("gross_weight_kg").cast(pl.Float64) * 1000).round().cast(pl.Int64)
    pieces = (pl.col("quantity").cast(pl.Float64) * pl.col("factor") * 1000).round().cast(pl.Int64)
    is_weighed = (
        (pl.col("dimension") == "pieces")
        & (pl.col("quantity") > 0)
        & pl.col("gross_weight_kg").is_not_null()
    )
    return (
        part.used("transport_documents")
        .unique(["deal_id", "document_id"], keep="first", maintain_order=True)
        .join(sides.distances.lazy(), on=["load_port", "discharge_port"], how="left")
        .join(units, on="unit", how="left")
        .group_by("deal_id")
        .agg(
            form=pl.col("cargo_form").min(),
            distance_nm=pl.col("distance_nm").max(),
            load_country=pl.col("load_port").str.slice(0, 2).min(),
            discharge_country=pl.col("discharge_port").str.slice(0, 2).min(),
            grams=grams.filter(is_weighed).sum(),
            pieces=pieces.filter(is_weighed).sum(),
        )
        .with_columns(
            kg_a_piece=pl.when(pl.col("pieces") > 0).then(
                pl.col("grams").cast(pl.Float64) / pl.col("pieces").cast(pl.Float64)
            )
        )
        .drop("grams", "pieces")
    )


def agreed_terms(part: Partition) -> pl.LazyFrame:
    """One row a deal and leg whose contracts agree one delivery term: `incoterm`."""
    term = pl.col("incoterm")
    return (
        part.used("contracts")
        .group_by("deal_id", "leg")
        .agg(incoterm=pl.when(term.min() == term.max()).then(term.min()))
    )


def with_freight(rows: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """Rows (deal_id, on, dimension) with `freight_usd` a base unit, `premium` and the carriage.

    Bank's rates, else the stated estimates; a way not known is a usual one, goods that no paper
    weighs are taken by volume, and pieces nobody weighs travel free.
    """
    rates = freight_rates(sides.table("freight_rates").collect(), part.as_of_day).lazy()
    kg = (
        pl.when(pl.col("dimension") == "mass")
        .then(1.0)
        .when(pl.col("dimension") == "volume")
        .then(KG_A_LITRE)
        .when(pl.col("dimension") == "pieces")
        .then(pl.col("kg_a_piece").fill_null(0.0))
    )
    way = pl.col("distance_nm").fill_null(USUAL_NM) / 1000.0
    a_tonne = pl.col("usd_a_tonne") + pl.col("usd_a_tonne_1000nm") * way
    moved = rows.join(carriage(part, sides), on="deal_id", how="left").with_columns(
        form=pl.col("form").fill_null(UNKNOWN_FORM), rated=pl.col("on").fill_null(part.as_of_day)
    )
    if sides.has("freight_rates"):
        priced = moved.sort("rated").join_asof(
            rates,
            left_on="rated",
            right_on="rate_date",
            by="form",
            check_sortedness=False,
            coalesce=False,
        )
    else:  # the estimates hold on any day
        priced = moved.join(rates, on="form", how="left")
    return priced.with_columns(
        freight_usd=a_tonne * kg / 1000.0, premium=pl.col("insurance_ratio")
    ).drop("rate_date", "rated", *RATES)


def is_alike(one: str, other: str) -> pl.Expr:
    """Whether two terms put the same costs into a price; one that is not stated is as the other."""
    same = pl.col(one).is_in(CARRIED) == pl.col(other).is_in(CARRIED)
    insured = pl.col(one).is_in(INSURED) == pl.col(other).is_in(INSURED)
    return (same & insured).fill_null(value=True)


def fob(price: str, term: str) -> pl.Expr:
    """A price a base unit on FOB basis: less freight, and less insurance of 110 % of CIF.

    EXW, FCA and FAS are taken as FOB: inland carriage and loading are not estimated. DAP, DPU and
    DDP are taken as CIF: unloading and duty are not. The estimate halves a price at most, so it
    alone never makes a price extreme. A price whose term is not stated stays as it is.
    """
    own = pl.col(price)
    insurance = pl.when(pl.col(term).is_in(INSURED)).then(own * INSURED_SHARE * pl.col("premium"))
    bare = own - pl.col("freight_usd") - insurance.fill_null(0.0)
    is_carried = pl.col(term).is_in(CARRIED).fill_null(value=False)
    least = own * _MOST_OF_A_PRICE
    return pl.when(is_carried & (own > 0)).then(pl.max_horizontal(bare, least)).otherwise(own)
