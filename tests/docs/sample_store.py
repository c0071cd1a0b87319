"""The store whose answers the pages show: the sample batch at two times, and a bad row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from screening.pipeline import run

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "batch"
BROKEN = ROOT / "sample_data" / "broken" / "csv_two_defects"
EARLIER = date(2025, 12, 20)


def sample_store(folder: Path) -> Path:
    """A store of three runs in the folder, made as docs/auditors.md says in its first lines."""
    db = folder / "sample.duckdb"
    run(SAMPLE, db, as_of=EARLIER)
    run(SAMPLE, db)
    run(BROKEN, db)
    return db
