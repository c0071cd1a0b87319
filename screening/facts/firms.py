"""The firms of a deal, each under one id: client, suppliers, buyers, banks of its credits."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Partition, Sides
from screening.reference import firm_similarity
from screening.reference.entities import BY_NAME

UNLIKE = 0.6  # likeness of two firms' names under which they are two firms


def firms_of(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: client, and the sorted lists suppliers, buyers and banks (never null)."""
    return part.kept("firms", lambda: _firms_of(part, sides))


def _firms_of(part: Partition, sides: Sides) -> pl.LazyFrame:
    banks = pl.concat(
        part.table("letters_of_credit").select("deal_id", party_id=column)
        for column in ("issuing_bank_id", "advising_bank_id")
    )
    groups = {
        "suppliers": part.parties_of("buy"),
        "buyers": part.parties_of("sell"),
        "banks": banks.filter(pl.col("party_id").is_not_null()),
    }
    frame = as_one_firm(part.deals.lazy().select("deal_id", client="client_id"), sides, ["client"])
    for name, parties in groups.items():
        lists = (
            as_one_firm(parties, sides, ["party_id"])
            .group_by("deal_id")
            .agg(pl.col("party_id").unique().sort().alias(name))
        )
        frame = frame.join(lists, on="deal_id", how="left")
    return frame.with_columns(pl.col(*groups).fill_null([]))


def as_one_firm(frame: pl.LazyFrame, sides: Sides, columns: list[str]) -> pl.LazyFrame:
    """The frame with the ids in these columns replaced by the one their firm is called by.

    An id that may be one of several firms becomes null: nobody can say who that is.
    """
    if sides.entities.is_empty():
        return frame
    same = sides.entities.lazy().with_columns(is_met=pl.lit(value=True))
    for column in columns:
        frame = (
            frame.join(same, left_on=column, right_on="party_id", how="left")
            .with_columns(pl.when("is_met").then("entity_id").otherwise(column).alias(column))
            .drop("entity_id", "is_met")
        )
    return frame


def told_apart(rows: pl.LazyFrame, sides: Sides, column: str, deal: list[str]) -> pl.LazyFrame:
    """The rows with a party known by name alone made null where it may be a firm of the deal.

    Messages write one name in many ways. A name that is somewhat like that of a firm in the
    columns `deal`, or set against a firm without a name, may be that firm; only one unlike all of
    them is somebody else's.
    """
    names = pl.concat(
        [
            sides.table("parties").select("name", firm="party_id"),
            *(
                sides.table("clients").select(firm="client_id", name=c)
                for c in ("name_en", "name_cn")
            ),
        ],
        how="diagonal",
    ).drop_nulls()
    called = as_one_firm(names, sides, ["firm"])
    unknown = (
        rows.filter(pl.col(column).str.starts_with(BY_NAME))
        .select("deal_id", column, firm=pl.concat_list(*deal).list.drop_nulls())
        .explode("firm", empty_as_null=False)
        .join(called, on="firm", how="left")
        .select("deal_id", column, "firm", b="name", a=pl.col(column).str.strip_prefix(BY_NAME))
        .collect()
    )
    if unknown.is_empty():
        return rows
    pairs = unknown.select("a", "b").drop_nulls().unique().sort("a", "b")
    alike = unknown.join(firm_similarity(pairs), on=["a", "b"], how="left")
    doubtful = (
        alike.group_by("deal_id", column, "firm")
        .agg(pl.col("similarity").max())  # a firm may bear a Chinese and an English name
        .filter((pl.col("similarity") >= UNLIKE).fill_null(value=True))
        .select("deal_id", column, is_doubtful=pl.lit(value=True))
        .unique()
    )
    return (
        rows.join(doubtful.lazy(), on=["deal_id", column], how="left")
        .with_columns(pl.when(pl.col("is_doubtful").is_null()).then(column).alias(column))
        .drop("is_doubtful")
    )
