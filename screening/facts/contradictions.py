"""Papers of one leg that cannot both be true of the goods: code, grade, brand or origin.

Data need not be identical but must not conflict (UCP 600 art. 14(d)); a paper contradicts the
others where nothing it says of a thing fits anything they say of it.
"""

from __future__ import annotations

import polars as pl

from screening.facts.goods import Scorer, coded, scored
from screening.reference import firm_similarity, goods_similarity, grade_conflicts

_BRANDS_ALIKE = 0.6
_KEY = ("deal_id", "leg")


def goods_contradictions(lines: pl.LazyFrame, carried: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal, paper and kind of thing compared: said, expected, is_conflict.

    Invoices are held against the contracts of their leg; bills, receipts and customs declarations
    against the contracts and invoices of the legs they serve.
    """
    contracts, invoices = (lines.filter(pl.col("rank") == rank) for rank in (1, 0))
    return pl.concat(
        [
            _codes(invoices, contracts),
            _codes(carried, lines),
            attribute_rows(invoices, contracts),
        ],
        how="diagonal",
    )


def attribute_rows(papers: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal, paper and one of grade, brand and origin, where both sides give it."""
    return pl.concat(
        [
            _by_score(papers, known, "grade", grade_conflicts, "GRADE"),
            _by_score(papers, known, "brand", _brand_conflicts, "BRAND"),
            _by_score(papers, known, "origin_country", _unequal, "ORIGIN"),
        ]
    )


def wording(lines: pl.LazyFrame, carried: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal and paper: how like its least likely description is to the others' words.

    Null where it is in another script than all of them.
    """
    contracts, invoices = (lines.filter(pl.col("rank") == rank) for rank in (1, 0))
    pairs = pl.concat(
        [
            _pairs(invoices, contracts, "description"),
            _pairs(carried, lines, "description"),
        ]
    )
    return (
        scored(pairs, goods_similarity, "similarity", pl.Float64())
        .group_by("deal_id", "document_id", "a")
        .agg(pl.col("similarity").max())
        .group_by("deal_id", "document_id")
        .agg(pl.col("similarity").min())
    )


def _pairs(papers: pl.LazyFrame, known: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """One row a deal, leg, paper, value `a` it states and value `b` the others state."""
    said = papers.select(*_KEY, "document_id", a=column).drop_nulls().unique()
    others = known.select(*_KEY, b=column).drop_nulls().unique()
    return said.join(others, on=list(_KEY))


def _by_score(
    papers: pl.LazyFrame, known: pl.LazyFrame, column: str, scorer: Scorer, kind: str
) -> pl.LazyFrame:
    """Conflicts by a scorer that says of (a, b) whether they cannot both be true."""
    conflict = pl.col("is_conflict")
    return (
        scored(_pairs(papers, known, column), scorer, "is_conflict", pl.Boolean())
        .group_by("deal_id", "document_id")
        .agg(
            # what fits one of the others is no conflict, whatever the rest cannot tell
            is_conflict=pl.when((~conflict).any())
            .then(pl.lit(value=False))
            .otherwise(conflict.all(ignore_nulls=False)),
            said=pl.col("a").min(),
            expected=pl.col("b").min(),
        )
        .with_columns(kind=pl.lit(kind))
    )


def _codes(papers: pl.LazyFrame, known: pl.LazyFrame) -> pl.LazyFrame:
    """Conflicts of the heading: none that the paper bears is one of the others'."""
    others = coded(known).select(*_KEY, "hs4", expected="hs6")
    met = others.select(*_KEY, "hs4", is_met=pl.lit(value=True)).unique()
    return (
        coded(papers)
        .select(*_KEY, "document_id", "hs4", said="hs6")
        .unique()
        .join(others.group_by(_KEY).agg(pl.col("expected").min()), on=list(_KEY))
        .join(met, on=[*_KEY, "hs4"], how="left")
        .group_by("deal_id", "document_id")
        .agg(
            is_conflict=~pl.col("is_met").fill_null(value=False).any(),
            said=pl.col("said").min(),
            expected=pl.col("expected").min(),
            kind=pl.lit("CODE"),
        )
    )


def _brand_conflicts(pairs: pl.DataFrame) -> pl.DataFrame:
    return firm_similarity(pairs).select("a", "b", is_conflict=pl.col("similarity") < _BRANDS_ALIKE)


def _unequal(pairs: pl.DataFrame) -> pl.DataFrame:
    return pairs.unique().with_columns(is_conflict=pl.col("a") != pl.col("b"))
