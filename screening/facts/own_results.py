"""What the bank's own name screening says, held beside ours and preferred to it."""

from __future__ import annotations

import polars as pl

from screening.facts.partition import Sides
from screening.reference import normalised_name

_KEY = ["key", "list", "uid"]
_RANK = {"match": 0, "possible": 1, "false_match": 2, "clear": 3}  # of one moment the worst holds


def own_results(sides: Sides) -> pl.LazyFrame:
    """One row a name or party, list and entry (null: the whole list): the latest word on it.

    `key` is the party's id after `id:`, or the name as `normalised_name` writes it after `name:`;
    `result` and `said_on` the word and its day, `said_effect` the list's effect if it is told.
    """
    rows = sides.table("screening_results")
    keyed = pl.concat(
        [
            rows.filter(pl.col("party_id").is_not_null()).with_columns(
                key=pl.lit("id:") + pl.col("party_id")
            ),
            rows.filter(pl.col("party_id").is_null()).with_columns(key=name_key("name")),
        ]
    ).drop_nulls("key")
    ordered = keyed.with_columns(rank=pl.col("result").replace_strict(_RANK)).sort(
        *_KEY, "screened_at", "rank", descending=[False, False, False, True, False]
    )
    last = ordered.unique(_KEY, keep="first", maintain_order=True)
    return last.select(
        *_KEY, "result", said_on=pl.col("screened_at").dt.date(), said_effect="legal_effect"
    )


def name_key(column: str) -> pl.Expr:
    """The key of a name."""
    return pl.lit("name:") + normalised_name(pl.col(column))


def with_keys(mentions: pl.LazyFrame) -> pl.LazyFrame:
    """One row a mention and key the bank's screening may know it by."""
    by_id = mentions.filter(pl.col("party_id").is_not_null()).with_columns(
        key=pl.lit("id:") + pl.col("party_id")
    )
    named = mentions.filter(pl.col("kind").is_in(["name", "vessel"])).with_columns(
        key=name_key("value")
    )
    return pl.concat([by_id, named]).drop_nulls("key")


def settled(mentions: pl.LazyFrame, sides: Sides) -> pl.LazyFrame:
    """The mentions of names that the bank's own screening has said anything of."""
    asked = own_results(sides).select("key").unique()
    return with_keys(mentions).join(asked, on="key", how="semi").drop("key").unique()
