"""Broken batches through the command line: rejects, or one clear error and no store."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from screening.errors import InputError
from screening.pipeline import run
from screening.rulepack import load_checked_pack
from screening.store import open_store
from tests.cli.conftest import Call

BROKEN = sorted(
    p for p in (Path(__file__).parents[2] / "sample_data" / "broken").iterdir() if p.is_dir()
)


@pytest.fixture(scope="module")
def checked_once(request: pytest.FixtureRequest) -> Iterator[None]:
    """The default pack read once: its own check is not what these tests ask."""
    pack = load_checked_pack(None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("screening.pipeline.load_checked_pack", lambda _: pack)
        yield


@pytest.mark.parametrize("batch", BROKEN, ids=lambda p: p.name)
@pytest.mark.usefixtures("checked_once")
def test_a_broken_batch_is_rejects_or_one_clear_error(
    batch: Path, tmp_path: Path, call: Call
) -> None:
    db = tmp_path / "store.duckdb"
    done = call("run", batch, "--db", db, "--json")
    assert "Traceback" not in done.out + done.err
    if done.code == 0:
        told = json.loads(done.out)
        assert told["rows_in"] == told["rows_loaded"] + told["rows_rejected"]
        with open_store(db) as con:
            stored = con.execute("SELECT count(*) FROM rejects").fetchone()
        assert stored == (told["rows_rejected"],)
    else:
        assert done.code == 3, done.err
        assert batch.name in done.err or any(f.name in done.err for f in batch.iterdir())
        assert not db.exists()


def test_a_batch_without_any_time_says_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    with (folder / "deals.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["deal_id", "client_id", "mode"], ["D1", "C1", None]])
    with pytest.raises(InputError) as caught:
        run(folder, tmp_path / "store.duckdb")
    assert "--as-of" in str(caught.value.do)
    assert not (tmp_path / "store.duckdb").exists()
