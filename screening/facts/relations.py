"""How firms are related: links in force, one controller, owner or director, shared lines."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.in_force import is_in_force
from screening.facts.partition import Sides
from screening.reference.lines import lines

_FEW_SHARES = 0.05  # a holding on the exchange relates nobody to anybody
_MOST_FIRMS = 50  # of those asked: a person or line that more share is a secretary's
INDEPENDENT = 2  # attributes that must be shared, for one alone honest firms share (domain 2.11)


def related(firms: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.DataFrame:
    """One row a pair of these firms (column firm) that are related, both ways: a, b, is_disclosed.

    Firms stand under the one id each is called by. A pair is disclosed where the client declared
    the link. Only pairs of which both are asked are told.
    """
    asked = firms.select("firm").drop_nulls().unique()
    through = _through(asked, sides, as_of)
    parts = (_direct(asked, sides, as_of), through, _shared(asked, sides))
    pairs = pl.concat(p.select("a", "b", "is_disclosed") for p in parts)
    both = pl.concat([pairs, pairs.select(a="b", b="a", is_disclosed="is_disclosed")])
    return (
        both.filter(pl.col("a") != pl.col("b"))
        .group_by("a", "b")
        .agg(pl.col("is_disclosed").any())
        .sort("a", "b")
        .collect(engine="in-memory")
    )


def links_in_force(sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """Links that hold on the day, by what each end is called: a, b, kind, is_disclosed."""
    day, share = as_of.date(), pl.col("share_ratio").cast(pl.Float64)
    links = (
        sides.table("party_links")
        .filter(
            ~pl.col("kind").is_in(["same_entity", "different"]),
            is_in_force(day),
            (pl.col("kind") != "shareholder") | (share > _FEW_SHARES).fill_null(value=True),
        )
        .select(
            "kind",
            a="party_id",
            b="other_party_id",
            is_disclosed=pl.col("is_disclosed").fill_null(value=False),
        )
    )
    return as_one_firm(links, sides, ["a", "b"]).drop_nulls(["a", "b"])


def controllers(sides: Sides) -> pl.LazyFrame:
    """One row a firm and controller on record: firm, controller."""
    rows = sides.table("parties").select(firm="party_id", controller="controller_id").drop_nulls()
    return as_one_firm(rows, sides, ["firm", "controller"]).drop_nulls().unique()


def _direct(asked: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    links = links_in_force(sides, as_of).select("a", "b", "is_disclosed")
    owned = controllers(sides).select(a="firm", b="controller", is_disclosed=pl.lit(value=False))
    pairs = pl.concat([links, owned])
    for end in ("a", "b"):
        pairs = pairs.join(asked, left_on=end, right_on="firm", how="semi")
    return pairs


def _through(asked: pl.LazyFrame, sides: Sides, as_of: datetime) -> pl.LazyFrame:
    """Pairs with one controller, owner, director or head of group."""
    links = links_in_force(sides, as_of)
    ends = (("a", "b"), ("b", "a"))
    led = [links.select(firm=x, head=y, is_disclosed="is_disclosed") for x, y in ends]
    owned = controllers(sides).select("firm", head="controller", is_disclosed=pl.lit(value=False))
    under = (
        pl.concat([*led, owned])
        .join(asked, on="firm", how="semi")
        .group_by("firm", "head")
        .agg(pl.col("is_disclosed").any())
        .filter(pl.len().over("head") <= _MOST_FIRMS)
    )
    pairs = under.join(under, on="head", suffix="_b")
    disclosed = pl.col("is_disclosed") & pl.col("is_disclosed_b")
    return pairs.select(a="firm", b="firm_b", is_disclosed=disclosed)


def _shared(asked: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Pairs that share two lines of different kinds, none of them a crowd's."""
    borne = (
        as_one_firm(lines(sides.table("parties").collect()).lazy(), sides, ["firm"])
        .join(asked, on="firm", how="semi")
        .unique()
        .filter(pl.len().over("kind", "value") <= _MOST_FIRMS)
    )
    pairs = borne.join(borne, on=["kind", "value"], suffix="_b")
    return (
        pairs.filter(pl.col("firm") != pl.col("firm_b"))
        .group_by(a="firm", b="firm_b")
        .agg(n=pl.col("kind").n_unique())
        .filter(pl.col("n") >= INDEPENDENT)
        .select("a", "b", is_disclosed=pl.lit(value=False))
    )
