"""Facts of agreement: sold against bought goods, and the papers of one leg against each other.

A contradiction (both cannot be true) and a difference (other words, another port of the same
trade) are told apart, as UCP 600 art. 14(d) and (e) do. Most deals say one thing on every paper:
only those that do not are looked at closely.
"""

from __future__ import annotations

import polars as pl

from screening.facts.against_contract import (
    amount_over,
    contracts_by_leg,
    party_conflicts,
    places_apart,
)
from screening.facts.contradictions import goods_contradictions, wording
from screening.facts.goods import LEGS, SAID, carried_goods, traded_goods
from screening.facts.partition import Partition, Sides
from screening.facts.reduce import deciding
from screening.facts.same_goods import same_goods

OTHER_WORDS = 0.6
_ORDER = ("CODE", "SELLER", "BUYER", "AMOUNT", "ORIGIN", "BRAND", "GRADE")


def agreement(part: Partition, sides: Sides) -> pl.LazyFrame:
    """One row a deal: the facts of family `agreement`."""
    # collected once: what follows asks them many times over
    lines, carried = pl.collect_all([traded_goods(part), carried_goods(part)], engine="in-memory")
    counted = _seen(lines.lazy(), carried.lazy()).collect(engine="in-memory")
    varied = counted.filter("is_varied").select("deal_id")
    closely = [rows.join(varied, on="deal_id", how="semi").lazy() for rows in (lines, carried)]
    seen = counted.lazy()
    contracts = contracts_by_leg(part).collect(engine="in-memory").lazy()
    conflicts = [
        goods_contradictions(*closely),
        party_conflicts(part, sides, contracts),
        amount_over(part, contracts),
    ]
    frame = part.deals.lazy().select("deal_id")
    for facts in (
        same_goods(closely[0], seen),
        _contradictions(pl.concat(conflicts, how="diagonal"), seen),
        _differences(wording(*closely), places_apart(part), seen),
    ):
        frame = frame.join(facts, on="deal_id", how="left")
    return _worst(frame).with_columns(
        pl.col("has_goods_codes").fill_null(value=False),
        pl.col("n_goods_attributes_changed").fill_null(0),
    )


