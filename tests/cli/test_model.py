"""`screening model`: trained from a store, shown, checked, refused when tampered with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from screening.anomaly.model_file import ARRAYS_FILE, CARD_FILE
from tests.cli.conftest import Call

SAMPLE = Path(__file__).parents[2] / "sample_data" / "batch"


def test_a_model_from_a_store_and_from_its_batch_is_the_same(call: Call, tmp_path: Path) -> None:
    db, one, other = tmp_path / "s.duckdb", tmp_path / "one", tmp_path / "other"
    assert call("run", SAMPLE, "--db", db).code == 0
    made = call("model", "train", "--db", db, "--labels", SAMPLE / "_labels.csv", "--out", one)
    assert made.code == 0, made.err
    assert "172 deals, 19 facts, 100 trees" in made.out
    assert "combined_auroc" in made.out
    assert call("model", "train", "--batch", SAMPLE, "--out", other).code == 0
    assert (one / ARRAYS_FILE).read_bytes() == (other / ARRAYS_FILE).read_bytes()
    told = json.loads(call("model", "check", "--model", one, "--json").out)
    shown = json.loads(call("model", "show", "--model", other, "--json").out)
    assert told["digest"] == shown["digest"]
    assert str(tmp_path) not in (one / CARD_FILE).read_text("utf-8")
    (one / ARRAYS_FILE).write_bytes(b"")
    refused = call("model", "check", "--model", one)
    assert refused.code == 5
    assert "not the file its card names" in refused.err


def test_the_model_that_comes_along_is_shown(call: Call) -> None:
    told = call("model", "show")
    assert told.code == 0
    assert "screening model train --simulated" in told.out
    assert "margin_after_costs_ratio" in told.out
    assert call("model", "check").out.startswith("default: 100 trees over 19 facts")


@pytest.mark.parametrize("given", [[], ["--db", "a.duckdb", "--simulated", "5"]])
def test_one_thing_to_learn_from(given: list[str], call: Call, tmp_path: Path) -> None:
    told = call("model", "train", *given, "--out", tmp_path / "m")
    assert told.code == 2
    assert "give --db, --batch or --simulated" in told.err


def test_labels_that_cannot_be_read(call: Call, tmp_path: Path) -> None:
    absent = tmp_path / "none.csv"
    line = ["model", "train", "--batch", SAMPLE, "--labels", absent, "--out", tmp_path / "m"]
    assert call(*line).code == 3
