"""The forms of names that can be compared, and their words with weights and likenesses."""

from __future__ import annotations

import polars as pl

from screening.names.forms import forms, kinds
from screening.names.spelling import alike_words
from screening.names.weights import ONE, with_weight
from screening.names.words import COMMON

_LEAST_WORDS = 2  # of a name that has no word of its own


def comparable(names: pl.Series, *, of_ships: bool) -> pl.DataFrame:
    """The forms that can be compared: with a word of their own, or two words, not all legal.

    Beside the columns of `forms`: own_text (the own words run together), n_own, n_told (words that
    are neither legal nor particles), n_words.
    """
    made = forms(names)
    words = made.select("form", word="words").explode("word")
    distinct = words["word"].unique().sort()
    kind = kinds(distinct, of_ships=of_ships)
    words = words.with_columns(
        kind=pl.col("word").replace_strict(distinct, kind, return_dtype=pl.String)
    )
    told = words.group_by("form").agg(
        own_text=pl.col("word").filter(pl.col("kind") == "own").str.join(""),
        n_own=(pl.col("kind") == "own").sum(),
        n_told=(~pl.col("kind").is_in(["legal", "particle"])).sum(),
        n_words=pl.len(),
    )
    says_something = (pl.col("n_told") > 0) & (pl.col("n_words") >= _LEAST_WORDS)
    return made.join(told, on="form", how="left", maintain_order="left").filter(
        (pl.col("n_own") > 0) | says_something
    )


def alike_to(asked: pl.Series, vocab: pl.DataFrame, *, of_ships: bool) -> pl.DataFrame:
    """Which listed words each word asked may be: word, listed_word, alike; itself at ONE."""
    own = asked.filter(kinds(asked, of_ships=of_ships).is_in(["own", "common"]))
    listed = vocab.filter(pl.col("kind").is_in(["own", "common"]))["word"]
    same = vocab.filter(pl.col("word").is_in(asked.implode())).select(
        "word", listed_word="word", alike=pl.lit(ONE, pl.Int64)
    )
    other = alike_words(own, listed)
    both_common = pl.all_horizontal(pl.col("word", "listed_word").is_in(sorted(COMMON)))
    return pl.concat([same, other.filter(~both_common)]).sort("word", "listed_word")


def weighed(
    words: pl.DataFrame, vocab: pl.DataFrame, alike: pl.DataFrame, *, of_ships: bool
) -> pl.DataFrame:
    """The words asked with the weight of the listed word each may be: of the rarest such word."""
    listed = vocab.select(listed_word="word", listed_entries="n_entries")
    best = (
        alike.join(listed, on="listed_word")
        .group_by("word")
        .agg(
            exact=pl.col("listed_entries").filter(pl.col("alike") == ONE).max(),
            near=pl.col("listed_entries").min(),
        )
    )
    distinct = words["word"].unique().sort().to_frame()
    known = distinct.join(best, on="word", how="left").with_columns(
        n_entries=pl.coalesce("exact", "near", pl.lit(1, pl.Int64))
    )
    told = with_weight(known.sort("word"), of_ships=of_ships)
    return with_total(words.join(told.select("word", "kind", "n_entries", "weight"), on="word"))


def with_total(words: pl.DataFrame) -> pl.DataFrame:
    """The words with the weight of all words of their form, and whether each is its own."""
    total = words.group_by("form").agg(total=pl.col("weight").sum())
    return words.join(total, on="form").with_columns(is_own=pl.col("kind") == "own")
