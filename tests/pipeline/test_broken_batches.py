"""Broken batches through the command line: rejects, or one clear error and no store."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.errors import InputError
from screening.pipeline import run
from screening.rulepack import load_checked_pack
from screening.store import open_store
from tests.cli.conftest import Call

BROKEN = Path(__file__).parents[2] / "sample_data" / "broken"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads(
    (BROKEN / "expected.toml").read_text(encoding="utf-8")
)
REJECTS = [name for name, e in EXPECTED.items() if "error" not in e]
ERRORS = [name for name, e in EXPECTED.items() if "error" in e]


@pytest.fixture(scope="module")
def checked_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """The default pack read once: its own check is not what these tests ask."""
    pack = load_checked_pack(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("screening.pipeline.load_checked_pack", lambda _: pack)
        yield


@pytest.mark.parametrize("name", REJECTS)
@pytest.mark.usefixtures("checked_once")
def test_the_expected_rejects_are_stored_and_told(name: str, tmp_path: Path, call: Call) -> None:
    db, expected = tmp_path / "store.duckdb", EXPECTED[name]
    done = call("run", BROKEN / name, "--db", db, "--as-of", "2025-12-31", "--json")
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["rows_loaded"] == expected["rows_loaded"]
    assert told["rows_rejected"] == expected["rows_rejected"]
    assert told["rows_in"] == told["rows_loaded"] + told["rows_rejected"]
    with open_store(db) as con:
        stored = con.execute("SELECT file, column_name, reason FROM rejects").fetchall()
    assert len(stored) == expected["rows_rejected"]
    if "reason" in expected:
        fits = [row for row in stored if expected["reason"] in row[2]]
        assert fits, stored
        assert fits[0][0].partition("#")[0] == expected["file"]
        assert fits[0][1] == expected.get("column")
    if "note" in expected:
        assert told["notes"] == [f"{expected['file']}: {expected['note']}"]


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.usefixtures("checked_once")
def test_an_unreadable_file_ends_with_the_expected_error(
    name: str, tmp_path: Path, call: Call
) -> None:
    db = tmp_path / "store.duckdb"
    done = call("run", BROKEN / name, "--db", db, "--as-of", "2025-12-31")
    assert done.code == 3
    assert done.out == ""
    for part in EXPECTED[name]["error"]:
        assert part in done.err
    assert EXPECTED[name]["file"] in done.err
    assert "Traceback" not in done.err
    assert not db.exists()


@pytest.mark.parametrize("name", EXPECTED)
@pytest.mark.usefixtures("checked_once")
def test_without_a_day_the_error_names_file_and_defect(
    name: str, tmp_path: Path, call: Call
) -> None:
    db, expected = tmp_path / "store.duckdb", EXPECTED[name]
    done = call("run", BROKEN / name, "--db", db)
    if done.code == 0:
        assert name not in ERRORS
        return
    assert done.code == 3
    assert expected["file"] in done.err
    assert not db.exists()
    if name in REJECTS:
        assert (expected.get("reason") or expected["note"]) in done.err
        assert "--as-of" in done.err


def test_a_batch_without_any_time_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    with (folder / "deals.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["deal_id", "client_id", "mode"], ["D1", "C1", None]])
    (folder / "notes.txt").write_text("later", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        run(folder, tmp_path / "store.duckdb")
    assert "--as-of" in str(caught.value.do)
    assert caught.value.what.startswith("1 of 2 files not read; no row says")
    assert "notes.txt, not read" in caught.value.exists
    assert not (tmp_path / "store.duckdb").exists()
