"""Entries of `client_status` in the words of their scheme; a word that none knows has a reason."""

from __future__ import annotations

import unicodedata

import polars as pl

from screening.schema.status_words import OPEN_SCHEMES, STATUS_WORDS


def status_words(rows: pl.DataFrame) -> pl.Series:
    """The word of each row's `value` in its `scheme`, null where the scheme has no such word.

    Case, width, blanks and hyphens of a spelling do not matter. In the open schemes a state that
    is none of the words stands as it is given.
    """
    pairs = rows.select("scheme", "value").unique().drop_nulls()
    read = pairs.with_columns(
        word=pl.Series([_word(s, v) for s, v in pairs.iter_rows()], dtype=pl.String)
    )
    joined = rows.select("scheme", "value").join(
        read, on=["scheme", "value"], how="left", maintain_order="left"
    )
    return joined["word"]


def refused_words(rows: pl.DataFrame) -> pl.Series | None:
    """A reason a row whose value its scheme does not know; None where all are known."""
    known = pl.col("scheme").is_in(list(STATUS_WORDS))
    told = rows.with_columns(word=status_words(rows))
    words = {s: f"is none of {', '.join(sorted({*w.values()}))}" for s, w in STATUS_WORDS.items()}
    reason = pl.col("scheme").replace_strict(words, default=None, return_dtype=pl.String)
    unread = known & pl.col("value").is_not_null() & pl.col("word").is_null()
    failed = told.select(pl.when(unread).then(reason).alias("reason")).to_series()
    return None if failed.null_count() == failed.len() else failed


def _word(scheme: str, value: str) -> str | None:
    narrow = unicodedata.normalize("NFKC", value).strip().lower()
    spelling = "_".join(narrow.replace("-", " ").replace("_", " ").split())
    words = STATUS_WORDS.get(scheme, {})
    found = words.get(spelling) or words.get(spelling.replace("_", ""))
    return found or (value.strip() or None if scheme in OPEN_SCHEMES else None)
