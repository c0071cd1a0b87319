"""Several ways of one work, timed in turn so that a busy moment falls on all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter

from benchmarks.measurement import Measurement
from screening.stopwatch import Stopwatch

OURS, FLOOR = "ours", "floor"
Work = Callable[[Stopwatch], object]
Timed = tuple[float, Mapping[str, float]]
"""Seconds of one run, and its stages."""


def timed(work: Work) -> Timed:
    """The seconds of one run of the work, and of the stages it names."""
    watch = Stopwatch()
    gc.collect()
    start = perf_counter()
    kept = work(watch)
    seconds = perf_counter() - start
    del kept  # results are freed after the clock, as the store frees them after they are written
    return seconds, watch.seconds


def alternated(works: Mapping[str, Work], rounds: int) -> dict[str, Timed]:
    """The median run of each work, all run once a round."""
    runs: dict[str, list[Timed]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            runs[name].append(timed(work))
    return {name: median_run(of_work) for name, of_work in runs.items()}


def of_runs(
    name: str, deals: int, seed: int, rounds: int, runs: Mapping[str, Timed], peak_mb: float
) -> Measurement:
    """The figures of works timed in turn: OURS, FLOOR if there is one, and peers by their names."""
    seconds, stages = runs[OURS]
    return Measurement(
        name=name,
        deals=deals,
        seed=seed,
        rounds=rounds,
        seconds=seconds,
        stages=stages,
        peak_rss_mb=peak_mb,
        floor_seconds=runs[FLOOR][0] if FLOOR in runs else None,
        peers={peer: timed_run[0] for peer, timed_run in runs.items() if peer not in (OURS, FLOOR)},
    )


def median_run(runs: Sequence[Timed]) -> Timed:
    """The run in the middle by seconds (the faster of two), so that its stages add up."""
    return sorted(runs, key=lambda run: run[0])[(len(runs) - 1) // 2]
