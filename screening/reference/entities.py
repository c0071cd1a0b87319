"""Firms that stand on papers under several ids: which ids are one firm."""

from __future__ import annotations

import polars as pl

from screening.reference.names import normalised_name

SAME_FIRM = {"party_id": pl.String, "entity_id": pl.String}
BY_NAME = "NAME:"  # begins the id of a party that a message names and does not number


def entities(
    parties: pl.DataFrame, party_links: pl.DataFrame, clients: pl.DataFrame
) -> pl.DataFrame:
    """One row an id that is not the only one of its firm: party_id, entity_id; sorted by party_id.

    Ids are one firm where a party names its client id, a link says `same_entity` or both have one
    LEI, directly or through others. An id made of a name is the firm that bears the name; where
    several do, nobody can say which, and its entity_id is null. A firm is called by its smallest
    client id, else by its smallest id that is not made of a name.
    """
    named = _bearers(parties, clients)
    stated = pl.concat([_of_clients(parties), _linked(party_links), _by_lei(parties, clients)])
    stated = stated.filter(pl.col("a") != pl.col("b"))
    told = _firms(stated, clients)
    found = _by_name(named, told)
    several = found.filter(pl.col("b").is_null()).select(party_id="a", entity_id="b")
    every = _firms(pl.concat([stated, found.drop_nulls()]), clients)
    return pl.concat([every, several.join(every, on="party_id", how="anti")]).sort("party_id")


def _of_clients(parties: pl.DataFrame) -> pl.DataFrame:
    return parties.select(a="party_id", b="client_id").drop_nulls()


def _linked(party_links: pl.DataFrame) -> pl.DataFrame:
    same = party_links.filter(pl.col("kind") == "same_entity")
    return same.select(a="party_id", b="other_party_id")


def _by_lei(parties: pl.DataFrame, clients: pl.DataFrame) -> pl.DataFrame:
    bearers = pl.concat(
        [parties.select("lei", a="party_id"), clients.select("lei", a="client_id")]
    ).drop_nulls()
    return bearers.select("a", b=pl.col("a").min().over("lei"))


def _bearers(parties: pl.DataFrame, clients: pl.DataFrame) -> pl.DataFrame:
    """One row an id and name it bears, normalised; none where no id is made of a name."""
    if not parties["party_id"].str.starts_with(BY_NAME).any():
        return pl.DataFrame(schema={"id": pl.String, "name": pl.String})
    names = [
        parties.select("name", id="party_id"),
        *(clients.select(id="client_id", name=column) for column in ("name_cn", "name_en")),
    ]
    return (
        pl.concat(names, how="diagonal")
        .select("id", name=normalised_name(pl.col("name")))
        .drop_nulls()
        .unique()
    )


def _by_name(named: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """One row an id made of a name that others bear: a, and b, one of them; null if several."""
    is_name = pl.col("id").str.starts_with(BY_NAME)
    bearers = (
        named.filter(~is_name)
        .join(told, left_on="id", right_on="party_id", how="left")
        .with_columns(firm=pl.coalesce("entity_id", "id"))
        .group_by("name")
        .agg(b=pl.when(pl.col("firm").n_unique() == 1).then(pl.col("firm").min()))
    )
    return named.filter(is_name).join(bearers, on="name").select("b", a="id").select("a", "b")


def _firms(pairs: pl.DataFrame, clients: pl.DataFrame) -> pl.DataFrame:
    """One row an id that the pairs tie to another: party_id, entity_id."""
    is_client = pl.col("key").is_in(clients["client_id"].implode())
    is_name = pl.col("key").str.starts_with(BY_NAME)
    key = pl.col("key")
    called = pl.coalesce(
        key.filter(is_client).min().over("place"),
        key.filter(~is_name).min().over("place"),
        key.min().over("place"),
    )
    return connected(pairs["a"], pairs["b"]).select(party_id="key", entity_id=called)


def connected(a: pl.Series, b: pl.Series, *, strongly: bool = False) -> pl.DataFrame:
    """One row a key of the edges from `a` to `b`, sorted: key, place (the set it is joined in).

    `strongly`: only keys that lead to each other along the edges are of one set. The number of a
    set means nothing beyond telling two sets apart.
    """
    from scipy.sparse import coo_matrix  # noqa: PLC0415 - a slow import
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    keys = pl.concat([a.alias("key"), b.alias("key")]).unique().sort()
    i, j = keys.search_sorted(a).to_numpy(), keys.search_sorted(b).to_numpy()
    edges = coo_matrix(([True] * len(i), (i, j)), shape=(len(keys), len(keys)))
    _, place = connected_components(edges, directed=strongly, connection="strong")
    return pl.DataFrame({"key": keys, "place": pl.Series(place, dtype=pl.Int64)})
