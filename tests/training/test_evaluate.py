"""A model against labels and against others, on made deals and on public tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from sklearn.datasets import load_breast_cancer, load_iris, load_wine
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

from screening.anomaly.scoring import forest_scores, path_sums
from screening.errors import ModelError
from screening.training.evaluate import evaluate
from screening.training.grown import grown
from screening.training.population import oddness
from screening.training.tail_table import tails_of
from screening.training.train import Plan, train
from tests.anomaly.conftest import book

PLAN = Plan("small", "a made book", "made", seed=3, trees=20)


def test_the_model_stands_beside_the_others() -> None:
    deals = book(1, 400)
    labels = deals.select("deal_id", is_suspicious=pl.int_range(pl.len()) >= 395)
    told = evaluate(train(deals, PLAN), deals, labels)
    assert told["detector"].to_list()[:3] == ["forest", "tail", "combined"]
    assert {"sklearn IsolationForest", "sklearn LocalOutlierFactor"} <= set(told["detector"])
    assert told["auroc"].is_between(0, 1).all()
    assert told.filter(detector="combined")["precision_at_n"].item() == 1.0
    assert set(told["n_suspicious"]) == {5}


@pytest.mark.parametrize("labels", [{"deal_id": ["D0001"], "is_suspicious": [True]}, None])
def test_labels_of_one_kind_or_of_no_deal(labels: dict[str, Any] | None) -> None:
    deals = book(1, 150)
    given = pl.DataFrame(labels or {"deal_id": ["X"], "is_suspicious": [True]})
    with pytest.raises(ModelError, match="all of one kind or none"):
        evaluate(train(deals, PLAN), deals, given)


PUBLIC = {
    "breast cancer": (load_breast_cancer, 0, 20),
    "wine": (load_wine, 0, 10),
    "iris": (load_iris, 0, 5),
}


def public(name: str) -> tuple[np.ndarray, np.ndarray]:
    """A public table in which one class is rare: the rows, and whether each is of that class."""
    load, rare, n = PUBLIC[name]
    rows, kinds = load(return_X_y=True)
    odd = np.random.default_rng(1).permutation(np.flatnonzero(kinds == rare))[:n]
    kept = np.concatenate([np.flatnonzero(kinds != rare), odd])
    return rows[kept].astype(np.float32), kinds[kept] == rare


def test_on_public_tables_the_forest_is_scikit_learns_and_both_together_do_well() -> None:
    found = []
    for name in PUBLIC:
        rows, is_odd = public(name)
        trained = IsolationForest(random_state=1).fit(rows)
        forest, columns = grown(trained), np.ascontiguousarray(rows.T)
        assert roc_auc_score(is_odd, forest_scores(forest, columns)) == roc_auc_score(
            is_odd, -trained.score_samples(rows)
        )
        paths, tail = path_sums(forest, columns), tails_of(columns).sums(columns)
        of_forest = oddness(paths, is_low_odd=True).at(paths)
        both = of_forest + oddness(tail, is_low_odd=False).at(tail)
        found.append([roc_auc_score(is_odd, s) for s in (-paths, tail, both)])
    by_forest, by_tail, by_both = np.mean(found, axis=0)
    assert by_both > min(by_forest, by_tail)
    assert by_both > 0.85
