"""`screening rules check|list|show`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from screening.rulepack import default_pack_dir, load_pack
from tests.cli.conftest import Call


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The pack that comes along, with one rule that asks for a fact nobody knows."""
    pack = tmp_path / "rules"
    shutil.copytree(default_pack_dir(), pack)
    rule = next(iter(sorted(pack.glob("authenticity/AUT-04*.toml"))))
    text = rule.read_text(encoding="utf-8")
    rule.write_text(text.replace("bill_status_at_title", "bil_status"), encoding="utf-8")
    return pack


def test_list_has_every_rule_with_the_columns_promised(call: Call) -> None:
    told = json.loads(call("rules", "list", "--json").out)
    assert [r["id"] for r in told] == [r.id for r in load_pack().rules]
    assert set(told[0]) >= {
        *("id", "group", "grain", "stage", "version", "status", "severity", "points", "digest")
    }
    table = call("rules", "list").out.splitlines()
    assert table[0].split()[:3] == ["id", "group", "grain"]
    assert len(table) == len(told) + 1


def test_check_is_clean_for_the_pack_that_comes_along(call: Call) -> None:
    told = call("rules", "check")
    assert told.code == 0
    assert "no problem" in told.out


def test_check_tells_every_problem_and_ends_with_4(call: Call, broken: Path) -> None:
    told = call("rules", "check", "--rules", broken)
    assert told.code == 4
    assert "bil_status" in told.err
    as_json = call("rules", "check", "--rules", broken, "--json")
    assert as_json.code == 4
    assert any("bil_status" in p for p in json.loads(as_json.out)["problems"])


def test_show_prints_the_file_or_the_canonical_conditions(call: Call) -> None:
    rule = load_pack().rule("AUT-04")
    assert call("rules", "show", "AUT-04").out == rule.text.rstrip("\n") + "\n"
    assert call("rules", "show", "AUT-04", "--sql").out == rule.canonical.rstrip("\n") + "\n"


def test_an_unknown_rule_names_the_nearest(call: Call) -> None:
    told = call("rules", "show", "aut-4")
    assert told.code == 2
    assert 'did you mean "AUT-04"' in told.err
