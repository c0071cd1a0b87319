"""Our forest gives scikit-learn's scores for any forest it trains, the same bits any way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.anomaly import scoring
from screening.anomaly.forest import Forest
from screening.anomaly.scoring import forest_scores, path_sums
from screening.errors import ModelError
from screening.training.grown import grown
from tests.anomaly.grow import Table, fitted, table


def columns(rows: Table) -> Table:
    return np.ascontiguousarray(rows.T)


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    n_facts=st.integers(1, 6),
    samples=st.sampled_from([2, 17, 256, 700]),
    share=st.sampled_from([0.3, 1.0]),
    missing=st.sampled_from([0.0, 0.2, 0.9]),
)
def test_the_scores_are_scikit_learns(
    seed: int, n_facts: int, samples: int, share: float, missing: float
) -> None:
    rows = table(seed, 700, n_facts, missing)
    trained = fitted(rows, seed, max_samples=samples, max_features=share)
    forest = grown(trained)
    forest.check(n_facts)
    others = np.concatenate([rows[:150], table(seed + 1, 101, n_facts, missing)])
    ours = forest_scores(forest, columns(others))
    assert np.abs(ours + trained.score_samples(others)).max() < 1e-12


def test_trees_deeper_than_eight_and_rows_on_a_threshold() -> None:
    rows = table(5, 3_000, 4)
    trained = fitted(rows, 1, max_samples=3_000)
    forest = grown(trained)
    assert forest.depths().max() > 8
    inner = np.isfinite(forest.threshold)
    on = np.repeat(forest.threshold[inner][:200, None], 4, axis=1)
    beside = [on, np.nextafter(on, np.float32(np.inf)), np.nextafter(on, np.float32(-np.inf))]
    edges = np.concatenate(beside)
    assert (
        np.abs(forest_scores(forest, columns(edges)) + trained.score_samples(edges)).max() < 1e-12
    )


def test_a_fact_all_missing_in_training_or_in_scoring() -> None:
    rows = table(9, 300, 3)
    rows[:, 1] = np.nan
    trained = fitted(rows, 2)
    blank = np.full((3, 3), np.nan, np.float32)
    some = np.concatenate([rows[:50], np.nan_to_num(rows[50:100]), blank])
    ours = forest_scores(grown(trained), columns(some))
    assert np.abs(ours + trained.score_samples(some)).max() < 1e-12


def test_the_same_bits_whatever_the_threads_the_order_and_the_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = table(3, 1_001, 5, 0.1)
    forest = grown(fitted(rows, 3))
    whole = path_sums(forest, columns(rows), threads=1)
    monkeypatch.setattr(scoring, "_LEAST_A_THREAD", 10)
    assert (path_sums(forest, columns(rows), threads=3) == whole).all()
    order = np.random.default_rng(1).permutation(len(rows))
    assert (path_sums(forest, columns(rows[order]), threads=2) == whole[order]).all()
    cut = [path_sums(forest, columns(part)) for part in (rows[:1], rows[1:70], rows[70:])]
    assert (np.concatenate(cut) == whole).all()
    assert path_sums(forest, np.empty((5, 0), np.float32)).shape == (0,)


def test_an_infinite_fact_is_refused() -> None:
    rows = table(3, 100, 2)
    forest = grown(fitted(rows, 3))
    rows[7, 1] = np.inf
    with pytest.raises(ValueError, match="finite or missing"):
        path_sums(forest, columns(rows))


DAMAGE = {
    "a circle": ("first_child", 1, 0),
    "out of its tree": ("first_child", 0, 4_000_000),
    "an unknown fact": ("fact", 0, 3),
    "no threshold": ("threshold", 0, np.nan),
    "a leaf made of a node": ("threshold", 0, np.inf),
    "no way for missing": ("missing_left", 0, 2),
    "no path": ("path", 0, np.inf),
    "trees that overlap": ("start", 1, 0),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_forest_is_refused(name: str) -> None:
    forest = grown(fitted(table(4, 200, 3), 4))
    array, at, value = DAMAGE[name]
    damaged = getattr(forest, array).copy()
    damaged[at] = value
    with pytest.raises(ModelError, match="the forest is damaged"):
        replace(forest, **{array: damaged}).check(3)


def test_arrays_of_other_kinds_are_refused() -> None:
    forest = grown(fitted(table(4, 200, 3), 4))
    for other in (
        replace(forest, fact=forest.fact[:-1]),
        replace(forest, path=forest.path.astype(np.float32)),
        replace(forest, norm=0.0),
        replace(forest, start=forest.start[:1]),
    ):
        with pytest.raises(ModelError):
            other.check(3)


def test_a_node_inside_has_the_mean_path_of_its_rows() -> None:
    forest: Forest = grown(fitted(table(4, 200, 3), 4))
    roots = forest.path[forest.start[:-1]]
    assert ((roots > 4) & (roots < 14)).all()
    assert forest.norm / forest.n_trees == pytest.approx(roots.mean(), rel=0.2)
