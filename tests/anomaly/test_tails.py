"""The tail score is what its definition says, adds up exactly, and leaves a missing fact out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.anomaly import scoring
from screening.anomaly.tails import Tails
from screening.errors import ModelError
from screening.training.tail_table import tails_of
from tests.anomaly.grow import table


def defined(asked: np.ndarray, training: np.ndarray) -> np.ndarray:
    """Facts by rows by tails (lower, upper): the addends by their definition, one at a time."""
    told = np.zeros((*asked.shape, 2))
    for fact, values in enumerate(asked):
        known = training[~np.isnan(training[:, fact]), fact]
        for row, x in enumerate(values):
            if not np.isnan(x) and len(known):
                beyond = np.array([(known <= x).sum(), (known >= x).sum()])
                told[fact, row] = -np.log(np.maximum(beyond / len(known), 1 / (len(known) + 1)))
    return told


def in_order(addends: np.ndarray) -> np.ndarray:
    """Sums over the facts, one after the other."""
    total = np.zeros(addends.shape[1:])
    for addend in addends:
        total = total + addend
    return total


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.sampled_from([1, 2, 40, 250]))
def test_the_score_is_that_of_the_definition(seed: int, n: int) -> None:
    training = table(seed, n, 3, 0.2)
    asked = np.concatenate([table(seed + 1, 40, 3, 0.2), training[:20]]).T.copy()
    tails = tails_of(training.T)
    tails.check(3)
    exact = defined(asked, training)
    by_skew = np.take_along_axis(exact, tails.side.astype(int)[:, None, None], axis=2)
    largest = in_order(np.concatenate([exact, by_skew], axis=2)).max(axis=1)
    assert tails.sums(asked) == pytest.approx(largest, rel=1e-12)
    told = tails.addends(asked)
    assert (tails.sums(asked) == in_order(told)).all()
    assert np.isclose(told[..., None], exact, rtol=1e-12).any(axis=2).all()


def test_the_side_is_that_of_the_longer_tail() -> None:
    right = np.random.default_rng(1).lognormal(0, 1, 400).astype(np.float32)
    huge = right * np.float32(1e37)
    sides = tails_of(np.stack([right, -right, huge / 40, np.full_like(right, np.nan)])).side
    assert sides.tolist() == [1, 0, 1, 1]


def test_a_thinned_tail_is_exact_at_its_ends_and_never_too_odd_between() -> None:
    training = np.random.default_rng(2).normal(size=(5_000, 1)).astype(np.float32)
    tails = tails_of(training.T)
    tails.check(1)
    asked = np.linspace(-5, 5, 3_001, dtype=np.float32)[None, :]
    told = tails.addends(asked)[0]
    both = defined(asked, training)[0]
    exact = both.max(axis=1)
    assert (told <= exact + 1e-12).all()
    far = exact > 5.0
    assert far.any()
    assert told[far] == pytest.approx(exact[far], rel=1e-12)
    assert np.abs(told - exact).max() < 0.5


def test_all_missing_constant_and_never_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    training = np.array([[np.nan] * 99, [7.0] * 99], np.float32)
    tails = tails_of(training)
    asked = np.array([[1, np.nan, 2], [7, 8, np.nan]], np.float32)
    assert tails.addends(asked).tolist() == [[0, 0, 0], [0, pytest.approx(np.log(100)), 0]]
    assert tails.sums(asked).tolist() == [0, pytest.approx(np.log(100)), 0]
    many = np.tile(asked, 50)
    whole = tails.sums(many, threads=1)
    monkeypatch.setattr(scoring, "_LEAST_A_THREAD", 10)
    assert (tails.sums(many, threads=3) == whole).all()


def test_damaged_tails_are_refused() -> None:
    tails: Tails = tails_of(table(1, 50, 2).T)
    falling, negative, third = tails.kept.copy(), tails.addend.copy(), tails.side.copy()
    falling[0, 1], negative[1, 0, 1], third[1] = falling[0, 0], -1.0, 2
    for damaged in (
        replace(tails, kept=falling),
        replace(tails, addend=negative),
        replace(tails, side=third),
        replace(tails, side=tails.side[:1]),
        replace(tails, kept=tails.kept[:, :-1]),
        replace(tails, addend=tails.addend.astype(np.float32)),
    ):
        with pytest.raises(ModelError, match="the tails are damaged"):
            damaged.check(2)
