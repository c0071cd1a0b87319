"""One batch screened into a fresh store, in this process alone; prints its figures as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter

from benchmarks.machine import peak_rss_mb
from screening.pipeline import run


def main(batch: Path, db: Path) -> None:
    """Nothing; prints deals, seconds, stages and peak_rss_mb."""
    start = perf_counter()
    report = run(batch, db)
    seconds = perf_counter() - start
    figures = {
        "deals": report.deals,
        "seconds": seconds,
        "stages": dict(report.stages),
        "peak_rss_mb": peak_rss_mb(),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
