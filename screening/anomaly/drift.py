"""Whether a model still fits the book: population stability of each fact and of the score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.anomaly.bins import bin_share, score_share
from screening.anomaly.model import Model

SCORE = "score"  # what stands in the place of a fact for the percentile
WARNING = 0.25  # the usual line of the population stability index: a major shift
_CHANCE = 29.6  # 99.9 % of chi-square with ten degrees: what chance alone does in n deals is / n
_LEAST_DEALS = 100  # fewer leave bins empty by chance
_LEAST = 1e-4  # share of an empty bin
DRIFT_COLUMNS = ("fact", "stability_index", "missing_ratio", "trained_missing_ratio", "is_warning")


def drift(model: Model, facts: pl.DataFrame, percentiles: npt.NDArray[np.float64]) -> pl.DataFrame:
    """One row a fact of the model, then one for the score (DRIFT_COLUMNS); none without deals.

    The index is the sum of (now - then) ln(now / then) over ten bins of the training values and
    one of missing; a bin counts as half a deal at least. It warns from 0.25 on, or from what chance
    alone does in so few deals; below 100 deals never.
    """
    if facts.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    people, rows = model.population, model.rows(facts)
    now = [bin_share(values, edge) for values, edge in zip(rows, people.edge, strict=True)]
    pairs = [*zip(now, people.share, strict=True), (score_share(percentiles), people.score_share)]
    index = [_index(*pair, max(_LEAST, 0.5 / facts.height)) for pair in pairs]
    line = max(WARNING, _CHANCE / facts.height) if facts.height >= _LEAST_DEALS else np.inf
    return pl.DataFrame(
        {
            "fact": [*(f.name for f in model.facts), SCORE],
            "stability_index": np.round(index, 6),
            "missing_ratio": [*(float(share[-1]) for share in now), None],
            "trained_missing_ratio": [*people.share[:, -1].tolist(), None],
            "is_warning": [bool(i >= line) for i in index],
        },
        schema=_SCHEMA,
    )


_SCHEMA = {
    "fact": pl.String(),
    "stability_index": pl.Float64(),
    "missing_ratio": pl.Float64(),
    "trained_missing_ratio": pl.Float64(),
    "is_warning": pl.Boolean(),
}


def _index(now: npt.NDArray[np.float64], then: npt.NDArray[np.float64], least: float) -> float:
    now, then = np.maximum(now, least), np.maximum(then, least)
    return float(((now - then) * np.log(now / then)).sum())
