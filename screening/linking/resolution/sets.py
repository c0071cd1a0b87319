"""Ids joined into firms level by level, the strongest word first; what would contradict is left."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from screening.reference.entities import connected

EDGES = {"a": pl.String, "b": pl.String, "decided_by": pl.String}
LEVELS = ("stated", "lei", "uscc", "registration", "imo_company", "account", "name", "known")
PROBABLE = "probable"
MOST_IDS = 25  # ids that likeness alone may chain together
_CONFLICTS = ("lei", "uscc", "registration_at")  # kinds of which one firm bears one
_STATED = frozenset({"stated"})
_BY_NUMBER = frozenset({"lei", "uscc", "registration", "imo_company"})


@dataclass(frozen=True, slots=True)
class Joined:
    """`joined` and `left_out`: the edges (EDGES) that make firms, and those that may not."""

    joined: pl.DataFrame
    left_out: pl.DataFrame

    def and_left(self, other: Joined) -> Joined:
        """The same, with what another joining left out and this one did not join."""
        left = other.left_out.join(self.joined, on=["a", "b", "decided_by"], how="anti")
        return Joined(self.joined, pl.concat([self.left_out, left]).unique().sort("a", "b"))

    def not_yet_one(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """The pairs (a, b) that are not of one firm already."""
        places = self.places()
        at = pairs.join(places, left_on="a", right_on="key", how="left").join(
            places, left_on="b", right_on="key", how="left", suffix="_b"
        )
        is_one = (at["place"] == at["place_b"]).fill_null(value=False)
        return at.filter(~is_one).select(pairs.columns).sort("a", "b")

    def places(self) -> pl.DataFrame:
        """One row an id of a firm with several: key, place."""
        return connected(self.joined["a"], self.joined["b"])


def no_edges() -> pl.DataFrame:
    """No edge at all."""
    return pl.DataFrame(schema=EDGES)


def join_levels(edges: pl.DataFrame, apart: pl.DataFrame, marks: pl.DataFrame) -> Joined:
    """The edges by LEVELS: a set that a level makes and that cannot be one firm is not made by it.

    It cannot be where it holds two ids of `apart` (a, b), or ids with different identifiers of one
    kind; and two clients of the bank are one only by the bank's word or an identifier.
    """
    told = Joined(no_edges(), no_edges())
    bearing = bearing_of(marks)
    for level in LEVELS:
        told = add(told, edges.filter(pl.col("decided_by") == level), level, apart, bearing)
    return told


def add(
    told: Joined, edges: pl.DataFrame, level: str, apart: pl.DataFrame, bearing: pl.DataFrame
) -> Joined:
    """What was joined, with the edges of a level but those of sets that cannot be one firm."""
    new = edges.filter(pl.col("a") != pl.col("b")).unique().sort("a", "b")
    if new.is_empty():
        return told
    every = pl.concat([told.joined, new])
    places = connected(every["a"], every["b"])
    wrong = _wrong(places, level, apart, bearing)
    at = new.join(places, left_on="a", right_on="key", how="left", maintain_order="left")
    is_wrong = at["place"].is_in(wrong.implode())
    return Joined(
        pl.concat([told.joined, new.filter(~is_wrong)]),
        pl.concat([told.left_out, new.filter(is_wrong)]),
    )


def _wrong(
    places: pl.DataFrame, level: str, apart: pl.DataFrame, bearing: pl.DataFrame
) -> pl.Series:
    """The places that cannot be one firm, by what a join of this level must not contradict."""
    pairs = apart.join(places, left_on="a", right_on="key").join(
        places, left_on="b", right_on="key", suffix="_b"
    )
    wrong = [pairs.filter(pl.col("place") == pl.col("place_b"))["place"]]
    if level not in _STATED:
        kinds = _CONFLICTS if level in _BY_NUMBER else (*_CONFLICTS, "client")
        borne = bearing.filter(pl.col("kind").is_in(kinds)).join(
            places, left_on="id", right_on="key"
        )
        several = borne.group_by("place", "kind", "scope").agg(pl.col("value").n_unique())
        wrong.append(several.filter(pl.col("value") > 1)["place"])
    if level == PROBABLE:
        many = places.group_by("place").len().filter(pl.col("len") > MOST_IDS)
        wrong.append(many["place"])
    return pl.concat(wrong).unique()


def bearing_of(marks: pl.DataFrame) -> pl.DataFrame:
    """The identifiers of each id: id, kind, value, and the scope in which one firm bears one.

    A registration number counts within its country: a firm may be registered in several.
    """
    number = marks.filter(pl.col("kind") == "registration").with_columns(
        kind=pl.lit("registration_at"), scope=pl.col("value").str.split(":").list.first()
    )
    rest = marks.filter(pl.col("kind").is_in(["lei", "uscc", "client"])).with_columns(
        scope=pl.lit("")
    )
    return pl.concat([number, rest])
