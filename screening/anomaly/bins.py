"""Shares of deals in the bins a model keeps, of one fact or of the score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from screening.anomaly.model import N_BINS

Numbers = npt.NDArray[np.float64]


def bin_share(values: npt.NDArray[np.float32], edge: npt.NDArray[np.float32]) -> Numbers:
    """Shares of the values in each bin (a bound belongs to the bin above) and, last, missing."""
    place = np.where(np.isnan(values), N_BINS, np.searchsorted(edge, values, "right"))
    counted: Numbers = np.bincount(place, minlength=N_BINS + 1) / max(1, len(values))
    return counted


def score_share(percentiles: Numbers) -> Numbers:
    """The share of deals in each tenth of the percentiles."""
    tenth = np.minimum(percentiles // (100 / N_BINS), N_BINS - 1).astype(np.int64)
    counted: Numbers = np.bincount(tenth, minlength=N_BINS) / max(1, len(percentiles))
    return counted
