"""What scoring starts from: the facts of a batch in memory, and the rules asked of them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa

from benchmarks.fresh_process import answer_of
from benchmarks.registry import Progress
from benchmarks.workload import batch
from screening.rulepack import Pack, Rule, load_pack


@dataclass(frozen=True, slots=True)
class FactsInMemory:
    """The facts of whole deals, a frame a partition as the engine cuts them, and their setting.

    `rules` are those in force, `today` the day of decision, `absent` tables the batch lacks.
    """

    parts: Sequence[pl.DataFrame]
    pack: Pack
    rules: tuple[Rule, ...]
    today: date
    calendar: pl.DataFrame
    absent: frozenset[str]

    @property
    def deals(self) -> int:
        """Deals of all partitions."""
        return sum(part.height for part in self.parts)

    def arrow(self) -> pa.Table:
        """All facts as one Arrow table, one row a deal in the order of `parts`; not a copy."""
        return pa.concat_tables([part.to_arrow() for part in self.parts])


def facts_in_memory(deals: int, seed: int, progress: Progress) -> FactsInMemory:
    """The facts of a simulated batch; made in another process, so that its memory stays there."""
    folder = batch(deals, seed, progress)
    progress("reading, linking and computing facts")
    with tempfile.TemporaryDirectory(prefix="screening-benchmark-") as made:
        told = answer_of("benchmarks.child_facts", folder, made)
        names = [f"facts_{i}.arrow" for i in range(told["parts"])]
        parts = [_in_memory(Path(made, name)) for name in names]
        calendar = _in_memory(Path(made, "calendar.arrow"))
    pack, today = load_pack(), date.fromisoformat(told["today"])
    return FactsInMemory(parts, pack, pack.asked(today), today, calendar, frozenset(told["absent"]))


def _in_memory(file: Path) -> pl.DataFrame:
    """The frame of a file, no longer mapped to it and each column in one piece."""
    return pl.read_ipc(file.read_bytes()).rechunk()
