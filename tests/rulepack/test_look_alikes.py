"""Files that look like rules, and hints that name what was meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from screening.errors import did_you_mean
from screening.rulepack import check_pack, default_pack_dir


@pytest.mark.parametrize("name", ["COM-77_new.TOML", "COM-01_price.toml.bak"])
def test_a_file_that_looks_like_a_rule_is_told(tmp_path: Path, name: str) -> None:
    pack = tmp_path / "rules"
    shutil.copytree(default_pack_dir(), pack)
    (pack / "commercial" / name).write_text("", encoding="utf-8")
    (told,) = check_pack(pack).problems
    assert name in told
    assert "ends in .toml" in told


def test_the_lock_that_is_missing_is_that_of_the_pack_asked(tmp_path: Path) -> None:
    pack = tmp_path / "my rules"
    shutil.copytree(default_pack_dir(), pack)
    (pack / "rules.lock").unlink()
    (note,) = check_pack(pack).notes
    assert note.endswith(f"run: screening rules lock --rules '{pack}'")


def test_the_nearest_word_is_found_whatever_its_case() -> None:
    assert did_you_mean("MARGIN_USD", ["margin_usd", "margin_ratio"]).endswith('"margin_usd"?')
    assert did_you_mean("zzz", ["margin_usd"]) == ""
