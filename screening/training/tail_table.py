"""The tails of training values, thinned in the middle, where they say little, not at the ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from screening.anomaly.scoring import Rows
from screening.anomaly.tails import KEPT, Tails

_ENDS = 48  # distinct values kept whole at either end


def tails_of(rows: Rows) -> Tails:
    """The tails of the training rows (facts by rows, NaN where missing)."""
    made = [_of_fact(values[~np.isnan(values)]) for values in rows]
    kept, addend = (np.stack(part) for part in zip(*made, strict=True))
    return Tails(kept, addend)


def thinned(distinct: npt.NDArray[Any], counts: npt.NDArray[Any], most: int) -> npt.NDArray[Any]:
    """Places, ascending, of at most that many of the distinct values: both ends and quantiles."""
    n = len(distinct)
    if n <= most:
        return np.arange(n)
    below = np.cumsum(counts)
    wanted = np.linspace(0, below[-1], most - 2 * _ENDS)
    middle = np.minimum(np.searchsorted(below, wanted), n - 1)
    return np.unique(np.concatenate([np.arange(_ENDS), middle, np.arange(n - _ENDS, n)]))


def _of_fact(values: npt.NDArray[np.float32]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Kept values and addends of one fact; between kept values p is never told too small."""
    kept = np.full(KEPT, np.inf, np.float32)
    addend = np.zeros(2 * KEPT + 1)
    distinct, counts = np.unique(values, return_counts=True)
    place, n = thinned(distinct, counts, KEPT), len(values)
    if n == 0:
        return kept, addend
    upto = np.cumsum(counts)
    at_most, below = upto[place], (upto - counts)[place]
    k = len(place)
    kept[:k] = distinct[place]
    p_below, p_above = np.zeros(2 * k + 1), np.zeros(2 * k + 1)
    p_below[1::2], p_above[1::2] = at_most, n - below
    p_below[0:-1:2], p_above[2::2] = below, n - at_most
    p_below[-1], p_above[0] = n, n
    share = np.minimum(1.0, 2.0 * np.minimum(p_below, p_above) / n)
    addend[: 2 * k + 1] = -np.log(np.maximum(share, 1.0 / (n + 1))) + 0.0
    addend[2 * k + 1 :] = addend[2 * k]
    return kept, addend
