"""From files to a committed store, beside the floor: the bare scan and the bare write.

Ours and the floor run in processes of their own, in turn, on the same files. The floor writes the
very rows that ours wrote, read back from the store before its clock starts.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.fresh_process import answer_of
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.rounds import Timed, median_run
from benchmarks.workload import batch

_FEW = 20_000  # deals up to which a run is short enough to be repeated
_ROUNDS = 3


def measure(deals: int, seed: int, progress: Progress) -> Measurement:
    """The figures of screening.pipeline.run and of the floor, over alternate runs."""
    folder = batch(deals, seed, progress)
    rounds = _ROUNDS if deals <= _FEW else 1
    pairs = [_pair(folder, progress, f"run {i + 1} of {rounds}") for i in range(rounds)]
    ours, floors = zip(*pairs, strict=True)
    seconds, stages = median_run([_timed(a) for a in ours])
    floor_seconds, floor_stages = median_run([_timed(a) for a in floors])
    return Measurement(
        name="end_to_end",
        deals=ours[0]["deals"],
        seed=seed,
        rounds=rounds,
        seconds=seconds,
        stages=stages,
        peak_rss_mb=max(a["peak_rss_mb"] for a in ours),
        floor_seconds=floor_seconds,
        floor_stages=floor_stages,
    )


def _pair(folder: Path, progress: Progress, which: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What our run and then the floor said of themselves."""
    with tempfile.TemporaryDirectory(prefix="screening-benchmark-") as made:
        store, bare = Path(made, "store.duckdb"), Path(made, "floor.duckdb")
        progress(f"{which}: screening")
        ours = answer_of("benchmarks.child_screening", folder, store)
        progress(f"{which}: the floor")
        return ours, answer_of("benchmarks.child_floor", folder, store, bare)


def _timed(answer: dict[str, Any]) -> Timed:
    return answer["seconds"], answer["stages"]
