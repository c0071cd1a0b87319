"""scikit-learn's isolation forest as the plain arrays of ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from screening.anomaly.forest import DTYPES, Forest

_NO_CHILD = -1
_LARGEST = np.finfo(np.float32).max


def grown(trained: Any) -> Forest:
    """The arrays of a fitted sklearn.ensemble.IsolationForest; its scores are the same."""
    pairs = zip(trained.estimators_, trained.estimators_features_, strict=True)
    trees = [_tree(one.tree_, facts) for one, facts in pairs]
    sizes = [len(tree["fact"]) for tree in trees]
    whole = {n: np.concatenate([t[n] for t in trees]).astype(DTYPES[n]) for n in trees[0]}
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(DTYPES["start"])
    norm = len(trees) * float(average_path(np.array([trained.max_samples_]))[0])
    return Forest(start=start, norm=norm, **whole)


def average_path(n: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Mean path length of an unsuccessful search among n rows (Liu, Ting, Zhou 2008, eq. 1)."""
    length = np.where(n == 2, 1.0, 0.0)
    many = n > 2
    of = n[many].astype(np.float64)
    length[many] = 2.0 * (np.log(of - 1.0) + np.euler_gamma) - 2.0 * (of - 1.0) / of
    return length


def _tree(tree: Any, facts: npt.NDArray[Any]) -> dict[str, npt.NDArray[Any]]:
    """The arrays of one tree by name, its nodes breadth first."""
    order, child, depth = _breadth_first(tree)
    is_leaf = tree.children_left[order] == _NO_CHILD
    threshold = np.where(is_leaf, np.inf, _rounded_down(tree.threshold[order]))
    return {
        "fact": np.where(is_leaf, 0, facts[np.where(is_leaf, 0, tree.feature[order])]),
        "threshold": threshold,
        "first_child": child,
        "missing_left": np.where(is_leaf, 0, tree.missing_go_to_left[order]),
        "path": _expected(child, is_leaf, depth, tree.n_node_samples[order]),
    }


def _breadth_first(tree: Any) -> tuple[npt.NDArray[Any], ...]:
    """Nodes in breadth-first order, the place of each one's left child or itself, its depth."""
    left, right = tree.children_left, tree.children_right
    order, child, depth = [0], [], [0]
    for place, node in enumerate(order):  # grows while it is walked
        is_leaf = left[node] == _NO_CHILD
        child.append(place if is_leaf else len(order))
        if not is_leaf:
            order += [left[node], right[node]]
            depth += [depth[place] + 1] * 2
    return np.array(order), np.array(child), np.array(depth)


def _rounded_down(threshold: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """The largest finite float32 not above each: no float32 lies between, so walks are the same.

    +inf, which parts missing from known alone, becomes the largest number: only the +inf that
    stands for missing lies above it.
    """
    near = np.clip(threshold, -_LARGEST, _LARGEST).astype(np.float32)
    is_above = near.astype(np.float64) > threshold
    down: npt.NDArray[np.float32] = np.where(
        is_above, np.nextafter(near, np.float32(-np.inf)), near
    )
    return down


def _expected(
    child: npt.NDArray[Any],
    is_leaf: npt.NDArray[np.bool_],
    depth: npt.NDArray[Any],
    n_rows: npt.NDArray[Any],
) -> npt.NDArray[np.float64]:
    """Path length of a leaf; of an inner node the mean over its training rows."""
    path = np.where(is_leaf, depth + average_path(n_rows), 0.0)
    for node in reversed(np.flatnonzero(~is_leaf)):  # children come after their parent
        both = slice(child[node], child[node] + 2)
        path[node] = (path[both] * n_rows[both]).sum() / n_rows[both].sum()
    return path
