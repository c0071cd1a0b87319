"""Parties of a deal that persons on a list own to a half or more, added up over levels."""

from __future__ import annotations

import polars as pl

from screening.facts.firms import as_one_firm
from screening.facts.mentions import MENTION, names_known, parties_named
from screening.facts.partition import Partition, Sides
from screening.facts.watchlist import entries_met, knows_entries
from screening.reference.ownership import HALF_PPM, WHOLE_PPM, known_shares, owned_by
from screening.schema import FAMILIES

_LEVELS = (2.0, 1.0, 0.92)
"""An owner is listed by an identifier on a binding list, on another, or by a name as near as this:
a name less near is settled by a person before anybody is called an owner that is listed."""
_FACTS = [f.name for f in FAMILIES["owners"]]


def owners(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `owners`; null where an owner's share is not known.

    A party that is itself called by the listed owner's id is left to the facts of lists.
    """
    has_entries = knows_entries(sides)
    is_asked = has_entries or sides.has("screening_results")
    if not (is_asked and sides.has("party_links")):
        return part.deals.lazy().select("deal_id", *(pl.lit(None).alias(n) for n in _FACTS))
    met = _listed_owners(part, sides)
    told = part.kept("owned parties", lambda: _owned(part, sides, met).lazy())
    firms = _firms(part, sides).join(
        met.lazy().select(party_id="owner").unique(), on="party_id", how="anti"
    )
    rows = firms.join(told, on="party_id", how="left")
    ties = ["owned_party", "listed_owner", "owner_list", "owner_uid", "owned_party_document_id"]
    worst = (
        rows.with_columns(owned_party="party_id", owned_party_document_id="document_id")
        .filter(pl.col("owner_list_score") > 0)
        .sort("owner_list_score", *ties, descending=[True, *(False for _ in ties)], nulls_last=True)
        .unique("deal_id", keep="first", maintain_order=True)
        .select("deal_id", *_FACTS)
    )
    clean = rows.group_by("deal_id").agg(
        is_clean=(pl.col("owner_list_score").fill_null(1.0) == 0).all()
    )
    is_clean = pl.col("is_clean").fill_null(value=False) & has_entries
    score = pl.coalesce("owner_list_score", pl.when(is_clean).then(0.0))
    every = part.deals.lazy().select("deal_id").join(clean, on="deal_id", how="left")
    joined = every.join(worst, on="deal_id", how="left")
    return joined.with_columns(owner_list_score=score).select("deal_id", *_FACTS)


def _firms(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal and party of it, banks left out: deal_id, party_id, its first document_id."""
    banks = sides.table("parties").filter("is_bank").select("party_id")
    named = parties_named(part).join(banks, on="party_id", how="anti")
    called = as_one_firm(named, sides, ["party_id"])
    return called.group_by("deal_id", "party_id").agg(pl.col("document_id").min())


def _shareholders(part: Partition, sides: Sides) -> pl.DataFrame:
    """Shareholdings of table party_links, each end by the id its firm is called by."""
    held = sides.table("party_links").filter(pl.col("kind") == "shareholder")
    ends = ["party_id", "other_party_id"]
    return part.kept(
        "shareholders", lambda: as_one_firm(held, sides, ends).drop_nulls(ends)
    ).collect()


def _listed_owners(part: Partition, sides: Sides) -> pl.DataFrame:
    """One row an owner and entry in force today that it surely is: owner, strength, the entry."""
    held = sides.table("party_links").filter(pl.col("kind") == "shareholder")
    today = pl.LazyFrame({"deal_id": [""]}).with_columns(
        first_day=pl.lit(part.as_of_day), last_day=pl.lit(part.as_of_day)
    )
    none = [pl.lit(None, pl.String).alias(c) for c in ("imo", "document_id", "payment_id")]
    named = (
        names_known(sides)
        .join(held.select("party_id").unique(), on="party_id", how="semi")
        .select(*none, "party_id", "kind", "value", deal_id=pl.lit(""))
        .select(MENTION)
    )
    met = entries_met(named, today, sides, part.as_of_day)
    sure = met.filter(~pl.col("is_cleared"), pl.col("strength") >= min(_LEVELS))
    owned = as_one_firm(sure, sides, ["party_id"]).drop_nulls("party_id")
    order = ["party_id", "strength", "list", "uid", "listed_name"]
    first = owned.sort(order, descending=[False, True, False, False, False], nulls_last=True)
    return (
        first.unique("party_id", keep="first", maintain_order=True)
        .select("strength", "list", "uid", "listed_name", owner="party_id")
        .collect(engine="in-memory")
    )


def _owned(part: Partition, sides: Sides, met: pl.DataFrame) -> pl.DataFrame:
    """One row a firm whose owners tell something: the facts of owners; a score of 0 is clean."""
    links = _shareholders(part, sides)
    held = [_at_level(links, met, level, part) for level in _LEVELS]
    best = pl.concat(held).unique("party_id", keep="first", maintain_order=True)
    told = best.join(met, left_on="listed_owner", right_on="owner", how="left").select(
        "party_id",
        "owner_list_score",
        "listed_owner",
        "listed_owner_path",
        "listed_owners_share",
        owner_entry="listed_name",
        owner_list="list",
        owner_uid="uid",
    )
    clean = _clean(links, _not_cleared(met, links, sides), part).join(
        told, on="party_id", how="anti"
    )
    return pl.concat([told, clean.with_columns(owner_list_score=0.0)], how="diagonal")


def _at_level(
    links: pl.DataFrame, met: pl.DataFrame, level: float, part: Partition
) -> pl.DataFrame:
    """The firms owned to a half by owners listed as surely as that, with the path to the firm."""
    sure = met.filter(pl.col("strength") >= level)["owner"]
    owned = owned_by(links, sure, part.as_of).filter(pl.col("share_ppm") >= HALF_PPM)
    return owned.select(
        "party_id",
        owner_list_score=pl.lit(level),
        listed_owner=pl.col("path").str.split(" > ").list.first(),
        listed_owner_path="path",
        listed_owners_share=pl.col("share_ppm") / WHOLE_PPM,
    )


def _not_cleared(met: pl.DataFrame, links: pl.DataFrame, sides: Sides) -> pl.Series:
    """Owners that are listed, or that nobody told a name of to hold against the lists."""
    names = names_known(sides).filter(pl.col("kind") == "name").select("party_id").unique()
    named = as_one_firm(names, sides, ["party_id"]).collect(engine="in-memory")
    unnamed = links.join(named, on="party_id", how="anti")["party_id"]
    return pl.concat([met["owner"], unnamed]).unique()


def _clean(links: pl.DataFrame, owners: pl.Series, part: Partition) -> pl.DataFrame:
    """Firms more than half of which others are known to own, unknown shares taken as the whole."""
    filled = links.with_columns(pl.col("share_ratio").fill_null(1))
    most = owned_by(filled, owners, part.as_of).select("party_id", most_ppm="share_ppm")
    rows = known_shares(links, part.as_of).join(most, on="party_id", how="left")
    others = pl.col("known_ppm") - pl.col("most_ppm").fill_null(0)
    is_sound = pl.col("known_ppm") <= WHOLE_PPM
    return rows.filter(is_sound & (others > HALF_PPM)).select("party_id")
