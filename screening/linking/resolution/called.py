"""What a firm is called: one id for ever, whichever batch names it."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.reference.entities import BY_NAME

_CLIENT, _NUMBERED, _NAMED = 0, 1, 2


def called(
    places: pl.DataFrame, clients: pl.Series, latest: pl.DataFrame, today: date
) -> pl.DataFrame:
    """One row an id of the places (key, place): party_id, entity_id, since_on; sorted.

    A client of the bank is called by its client id, the smallest. Another firm goes on being
    called what it was called first (`latest`: party_id, entity_id, since_on); a new one by its
    smallest id. An id made of a name calls a firm only where it has no other.
    """
    first = latest.group_by("entity_id").agg(pl.col("since_on").min())
    key = pl.col("key")
    rank = (
        pl.when(key.is_in(clients.implode()))
        .then(_CLIENT)
        .when(~key.str.starts_with(BY_NAME))
        .then(_NUMBERED)
        .otherwise(_NAMED)
    )
    ranked = places.join(first, left_on="key", right_on="entity_id", how="left").with_columns(
        rank=rank,
        age=pl.when(rank != _CLIENT).then(pl.col("since_on")).fill_null(date.max),
    )
    heads = (
        ranked.sort("place", "rank", "age", "key")
        .unique("place", keep="first", maintain_order=True)
        .select("place", entity_id="key", since_on=pl.col("since_on").fill_null(today))
    )
    return (
        places.join(heads, on="place")
        .select("entity_id", "since_on", party_id="key")
        .select("party_id", "entity_id", "since_on")
        .sort("party_id")
    )
