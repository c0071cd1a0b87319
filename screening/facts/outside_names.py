"""Firms that outside evidence names against those a paper names."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import UNLIKE, as_one_firm
from screening.facts.goods import scored
from screening.facts.partition import Partition, Sides
from screening.reference import firm_similarity
from screening.reference.entities import BY_NAME

_KEY = ["deal_id", "document_id"]
_TO_ORDER = r"(?i)^\s*(?:TO\s+(?:THE\s+)?)?ORDER\b|凭.*指示"


def consignees_unlike(papers: pl.LazyFrame, answers: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a paper and platform that names a consignee unlike the paper's and its notify party.

    Nobody is named by "to order", on the paper or by the platform.
    """
    straight = papers.filter(~pl.col("is_to_order").fill_null(value=False))
    firms = pl.concat(
        straight.filter(pl.col("consignee_id").is_not_null()).select(*_KEY, firm=c)
        for c in ("consignee_id", "notify_id")
    ).drop_nulls()
    said = answers.select("document_id", "source", said="consignee_name").filter(
        ~pl.col("said").str.contains(_TO_ORDER)
    )
    return _unlike(said, firms, sides).with_columns(
        kind=pl.lit("CONSIGNEE"), level=pl.lit(2, pl.Int64)
    )


def traders_unlike(
    part: Partition, papers: pl.LazyFrame, declared: pl.LazyFrame, sides: Sides
) -> pl.LazyFrame:
    """One row a paper and declaration whose exporter or importer is unlike all who may be it.

    The exporter may be the shipper or a supplier, the importer the consignee, the notify party or
    a buyer. Agents declare for others, so it is a doubt and no more.
    """
    ends = (
        ("EXPORT", "exporter_name", "buy", ("shipper_id",)),
        ("IMPORT", "importer_name", "sell", ("consignee_id", "notify_id")),
    )
    found = []
    for procedure, column, leg, parties in ends:
        of_leg = papers.select(_KEY).join(
            part.parties_of(leg).select("deal_id", firm="party_id"), on="deal_id"
        )
        named = [papers.select(*_KEY, firm=c) for c in parties]
        firms = pl.concat([of_leg, *named]).drop_nulls().unique()
        said = declared.filter(pl.col("procedure") == procedure).select(
            "document_id", "source", said=column
        )
        found.append(
            _unlike(said, firms, sides).with_columns(
                kind=pl.lit(f"{procedure}ER"), level=pl.lit(1, pl.Int64)
            )
        )
    return pl.concat(found)


def _unlike(said: pl.LazyFrame, firms: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """One row a paper, source and name unlike every name of the firms: said, expected.

    A firm without a name, or a name in another script, may well be the one said.
    """
    called = as_one_firm(firms, sides, ["firm"]).unique().join(_names(sides), on="firm", how="left")
    pairs = called.join(said.drop_nulls("said").unique(), on="document_id").select(
        *_KEY, "source", a="said", b="name"
    )
    return (
        scored(pairs, firm_similarity, "similarity", pl.Float64())
        .group_by(*_KEY, "source", said="a")
        .agg(
            is_unlike=(pl.col("similarity") < UNLIKE).all(ignore_nulls=False),
            expected=pl.col("b").min(),
        )
        .filter("is_unlike")
        .drop("is_unlike")
    )


def _names(sides: Sides) -> pl.LazyFrame:
    """One row a firm and name it bears: firm, name."""
    parties = sides.table("parties")
    made = parties.filter(pl.col("party_id").str.starts_with(BY_NAME))
    names = pl.concat(
        [
            parties.select(firm="party_id", name="name"),
            made.select(firm="party_id", name=pl.col("party_id").str.strip_prefix(BY_NAME)),
            *(
                sides.table("clients").select(firm="client_id", name=c)
                for c in ("name_en", "name_cn")
            ),
        ]
    ).drop_nulls()
    return as_one_firm(names, sides, ["firm"]).unique()
