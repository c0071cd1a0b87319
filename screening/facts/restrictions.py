"""Facts of restrictions: places goods may not come from, pass or go to; risky jurisdictions."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.facts.in_force import is_in_force, known_rows
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.reference import imo_number
from screening.schema.restrictions import JURISDICTION_SCHEMES, PLACE_SCHEMES

_BY_EFFECT = {"statutory_cn": 2, "un": 2, "bank_policy": 1}
_BY_SCHEME = dict(zip(JURISDICTION_SCHEMES, (3, 2, 1), strict=True))
_COUNTRY = 2  # letters; what is longer is a port
_PLACE = ("deal_id", "document_id", "kind", "place", "on")


def restrictions(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `restrictions`."""
    deals = part.deals.lazy().select("deal_id")
    for told in (_places(part, sides), _jurisdictions(part, sides)):
        deals = deals.join(told, on="deal_id", how="left")
    has_lists = pl.lit(sides.has("country_risk"))
    levels = ("restricted_place_level", "jurisdiction_risk_level")
    return deals.with_columns(pl.when(has_lists).then(pl.col(name)).alias(name) for name in levels)


def _places(part: Partition, sides: Sides) -> pl.LazyFrame:
    """The gravest restricted place of each deal on the day the goods were there.

    What is found counts though a place is missing; nothing found counts only where each transport
    paper names both its ports and each receipt its place. A blank origin leaves the port of loading
    to speak for it.
    """
    named = pl.concat([_voyages(part), _stores(part), _origins(part), _transit(part, sides)])
    days = named.with_columns(on=pl.col("on").fill_null(part.as_of_day)).unique()
    rows = _listed(days, part, sides, PLACE_SCHEMES).with_columns(
        level=pl.col("legal_effect").replace_strict(_BY_EFFECT, return_dtype=pl.Int64)
    )
    worst = deciding(rows, "level", ties=["document_id", "kind", "place", "list", "scheme"])
    facts = worst.select(
        "deal_id",
        "level",
        restricted_place="place",
        restricted_place_kind="kind",
        restricted_place_scheme="scheme",
        restricted_place_list="list",
        restricted_place_on="on",
        restricted_place_document_id="document_id",
    )
    is_told = pl.col("is_told").fill_null(value=False)
    level = pl.coalesce("level", pl.when(is_told).then(pl.lit(0, pl.Int64)))
    deals = part.deals.lazy().select("deal_id").join(_told(part), on="deal_id", how="left")
    return deals.join(facts, on="deal_id", how="left").with_columns(restricted_place_level=level)


def _voyages(part: Partition) -> pl.LazyFrame:
    """One row a place a transport paper names, and the day the goods were there."""
    lands = pl.coalesce("discharge_date", "planned_arrival_date", "on_board_date")
    ends = {
        "place_of_receipt": ("LOADING", pl.col("on_board_date")),
        "load_port": ("LOADING", pl.col("on_board_date")),
        "discharge_port": ("DISCHARGE", lands),
        "place_of_delivery": ("DELIVERY", lands),
    }
    bills = part.used("transport_documents")
    return pl.concat(
        bills.select(
            "deal_id", "document_id", kind=pl.lit(kind), place=pl.col(column), on=day
        ).filter(pl.col("place").is_not_null())
        for column, (kind, day) in ends.items()
    )


def _stores(part: Partition) -> pl.LazyFrame:
    """One row a warehouse receipt that names its place."""
    return (
        part.used("warehouse_receipts")
        .filter(pl.col("location").is_not_null())
        .select("deal_id", "document_id", kind=pl.lit("STORAGE"), place="location", on="issue_date")
    )


def _origins(part: Partition) -> pl.LazyFrame:
    """One row a goods line that states its origin."""
    papers = pl.concat(
        part.used(name).select("deal_id", "document_id", on=day)
        for name, day in (("contracts", "sign_date"), ("invoices", "issue_date"))
    ).unique(["deal_id", "document_id"], keep="any")
    lines = part.table("goods_lines").filter(pl.col("origin_country").is_not_null())
    return (
        lines.select("document_id", place="origin_country")
        .join(papers, on="document_id")
        .select("deal_id", "document_id", kind=pl.lit("ORIGIN"), place="place", on="on")
    )


