"""How much each word of a name tells: little where many entries, or very many firms, share it."""

from __future__ import annotations

import math

import polars as pl

from screening.names.forms import kinds
from screening.names.spelling import alike_words
from screening.names.words import COMMON

ONE = 1000
"""The weight of a word that a single entry bears; all weights are whole thousandths."""

SHARED = {"legal": 50, "particle": 50, "common": 250, "letter": 300, "number": 500}
_LEAST, _SHORT = 300, 600  # of a word that is a firm's own; of one of two letters at most
_NEAR_COMMON, _MISSPELT, _COMMON_LETTERS = 400, 800, 6
_TELLS_NOTHING_FROM = 2000  # entries that share a word


def words_of(forms: pl.DataFrame) -> pl.DataFrame:
    """One row a form and distinct word of it: form, word."""
    return forms.select("form", word="words").explode("word").unique(maintain_order=True)


def vocabulary(listed: pl.DataFrame, *, of_ships: bool = False) -> pl.DataFrame:
    """One row a word of the listed forms: word, kind, n_entries, weight.

    `listed` has a row a form, word and entry (form, word, uid). A word that n entries share
    weighs 1 - ln n / ln 2000, as an inverse document frequency does, but no less for a longer list.
    """
    counted = listed.group_by("word").agg(n_entries=pl.col("uid").n_unique().cast(pl.Int64))
    return with_weight(counted.sort("word"), of_ships=of_ships)


def with_weight(counted: pl.DataFrame, *, of_ships: bool = False) -> pl.DataFrame:
    """The words (word, n_entries), distinct, with their kind and weight."""
    near = pl.lit(value=False) if of_ships else near_common(counted["word"])
    told = counted.with_columns(kind=kinds(counted["word"], of_ships=of_ships), is_near_common=near)
    columns = (pl.col(c) for c in ("word", "kind", "n_entries", "is_near_common"))
    return told.with_columns(weight=weight(*columns))


def near_common(words: pl.Series) -> pl.Series:
    """Whether each word may be a word of trades or places misspelt."""
    stated = pl.Series(sorted(w for w in COMMON if w.isascii() and len(w) >= _COMMON_LETTERS))
    alike = alike_words(words, stated).filter(pl.col("alike") >= _MISSPELT)
    return words.is_in(alike["word"].implode())


def weight(word: pl.Expr, kind: pl.Expr, n_entries: pl.Expr, is_near_common: pl.Expr) -> pl.Expr:
    """The weight of a word in thousandths; a word that may be a common one misspelt tells less."""
    known = n_entries.clip(1, _TELLS_NOTHING_FROM).cast(pl.Float64).log()
    own = (ONE - ONE * known / math.log(_TELLS_NOTHING_FROM)).round(0).cast(pl.Int64)
    own = own.clip(_LEAST, ONE)
    short = (word.str.len_chars() <= 2) & ~word.str.contains(r"\p{Han}")
    own = pl.when(short).then(pl.min_horizontal(own, pl.lit(_SHORT))).otherwise(own)
    own = pl.when(is_near_common).then(pl.min_horizontal(own, pl.lit(_NEAR_COMMON))).otherwise(own)
    return kind.replace_strict(SHARED, default=None, return_dtype=pl.Int64).fill_null(own)
