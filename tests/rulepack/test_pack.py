"""A pack as a whole: what is asked when, and what its digests cover."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from screening.errors import RuleError
from screening.rulepack import default_pack_dir, load_pack
from tests.rulepack.conftest import POLICY, RULE, RULE_PATH, WritePack

TODAY = date(2025, 6, 1)


def test_rules_are_sorted_and_found(write_pack: WritePack) -> None:
    second = RULE.replace('"COM-01"', '"AUT-02"')
    pack = load_pack(write_pack({RULE_PATH: RULE, "authenticity/AUT-02_b.toml": second}))
    assert [r.id for r in pack.rules] == ["AUT-02", "COM-01"]
    assert pack.rule("COM-01").group == "commercial"
    assert pack.rule("COM-01").text == RULE
    assert (pack.rule("COM-01").severity, pack.rule("COM-01").points) == ("hold", 60)


@pytest.mark.parametrize(
    ("status", "extra", "asked"),
    [
        ("active", "", True),
        ("shadow", "", True),
        ("draft", "", False),
        ("retired", 'retired_why = "never asked of anyone"\n', False),
        ("active", "effective_from = 2025-06-01\n", True),
        ("active", "effective_from = 2025-06-02\n", False),
    ],
)
def test_asked(write_pack: WritePack, status: str, extra: str, asked: bool) -> None:
    text = extra + RULE.replace('"active"', f'"{status}"')
    assert bool(load_pack(write_pack({RULE_PATH: text})).asked(TODAY)) is asked


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("version    = 1", "version = 2", True),
        ("deviation = 0.30", "deviation = 0.31", True),
        ("points   = 20", "points   = 21", True),
        ("required   = true", "required = false", True),
        ("curable    = false", "curable = true", True),
        ('"offshore_resale", ', "", True),
        ('stage      = "both"', 'stage = "pre_payment"', True),
        ("price_manipulation", "price_fraud", True),
        ('"active"', '"shadow"', True),
        ("Price far off", "Price far away", False),
        ("a source", "another source", False),
        ('"below the review limit"', '"under the review limit"', False),
        ("price_deviation >= :deviation", "price_deviation  >=  (:deviation)", False),
        ("deviation = 0.30", "deviation = 0.3", False),
    ],
)
def test_digest_covers_what_decides(
    write_pack: WritePack, old: str, new: str, changes: bool
) -> None:
    before = load_pack(write_pack())
    after = load_pack(write_pack({RULE_PATH: RULE.replace(old, new, 1)}))
    assert (before.rules[0].digest != after.rules[0].digest) is changes
    assert (before.digest != after.digest) is changes


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("review_band = 25", "review_band = 26", True),
        ("logic = 90", "logic = 91", True),
        ("days = 30", "days = 31", True),
        ("has_rmb_payment = TRUE", "has_rmb_payment = FALSE", True),
        ('title = "t"', 'title = "u"', False),
    ],
)
def test_policy_is_part_of_the_digest(
    write_pack: WritePack, old: str, new: str, changes: bool
) -> None:
    before = load_pack(write_pack()).digest
    assert (load_pack(write_pack(policy=POLICY.replace(old, new))).digest != before) is changes


def test_two_files_of_one_id(write_pack: WritePack) -> None:
    folder = write_pack({RULE_PATH: RULE, "commercial/COM-01_again.toml": RULE})
    with pytest.raises(RuleError, match="COM-01 is the id of several files"):
        load_pack(folder)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="there is no folder"):
        load_pack(tmp_path / "none")


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="has no rule files"):
        load_pack(tmp_path)


def test_the_default_pack_is_found() -> None:
    assert (default_pack_dir() / "policy.toml").is_file()
