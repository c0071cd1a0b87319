"""The score of two forms of names: how much of the weight of both is met by words of the other."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.names.candidates import ONE_TEXT, PAIR, SCORED_FROM

_NEAR = 850  # thousandths of likeness of the letters from which words run together count as met
_ONE_TEXT = 950  # of names that differ in blanks, marks and legal forms alone
_LEAST_LETTERS = 6
_WORTH_A_LOOK = 700  # thousandths of score from which the letters are held against each other
_TOTALS = ["total", "own_total", "listed_total", "listed_own_total"]
_MET = ["own", "other", "listed_own", "listed_other"]


def scored(
    pairs: pl.DataFrame,
    asked_words: pl.DataFrame,
    listed_words: pl.DataFrame,
    alike: pl.DataFrame,
    asked: pl.DataFrame,
    listed: pl.DataFrame,
) -> pl.DataFrame:
    """One row a pair from SCORED_FROM: form, listed_form, score (thousandths).

    The score is Dice's: the weights of all words that are met, each as far as it is alike, over
    the weights of all words of both. Where the own words of both are near when run together (one
    writes a word as two), they count as met that far; names that differ in blanks, marks and legal
    forms alone score 0.95 at least.
    """
    totals = _totals(asked_words), _totals(listed_words).rename(lambda c: f"listed_{c}")
    known = pairs.join(totals[0], on="form").join(totals[1], on="listed_form")
    own = _met_words(pairs, asked_words.filter("is_own"), listed_words, alike)
    worth = _worth_a_look(known, own)
    rest = _met_words(worth, asked_words.filter(~pl.col("is_own")), listed_words, alike)
    exact = _summed(pl.concat([_once(own.join(worth, on=PAIR, how="semi")), rest]))
    sure = worth.join(exact, on=PAIR, how="left").with_columns(pl.col(_MET).fill_null(0)).sort(PAIR)
    near = sure.with_columns(together=_together(sure, asked, listed))
    together = (
        pl.max_horizontal(f"{side}own", pl.col("together") * pl.col(f"{side}own_total")).alias(
            f"{side}own"
        )
        for side in ("", "listed_")
    )
    one_text = pl.when(pl.col("alike_by") == ONE_TEXT).then(_ONE_TEXT).otherwise(0)
    told = near.with_columns(together).with_columns(
        score=pl.max_horizontal(_score(*_MET), one_text)
    )
    return told.filter(pl.col("score") >= SCORED_FROM).select(*PAIR, "score")


def _worth_a_look(known: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """The pairs that are near if all their other words are met, with the totals of their words."""
    ours, theirs = (pl.col("alike") * pl.col(w) for w in ("weight", "listed_weight"))
    most = own.group_by(PAIR).agg(met=(ours + theirs).sum())
    other, listed_other = (
        pl.col(f"{side}total") - pl.col(f"{side}own_total") for side in ("", "listed_")
    )
    bound = pl.col("met").fill_null(0) + 2000 * pl.min_horizontal(other, listed_other)
    least = _WORTH_A_LOOK * (pl.col("total") + pl.col("listed_total"))
    looked = known.join(most, on=PAIR, how="left")
    return looked.filter((pl.col("alike_by") > 0) | (bound >= least)).select(
        *PAIR, "alike_by", *_TOTALS
    )


def _score(*met: str) -> pl.Expr:
    return pl.sum_horizontal(met) // (pl.col("total") + pl.col("listed_total"))


def _met_words(
    pairs: pl.DataFrame,
    asked: pl.DataFrame,
    listed: pl.DataFrame,
    alike: pl.DataFrame,
) -> pl.DataFrame:
    """One row a pair and two words of it that may be one, with their weights."""
    ours = asked.select("form", "word", "weight", "is_own").join(alike, on="word")
    theirs = listed.select(listed_form="form", listed_word="word", listed_weight="weight")
    return pairs.select(PAIR).join(ours, on="form").join(theirs, on=["listed_form", "listed_word"])


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a pair: the weight met on either side, in own words and in others."""
    ours, theirs = (pl.col("alike") * pl.col(w) for w in ("weight", "listed_weight"))
    own = pl.col("is_own")
    sums = {"own": ours * own, "other": ours * ~own}
    sums |= {"listed_own": theirs * own, "listed_other": theirs * ~own}
    return rows.with_columns(**sums).group_by(PAIR).agg(pl.col(_MET).sum())


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """The same rows, each word met by the one most alike alone: on the other side it weighs 0."""
    first = {
        side: (pl.col("alike") == pl.col("alike").max().over([*PAIR, side]))
        & pl.col(other).rank("min").over([*PAIR, side, "alike"]).eq(1)
        for side, other in (("word", "listed_word"), ("listed_word", "word"))
    }
    return rows.with_columns(
        weight=pl.when(first["word"]).then("weight").otherwise(0),
        listed_weight=pl.when(first["listed_word"]).then("listed_weight").otherwise(0),
    )


def _totals(words: pl.DataFrame) -> pl.DataFrame:
    return words.group_by("form").agg(
        total=pl.col("weight").sum(), own_total=(pl.col("weight") * pl.col("is_own")).sum()
    )


def _together(pairs: pl.DataFrame, asked: pl.DataFrame, listed: pl.DataFrame) -> pl.Series:
    """How alike the own words are when run together, in thousandths; 0 where they are not near."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 needed by few commands
    from rapidfuzz.process import cpdist  # noqa: PLC0415 needed by few commands

    left = pairs.join(asked.select("form", "own_text"), on="form", maintain_order="left")
    theirs = listed.select(listed_form="form", own_text="own_text")
    right = pairs.join(theirs, on="listed_form", maintain_order="left")
    ours, others = left["own_text"], right["own_text"]
    scores = cpdist(
        ours.to_list(), others.to_list(), scorer=OSA.normalized_similarity, dtype=np.float64
    )
    whole = np.rint(np.asarray(scores) * 1000).astype(np.int64)
    lengths = np.minimum(ours.str.len_chars().to_numpy(), others.str.len_chars().to_numpy())
    near = (whole >= _NEAR) & ((lengths >= _LEAST_LETTERS) | (whole == 1000)) & (lengths > 0)
    return pl.Series("together", np.where(near, whole, 0))
