"""How far our path shares rank the facts of a deal as SHAP's tree explainer does."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.anomaly.forest import Forest
from screening.anomaly.model import Model
from screening.anomaly.reasons import forest_shares
from screening.anomaly.scoring import Rows

MOST_DEALS = 400
ABSENT = "shap is not installed (pip install offshore-trade-screening[peers])"
Numbers = npt.NDArray[np.float64]


def shap_agreement(model: Model, facts: pl.DataFrame) -> dict[str, object]:
    """What a card says of the forest's reasons: rank agreement on at most 400 of the deals.

    They are taken evenly from the first to the last. Nothing without shap (extra `peers`).
    """
    if find_spec("shap") is None:
        return {"said_of": f"nothing: {ABSENT}"}
    if facts.is_empty():
        return {"said_of": "nothing: there is no later deal"}
    taken = np.unique(np.linspace(0, facts.height - 1, MOST_DEALS).astype(np.int64))
    rows = model.rows(facts[taken])
    ours, theirs = forest_shares(model.forest, rows), shap_shares(model.forest, rows)
    return {
        "said_of": "later deals, evenly taken; the forest's path shares beside SHAP's values",
        "n_deals": len(taken),
        "mean_spearman": round(float(_spearman(ours, theirs).mean()), 4),
        "same_strongest_ratio": round(float((ours.argmax(0) == theirs.argmax(0)).mean()), 4),
        "strongest_in_their_three_ratio": round(_in_three(ours, theirs), 4),
    }


def shap_shares(forest: Forest, rows: Rows) -> Numbers:
    """Facts by rows: SHAP's values of the path sum, negated, a missing fact sent as ours is."""
    from shap import TreeExplainer  # noqa: PLC0415 - a development extra

    trees = [_tree(forest, tree) for tree in range(forest.n_trees)]
    told = TreeExplainer({"trees": trees}).shap_values(
        rows.T.astype(np.float64), check_additivity=False
    )
    return -np.asarray(told, np.float64).reshape(rows.shape[1], rows.shape[0]).T


def _tree(forest: Forest, tree: int) -> dict[str, Any]:
    """One tree as SHAP takes it; the weight of a child is what makes its parent's mean path."""
    part = slice(forest.start[tree], forest.start[tree + 1])
    left, path = forest.first_child[part].astype(np.int64), forest.path[part]
    is_leaf = left == np.arange(len(left))
    weight = np.ones(len(left))
    for node in np.flatnonzero(~is_leaf):  # children come after their parent
        of_left, of_right = path[left[node]], path[left[node] + 1]
        gap = of_left - of_right
        share = (path[node] - of_right) / gap if abs(gap) > 1e-9 else 0.5
        weight[left[node]], weight[left[node] + 1] = (
            weight[node] * share,
            weight[node] * (1 - share),
        )
    right = np.where(is_leaf, -1, left + 1)
    left = np.where(is_leaf, -1, left)
    return {
        "children_left": left,
        "children_right": right,
        "children_default": np.where(forest.missing_left[part] == 1, left, right),
        "features": np.where(is_leaf, -2, forest.fact[part].astype(np.int64)),
        "thresholds": np.where(is_leaf, -2.0, forest.threshold[part].astype(np.float64)),
        "values": path.reshape(-1, 1),
        "node_sample_weight": weight,
    }


def _spearman(ours: Numbers, theirs: Numbers) -> Numbers:
    """Spearman's rank correlation over the facts, one a row."""
    from scipy.stats import rankdata  # noqa: PLC0415 - slow to import

    a, b = (rankdata(shares, axis=0) for shares in (ours, theirs))
    a, b = a - a.mean(axis=0), b - b.mean(axis=0)
    spread = np.sqrt((a**2).sum(axis=0) * (b**2).sum(axis=0))
    told: Numbers = (a * b).sum(axis=0) / np.where(spread > 0, spread, 1.0)
    return told


def _in_three(ours: Numbers, theirs: Numbers) -> float:
    """Share of the rows whose strongest fact by ours is among their three strongest."""
    three = np.argsort(-theirs, axis=0, kind="stable")[:3]
    return float((three == ours.argmax(axis=0)).any(axis=0).mean())
