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


def defined(x: float, training: np.ndarray) -> float:
    """The addend by its definition, one value at a time."""
    known = training[~np.isnan(training)]
    if np.isnan(x) or not len(known):
        return 0.0
    p = 2 * min((known <= x).sum(), (known >= x).sum()) / len(known)
    return float(-np.log(max(min(1.0, p), 1 / (len(known) + 1)))) + 0.0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), n=st.sampled_from([1, 2, 40, 250]))
def test_the_addends_are_those_of_the_definition(seed: int, n: int) -> None:
    training = table(seed, n, 3, 0.2)
    asked = np.concatenate([table(seed + 1, 40, 3, 0.2), training[:20]]).T.copy()
    tails = tails_of(training.T)
    tails.check(3)
    told = tails.addends(asked)
    for fact in range(3):
        exact = [defined(x, training[:, fact]) for x in asked[fact]]
        assert told[fact] == pytest.approx(exact, rel=1e-12)
    in_order = np.zeros(asked.shape[1])
    for addend in told:
        in_order += addend
    assert (tails.sums(asked) == in_order).all()


def test_a_thinned_tail_is_exact_at_its_ends_and_never_too_odd_between() -> None:
    training = np.random.default_rng(2).normal(size=(5_000, 1)).astype(np.float32)
    tails = tails_of(training.T)
    tails.check(1)
    asked = np.linspace(-5, 5, 3_001, dtype=np.float32)[None, :]
    told = tails.addends(asked)[0]
    exact = np.array([defined(x, training[:, 0]) for x in asked[0]])
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
    many = np.tile(asked, 50)
    whole = tails.sums(many, threads=1)
    monkeypatch.setattr(scoring, "_LEAST_A_THREAD", 10)
    assert (tails.sums(many, threads=3) == whole).all()


def test_damaged_tails_are_refused() -> None:
    tails: Tails = tails_of(table(1, 50, 2).T)
    falling, negative = tails.kept.copy(), tails.addend.copy()
    falling[0, 1], negative[1, 0] = falling[0, 0], -1.0
    for damaged in (
        replace(tails, kept=falling),
        replace(tails, addend=negative),
        replace(tails, kept=tails.kept[:, :-1]),
        replace(tails, addend=tails.addend.astype(np.float32)),
    ):
        with pytest.raises(ModelError, match="the tails are damaged"):
            damaged.check(2)
