"""An isolation forest as plain arrays, nodes breadth first, checked before anything walks it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from screening.errors import ModelError

MAX_TREES, MAX_NODES, MAX_FACTS, MAX_DEPTH = 10_000, 5_000_000, 1_000, 64
DTYPES = {
    "start": "<i8",
    "fact": "<u2",
    "threshold": "<f4",
    "first_child": "<u4",
    "missing_left": "|u1",
    "path": "<f8",
}


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees one after the other; tree t has the nodes start[t] to start[t + 1] less one.

    Of each node: `fact` (its place among the model's facts), `threshold` (a value above it goes
    right), `first_child` (place in the tree of the left child, the right one follows it; a leaf
    names itself and has the threshold +inf), `missing_left` (a missing fact goes left), `path`
    (a leaf's path length, Liu et al. 2008; an inner node's is what its training rows had on
    average). `norm` is the number of trees times the path length of an ordinary row.
    """

    start: npt.NDArray[np.int64]
    fact: npt.NDArray[np.uint16]
    threshold: npt.NDArray[np.float32]
    first_child: npt.NDArray[np.uint32]
    missing_left: npt.NDArray[np.uint8]
    path: npt.NDArray[np.float64]
    norm: float

    @property
    def n_trees(self) -> int:
        """Number of trees."""
        return len(self.start) - 1

    def depths(self) -> npt.NDArray[np.int64]:
        """Edges from the root to the deepest leaf of each tree; ModelError beyond 64."""
        at = self.start[:-1].copy()
        tree = np.arange(self.n_trees)
        depth = np.zeros(self.n_trees, np.int64)
        for level in range(1, MAX_DEPTH + 2):
            child = self.start[tree] + self.first_child[at]
            inner = child != at
            if not inner.any():
                return depth
            tree, child = np.repeat(tree[inner], 2), np.repeat(child[inner], 2)
            child[1::2] += 1
            at, depth[tree] = child, level
        raise _unfit(f"a tree is deeper than {MAX_DEPTH}")

    def check(self, n_facts: int) -> None:
        """Nothing; ModelError unless every walk of every row ends inside its own tree."""
        for name in DTYPES:
            self._check_array(name)
        self._check_sizes(n_facts)
        sizes = np.diff(self.start)
        place = np.arange(len(self.fact)) - np.repeat(self.start[:-1], sizes)
        child = self.first_child.astype(np.int64)
        is_leaf = child == place
        # children come after their parent and each is named once: no circle, no way out
        below = np.repeat(sizes, sizes) - 1
        if not (is_leaf | ((child > place) & (child < below))).all():
            raise _unfit("a node's children do not lie after it in its tree")
        if (2 * np.add.reduceat(~is_leaf, self.start[:-1], dtype=np.int64) + 1 != sizes).any():
            raise _unfit("the nodes of a tree do not hang together")
        if not (np.isposinf(self.threshold) == is_leaf).all() or np.isnan(self.threshold).any():
            raise _unfit("a threshold is no number, or a leaf has one")
        if (self.fact >= n_facts).any() or (self.missing_left > 1).any():
            raise _unfit("a node asks a fact the model does not have")
        if not np.isfinite(self.path).all() or not (np.isfinite(self.norm) and self.norm > 0):
            raise _unfit("a path length is no number")
        self.depths()

    def _check_array(self, name: str) -> None:
        array = getattr(self, name)
        if array.ndim != 1 or array.dtype != np.dtype(DTYPES[name]):
            raise _unfit(f"{name} is not a row of {DTYPES[name]}")

    def _check_sizes(self, n_facts: int) -> None:
        n_nodes = len(self.fact)
        if not (1 <= self.n_trees <= MAX_TREES and 1 <= n_facts <= MAX_FACTS):
            raise _unfit(f"{self.n_trees} trees over {n_facts} facts")
        if {len(getattr(self, f.name)) for f in fields(self)[1:-1]} != {n_nodes}:
            raise _unfit("its arrays have different lengths")
        if self.start[0] != 0 or self.start[-1] != n_nodes or (np.diff(self.start) < 1).any():
            raise _unfit("its trees do not follow one another")
        if n_nodes > MAX_NODES:
            raise _unfit(f"{n_nodes:,} nodes, more than {MAX_NODES:,}")


def _unfit(what: str) -> ModelError:
    return ModelError(f"the forest is damaged: {what}", do="take the model from where it was made")
