"""What the training deals were, as the small arrays a model keeps of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import ndtri

from screening.anomaly.bins import bin_share, score_share
from screening.anomaly.forest import Forest
from screening.anomaly.model import N_BINS, QUANTILES, Population, UsedFact
from screening.anomaly.scoring import Rows, path_sums
from screening.anomaly.steps import Steps
from screening.anomaly.tails import Tails
from screening.training.tail_table import thinned

_KEPT = 2_047
Numbers = npt.NDArray[np.float64]


def population(
    facts: pl.DataFrame, used: tuple[UsedFact, ...], rows: Rows, forest: Forest, tails: Tails
) -> Population:
    """What the training deals are by each fact and by both scores."""
    paths, sums = path_sums(forest, rows), tails.sums(rows)
    of_forest, of_tail = oddness(paths, is_low_odd=True), oddness(sums, is_low_odd=False)
    combined = (of_forest.at(paths) + of_tail.at(sums)) / 2
    percentile = _percentile(combined)
    edge, share = zip(*(_bins(values) for values in rows), strict=True)
    return Population(
        forest=of_forest,
        tail=of_tail,
        combined=percentile,
        usual=np.stack([_quantiles(facts[f.name]) for f in used]),
        edge=np.stack(edge),
        share=np.stack(share),
        score_share=score_share(percentile.at(combined)),
    )


def oddness(scores: Numbers, *, is_low_odd: bool) -> Steps:
    """The normal quantile of the share of the scores that are less odd.

    That share is kept 1 / (n + 1) away from nought and one. The mean of two such quantiles is
    Stouffer's way to bring two tests together (1949); neither side's scale counts.
    """
    kept, below, at_most = _counted(scores)
    n, k = len(scores), len(kept)
    odder = np.zeros(2 * k + 1)
    if is_low_odd:
        odder[1::2], odder[:-1:2], odder[-1] = at_most, below, n
    else:
        odder[1::2], odder[2::2], odder[0] = n - below, n - at_most, n
    return Steps(kept, -ndtri(np.clip(odder / n, 1.0 / (n + 1), n / (n + 1))))


def _percentile(scores: Numbers) -> Steps:
    """The share of the scores that are lower, in hundredths."""
    kept, below, at_most = _counted(scores)
    told = np.zeros(2 * len(kept) + 1)
    told[1::2], told[2::2] = below, at_most
    return Steps(kept, 100.0 * told / len(scores))


def _counted(scores: Numbers) -> tuple[Numbers, npt.NDArray[Any], npt.NDArray[Any]]:
    """Kept values, and how many of all scores lie below and at or below each."""
    distinct, counts = np.unique(scores, return_counts=True)
    place, upto = thinned(distinct, counts, _KEPT), np.cumsum(counts)
    return distinct[place], (upto - counts)[place], upto[place]


def _quantiles(values: pl.Series) -> Numbers:
    known = values.drop_nulls().cast(pl.Float64).sort()
    return np.array([known.quantile(q, "nearest") for q in QUANTILES])


def _bins(values: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], Numbers]:
    """Nine bounds of ten bins of one fact; shares of the deals in each, and missing it."""
    known = np.sort(values[~np.isnan(values)])
    edge = known[len(known) * np.arange(1, N_BINS) // N_BINS]
    return edge, bin_share(values, edge)
