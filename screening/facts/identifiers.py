"""Facts of identifiers: container numbers, IMO ship numbers, vessel names against the register."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding


def identifiers(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal with transport papers: the facts of family `identifiers`."""
    bills = part.used("transport_documents")
    frame = (
        part.deals.lazy()
        .select("deal_id")
        .join(_containers(part, bills, sides), on="deal_id", how="left")
        .join(_vessels(bills, sides), on="deal_id", how="left")
    )
    return frame.with_columns(pl.col("has_container", "has_vessel").fill_null(value=False))


def _containers(part: Partition, bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Boxed cargo without a single container number counts as having some that are missing."""
    numbers = (
        bills.select("deal_id", "document_id")
        .unique()
        .join(part.table("equipment").select("document_id", "equipment_ref"), on="document_id")
        .join(sides.containers.lazy(), left_on="equipment_ref", right_on="value", how="left")
    )
    counted = numbers.group_by("deal_id").agg(
        n_bad_container_numbers=(~pl.col("is_valid")).sum().cast(pl.Int64)
    )
    bad = deciding(
        numbers.filter(~pl.col("is_valid")),
        "equipment_ref",
        ties=["document_id"],
        descending=False,
    ).select("deal_id", bad_container_ref="equipment_ref", bad_container_document_id="document_id")
    boxed = bills.group_by("deal_id").agg(is_boxed=(pl.col("cargo_form") == "BOX").any())
    return (
        boxed.join(counted, on="deal_id", how="left")
        .join(bad, on="deal_id", how="left")
        .with_columns(
            has_container=pl.col("is_boxed") | pl.col("n_bad_container_numbers").is_not_null()
        )
        .drop("is_boxed")
    )


def _vessels(bills: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The vessel least to be trusted: a failed check digit first, then the least like name."""
    named = bills.filter(
        pl.any_horizontal(pl.col("vessel_name", "vessel_imo").is_not_null())
    ).select("deal_id", "document_id", "vessel_imo", "vessel_name", "on_board_date")
    in_force = (
        (pl.col("valid_from") <= pl.col("on_board_date"))
        & (pl.col("on_board_date") <= pl.col("valid_to")).fill_null(value=True)
    ).fill_null(value=False)
    likeness = (
        named.join(sides.ship_names.lazy(), on=["vessel_imo", "vessel_name"])
        .filter(in_force)
        .group_by("deal_id", "document_id")
        .agg(similarity=pl.col("similarity").max())
    )
    rows = (
        named.join(sides.ship_numbers.lazy(), left_on="vessel_imo", right_on="value", how="left")
        .join(likeness, on=["deal_id", "document_id"], how="left")
        .with_columns(
            doubt=pl.when(~pl.col("is_valid")).then(2.0).otherwise(1 - pl.col("similarity"))
        )
    )
    facts = rows.group_by("deal_id").agg(
        imo_is_valid=pl.col("is_valid").all(ignore_nulls=False),
        vessel_name_similarity=pl.col("similarity").min().round(6),
        has_vessel=pl.lit(value=True),
    )
    paper = deciding(rows, "doubt", ties=["document_id"]).select(
        "deal_id", "vessel_imo", "vessel_name", vessel_document_id="document_id"
    )
    return facts.join(paper, on="deal_id", how="left")
