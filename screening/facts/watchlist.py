"""Facts of lists: how near the names and identifiers of a deal come to entries of a list."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.facts.mentions import MENTION, event_days, mentions
from screening.facts.own_results import own_results, settled, with_keys
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.inputs.imo_numbers import is_ship_number
from screening.schema import FAMILIES

BINDING = ("statutory_cn", "un")
_SURE, _IDENTICAL, _OPEN = (
    2.0,
    1.0,
    0.85,
)  # by an identifier on a binding list, on another; unsettled
_ENTRY = ["list", "uid", "listed_name", "legal_effect", "entry_imo", "valid_from", "valid_to"]
_FACTS = [f.name for f in FAMILIES["watchlist"]]
_MET = [*MENTION, *_ENTRY, "way", "strength"]


def watchlist(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `watchlist`; all null where no list has an entry.

    Where the bank gives results of its own screening and no list, a deal is clean if it has
    settled each of its names.
    """
    has_entries = knows_entries(sides)
    if not (has_entries or sides.has("screening_results")):
        return part.deals.lazy().select("deal_id", *(pl.lit(None).alias(n) for n in _FACTS))
    named = part.kept("mentions", lambda: mentions(part, sides))
    met = part.kept(
        "lists met", lambda: entries_met(named, event_days(part), sides, part.as_of_day)
    )
    standing = met.filter(~pl.col("is_cleared"))
    unnamed = pl.col("kind") == "unnamed"
    open_ = named.filter(unnamed) if has_entries else _not_settled(named, sides)
    counts = open_.group_by("deal_id").agg(
        n_open_papers=pl.col("payment_id").is_null().sum(),
        n_open_payments=pl.col("payment_id").is_not_null().sum(),
    )
    cleared = met.group_by("deal_id").agg(
        n_matches_cleared=pl.struct("list", "uid", "value")
        .filter("is_cleared")
        .n_unique()
        .cast(pl.Int64)
    )
    on_paper = pl.col("payment_id").is_null()
    frame = part.deals.lazy().select("deal_id").join(counts, on="deal_id", how="left")
    for side, rows in (("paper", on_paper), ("payment", ~on_paper)):
        best = standing.filter(rows).group_by("deal_id").agg(pl.col("strength").max().alias(side))
        frame = frame.join(best, on="deal_id", how="left")
    frame = frame.join(cleared, on="deal_id", how="left").join(
        _nearest(standing), on="deal_id", how="left"
    )
    return frame.with_columns(
        pl.col("n_matches_cleared").fill_null(0),
        watchlist_paper_score=_score("paper"),
        watchlist_payment_score=_score("payment"),
    )


def knows_entries(sides: Sides) -> bool:
    """Whether any list that was given has an entry known by then: an empty one clears nobody."""
    return sides.has("sanctions") and not sides.tables["sanctions"].is_empty()


