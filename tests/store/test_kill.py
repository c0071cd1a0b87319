"""After a kill at any moment the file has the whole batch or nothing of it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from screening.store import open_store, publish, save
from tests.store.made import made
from tests.store.save_big import big

DEALS = 30_000


@contextmanager
def saving(db: Path, prefix: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is about to save a batch of its own."""
    command = [sys.executable, "-m", "tests.store.save_big", str(db), str(DEALS), prefix]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process


def seconds_of_a_whole_save(db: Path) -> float:
    with saving(db, "WHOLE") as process:
        started = time.monotonic()
        assert process.stdout is not None
        assert process.stdout.readline() == b"done\n"
        return time.monotonic() - started


def counts(db: Path) -> dict[str, tuple[int, ...]]:
    """Rows of each table by run prefix: deals, findings, addends, uses, facts."""
    tables = ("deal_result", "finding", "addend", "paper_use", "deal_fact")
    with open_store(db) as con:
        batches = con.execute("SELECT run_id, batch FROM run ORDER BY run_no").fetchall()
        by_run = {
            table: dict(con.execute(f"SELECT run_id, count(*) FROM {table} GROUP BY 1").fetchall())
            for table in tables
        }
    assert all(set(n) <= {run for run, _ in batches} for n in by_run.values())
    return {batch: tuple(by_run[t].get(run, 0) for t in tables) for run, batch in batches}


def expected() -> tuple[int, ...]:
    batch = big(DEALS, "X")
    tables = ("deal_result", "finding", "addend", "paper_use")
    return (*(batch.tables[t].height for t in tables), batch.facts.height)


def killed_at(db: Path, moments: list[float]) -> None:
    """Kills one save at each moment and looks whether the batch is whole or absent."""
    whole = expected()
    for i, moment in enumerate(moments):
        with saving(db, f"K{i}") as process:
            time.sleep(moment)
            process.kill()
        if not db.exists():
            continue
        found = counts(db)
        assert found.get(f"K{i}", whole) == whole
        assert all(n == whole for batch, n in found.items() if batch.startswith("K"))
        publish(db)  # the store can be written again at once


def test_killed_while_saving_beside_another_batch(db: Path) -> None:
    seconds = seconds_of_a_whole_save(db)
    killed_at(db, [seconds * share for share in (0.3, 0.7, 0.9)])
    assert counts(db)["b1"] == (3, 3, 7, 1, 3)


def test_killed_while_the_file_is_made(tmp_path: Path) -> None:
    killed_at(tmp_path / "fresh.duckdb", [0.0, 0.02, 0.06])


@pytest.mark.slow
def test_killed_at_many_moments(db: Path) -> None:
    seconds = seconds_of_a_whole_save(db)
    killed_at(db, [seconds * (i + 0.5) / 40 for i in range(44)])


def test_a_killed_writer_leaves_the_store_usable(db: Path) -> None:
    with saving(db, "K") as process:
        time.sleep(0.2)
        process.kill()
    assert save(made(big(3, "N").run, "N"), db).rows["deal_result"] == 3
