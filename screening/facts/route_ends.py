"""Where a voyage begins and ends, against the countries of seller, buyer and origin."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.reference import port_country


def route_ends(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with transport papers: those whose two ends both fit nobody.

    A loading port fits in the country of a seller of the purchase or of an origin of the goods, a
    discharge or delivery in that of a buyer of the sale. An end of which something is not known
    counts neither way.
    """
    load, discharge, delivery = (
        port_country(pl.col(c)) for c in ("load_port", "discharge_port", "place_of_delivery")
    )
    begins = _fits(load, "sellers", "origins")
    ends = _fits(discharge, "buyers") | _is_in(delivery, "buyers")
    rows = (
        part.used("transport_documents")
        .select("deal_id", "document_id", "load_port", "discharge_port", "place_of_delivery")
        .unique()
        .join(_firms(part, sides, "buy", "sellers"), on="deal_id", how="left")
        .join(_firms(part, sides, "sell", "buyers"), on="deal_id", how="left")
        .join(_origins(part), on="deal_id", how="left")
        .with_columns(foreign=~begins & ~ends)
    )
    foreign = pl.col("foreign")
    counts = rows.group_by("deal_id").agg(
        n_bills_foreign_at_both_ends=pl.when(foreign.any() | foreign.is_not_null().all()).then(
            foreign.sum().cast(pl.Int64)
        )
    )
    paper = deciding(rows.filter("foreign"), "document_id", ties=[], descending=False).select(
        "deal_id",
        foreign_load_port="load_port",
        foreign_discharge_port="discharge_port",
        foreign_route_document_id="document_id",
    )
    return counts.join(paper, on="deal_id", how="left")


def _firms(part: Partition, sides: Sides, leg: str, name: str) -> pl.LazyFrame:
    """One row a deal: countries of the counterparties of that leg, and whether all are known."""
    country = pl.col("country")
    return (
        part.parties_of(leg)
        .join(sides.table("parties").select("party_id", "country"), on="party_id", how="left")
        .group_by("deal_id")
        .agg(
            country.drop_nulls().unique().alias(name),
            country.is_not_null().all().alias(f"{name}_are_known"),
        )
    )


def _origins(part: Partition) -> pl.LazyFrame:
    """One row a deal that states origins: their countries."""
    stated = (
        part.table("goods_lines")
        .select("document_id", country="origin_country")
        .filter(pl.col("country").is_not_null())
        .unique()
    )
    papers = pl.concat(
        part.used(name).select("deal_id", "document_id") for name in ("contracts", "invoices")
    )
    return (
        papers.join(stated, on="document_id")
        .group_by("deal_id")
        .agg(origins=pl.col("country").unique(), origins_are_known=pl.lit(value=True))
    )


def _is_in(place: pl.Expr, countries: str) -> pl.Expr:
    return place.is_in(pl.col(countries)).fill_null(value=False)


def _fits(place: pl.Expr, *countries: str) -> pl.Expr:
    """Whether the place lies in one of them; FALSE only where all of them and it are known."""
    found = pl.any_horizontal(_is_in(place, c) for c in countries)
    known = [pl.col(f"{c}_are_known").fill_null(value=False) for c in countries]
    told = pl.all_horizontal(place.is_not_null(), *known)
    return pl.when(found).then(pl.lit(value=True)).when(told).then(pl.lit(value=False))
