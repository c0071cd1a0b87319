"""Why a deal is odd: the facts that drove its scores, with their values and usual range."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.anomaly.forest import Forest
from screening.anomaly.model import Model
from screening.anomaly.scoring import Rows, in_threads

N_REASONS = 3
_LOW, _HIGH = 1, 3  # of the quantiles a model keeps: 5 % and 95 %


def forest_shares(forest: Forest, rows: Rows) -> npt.NDArray[np.float64]:
    """Facts by rows: edges each fact took off the expected path of an ordinary row, over all trees.

    A step at a node takes off what the node's training rows had on average less what those of
    the child it leads to had (Saabas); over the facts they add up to the expected path sum less
    the row's own.
    """
    from screening.anomaly import path_kernel  # noqa: PLC0415 - numba is for those who score

    rows = np.ascontiguousarray(rows, np.float32)
    out = np.empty(rows.shape)
    first = np.repeat(forest.start[:-1], np.diff(forest.start))
    walked = (
        forest.start[:-1].astype(np.uint32),
        forest.depths(),
        forest.fact,
        forest.missing_left,
        forest.threshold,
        (forest.first_child + first).astype(np.uint32),
        forest.path,
    )
    in_threads(lambda lo, hi: path_kernel.path_shares(rows, *walked, lo, hi, out), rows.shape[1])
    return out


def reasons(model: Model, facts: pl.DataFrame) -> pl.DataFrame:
    """One row a deal of `facts` and a fact that drove its score, at most three, strongest first.

    Columns: deal_id, position, fact, value, usual_low, usual_high, missing_ratio, tail_addend,
    forest_share. A fact is as strong as its share of the tail score and of what
    shortened the paths, in equal parts. `value` is null for a fact that is missing; then
    `missing_ratio` says how many training deals miss it.
    """
    rows = model.rows(facts)
    tail, forest = model.tails.addends(rows), forest_shares(model.forest, rows)
    strength = _share(tail) + _share(np.maximum(forest, 0.0))
    # by deal, so that a deal's facts lie side by side for the sort
    order = np.argsort(-np.ascontiguousarray(strength.T), axis=1, kind="stable")[:, :N_REASONS]
    n_deals, n_places = order.shape
    deal, fact = np.repeat(np.arange(n_deals), n_places), order.ravel()
    people = model.population
    told = {
        "deal_id": facts["deal_id"].gather(deal),
        "position": np.tile(np.arange(1, n_places + 1), n_deals),
        "fact": pl.Series([f.name for f in model.facts]).gather(fact),
        "value": pl.Series(_values(model, facts)[fact, deal]).fill_nan(None),
        "usual_low": people.usual[fact, _LOW],
        "usual_high": people.usual[fact, _HIGH],
        "missing_ratio": people.share[fact, -1],
        "tail_addend": tail[fact, deal].round(9),
        "forest_share": (forest[fact, deal] / model.forest.n_trees).round(9),
    }
    is_strong = pl.Series(strength[fact, deal] > 0)
    return pl.DataFrame(told).filter(is_strong).sort("deal_id", "position")


def _values(model: Model, facts: pl.DataFrame) -> npt.NDArray[np.float64]:
    """Facts by rows in their own units, NaN where missing."""
    return np.stack([facts[f.name].cast(pl.Float64).to_numpy() for f in model.facts])


def _share(parts: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    whole = parts.sum(axis=0)
    share: npt.NDArray[np.float64] = parts / np.where(whole > 0, whole, 1.0)
    return share
