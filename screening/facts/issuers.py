"""Facts of the issuers of transport papers: carriers on the register, house and master bills."""

from __future__ import annotations

import polars as pl

from screening.facts.in_force import is_known
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.reference import connected, normalised_ref

LEVELS = {"ON_NO_REGISTER": 2, "NOT_IN_FORCE": 1, "SEVERAL_MASTERS": 1, "NO_MASTER": 1, "NONE": 0}
"""By doubt about an issuer: how grave it is."""


def issuers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with transport papers: the gravest doubt about an issuer of one of them.

    An issuer on no register weighs more than an entry not in force at issue, or a house bill that
    has not exactly one master bill. An issuer nobody can ask about leaves the level unknown,
    unless another paper's is the highest there is.
    """
    bills = (
        part.used("transport_documents")
        .select(
            "deal_id",
            "document_id",
            "transport_doc_ref",
            "carrier_code",
            "house_or_master",
            master=normalised_ref(pl.col("master_ref")),
            issued_on=pl.coalesce("issue_date", "on_board_date"),
        )
        .unique()
    )
    rows = (
        bills.join(_standing(bills, part, sides), on=["carrier_code", "issued_on"], how="left")
        .join(_masters(sides), on="document_id", how="left")
        .with_columns(doubt=_doubt())
        .with_columns(level=pl.col("doubt").replace_strict(LEVELS, return_dtype=pl.Int64))
    )
    level = pl.col("level")
    facts = rows.group_by("deal_id").agg(
        issuer_doubt_level=pl.when(
            (level == max(LEVELS.values())).any() | level.is_not_null().all()
        ).then(level.max())
    )
    paper = deciding(rows.filter(level > 0), "level", ties=["document_id"]).select(
        "deal_id",
        issuer_doubt="doubt",
        issuer_code="carrier_code",
        issuer_document_id="document_id",
        issuer_ref="transport_doc_ref",
    )
    return facts.join(paper, on="deal_id", how="left")


def _doubt() -> pl.Expr:
    """The doubt about one paper's issuer; null where it cannot be looked up."""
    named_too = pl.col("linked").list.contains(pl.col("master")).fill_null(value=False)
    numbers = pl.col("linked").list.len().fill_null(0) + (
        pl.col("master").is_not_null() & ~named_too
    ).cast(pl.Int64)
    n_masters = pl.max_horizontal(numbers, pl.col("n_linked").fill_null(0))
    is_house = (pl.col("house_or_master") == "house").fill_null(value=False) | (
        pl.col("n_linked").is_not_null()
    )
    return (
        pl.when(pl.col("is_registered").not_())
        .then(pl.lit("ON_NO_REGISTER"))
        .when(pl.col("is_in_force").not_())
        .then(pl.lit("NOT_IN_FORCE"))
        .when(pl.col("is_registered").is_null() | pl.col("is_in_force").is_null())
        .then(pl.lit(None, pl.String))
        .when(is_house & (n_masters > 1))
        .then(pl.lit("SEVERAL_MASTERS"))
        .when(is_house & (n_masters == 0))
        .then(pl.lit("NO_MASTER"))
        .otherwise(pl.lit("NONE"))
    )


def _standing(bills: pl.LazyFrame, part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a carrier and day of issue: is_registered at any time, is_in_force on that day."""
    asked = bills.select("carrier_code", "issued_on").unique().drop_nulls("carrier_code")
    if not sides.has("carriers"):
        unknown = pl.lit(None, pl.Boolean)
        return asked.with_columns(is_registered=unknown, is_in_force=unknown)
    known = sides.table("carriers").filter(is_known(part.as_of))
    covers = (pl.col("valid_from") <= pl.col("issued_on")) & (
        pl.col("issued_on") <= pl.col("valid_to")
    ).fill_null(value=True)
    return (
        asked.join(
            known.select("carrier_code", "valid_from", "valid_to"), on="carrier_code", how="left"
        )
        .group_by("carrier_code", "issued_on")
        .agg(
            is_registered=pl.col("valid_from").is_not_null().any(),
            is_in_force=pl.when(pl.col("issued_on").first().is_not_null()).then(covers.any()),
        )
    )


def _masters(sides: Sides) -> pl.LazyFrame:
    """One row a bill linked to a master bill: how many bills, and their numbers as far as known.

    Links that lead back to where they began make no bill another's master.
    """
    links = (
        sides.table("document_links")
        .filter(pl.col("kind") == "master-house")
        .select("parent_id", "child_id")
        .collect()
    )
    place = connected(links["parent_id"], links["child_id"], strongly=True).lazy()
    numbers = sides.table("transport_documents").select(
        parent_id="document_id", number=normalised_ref(pl.col("transport_doc_ref"))
    )
    return (
        links.lazy()
        .join(place, left_on="parent_id", right_on="key")
        .join(place, left_on="child_id", right_on="key")
        .with_columns(is_back=pl.col("place") == pl.col("place_right"))
        .join(numbers, on="parent_id", how="left")
        .group_by(document_id="child_id")
        .agg(
            linked=pl.col("number").filter(~pl.col("is_back")).drop_nulls().unique().sort(),
            n_linked=pl.coalesce("number", "parent_id").filter(~pl.col("is_back")).n_unique(),
        )
    )
