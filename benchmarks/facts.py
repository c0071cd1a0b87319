"""Linking, side tables and facts of a batch in memory: together, and each family by itself."""

from __future__ import annotations

from benchmarks.fresh_process import answer_of
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.workload import batch

_TOGETHER = ("link", "ledgers", "lookups", "facts")  # what a run does; the others are parts of it


def measure(deals: int, seed: int, progress: Progress) -> Measurement:
    """The figures of one run in a process of its own; `seconds` leave out the families alone."""
    folder = batch(deals, seed, progress)
    progress("linking, side tables, facts")
    told = answer_of("benchmarks.child_families", folder)
    stages = told["stages"]
    return Measurement(
        name="facts",
        deals=told["deals"],
        seed=seed,
        rounds=1,
        seconds=sum(stages[name] for name in _TOGETHER),
        stages=stages,
        peak_rss_mb=told["peak_rss_mb"],
    )
