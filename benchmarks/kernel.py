"""The forest alone: 100 trees of 256 samples, 24 facts of which a twentieth are missing.

Peers: scikit-learn's score_samples of the same forest on the same rows, as it comes and with its
threading backend on every processor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from joblib import parallel_config
from sklearn.ensemble import IsolationForest

from benchmarks.copy_floor import CopyFloor
from benchmarks.machine import peak_rss_mb, usable_cpus
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.rounds import FLOOR, OURS, alternated, of_runs
from benchmarks.same_answers import UnequalError
from screening.anomaly.forest import Forest
from screening.anomaly.scoring import Rows, Sums, forest_scores
from screening.stopwatch import Stopwatch
from screening.training.grown import grown

N_FACTS, N_TREES, N_SAMPLES = 24, 100, 256
_ROUNDS, _MISSING, _TRAINED_ON, _NEAR = 3, 0.05, 20_000, 1e-6
PLAIN, THREADS = "scikit_learn", "scikit_learn_threads"


@dataclass(frozen=True, slots=True)
class Work:
    """The rows as ours takes them (facts by rows) and as scikit-learn does, and both forests."""

    rows: Rows
    table: Rows
    trained: Any
    forest: Forest


def measure(deals: int, seed: int, progress: Progress) -> Measurement:
    """The figures of scoring that many rows, the median of alternate runs."""
    progress(f"drawing {deals:,} rows and growing the forest")
    work = drawn(deals, seed)
    progress("checking that the scores are scikit-learn's")
    scores = ours(work, Stopwatch())
    peak = peak_rss_mb()
    if np.abs(scores + peers(work)).max() > _NEAR:
        raise UnequalError("our scores are not scikit-learn's")
    floor = CopyFloor([pl.DataFrame({"score": scores, **_columns(work.rows)})])
    progress(f"timing, {_ROUNDS} rounds")
    runs = alternated(
        {
            OURS: lambda watch: ours(work, watch),
            PLAIN: lambda _: peers(work),
            THREADS: lambda _: peers(work, usable_cpus()),
            FLOOR: lambda _: floor.copy(),
        },
        _ROUNDS,
    )
    return of_runs("kernel", deals, seed, _ROUNDS, runs, peak)


def drawn(deals: int, seed: int) -> Work:
    """Rows of seeded draws, a forest grown on others, and its arrays."""
    rng = np.random.default_rng(seed)
    trained = IsolationForest(n_estimators=N_TREES, max_samples=N_SAMPLES, random_state=seed)
    trained.fit(_table(rng, _TRAINED_ON))
    table = _table(rng, deals)
    return Work(np.ascontiguousarray(table.T), table, trained, grown(trained))


def _table(rng: np.random.Generator, n: int) -> Rows:
    table = rng.standard_normal((n, N_FACTS), dtype=np.float32)
    table[rng.random(table.shape, dtype=np.float32) < _MISSING] = np.nan
    return table


def _columns(rows: Rows) -> dict[str, Rows]:
    return {f"fact_{place}": values for place, values in enumerate(rows)}


def ours(work: Work, watch: Stopwatch) -> Sums:
    """One score a row, on as many threads as the engine uses."""
    with watch("forest"):
        return forest_scores(work.forest, work.rows)


def peers(work: Work, threads: int = 1) -> Sums:
    """scikit-learn's scores of the same rows."""
    with parallel_config(backend="threading", n_jobs=threads):
        scores: Sums = work.trained.score_samples(work.table)
    return scores
