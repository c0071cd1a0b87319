"""Pairs of forms that may be one name, found by their rarest words and by their letters together.

Two names that are as near as SCORED_FROM share that part of the lesser one's weight, so at least
one of the rarest words that make up the rest must be met (the prefix filter of Chaudhuri, Ganti
and Kaushik 2006). Common words are never looked up.
"""

from __future__ import annotations

import polars as pl

from screening.names.spelling import consonants

SCORED_FROM = 800
"""Thousandths of score from which a pair is told."""

ONE_TEXT = 2
"""`alike_by` of names that differ in blanks, marks and legal forms alone; 1: of own words that are
or sound alike when run together, 0: of words that are met."""

_MET = 0.65  # of a name's weight that must be met; the score asks for some 0.7
_LEAST_LETTERS, _LEAST_SOUND = 6, 5  # letters and consonants of own words without blanks
PAIR = ["form", "listed_form"]


def candidates(
    asked: pl.DataFrame,
    listed: pl.DataFrame,
    asked_words: pl.DataFrame,
    listed_words: pl.DataFrame,
    alike: pl.DataFrame,
) -> pl.DataFrame:
    """One row a pair worth scoring: form, listed_form, alike_by.

    The forms have their whole and compact text; the words (form, word, weight, n_entries, is_own,
    total) their weights; `alike` (word, listed_word, alike) says which words are one.
    """
    by_word = _by_rare_words(asked_words, listed_words, alike)
    by_letters = _by_letters(asked, listed)
    both = pl.concat([by_word.with_columns(alike_by=pl.lit(0, pl.Int8)), by_letters])
    return both.group_by(PAIR).agg(pl.col("alike_by").max())


def _by_rare_words(asked: pl.DataFrame, listed: pl.DataFrame, alike: pl.DataFrame) -> pl.DataFrame:
    heard = alike.select("word").unique()
    met = asked.join(heard, on="word", how="semi")
    enough = pl.col("weight").sum().over("form") >= _MET * pl.col("total")
    rare = _rarest(met.filter(enough))
    met_by = alike.filter(pl.col("alike") > 0).select("word", "listed_word")
    theirs = _rarest(listed).select(listed_form="form", listed_word="word", listed_total="total")
    lesser, greater = (f("total", "listed_total") for f in (pl.min_horizontal, pl.max_horizontal))
    return (
        rare.select("form", "word", "total")
        .join(met_by, on="word")
        .join(theirs, on="listed_word")
        .filter(lesser >= _MET * greater)
        .select(PAIR)
        .unique()
    )


def _rarest(words: pl.DataFrame) -> pl.DataFrame:
    """Of each form its own words, rarest first, until those left cannot make a match alone."""
    own = words.filter("is_own").sort("form", "n_entries", "word")
    before = pl.col("weight").cum_sum().over("form") - pl.col("weight")
    return own.filter(before <= (1 - _MET) * pl.col("total"))


def _by_letters(asked: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Names that are equal without blanks, or whose own words are, or sound, equal."""
    pairs = []
    for made, least, alike_by in (
        (pl.col("compact"), 1, ONE_TEXT),
        (pl.col("own_text"), _LEAST_LETTERS, 1),
        (consonants(pl.col("own_text")), _LEAST_SOUND, 1),
    ):
        ours, theirs = (
            forms.select("form", key=made).filter(pl.col("key").str.len_chars() >= least)
            for forms in (asked, listed)
        )
        met = ours.join(theirs.rename({"form": "listed_form"}), on="key").select(PAIR)
        pairs.append(met.with_columns(alike_by=pl.lit(alike_by, pl.Int8)))
    return pl.concat(pairs)
