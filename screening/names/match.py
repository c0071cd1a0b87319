"""Names held against the names of a list."""

from __future__ import annotations

import polars as pl

from screening.names.candidates import SCORED_FROM, candidates
from screening.names.compared import alike_to, comparable, weighed, with_total
from screening.names.scoring import scored
from screening.names.weights import vocabulary, words_of

METHOD = "1"
"""Edition of the method: raised when a name may score otherwise."""

MATCHES = {"name": pl.String, "listed_name": pl.String, "score": pl.Int64, "way": pl.String}
_NOTHING_OWN = 900  # what names of common words score that are the same word for word
_MANY = 3  # words of trades and places that together may tell a firm
_ONE_SOUND = 840  # the most that other Chinese characters of one sound can score
_READ_IN_LATIN = 900  # the most that two scripts alone can score: many words sound the same


def match_names(asked: pl.Series, listed: pl.DataFrame, *, of_ships: bool = False) -> pl.DataFrame:
    """One row a name asked and listed name near it: name, listed_name, score, way; sorted.

    `listed` has a row a name (uid, name). `score` is in thousandths, from SCORED_FROM; `way` is
    written (in one script), read (from Chinese in Latin letters) or same (word for word, of names
    that have no word of their own: those are near nothing else, and one such word alone is near
    nothing at all). Names `of_ships` are told apart by any word.
    """
    every = comparable(asked, of_ships=of_ships)
    known = comparable(listed["name"], of_ships=of_ships)
    ours, theirs = (f.filter(pl.col("n_own") > 0) for f in (every, known))
    found = [_same(every, known)]
    if not ours.is_empty() and not theirs.is_empty():
        found.append(_near(ours, theirs, listed, of_ships=of_ships))
    best = pl.concat(found).sort(
        "name", "listed_name", "score", "way", descending=[False, False, True, True]
    )
    return best.unique(["name", "listed_name"], keep="first", maintain_order=True)


def _near(
    ours: pl.DataFrame, theirs: pl.DataFrame, listed: pl.DataFrame, *, of_ships: bool
) -> pl.DataFrame:
    """Pairs of forms with words of their own that are near."""
    bearers = theirs.join(listed.select("uid", "name").unique(), on="name").select("form", "uid")
    our_words, their_words = words_of(ours), words_of(theirs)
    vocab = vocabulary(their_words.join(bearers, on="form"), of_ships=of_ships)
    alike = alike_to(our_words["word"].unique().sort(), vocab, of_ships=of_ships)
    coded = pl.Enum(pl.concat([our_words["word"], vocab["word"]]).unique().sort())
    our_words = weighed(our_words, vocab, alike, of_ships=of_ships)
    our_words = our_words.with_columns(pl.col("word").cast(coded))
    their_words = with_total(their_words.join(vocab, on="word"))
    their_words = their_words.with_columns(pl.col("word").cast(coded))
    alike = alike.with_columns(pl.col("word", "listed_word").cast(coded))
    pairs = candidates(ours, theirs, our_words, their_words, alike)
    found = scored(pairs, our_words, their_words, alike, ours, theirs)
    return _told(found, ours, theirs)


def _same(ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """Names without a word of their own that are the same, word for word.

    Of three words and more legal forms may differ.
    """
    asked, listed = (
        f.filter((pl.col("n_own") == 0) & (pl.col("script") != "pinyin")).select(
            "name", text=pl.when(pl.col("n_told") >= _MANY).then("compact").otherwise("whole")
        )
        for f in (ours, theirs)
    )
    both = asked.join(listed.rename({"name": "listed_name"}), on="text")
    return both.select(
        "name", "listed_name", score=pl.lit(_NOTHING_OWN, pl.Int64), way=pl.lit("same")
    )


def _told(found: pl.DataFrame, ours: pl.DataFrame, theirs: pl.DataFrame) -> pl.DataFrame:
    """The forms that are near, as names."""
    near = (
        found.filter(pl.col("score") >= SCORED_FROM)
        .join(ours.select("form", "name", "script"), on="form")
        .join(
            theirs.select(listed_form="form", listed_name="name", listed_script="script"),
            on="listed_form",
        )
    )
    ours_read, theirs_read = (pl.col(c) == "pinyin" for c in ("script", "listed_script"))
    is_read = ours_read | theirs_read
    score = (
        pl.when(ours_read & theirs_read)
        .then(pl.col("score").clip(0, _ONE_SOUND))
        .when(is_read)
        .then(pl.col("score").clip(0, _READ_IN_LATIN))
        .otherwise("score")
    )
    way = pl.when(is_read).then(pl.lit("read")).otherwise(pl.lit("written"))
    return near.with_columns(score=score, way=way).select(list(MATCHES))
