"""Every broken input of sample_data/broken gives what expected.toml says, and never a traceback."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from screening.errors import InputError
from screening.inputs import read_batch

BROKEN = Path(__file__).parents[2] / "sample_data" / "broken"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (BROKEN / "expected.toml").read_text(encoding="utf-8")
)
REJECTS = {name: e for name, e in EXPECTED.items() if "error" not in e}
ERRORS = {name: e for name, e in EXPECTED.items() if "error" in e}


@pytest.mark.parametrize("name", REJECTS)
def test_bad_rows_are_rejected_with_a_reason_and_the_rest_is_loaded(name: str) -> None:
    expected = REJECTS[name]
    batch = read_batch(BROKEN / name)
    assert batch.rows_loaded == expected["rows_loaded"]
    assert batch.rows_rejected == expected["rows_rejected"] == batch.rejects.height
    assert batch.rows_in == batch.rows_loaded + batch.rows_rejected
    if "reason" in expected:
        told = [r for r in batch.rejects.to_dicts() if expected["reason"] in r["reason"]]
        assert told, batch.rejects["reason"].to_list()
        assert told[0]["column"] == expected.get("column")
        assert told[0]["file"] == expected["file"] or "#" in told[0]["file"]
        assert told[0]["raw"]
    if "note" in expected:
        assert expected["note"] in batch.files["note"].to_list()


@pytest.mark.parametrize("name", ERRORS)
def test_an_unreadable_file_is_one_clear_error(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_batch(BROKEN / name)
    for part in ERRORS[name]["error"]:
        assert part in str(caught.value)
    assert caught.value.where
    assert caught.value.do


def test_readme_and_folders_and_expectations_are_the_same_set() -> None:
    folders = {p.name for p in BROKEN.iterdir() if p.is_dir()}
    lines = (BROKEN / "README.md").read_text(encoding="utf-8").splitlines()
    told = {line.split("|")[1].strip() for line in lines if line.startswith("|")}
    assert folders == set(EXPECTED)
    assert folders <= told