def _transit(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a restricted port the ship called at with the goods on board, of the calls known."""
    calls = _at_listed_places(
        sides.table("port_calls").select(
            imo=imo_number(pl.col("imo")), place="unlocode", on=pl.col("arrived_at").dt.date()
        ),
        sides,
    )
    return (
        part.used("transport_documents")
        .filter(pl.all_horizontal(pl.col("vessel_imo", "on_board_date").is_not_null()))
        .with_columns(imo=imo_number(pl.col("vessel_imo")))
        .join(calls, on="imo")
        .filter(pl.col("on") > pl.col("on_board_date"), pl.col("on") < pl.col("discharge_date"))
        .select("deal_id", "document_id", kind=pl.lit("TRANSIT"), place="place", on="on")
    )


def _at_listed_places(rows: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The rows whose place, or its country, is on some list: a ship's calls are many, they few."""
    listed = sides.table("country_risk").filter(pl.col("scheme").is_in(PLACE_SCHEMES))
    codes = listed.select(code="place").unique().with_columns(is_listed=pl.lit(value=True))
    country = rows.with_columns(code=pl.col("place").str.slice(0, _COUNTRY))
    own = codes.rename({"code": "place", "is_listed": "is_own"})
    return (
        country.join(codes, on="code", how="left")
        .join(own, on="place", how="left")
        .filter(pl.any_horizontal("is_listed", "is_own"))
        .drop("code", "is_listed", "is_own")
    )


def _told(part: Partition) -> pl.LazyFrame:
    """One row a deal with papers of title: whether they name every place they must."""
    ports = pl.all_horizontal(pl.col("load_port", "discharge_port").is_not_null())
    bills = part.used("transport_documents").select("deal_id", is_told=ports)
    receipts = part.used("warehouse_receipts").select(
        "deal_id", is_told=pl.col("location").is_not_null()
    )
    return pl.concat([bills, receipts]).group_by("deal_id").agg(pl.col("is_told").all())


def _listed(
    rows: pl.LazyFrame, part: Partition, sides: Sides, schemes: Sequence[str]
) -> pl.LazyFrame:
    """The rows whose place, or its country, stands on a list of these schemes on the day `on`."""
    listed = (
        known_rows(sides.table("country_risk"), part.as_of)
        .filter(pl.col("scheme").is_in(schemes))
        .select("list", "scheme", "legal_effect", "valid_from", "valid_to", code="place")
    )
    country = rows.with_columns(code=pl.col("place").str.slice(0, _COUNTRY))
    port = rows.filter(pl.col("place").str.len_bytes() > _COUNTRY).with_columns(code="place")
    return pl.concat([country, port]).join(listed, on="code").filter(is_in_force(pl.col("on")))


def _jurisdictions(part: Partition, sides: Sides) -> pl.LazyFrame:
    """The riskiest jurisdiction of a deal's counterparties, on the day of decision.

    One found counts though another's country is missing; none found only where all are known.
    """
    countries = (
        sides.table("parties")
        .select("party_id", place="country")
        .unique("party_id", keep="any", maintain_order=True)
    )
    firms = (
        pl.concat([part.parties_of("buy"), part.parties_of("sell")])
        .unique()
        .join(sides.table("clients").select(party_id="client_id"), on="party_id", how="anti")
        .join(countries, on="party_id", how="left")
        .with_columns(on=pl.lit(part.as_of_day))
    )
    rows = _listed(firms, part, sides, JURISDICTION_SCHEMES).with_columns(
        level=pl.col("scheme").replace_strict(_BY_SCHEME, return_dtype=pl.Int64)
    )
    worst = deciding(rows, "level", ties=["party_id", "list"]).select(
        "deal_id",
        "level",
        risky_jurisdiction="place",
        risky_jurisdiction_scheme="scheme",
        risky_jurisdiction_list="list",
        risky_jurisdiction_party_id="party_id",
    )
    told = firms.group_by("deal_id").agg(is_told=pl.col("place").is_not_null().all())
    level = pl.coalesce("level", pl.when("is_told").then(pl.lit(0, pl.Int64)))
    return told.join(worst, on="deal_id", how="left").with_columns(jurisdiction_risk_level=level)
