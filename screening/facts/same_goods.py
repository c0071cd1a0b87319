"""Whether what was sold is what was bought: by code, else by words, and by attributes."""

from __future__ import annotations

import polars as pl

from screening.facts.contradictions import attribute_rows
from screening.facts.goods import LEGS, coded, first_choice, scored
from screening.reference import goods_similarity


def same_goods(lines: pl.LazyFrame, seen: pl.LazyFrame) -> pl.LazyFrame:
    """One row a deal with goods lines: the facts of `agreement` that set sale against purchase.

    `lines` are those of deals whose papers do not all say the same; `seen` counts the lines of
    every deal and says which those are.
    """
    chosen = first_choice(lines)
    sold, bought = (chosen.filter(pl.col("leg") == leg) for leg in ("sell", "buy"))
    frame = seen
    for facts in (_digits(sold, bought), _likeness(sold, bought), _attributes(sold, bought)):
        frame = frame.join(facts, on="deal_id", how="left")
    both = pl.all_horizontal(pl.col(f"n_{leg}") > 0 for leg in LEGS)
    by_code = pl.all_horizontal(pl.col(f"n_{leg}_coded") > 0 for leg in LEGS)
    by_words = pl.all_horizontal(pl.col(f"n_{leg}_described") > 0 for leg in LEGS)
    all_coded = pl.all_horizontal(pl.col(f"n_{leg}_coded") == pl.col(f"n_{leg}") for leg in LEGS)
    alike = ~pl.col("is_varied")
    return frame.select(
        "deal_id",
        "sold_goods",
        "bought_goods",
        "changed_goods_document_id",
        has_goods_codes=both & all_coded,
        shared_hs_digits=pl.when(by_code & alike).then(6).when(by_code).then("digits"),
        goods_similarity=pl.when(by_words & alike).then(1.0).otherwise("similarity"),
        n_goods_attributes_changed=pl.col("n_changed").fill_null(0),
    )


def _digits(sold: pl.LazyFrame, bought: pl.LazyFrame) -> pl.LazyFrame:
    """How many digits the code sold that is least like any bought shares with one of them."""
    out = coded(sold).select("deal_id", "hs6", "document_id")
    codes = coded(bought).select("deal_id", bought="hs6")
    pairs = (
        out.unique()
        .join(codes.unique(), on="deal_id")
        .with_columns(
            digits=pl.max_horizontal(
                pl.when(pl.col("hs6").str.slice(0, n) == pl.col("bought").str.slice(0, n))
                .then(n)
                .otherwise(0)
                for n in (2, 4, 6)
            )
        )
    )
    nearest = pairs.group_by("deal_id", "hs6", "document_id").agg(
        digits=pl.col("digits").max(), bought=pl.col("bought").min()
    )
    return (
        nearest.sort("deal_id", "digits", "hs6", "document_id")
        .unique("deal_id", keep="first", maintain_order=True)
        .select(
            "deal_id",
            digits=pl.col("digits").cast(pl.Int64),
            sold_goods="hs6",
            bought_goods="bought",
            changed_goods_document_id="document_id",
        )
    )


def _likeness(sold: pl.LazyFrame, bought: pl.LazyFrame) -> pl.LazyFrame:
    """How like the description sold that is least like any bought is to one of them."""
    pairs = (
        sold.select("deal_id", a="description")
        .drop_nulls()
        .unique()
        .join(bought.select("deal_id", b="description").drop_nulls().unique(), on="deal_id")
    )
    return (
        scored(pairs, goods_similarity, "similarity", pl.Float64())
        .group_by("deal_id", "a")
        .agg(pl.col("similarity").max(), hidden=pl.col("similarity").is_null().all())
        .group_by("deal_id")
        # one description that cannot be compared leaves the rest unknown
        .agg(similarity=pl.when(~pl.col("hidden").any()).then(pl.col("similarity").min()))
    )


def _attributes(sold: pl.LazyFrame, bought: pl.LazyFrame) -> pl.LazyFrame:
    """How many of grade, brand and origin were given on both legs and contradict each other."""
    as_one = [rows.with_columns(leg=pl.lit("both")) for rows in (sold, bought)]
    return (
        attribute_rows(*as_one)
        .group_by("deal_id", "kind")
        .agg(is_changed=pl.col("is_conflict").all(ignore_nulls=False))
        .group_by("deal_id")
        .agg(n_changed=pl.col("is_changed").sum().cast(pl.Int64))
    )
