"""A model against labels, beside other detectors on the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.anomaly.model import Model
from screening.errors import ModelError
from screening.training.metrics import labelled, ranked, scores_by_name

Scores = npt.NDArray[np.float64]
Table = npt.NDArray[np.float32]


def evaluate(model: Model, facts: pl.DataFrame, labels: pl.DataFrame) -> pl.DataFrame:
    """One row a detector: auroc, average_precision, precision_at_n, n_deals, n_suspicious.

    First the model's own scores, then other detectors fitted, without labels, to these very rows:
    that is more than the model had. They cannot take a missing fact, so they get its median.
    Raises ModelError unless both kinds of deals are labelled.
    """
    known, truth = labelled(facts, labels)
    if len(np.unique(truth)) < 2:
        raise ModelError(
            f"{len(truth):,} of the deals are labelled, all of one kind or none",
            do="give labels of these deals, both suspicious and not",
        )
    table = _filled(model.rows(known))
    told = [*scores_by_name(model, known).items(), *_others(table)]
    counts = {"n_deals": len(truth), "n_suspicious": int(truth.sum())}
    rows = [{"detector": n, **ranked(truth, scores), **counts} for n, scores in told]
    return pl.DataFrame(rows).with_columns(pl.col(pl.Float64).round(4))


def _filled(rows: Table) -> Table:
    """Rows by facts, a missing one at the median of its fact: for detectors that need it."""
    known = [values[~np.isnan(values)] for values in rows]
    middle = np.array([[np.median(values) if len(values) else 0.0] for values in known])
    return np.ascontiguousarray(np.where(np.isnan(rows), middle, rows).T.astype(np.float32))


def _others(table: Table) -> Iterator[tuple[str, Scores]]:
    for name, detect in {**_SKLEARN, **_pyod()}.items():
        yield name, detect(table)


def _forest(table: Table) -> Scores:
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415 - slow to import

    scores: Scores = -IsolationForest(random_state=1).fit(table).score_samples(table)
    return scores


def _factor(table: Table) -> Scores:
    from sklearn.neighbors import LocalOutlierFactor  # noqa: PLC0415 - slow to import
    from sklearn.preprocessing import RobustScaler  # noqa: PLC0415

    fitted = LocalOutlierFactor().fit(RobustScaler().fit_transform(table))
    scores: Scores = -fitted.negative_outlier_factor_
    return scores


_SKLEARN: Mapping[str, Callable[[Table], Scores]] = MappingProxyType(
    {"sklearn IsolationForest": _forest, "sklearn LocalOutlierFactor": _factor}
)


def absent_peers() -> tuple[str, ...]:
    """What is not compared because it is not installed, each with what to do."""
    if find_spec("pyod") is None:
        return ("PyOD is not installed (pip install offshore-trade-screening[peers]): left out",)
    return ()


def _pyod() -> dict[str, Callable[[Table], Scores]]:
    """PyOD's ECOD, COPOD and HBOS where PyOD is installed (extra `peers`)."""
    if absent_peers():
        return {}
    from pyod.models.copod import COPOD  # noqa: PLC0415 - a development extra
    from pyod.models.ecod import ECOD  # noqa: PLC0415
    from pyod.models.hbos import HBOS  # noqa: PLC0415

    def scored(detector: Any) -> Callable[[Table], Scores]:
        return lambda table: np.asarray(detector().fit(table).decision_scores_)

    return {f"pyod {one.__name__}": scored(one) for one in (ECOD, COPOD, HBOS)}
