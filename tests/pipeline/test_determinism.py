"""Same in, same out, to the bit: whatever the order of rows, threads, engine and partitions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data" / "batch"
SCRIPT = "tests.pipeline.result_digests"


def digests(*arguments: str, threads: int = 1) -> dict[str, str]:
    environment = {**os.environ, "POLARS_MAX_THREADS": str(threads)}
    done = subprocess.run(
        [sys.executable, "-m", SCRIPT, str(SAMPLE), *arguments, "--duckdb-threads", str(threads)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def plain() -> dict[str, str]:
    """One thread, rows as given, one partition, Polars in memory."""
    return digests()


def test_the_whole_sample_has_results(plain: dict[str, str]) -> None:
    assert {"deal_result", "finding", "addend", "duty", "payment_decision", "facts"} <= set(plain)
    assert {"client_result", "client_finding", "client_deal", "client_facts"} <= set(plain)
    assert len(set(plain.values())) == len(plain)


LONG = pytest.mark.slow


@pytest.mark.parametrize(
    ("threads", "engine"),
    [
        (1, "streaming"),
        (2, "in-memory"),
        (5, "streaming"),
        pytest.param(1, "in-memory", marks=LONG),
        pytest.param(2, "streaming", marks=LONG),
        pytest.param(5, "in-memory", marks=LONG),
    ],
)
def test_results_are_the_same_to_the_bit(threads: int, engine: str, plain: dict[str, str]) -> None:
    partitions = {1: "3", 2: "7", 5: "1"}[threads]
    shuffle = str(threads * 10 + len(engine))
    other = digests(
        "--shuffle", shuffle, "--engine", engine, "--partitions", partitions, threads=threads
    )
    assert other == plain