def _worst(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The worst that can be said; none only where both were asked and nothing was found."""
    contradicts, differs = pl.col("n_contradictions") > 0, pl.col("n_differences") > 0
    return frame.with_columns(
        worst_disagreement=pl.when(contradicts)
        .then(pl.lit("CONTRADICTION"))
        .when(differs & contradicts.is_not_null())
        .then(pl.lit("DIFFERENCE"))
        .when(~contradicts & ~differs)
        .then(pl.lit("NONE")),
        disagreement_document_id=pl.coalesce("contradiction_document_id", "difference_document_id"),
    )


def _seen(lines: pl.LazyFrame, carried: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with goods on paper: how many of the lines that count say what they are.

    `is_varied` where two papers do not say the same; `n_coded_papers`, `n_described_papers` of the
    three kinds (contract, invoice, carrying paper) that say something.
    """
    traded = lines.group_by("deal_id").agg(
        *_spread(SAID),
        *_counts(),
        *(
            ((pl.col("rank") == rank) & pl.col(c).is_not_null()).any().alias(f"{c}_{rank}")
            for rank in (0, 1)
            for c in ("hs6", "description")
        ),
    )
    others = carried.group_by("deal_id").agg(*_spread(("hs6", "description"), "carried_"))
    both = traded.join(others, on="deal_id", how="full", coalesce=True)
    apart = [pl.col(f"least_{c}") != pl.col(f"most_{c}") for c in SAID]
    for c in ("hs6", "description"):
        apart += [
            pl.col(f"{name}_{c}") != pl.col(f"least_{c}")
            for name in ("carried_least", "carried_most")
        ]
    kinds = {
        c: pl.sum_horizontal(
            pl.col(f"{c}_0").fill_null(value=False),
            pl.col(f"{c}_1").fill_null(value=False),
            pl.col(f"carried_least_{c}").is_not_null(),
        )
        for c in ("hs6", "description")
    }
    return both.select(
        "deal_id",
        *_chosen_counts(),
        is_varied=pl.any_horizontal(*(a.fill_null(value=False) for a in apart)),
        n_coded_papers=kinds["hs6"],
        n_described_papers=kinds["description"],
    )


def _spread(columns: tuple[str, ...], prefix: str = "") -> list[pl.Expr]:
    return [
        end.alias(f"{prefix}{name}_{c}")
        for c in columns
        for name, end in (("least", pl.col(c).min()), ("most", pl.col(c).max()))
    ]


def _counts() -> list[pl.Expr]:
    """Lines of each leg and kind of paper, and those of them that say what the goods are."""
    said = {
        "": pl.col("document_id").is_not_null(),
        "_coded": (pl.col("hs6").str.len_bytes() >= 6).fill_null(value=False),
        "_described": pl.col("description").is_not_null(),
    }
    return [
        ((pl.col("leg") == leg) & (pl.col("rank") == rank) & holds)
        .sum()
        .cast(pl.Int64)
        .alias(f"n_{leg}{what}_{rank}")
        for leg in LEGS
        for rank in (0, 1)
        for what, holds in said.items()
    ]


def _chosen_counts() -> list[pl.Expr]:
    """Those counts for the invoices of each leg, or for its contracts where nothing is invoiced."""
    return [
        pl.when(pl.col(f"n_{leg}_0") > 0)
        .then(f"n_{leg}{what}_0")
        .otherwise(f"n_{leg}{what}_1")
        .fill_null(0)
        .alias(f"n_{leg}{what}")
        for leg in LEGS
        for what in ("", "_coded", "_described")
    ]


def _contradictions(rows: pl.LazyFrame, seen: pl.LazyFrame) -> pl.LazyFrame:
    """How many papers contradict the others of their leg, and the worst of them."""
    conflict = pl.col("is_conflict")
    counts = rows.group_by("deal_id").agg(
        n=pl.col("document_id").filter(conflict).n_unique().cast(pl.Int64),
        is_hidden=conflict.is_null().any(),
        invoiced_over_contract_ratio=pl.col("invoiced_over_contract_ratio").max(),
    )
    order = pl.col("kind").replace_strict(
        {k: i for i, k in enumerate(_ORDER)}, return_dtype=pl.Int8
    )
    worst = deciding(
        rows.filter(conflict).with_columns(order=order),
        "order",
        ties=["document_id"],
        descending=False,
    ).select(
        "deal_id",
        contradiction_kind="kind",
        contradiction_said="said",
        contradiction_expected="expected",
        contradiction_document_id="document_id",
    )
    n = pl.col("n").fill_null(0)
    asked = pl.col("n").is_not_null() | (pl.col("n_coded_papers") >= 2)
    known = (n > 0) | (asked & ~pl.col("is_hidden").fill_null(value=False))
    return (
        counts.join(
            seen.select("deal_id", "n_coded_papers"), on="deal_id", how="full", coalesce=True
        )
        .join(worst, on="deal_id", how="left")
        .select(
            "deal_id",
            "invoiced_over_contract_ratio",
            "contradiction_kind",
            "contradiction_said",
            "contradiction_expected",
            "contradiction_document_id",
            n_contradictions=pl.when(known).then(n),
        )
    )


def _differences(likeness: pl.LazyFrame, places: pl.LazyFrame, seen: pl.LazyFrame) -> pl.LazyFrame:
    """Kinds of harmless difference between the papers of a leg: wording, and the port named."""
    words = deciding(likeness, "similarity", ties=["document_id"], descending=False).select(
        "deal_id", "similarity", worded_document_id="document_id"
    )
    ports = places.group_by("deal_id").agg(
        is_apart=pl.col("is_apart").any(ignore_nulls=False),
        placed_document_id=pl.col("document_id").filter(pl.col("is_apart")).min(),
    )
    rows = (
        seen.select("deal_id", "is_varied", "n_described_papers")
        .join(words, on="deal_id", how="left")
        .join(ports, on="deal_id", how="full", coalesce=True)
    )
    alike = ~pl.col("is_varied") & (pl.col("n_described_papers") >= 2)
    likeness_of = pl.when(alike).then(1.0).otherwise("similarity")
    other_words, apart = likeness_of < OTHER_WORDS, pl.col("is_apart")
    n = other_words.fill_null(value=False).cast(pl.Int64) + apart.fill_null(value=False).cast(
        pl.Int64
    )
    return rows.select(
        "deal_id",
        wording_similarity=likeness_of.round(6),
        n_differences=pl.when((n > 0) | other_words.is_not_null() | apart.is_not_null()).then(n),
        difference_kind=pl.when(other_words)
        .then(pl.lit("WORDING"))
        .when(apart)
        .then(pl.lit("PLACE")),
        difference_document_id=pl.when(other_words)
        .then("worded_document_id")
        .when(apart)
        .then("placed_document_id"),
    )
