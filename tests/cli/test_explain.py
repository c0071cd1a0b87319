"""`screening explain`."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Call


def test_both_languages_and_json(call: Call, db: Path) -> None:
    assert "Proposed HOLD" in call("explain", "D-1", "--db", db).out
    assert "建议处置" in call("explain", "D-1", "--db", db, "--lang", "zh").out
    told = json.loads(call("explain", "D-1", "--db", db, "--json").out)
    assert (told["deal_id"], told["disposition"]) == ("D-1", "HOLD")


def test_an_unknown_deal_is_a_usage_error(call: Call, db: Path) -> None:
    told = call("explain", "D-1x", "--db", db, "--json")
    assert told.code == 2
    assert 'did you mean "D-1"' in json.loads(told.err)["error"]["what"]
