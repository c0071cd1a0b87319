"""The README's account of the demo is what the demo prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.pipeline import run
from tests.cli.conftest import Call

ROOT = Path(__file__).parents[2]


def test_the_demo_prints_what_the_readme_says(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo").mkdir()
    run(ROOT / "sample_data" / "batch", Path("demo/screening.duckdb"))
    printed = call("run", ROOT / "sample_data" / "batch", "--db", "demo/screening.duckdb").out
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("```text\n")[1].split("```")[0]
    for line in shown.splitlines():
        if " · run " not in line:  # the run's id is a digest and changes with every version
            assert line in printed.splitlines(), line
