"""Firms of a deal that share the lines of firms nobody calls related to them."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.forms import forms
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.relations import INDEPENDENT, controllers, links_in_force
from screening.reference.lines import lines

_MOST_FIRMS = 50  # a line that more firms share is a secretary's


def infrastructure(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `infrastructure`.

    Nothing is said of a deal without counterparties, nor that nobody shares the lines of a firm of
    which fewer than two are known.
    """
    firms = _counterparties(part, sides)
    borne = part.kept("lines of firms", lambda: _borne(part, sides))
    known = borne.group_by("firm").agg(n_kinds=pl.col("kind").n_unique())
    told = (
        firms.join(_sharing(firms, borne, part, sides), on="firm", how="left")
        .join(known, on="firm", how="left")
        .with_columns(
            n=pl.when(pl.col("n").is_not_null() | (pl.col("n_kinds") >= INDEPENDENT)).then(
                pl.col("n").fill_null(1)
            )
        )
    )
    worst = deciding(told, "n", ties=["firm"])
    every = told.group_by("deal_id").agg(is_told=pl.col("n").is_not_null().all())
    shares = pl.col("n") > 1
    is_asked = pl.lit(sides.has("parties")) & (shares | pl.col("is_told"))
    return worst.join(every, on="deal_id").select(
        "deal_id",
        n_firms_sharing_lines=pl.when(is_asked).then(pl.col("n").cast(pl.Int64)),
        sharing_firm=pl.when(shares).then("firm"),
        sharing_other_firm=pl.when(shares).then("other"),
        shared_lines=pl.when(shares).then("kinds"),
    )


def _counterparties(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and counterparty, by the id its firm is called by: deal_id, firm."""
    rows = pl.concat([part.parties_of("buy"), part.parties_of("sell")])
    named = as_one_firm(rows.select("deal_id", firm="party_id"), sides, ["firm"])
    own = as_one_firm(part.deals.lazy().select("deal_id", firm="client_id"), sides, ["firm"])
    return named.drop_nulls().unique().join(own, on=["deal_id", "firm"], how="anti")


def _borne(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a firm, kind of line and value; neither banks' lines nor those of a crowd."""
    parties = sides.table("parties").filter(~pl.col("is_bank").fill_null(value=False))
    every = pl.concat([lines(parties.collect()).lazy(), forms(sides)])
    reached = as_one_firm(every, sides, ["firm"]).drop_nulls()
    led = links_in_force(sides, part.as_of).filter(pl.col("kind") == "director")
    directed = led.select(firm="b", kind=pl.lit("director"), value="a")
    borne = pl.concat([reached, directed]).unique()
    return borne.filter(pl.len().over("kind", "value") <= _MOST_FIRMS)


def _sharing(
    firms: pl.LazyFrame, borne: pl.LazyFrame, part: Partition, sides: Sides
) -> pl.LazyFrame:
    """One row a firm that shares two lines with others: n (itself counted), other, kinds."""
    mine = borne.join(firms.select("firm").unique(), on="firm", how="semi")
    pairs = (
        mine.join(borne, on=["kind", "value"], suffix="_b")
        .filter(pl.col("firm") != pl.col("firm_b"))
        .group_by("firm", other="firm_b")
        .agg(kinds=pl.col("kind").unique().sort())
        .filter(pl.col("kinds").list.len() >= INDEPENDENT)
    )
    strangers = pairs.join(_on_record(part, sides), on=["firm", "other"], how="anti")
    return (
        strangers.sort("firm", "other")
        .group_by("firm", maintain_order=True)
        .agg(
            n=pl.len() + 1,
            other=pl.col("other").first(),
            kinds=pl.col("kinds").first().list.join(","),
        )
    )


def _on_record(part: Partition, sides: Sides) -> pl.LazyFrame:
    """Pairs related by a link or one controller: firm, other, both ways."""
    links = links_in_force(sides, part.as_of).filter(pl.col("kind") != "director")
    owned = controllers(sides)
    sisters = owned.join(owned, on="controller", suffix="_b")
    pairs = pl.concat(
        [
            links.select(firm="a", other="b"),
            links.select(firm="b", other="a"),
            owned.select("firm", other="controller"),
            sisters.select("firm", other="firm_b"),
        ]
    )
    return pairs.unique()
