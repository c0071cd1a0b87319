"""Keys that edges join into one set, and ids that messages make of a name."""

from __future__ import annotations

import polars as pl

BY_NAME = "NAME:"  # begins the id of a party that a message names and does not number


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
