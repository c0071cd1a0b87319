"""A process to kill: makes a larger batch, says so, saves it, says so.

python -m tests.store.save_big FILE DEALS PREFIX
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import polars as pl

from screening.store import Results, save
from tests.store.made import made, made_key


def big(deals: int, prefix: str) -> Results:
    """The hand-made batch with its deals, findings and addends repeated under other deal ids."""
    small = made(made_key(prefix), prefix)
    times = pl.DataFrame({"n": range(deals // 3)})
    repeated = {
        name: _repeated(small.tables[name], times)
        for name in ("deal_result", "finding", "addend", "paper_use")
    }
    facts = _repeated(small.facts, times)
    return replace(small, tables={**small.tables, **repeated}, facts=facts)


def _repeated(frame: pl.DataFrame, times: pl.DataFrame) -> pl.DataFrame:
    return (
        frame.join(times, how="cross")
        .with_columns(pl.format("{}-{}", "deal_id", "n").alias("deal_id"))
        .drop("n")
    )


if __name__ == "__main__":
    db, deals, prefix = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    batch = big(deals, prefix)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    save(batch, db)
    sys.stdout.write("done\n")
    sys.stdout.flush()
