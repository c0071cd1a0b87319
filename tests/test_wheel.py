"""The wheel on its own: no source tree, yet the default rules are found and a batch is screened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing of ours but what the wheel holds."""
    made = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    subprocess.run([*build, "--outdir", str(made), str(ROOT)], check=True, capture_output=True)
    (wheel,) = made.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(made / "site")
    return made / "site"


def called(installed: Path, elsewhere: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_default_pack_travels_with_the_program(installed: Path, tmp_path: Path) -> None:
    script = "import screening; print(screening.__file__)"
    assert called(installed, tmp_path, "-c", script).startswith(str(installed))
    told = called(installed, tmp_path, "-m", "screening", "rules", "list", "--json")
    rules = {rule["id"] for rule in json.loads(told)}
    assert rules == {p.name.split("_")[0] for p in (ROOT / "rules").glob("*/*.toml")}


def test_a_batch_is_screened_without_the_source_tree(installed: Path, tmp_path: Path) -> None:
    sample = str(ROOT / "sample_data" / "batch")
    told = called(
        installed, tmp_path, "-m", "screening", "run", sample, "--db", "here.duckdb", "--json"
    )
    assert json.loads(told)["deals"] > 100


def test_nothing_but_the_program_is_in_the_wheel(installed: Path) -> None:
    top = {p.name for p in installed.iterdir()}
    assert {n for n in top if not n.endswith(".dist-info")} == {"screening"}
