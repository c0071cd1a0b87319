"""The forest's reasons beside SHAP's, where SHAP is installed (extra `peers`)."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import IsolationForest

from screening.training import shap_agreement as module
from screening.training.grown import grown
from screening.training.shap_agreement import shap_agreement, shap_shares
from screening.training.train import Plan, train
from tests.anomaly.conftest import book
from tests.anomaly.grow import table

PLAN = Plan("small", "a made book", "made", seed=3, trees=20)


def test_without_shap_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    deals = book(1, 150)
    assert "shap is not installed" in str(train(deals, PLAN).card["reasons"]["said_of"])


def test_the_arrays_give_shap_what_scikit_learns_forest_gives_it() -> None:
    shap = pytest.importorskip("shap", reason="shap is not installed (extra peers)")
    rows = table(4, 300, 4)
    trained = IsolationForest(n_estimators=20, random_state=4).fit(rows)
    theirs = shap.TreeExplainer(trained).shap_values(rows[:50].astype(np.float64))
    ours = shap_shares(grown(trained), np.ascontiguousarray(rows[:50].T))
    scale = (theirs * -ours.T).sum() / (ours**2).sum()  # SHAP takes the mean over the trees
    assert np.abs(theirs + scale * ours.T).max() < 1e-6
    deals = book(1, 400)
    told = shap_agreement(train(deals, PLAN), deals)
    assert told["n_deals"] == 400
    assert float(str(told["mean_spearman"])) > 0.8
