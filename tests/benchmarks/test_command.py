"""`python -m benchmarks`: every name gives sound figures; no time is ever asserted."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.registry import BENCHMARKS

ROOT = Path(__file__).parents[2]
DEALS = 200
PEERS = {
    "end_to_end": set[str](),
    "scoring_loop": {"duckdb_sql"},
    "rules": {"duckdb_sql", "polars_unshared"},
    "kernel": {"scikit_learn", "scikit_learn_threads"},
    "reasons": set[str](),
    "rules_diff": {"every_rule_asked"},
    "history": {"empty_store"},
    "names": set[str](),
    "facts": set[str](),
}
STAGES = {
    "end_to_end": {"read", "link", "side tables", "facts", "answers", "findings", "score", "save"},
    "scoring_loop": {"answers", "findings", "score"},
    "rules": {"answers", "packed", "coverage", "long rows", "points"},
    "kernel": {"forest"},
    "reasons": {"scores", "reasons"},
    "rules_diff": {"rules", "runs", "ask", "count", "totals"},
    "history": {"history", "link", "side tables"},
    "names": {"all names new", "next batch, 1 % new"},
    "facts": {"link", "ledgers", "lookups", "facts"},  # and each family once more, by itself
}
WITHOUT_FLOOR = {"facts", "history"}
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    kept = tmp_path_factory.mktemp("kept")
    environment = {**os.environ, "SCREENING_BENCHMARKS": str(kept)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "benchmarks", *arguments]
        return subprocess.run(
            line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    return run


LONG = {"end_to_end", "facts", "history", "names", "rules", "rules_diff"}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.slow) if n in LONG else n for n in BENCHMARKS]
)
def test_every_name_gives_sound_figures(command: Command, name: str) -> None:
    done = command(name, "--deals", str(DEALS), "--seed", "3", "--json")
    assert done.returncode == 0, done.stderr
    assert "..." in done.stderr  # progress stands apart from the figures
    found: dict[str, Any] = json.loads(done.stdout)
    assert (found["name"], found["deals"], found["seed"]) == (name, DEALS, 3)
    assert set(found["ratios"]) == set(found["peer_seconds"]) == PEERS[name]
    assert set(found["stages"]) >= STAGES[name]
    figures = [found["seconds"], found["deals_per_second"], found["peak_rss_mb"]]
    figures += found["ratios"].values()
    if name not in WITHOUT_FLOOR:
        figures += [found["floor_seconds"], found["ratio_to_floor"]]
    assert all(math.isfinite(f) and f > 0 for f in figures), found
    spent = sum(found["stages"][stage] for stage in STAGES[name])
    assert spent <= found["seconds"] or math.isclose(spent, found["seconds"], rel_tol=1e-3)
    assert found["machine"]["cpus"] >= 1
    assert {"python", "cpus"} <= set(found["machine"])
    assert {"polars", "duckdb", "scikit-learn", "screening"} <= set(found["versions"])


def test_every_benchmark_is_tested() -> None:
    assert set(PEERS) == set(STAGES) == set(BENCHMARKS)


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_the_names_are_listed(command: Command, arguments: list[str]) -> None:
    done = command(*arguments)
    assert done.returncode == 0
    for each in BENCHMARKS.values():
        assert each.line in done.stdout


def test_an_unknown_name(command: Command) -> None:
    done = command("rule", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'did you mean "rules"?' in done.stderr
    assert "end_to_end" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("deals", ["0", "-5", "many"])
def test_deals_that_cannot_be_meant(command: Command, deals: str) -> None:
    done = command("rules", "--deals", deals)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