def _not_settled(named: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Parties without a name, and names the bank's own screening says nothing of."""
    asked = named.filter(pl.col("kind").is_in(["name", "vessel", "unnamed"]))
    return asked.join(settled(asked, sides), on=MENTION, how="anti", nulls_equal=True)


def _score(side: str) -> pl.Expr:
    """The strongest match; nothing found is 0, but where a party has no name nothing is known."""
    whole = pl.col(f"n_open_{side}s").fill_null(0) == 0
    return pl.coalesce(side, pl.when(whole).then(0.0))


def _nearest(standing: pl.LazyFrame) -> pl.LazyFrame:
    """Of each deal the match that is strongest, with the first paper and payment that name it."""
    ties = ["list", "uid", "kind", "value", "listed_name", "document_id", "payment_id", "party_id"]
    first = deciding(standing, "strength", ties=ties)
    told = first.select(
        "deal_id",
        "kind",
        watchlist_value="value",
        watchlist_entry="listed_name",
        watchlist_list="list",
        watchlist_uid="uid",
        watchlist_effect="legal_effect",
        watchlist_way="way",
    )
    where = (
        standing.sort("strength", *ties, descending=[True, *(False for _ in ties)], nulls_last=True)
        .group_by("deal_id", maintain_order=True)
        .agg(
            watchlist_document_id=pl.col("document_id").drop_nulls().first(),
            watchlist_payment_id=pl.col("payment_id").drop_nulls().first(),
        )
    )
    return told.drop("kind").join(where, on="deal_id", how="left")


def entries_met(named: pl.LazyFrame, days: pl.LazyFrame, sides: Sides, today: date) -> pl.LazyFrame:
    """One row a mention and entry in force that it is near, by us or by the bank: is_cleared.

    `days` gives first_day and last_day of each deal_id of `named`, which has the MENTION columns.
    """
    ours = named.join(sides.listed.lazy().rename({"imo": "entry_imo"}), on=["kind", "value"])
    ours = ours.filter(~_is_another_ship()).with_columns(strength=_strength())
    both = pl.concat([ours.select(_MET), _by_the_bank(named, sides).select(_MET)])
    in_force = _in_force(both.join(days, on="deal_id", how="left"), today)
    return _cleared(in_force, sides)


def _strength() -> pl.Expr:
    binding = pl.col("legal_effect").is_in(BINDING)
    by_id = pl.when(binding).then(_SURE).otherwise(_IDENTICAL)
    return pl.when(pl.col("way") == "identifier").then(by_id).otherwise(pl.col("score") / 1000)


def _is_another_ship() -> pl.Expr:
    """A name of a ship whose own valid IMO number is not the listed one's: ships share names."""
    listed = pl.col("entry_imo").str.split(" ").list.contains(pl.col("imo"))
    is_valid = (pl.col("imo").str.len_chars() == 7) & is_ship_number(pl.col("imo"))
    return ((pl.col("kind") == "vessel") & is_valid & ~listed).fill_null(value=False)


def _in_force(met: pl.LazyFrame, today: date) -> pl.LazyFrame:
    """Matches with entries in force on some day between the first and last event of the deal."""
    begun = (pl.col("valid_from") <= pl.col("last_day")).fill_null(value=True)
    not_over = (pl.col("valid_to") >= pl.col("first_day")).fill_null(value=True)
    known = (pl.col("valid_from") <= today).fill_null(value=True)
    return met.filter(begun & not_over & known).drop("first_day", "last_day")


def _by_the_bank(named: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """Matches the bank's own screening has found or not settled yet."""
    entry = sides.table("sanctions").sort("list", "uid", "name_kind", "name", nulls_last=True)
    first = entry.unique(["list", "uid"], keep="first", maintain_order=True).select(
        "list", "uid", "legal_effect", "valid_from", "valid_to", listed_name="name", entry_imo="imo"
    )
    said = own_results(sides).filter(pl.col("result").is_in(["match", "possible"]))
    of_list = entry.group_by("list").agg(list_effect=pl.col("legal_effect").min())
    met = with_keys(named).join(said, on="key").join(first, on=["list", "uid"], how="left")
    met = met.join(of_list, on="list", how="left").with_columns(
        legal_effect=pl.coalesce("legal_effect", "said_effect", "list_effect")
    )
    binding = pl.col("legal_effect").is_in(BINDING)
    sure = pl.when(binding).then(_SURE).otherwise(_IDENTICAL)
    is_match = pl.col("result") == "match"
    return met.with_columns(
        strength=pl.when(is_match).then(sure).otherwise(_OPEN),
        way=pl.when(is_match).then(pl.lit("bank_match")).otherwise(pl.lit("bank_possible")),
    )


def _cleared(met: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The matches with whether the bank has found them to be another: is_cleared.

    A false match clears its entry; a clear result of a list clears names of entries that were
    listed by then, and no identifier.
    """
    said = own_results(sides).filter(pl.col("result").is_in(["false_match", "clear"]))
    asked = with_keys(met).join(said, on=["key", "list"], suffix="_said")
    false_match = (pl.col("result") == "false_match") & (pl.col("uid_said") == pl.col("uid"))
    listed_by_then = (pl.col("valid_from") <= pl.col("said_on")).fill_null(value=True)
    is_ours = ~pl.col("way").is_in(["identifier", "bank_match", "bank_possible"])
    clear = (pl.col("result") == "clear") & pl.col("uid_said").is_null() & listed_by_then & is_ours
    cleared = asked.filter(false_match.fill_null(value=False) | clear).select(_MET).unique()
    marked = met.join(
        cleared.with_columns(is_cleared=pl.lit(value=True)), on=_MET, how="left", nulls_equal=True
    )
    return marked.with_columns(pl.col("is_cleared").fill_null(value=False))
