"""The edges that say two ids are one firm, by whose word; and the pairs that are two firms."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from screening.linking.resolution.known import KnownParties
from screening.linking.resolution.marks import IDENTIFIERS
from screening.linking.resolution.names import UNLIKE, likeness
from screening.linking.resolution.sets import Joined, no_edges
from screening.reference import normalised_name
from screening.reference.entities import BY_NAME
from screening.schema import TABLES


def stated_edges(tables: Mapping[str, pl.DataFrame], marks: pl.DataFrame) -> pl.DataFrame:
    """The edges (EDGES) of the bank's word, of identifiers and of accounts."""
    parties, links = _table(tables, "parties"), _table(tables, "party_links")
    same = links.filter(pl.col("kind") == "same_entity")
    edges = [
        parties.select(a="party_id", b="client_id").drop_nulls(),
        same.select(a="party_id", b="other_party_id"),
    ]
    stated = pl.concat(edges).unique().with_columns(decided_by=pl.lit("stated"))
    return pl.concat([stated, *(_by(kind, marks) for kind in IDENTIFIERS), _by_account(marks)])


def apart(tables: Mapping[str, pl.DataFrame], known: KnownParties) -> pl.DataFrame:
    """Pairs (a, b) that the bank says are two firms, now or in an earlier run.

    What it said earlier stands until a link says that just these two are one.
    """
    links = _table(tables, "party_links").select("kind", *_ordered("party_id", "other_party_id"))
    now = links.filter(pl.col("kind") == "different").select("a", "b")
    taken_back = links.filter(pl.col("kind") == "same_entity").select("a", "b")
    past = known.apart.select(*_ordered("party_id", "other_party_id"))
    past = past.join(taken_back, on=["a", "b"], how="anti")
    return pl.concat([now, past]).filter(pl.col("a") != pl.col("b")).unique().sort("a", "b")


def by_name(marks: pl.DataFrame, told: Joined) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Edges from an id made of a name to the one firm that bears it; and the ids of several.

    The second has columns party_id and entity_id, null: nobody can say whose the name is.
    """
    names = (
        marks.filter(pl.col("kind") == "name")
        .select("id", name=normalised_name(pl.col("value")))
        .drop_nulls()
        .unique()
    )
    is_name = pl.col("id").str.starts_with(BY_NAME)
    bearers = (
        names.filter(~is_name)
        .join(told.places(), left_on="id", right_on="key", how="left")
        .with_columns(firm=pl.coalesce(pl.format("#{}", "place"), "id"))
        .group_by("name")
        .agg(b=pl.when(pl.col("firm").n_unique() == 1).then(pl.col("id").min()))
    )
    # Two ids made of one name, written in several ways, are one whoever bears it.
    alone = names.filter(is_name).join(bearers, on="name", how="anti")
    twins = alone.select(a="id", b=pl.col("id").min().over("name"))
    found = names.filter(is_name).join(bearers, on="name").select("b", a="id").select("a", "b")
    several = found.filter(pl.col("b").is_null()).join(
        told.places(), left_on="a", right_on="key", how="anti"
    )
    edges = pl.concat([found.drop_nulls(), twins]).unique()
    return (
        edges.with_columns(decided_by=pl.lit("name")),
        several.select(party_id="a", entity_id="b").unique("party_id").sort("party_id"),
    )


def known_edges(latest: pl.DataFrame) -> pl.DataFrame:
    """Edges from an id to what its firm was called before."""
    rows = latest.filter(pl.col("party_id") != pl.col("entity_id"))
    return rows.select(a="party_id", b="entity_id", decided_by=pl.lit("known"))


def _by(kind: str, marks: pl.DataFrame) -> pl.DataFrame:
    borne = marks.filter(pl.col("kind") == kind)
    return borne.select(a="id", b=pl.col("id").min().over("value"), decided_by=pl.lit(kind)).filter(
        pl.col("a") != pl.col("b")
    )


def _by_account(marks: pl.DataFrame) -> pl.DataFrame:
    """Edges from who is known by name alone to the holder of the account, unless quite unlike."""
    accounts = marks.filter(pl.col("kind") == "account").select("id", "value")
    is_name = pl.col("id").str.starts_with(BY_NAME)
    met = accounts.filter(is_name).join(
        accounts.filter(~is_name).filter(pl.col("id").n_unique().over("value") == 1), on="value"
    )
    pairs = met.select(a="id", b="id_right").unique()
    if pairs.is_empty():
        return no_edges()
    said = marks.filter(pl.col("kind") == "name").select("id", name="value")
    named = pairs.join(said, left_on="a", right_on="id").join(
        said, left_on="b", right_on="id", suffix="_b"
    )
    alike = likeness(named.select(a="name", b="name_b"))
    unlike = (
        named.join(alike, left_on=["name", "name_b"], right_on=["a", "b"])
        .group_by("a", "b")
        .agg(is_unlike=(pl.col("alike") == UNLIKE).all() & pl.col("alike").is_not_null().any())
        .filter("is_unlike")
    )
    kept = pairs.join(unlike, on=["a", "b"], how="anti")
    return kept.with_columns(decided_by=pl.lit("account"))


def _ordered(one: str, other: str) -> tuple[pl.Expr, pl.Expr]:
    return (
        pl.min_horizontal(one, other).alias("a"),
        pl.max_horizontal(one, other).alias("b"),
    )


def _table(tables: Mapping[str, pl.DataFrame], name: str) -> pl.DataFrame:
    return tables.get(name, TABLES[name].empty())
