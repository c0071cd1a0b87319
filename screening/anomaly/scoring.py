"""What a forest says of rows: sums of path lengths, and the score scikit-learn gives."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.anomaly.forest import Forest

Rows = npt.NDArray[np.float32]
"""Facts by rows, NaN where a fact is missing."""
Sums = npt.NDArray[np.float64]
_LEAST_A_THREAD = 4_096  # rows; fewer are not worth a thread


def path_sums(forest: Forest, rows: Rows, *, threads: int | None = None) -> Sums:
    """One sum of path lengths a row; the shorter, the odder. The same bits for any `threads`."""
    from screening.anomaly import kernel  # noqa: PLC0415 - numba is for those who score

    rows = np.ascontiguousarray(rows, np.float32)
    if np.isinf(rows).any():
        msg = "a fact is infinite: facts are finite or missing"
        raise ValueError(msg)
    walked, out = _walked(forest, kernel.BLOCK), np.empty(rows.shape[1])

    def work(begin: int, end: int) -> None:
        block = np.zeros(2 * rows.shape[0] * kernel.BLOCK, np.float32)
        total = np.zeros(kernel.BLOCK)
        kernel.path_sums(rows, *walked, begin, end, block, total, out)

    in_threads(work, len(out), threads)
    return out


def _walked(forest: Forest, block: int) -> tuple[npt.NDArray[Any], ...]:
    """The forest's arrays as the compiled loop takes them, nodes numbered through all trees."""
    first = np.repeat(forest.start[:-1], np.diff(forest.start))
    place = (forest.fact.astype(np.int64) * 2 + forest.missing_left) * block
    roots, left = forest.start[:-1].astype(np.uint32), (forest.first_child + first)
    taken = (place.astype(np.uint32), forest.threshold, left.astype(np.uint32), forest.path)
    return roots, forest.depths(), *taken


def forest_scores(forest: Forest, rows: Rows) -> Sums:
    """One score a row from 0 to 1, odd ones above a half: scikit-learn's score_samples, negated."""
    scores: Sums = np.exp2(-path_sums(forest, rows) / forest.norm)
    return scores


def in_threads(work: Callable[[int, int], None], n: int, threads: int | None = None) -> None:
    """Nothing; `work` is called for slices that cover n rows, as many at a time as Polars uses."""
    wanted = threads or pl.thread_pool_size()
    parts = max(1, min(wanted, -(-n // _LEAST_A_THREAD)))
    edges = [n * k // parts for k in range(parts + 1)]
    if parts == 1:
        work(0, n)
        return
    with ThreadPoolExecutor(parts) as pool:
        for done in [pool.submit(work, *pair) for pair in pairwise(edges)]:
            done.result()
