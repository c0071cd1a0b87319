"""The evidence of each pair: by what it was decided, how likely, what agrees and what differs."""

from __future__ import annotations

import polars as pl

from screening.linking.resolution.likely import MAY_BE, SAME, compared, names_alike
from screening.linking.resolution.names import ALIKE, CONTRARY, EQUAL, UNLIKE
from screening.linking.resolution.sets import PROBABLE, Joined

_SURE = 1_000
_PAIR = ["a", "b"]


def matches(
    told: Joined, found: pl.DataFrame, marks: pl.DataFrame, apart: pl.DataFrame
) -> pl.DataFrame:
    """One row a pair of ids (`party_match` less run_id), sorted.

    `same` pairs made firms; a pair that was left out because its set cannot be one firm, or whose
    likeness does not reach the line, is `may_be_same`; `different` is the bank's word.
    """
    made = _pairs(told.joined, SAME)
    out = _pairs(told.left_out, MAY_BE)
    probable = found.select(*_PAIR, "verdict", decided_by=pl.lit(PROBABLE))
    barred = apart.select(*_PAIR, verdict=pl.lit("different"), decided_by=pl.lit("stated"))
    settled = pl.concat([barred, made, out]).select(*_PAIR)
    rest = probable.filter(pl.col("verdict") == MAY_BE).join(settled, on=_PAIR, how="anti")
    every = pl.concat([barred, made, out.join(barred, on=_PAIR, how="anti"), rest])
    every = every.unique([*_PAIR, "decided_by"]).sort(*_PAIR, "decided_by")
    likelihood = found.select(*_PAIR, "probability_permille")
    pairs = every.select(_PAIR).unique().sort(_PAIR)
    seen = every.join(compared(pairs, marks), on=_PAIR, how="left").join(
        names_alike(pairs, marks), on=_PAIR, how="left"
    )
    permille = pl.col("probability_permille")
    by_likeness = pl.col("decided_by") == PROBABLE
    return (
        seen.join(likelihood, on=_PAIR, how="left")
        .with_columns(
            probability_permille=pl.when(by_likeness)
            .then(permille)
            .when(pl.col("verdict") == SAME)
            .then(_SURE)
            .when(pl.col("verdict") == "different")
            .then(0),
            agree=_listed("agree", [EQUAL, ALIKE]),
            differ=_listed("differ", [CONTRARY, UNLIKE]),
        )
        .select(
            "verdict",
            "decided_by",
            "probability_permille",
            "agree",
            "differ",
            party_id="a",
            other_party_id="b",
        )
        .sort("party_id", "other_party_id", "decided_by")
    )


def _listed(column: str, words: list[str]) -> pl.Expr:
    """The kinds of marks, the name first where its likeness is one of the words."""
    name = pl.when(pl.col("alike").is_in(words)).then(pl.lit("name"))
    kinds = pl.concat_list(name, pl.col(column).fill_null([])).list.drop_nulls()
    return kinds.list.join(",")


def _pairs(edges: pl.DataFrame, verdict: str) -> pl.DataFrame:
    return edges.select(
        a=pl.min_horizontal("a", "b"),
        b=pl.max_horizontal("a", "b"),
        verdict=pl.lit(verdict),
        decided_by="decided_by",
    ).unique()
