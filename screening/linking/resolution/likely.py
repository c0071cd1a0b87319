"""Pairs of ids that may be one firm by likeness: Fellegi-Sunter weights over candidate pairs.

Each attribute adds the binary logarithm of how much more often it agrees (or differs) for two
rows of one firm than for two rows of different firms that met in a block. The weights are
judgements, not estimates: a weight learnt from the batch would change with every row beside it,
and the answer for two firms must not. Method: Fellegi and Sunter, "A Theory for Record Linkage",
JASA 64 (1969).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from screening.linking.resolution.names import (
    ALIKE,
    CONTRARY,
    EQUAL,
    RANK,
    UNLIKE,
    UNSURE,
    likeness,
    parts,
)

MOST_IN_BLOCK = 20  # ids; a mark that more share tells nobody from anybody
PRIOR = -1_300  # hundredths of a bit: one pair in 8,192 that met in a block is one firm
SAME_PERMILLE, MAY_BE_PERMILLE = 950, 100
SAME, MAY_BE = "same", "may_be_same"
LIKELY = {
    "a": pl.String,
    "b": pl.String,
    "probability_permille": pl.Int64,
    "verdict": pl.String,
}

# Hundredths of a bit by attribute: agree, differ. Assumptions beside each.
WEIGHTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "phone": (800, -100),  # 1 in 256 pairs of a block; firms have several telephones
        "domain": (800, -100),  # likewise; a group may have several
        "address": (600, -100),  # 1 in 64: secretaries' addresses that are not marked as such
        "account": (1_000, 0),  # 1 in 1,024; a firm has many accounts
        "incorporated_on": (700, -700),  # 1 in 128; a date is seldom wrong
        "country": (100, -400),  # half of all pairs agree; branches are rare
        "controller": (300, -200),  # sisters share it
        "lei": (0, -2_000),  # who agrees is joined already
        "uscc": (0, -2_000),
        "registration": (0, -600),  # a firm may be on several registers
    }
)
NAME_WEIGHTS: Mapping[str, int] = MappingProxyType(
    {EQUAL: 1_000, ALIKE: 600, UNSURE: -100, CONTRARY: -600, UNLIKE: -700}
)
_BLOCKS = ("phone", "domain", "address", "account", "core")
_INDEPENDENT = ("phone", "domain", "address", "account", "incorporated_on")


def likely(marks: pl.DataFrame) -> pl.DataFrame:
    """One row a pair of ids that are or may be one firm (LIKELY), a before b, sorted.

    `same` needs a probability on the line, names that are alike, and an attribute beside them
    that agrees; names that cannot be compared, or that contradict, make no more than `may_be_same`.
    """
    pairs = _candidates(marks)
    if pairs.is_empty():
        return pl.DataFrame(schema=LIKELY)
    told = pairs.join(names_alike(pairs, marks), on=["a", "b"], how="left").join(
        compared(pairs, marks), on=["a", "b"], how="left"
    )
    weighed = told.with_columns(probability_permille=_permille(_weight()))
    alike = pl.col("alike").is_in([EQUAL, ALIKE]).fill_null(value=False)
    backed = pl.any_horizontal(
        pl.col("agree").list.contains(k).fill_null(value=False) for k in _INDEPENDENT
    )
    is_contrary = pl.col("alike").is_in([CONTRARY, UNLIKE]).fill_null(value=False)
    is_same = (pl.col("probability_permille") >= SAME_PERMILLE) & alike & backed
    verdict = pl.when(is_same).then(pl.lit(SAME)).otherwise(pl.lit(MAY_BE))
    return (
        weighed.filter(pl.col("probability_permille") >= MAY_BE_PERMILLE, ~is_contrary)
        .with_columns(verdict=verdict)
        .select(pl.col(n).cast(t) for n, t in LIKELY.items())
        .sort("a", "b")
    )


def compared(pairs: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """One row a pair (a, b) with a kind of mark on both: sorted lists agree and differ."""
    mine = marks.filter(pl.col("kind").is_in([*WEIGHTS, "imo_company"]))
    both = (
        pairs.select("a", "b")
        .join(mine, left_on="a", right_on="id")
        .join(mine, left_on=["b", "kind"], right_on=["id", "kind"], suffix="_b")
        .group_by("a", "b", "kind")
        .agg(is_met=(pl.col("value") == pl.col("value_b")).any())
    )
    kind = pl.col("kind")
    return both.group_by("a", "b").agg(
        agree=kind.filter("is_met").sort(), differ=kind.filter(~pl.col("is_met")).sort()
    )


def _candidates(marks: pl.DataFrame) -> pl.DataFrame:
    """Pairs of ids that share a mark few share: a, b."""
    said = marks.filter(pl.col("kind") == "name")
    cores = said.join(parts(said["value"]), left_on="value", right_on="name").select(
        "id", kind=pl.lit("core"), value="core"
    )
    blocks = (
        pl.concat([marks, cores])
        .filter(pl.col("kind").is_in(_BLOCKS))
        .drop_nulls()
        .unique()
        .filter(pl.len().over("kind", "value") <= MOST_IN_BLOCK)
    )
    pairs = blocks.join(blocks, on=["kind", "value"], suffix="_b")
    pairs = pairs.filter(pl.col("id") < pl.col("id_b")).select(a="id", b="id_b")
    return pairs.unique().sort("a", "b")


def names_alike(pairs: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """One row a pair whose names can be compared: a, b, alike; of several names, what counts."""
    said = marks.filter(pl.col("kind") == "name").select("id", "value")
    named = pairs.join(said, left_on="a", right_on="id").join(
        said, left_on="b", right_on="id", suffix="_b"
    )
    told = likeness(named.select(a="value", b="value_b")).drop_nulls()
    rank = {word: i for i, word in enumerate(RANK)}
    best = (
        named.join(told, left_on=["value", "value_b"], right_on=["a", "b"])
        .group_by("a", "b")
        .agg(pl.col("alike").replace_strict(rank, return_dtype=pl.Int64).min())
    )
    words = dict(enumerate(RANK))
    return best.with_columns(pl.col("alike").replace_strict(words, return_dtype=pl.String))


def _weight() -> pl.Expr:
    def of(kind: str) -> pl.Expr:
        agree, differ = WEIGHTS[kind]
        return (
            pl.when(pl.col("agree").list.contains(kind))
            .then(agree)
            .when(pl.col("differ").list.contains(kind))
            .then(differ)
            .otherwise(0)
        )

    name = pl.col("alike").replace_strict(dict(NAME_WEIGHTS), default=None, return_dtype=pl.Int64)
    return pl.sum_horizontal(pl.lit(PRIOR), name.fill_null(0), *(of(kind) for kind in WEIGHTS))


def _permille(weight: pl.Expr) -> pl.Expr:
    """1,000 over 1 plus 2 to the power of minus the bits, rounded."""
    odds = (weight.cast(pl.Float64) * (-0.01 * 0.6931471805599453)).exp()
    return (1_000 / (1 + odds)).round().cast(pl.Int64)
