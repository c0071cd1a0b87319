"""The tails of training values, thinned in the middle, where they say little, not at the ends."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from screening.anomaly.scoring import Rows
from screening.anomaly.tails import KEPT, LOWER, UPPER, Tails

_ENDS = 48  # distinct values kept whole at either end


def tails_of(rows: Rows) -> Tails:
    """The tails of the training rows (facts by rows, NaN where missing)."""
    made = [_of_fact(values[~np.isnan(values)]) for values in rows]
    kept, addend, side = zip(*made, strict=True)
    return Tails(np.stack(kept), np.stack(addend), np.array(side, np.uint8))


def thinned(distinct: npt.NDArray[Any], counts: npt.NDArray[Any], most: int) -> npt.NDArray[Any]:
    """Places, ascending, of at most that many of the distinct values: both ends and quantiles."""
    n = len(distinct)
    if n <= most:
        return np.arange(n)
    below = np.cumsum(counts)
    wanted = np.linspace(0, below[-1], most - 2 * _ENDS)
    middle = np.minimum(np.searchsorted(below, wanted), n - 1)
    return np.unique(np.concatenate([np.arange(_ENDS), middle, np.arange(n - _ENDS, n)]))


def _of_fact(
    values: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float64], int]:
    """Kept values, addends and side of one fact; between kept values no share is told too small."""
    kept = np.full(KEPT, np.inf, np.float32)
    addend = np.zeros((2 * KEPT + 1, 2))
    distinct, counts = np.unique(values, return_counts=True)
    place, n = thinned(distinct, counts, KEPT), len(values)
    if n == 0:
        return kept, addend, UPPER
    upto = np.cumsum(counts)
    at_most, below = upto[place], (upto - counts)[place]
    k = len(place)
    kept[:k] = distinct[place]
    n_beyond = np.zeros((2 * k + 1, 2))
    n_beyond[1::2] = np.column_stack([at_most, n - below])
    n_beyond[0:-1:2, LOWER], n_beyond[2::2, UPPER] = below, n - at_most
    n_beyond[-1, LOWER], n_beyond[0, UPPER] = n, n
    addend[: 2 * k + 1] = -np.log(np.maximum(n_beyond / n, 1.0 / (n + 1))) + 0.0
    addend[2 * k + 1 :] = addend[2 * k]
    return kept, addend, _side(distinct.astype(np.float64), counts)


def _side(distinct: npt.NDArray[np.float64], counts: npt.NDArray[Any]) -> int:
    """The tail of the sign of the skewness: the longer one."""
    off = distinct - np.average(distinct, weights=counts)
    # scaled before the cube: the largest single-precision value stays a number
    cubes = (off / max(float(np.abs(off).max()), np.finfo(np.float64).tiny)) ** 3
    return LOWER if float(np.average(cubes, weights=counts)) < 0 else UPPER
