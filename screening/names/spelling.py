"""Words that are one word written in two ways: misspelt, or brought over from another script."""

from __future__ import annotations

import numpy as np
import polars as pl

ALIKE_FROM = 750
"""Thousandths of likeness from which two words may be one."""

_LONGEST_WORD = 40  # characters of a word that are looked at for misspellings
_TWO_FROM, _TWO_TO = 9, 16  # letters of words in which two may be wrong
_WINKLER_FROM = 6  # letters: in shorter words one letter tells more
_SOUNDS_ALIKE, _NEAR_ENOUGH = 900, 650  # of words of the same consonants: what they count, and need
_SAME_SOUND = (  # spellings of one sound in names brought over from other scripts
    (r"PH", "F"),
    (r"SCH|SH|CH|TCH|ZH|DJ|DZH|GI", "J"),
    (r"KH|GH|CK|[QCX]", "K"),
    (r"TH", "T"),
    (r"[WV]", "V"),
    (r"Z", "S"),
)


def alike_words(asked: pl.Series, listed: pl.Series) -> pl.DataFrame:
    """One row a pair of words that may be one: word, listed_word, alike (thousandths).

    Words differ by one letter less, more, changed or exchanged (long ones by two), or sound alike.
    Likeness is rapidfuzz's. Equal words are not among them.
    """
    met = pl.concat(
        [
            keyed(asked, "word").join(keyed(listed, "listed_word"), on=["key", "sounds"])
            for keyed in (_by_letters, _by_sound)
        ]
    )
    pairs = met.filter(pl.col("word") != pl.col("listed_word"))
    pairs = pairs.group_by("word", "listed_word").agg(pl.col("sounds").max())
    pairs = pairs.sort("word", "listed_word")
    near = pairs.with_columns(alike=_alignment(pairs["word"], pairs["listed_word"]))
    sounds = pl.col("sounds") & (pl.col("alike") >= _NEAR_ENOUGH)
    alike = pl.when(sounds).then(pl.max_horizontal("alike", _SOUNDS_ALIKE)).otherwise("alike")
    return near.select("word", "listed_word", alike=alike).filter(pl.col("alike") >= ALIKE_FROM)


def consonants(word: pl.Expr) -> pl.Expr:
    """What is left of a word when the vowels and the ways to spell one sound are taken out."""
    text = word
    for spellings, sound in _SAME_SOUND:
        text = text.str.replace_all(spellings, sound)
    head, rest = text.str.slice(0, 1), text.str.slice(1).str.replace_all("[AEIOUYHJ]", "")
    head = head.replace(dict.fromkeys("EIOUY", "A"))
    doubled = head + rest
    for letter in "BDFGKLMNPRSTV":
        doubled = doubled.str.replace_all(f"{letter}{{2,}}", letter)
    return doubled


def _by_letters(words: pl.Series, name: str) -> pl.DataFrame:
    """One row a word and what it is with a letter left out, or none: name, key, sounds."""
    asked = words.alias(name).to_frame()
    size = pl.col(name).str.len_chars()
    chinese = pl.col(name).str.contains(r"\p{Han}") & (size >= 3)
    frame = asked.filter((size.is_between(4, _LONGEST_WORD)) | chinese)
    once = _less_one(frame.with_columns(key=pl.col(name)))
    twice = _less_one(once.filter(size.is_between(_TWO_FROM, _TWO_TO)))
    keys = pl.concat([frame.select(name, key=pl.col(name)), once, twice])
    return keys.unique().with_columns(sounds=pl.lit(value=False))


def _less_one(keyed: pl.DataFrame) -> pl.DataFrame:
    """The keys with each of their letters left out in turn."""
    key, place = pl.col("key"), pl.col("place")
    rows = keyed.with_columns(place=pl.int_ranges(0, key.str.len_chars())).explode("place")
    less = key.str.slice(0, place) + key.str.slice(place + 1)
    return rows.with_columns(key=less).drop("place").unique()


def _by_sound(words: pl.Series, name: str) -> pl.DataFrame:
    """One row a Latin word and its consonants, where they are three or more."""
    frame = words.alias(name).to_frame()
    size = pl.col(name).str.len_chars()
    latin = frame.filter(size.is_between(4, _LONGEST_WORD) & ~pl.col(name).str.contains(r"\p{Han}"))
    keys = latin.with_columns(key=consonants(pl.col(name)))
    keys = keys.filter(pl.col("key").str.len_chars() >= 3)
    return keys.with_columns(sounds=pl.lit(value=True))


def _alignment(left: pl.Series, right: pl.Series) -> pl.Series:
    """Optimal string alignment; of longer Latin words its mean with Jaro and Winkler's measure."""
    from rapidfuzz.distance import OSA, JaroWinkler  # noqa: PLC0415 needed by few commands
    from rapidfuzz.process import cpdist  # noqa: PLC0415 needed by few commands

    ours, theirs = left.to_list(), right.to_list()
    aligned, winkler = (
        np.asarray(cpdist(ours, theirs, scorer=m.normalized_similarity, dtype=np.float64))
        for m in (OSA, JaroWinkler)
    )
    size = np.minimum(left.str.len_chars().to_numpy(), right.str.len_chars().to_numpy())
    alike = np.where(size >= _WINKLER_FROM, (aligned + winkler) / 2, aligned)
    return pl.Series("alike", np.rint(alike * 1000).astype(np.int64))
