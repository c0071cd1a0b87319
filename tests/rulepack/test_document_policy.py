"""The document policy that travels with the rules: read, checked, digested."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.errors import RuleError
from screening.rulepack import check_pack, default_pack_dir, load_pack
from screening.rulepack.document_policy import (
    DOCUMENT_POLICY_FILE,
    document_policy_digest,
    read_document_policy,
)
from screening.schema import TABLES
from tests.rulepack.conftest import RULE, RULE_PATH, WritePack

ROWS = """policy_id,version,mode,paper,due_after_days,valid_from,approved_by
ANY,1,,title,60,2020-01-01,committee
ANY,1,,buy_contract,,2020-01-01,committee
PROJECT,1,contracting_abroad,buy_contract,,2020-01-01,committee
"""


def with_policy(write_pack: WritePack, text: str = ROWS) -> Path:
    return write_pack({RULE_PATH: RULE, DOCUMENT_POLICY_FILE: text})


def test_a_pack_brings_the_table(write_pack: WritePack) -> None:
    pack = load_pack(with_policy(write_pack))
    table = pack.tables["document_policy"]
    assert table.columns == list(TABLES["document_policy"].names)
    assert table["paper"].to_list() == ["buy_contract", "title", "buy_contract"]
    checked = check_pack(pack.path).pack
    assert checked is not None
    assert checked.tables["document_policy"].equals(table)


def test_a_pack_without_one_demands_nothing(write_pack: WritePack) -> None:
    assert load_pack(write_pack()).tables == {}


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("ANY,1,,title,60", "ANY,1,,title,61", True),
        ("contracting_abroad", "processing_abroad", True),
        ("PROJECT,1", "PROJECT,2", True),
        ("committee\n", "board\n", False),
    ],
)
def test_what_it_demands_is_part_of_the_packs_digest(
    write_pack: WritePack, old: str, new: str, changes: bool
) -> None:
    before = load_pack(with_policy(write_pack)).digest
    after = load_pack(with_policy(write_pack, ROWS.replace(old, new))).digest
    assert (before != after) is changes


def test_the_order_of_its_lines_is_no_part_of_it(write_pack: WritePack) -> None:
    head, *lines = ROWS.splitlines()
    turned = "\n".join([head, *reversed(lines)]) + "\n"
    before = load_pack(with_policy(write_pack)).digest
    assert load_pack(with_policy(write_pack, turned)).digest == before


def test_with_and_without_are_two_packs(write_pack: WritePack) -> None:
    assert load_pack(write_pack()).digest != load_pack(with_policy(write_pack)).digest


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the first line is blank"),
        ("policy_id,version\nA,1\n", "needs the columns"),
        (ROWS.splitlines()[0] + "\n", "has no rows"),
        (ROWS.replace("60", "soon"), r"document_policy.csv:2: due_after_days is not a whole"),
        (ROWS.replace("title", "passport"), r"document_policy.csv:2: paper is not one of"),
        (ROWS + "ANY,1,,title,90,2020-01-01,x\n", "document_policy.csv:5: "),
        (ROWS.replace("ANY,1,,title", "ANY,1,other,title"), "lines of ANY version 1 are for"),
        (ROWS + "TWIN,1,,title,,2020-01-01,x\n", "very same deals and days: ANY, TWIN"),
        (ROWS + "x" * 1024 * 1024, "is larger than 1024 KB"),
    ],
)
def test_a_wrong_one_is_told_and_no_pack_loaded(
    write_pack: WritePack, text: str, told: str
) -> None:
    folder = with_policy(write_pack, text)
    with pytest.raises(RuleError, match=told):
        load_pack(folder)
    assert check_pack(folder).pack is None


def test_an_older_version_may_be_for_other_deals(write_pack: WritePack) -> None:
    newer = "ANY,2,,title,,2021-01-01,x\nPROJECT,2,other,title,,2020-01-01,x\n"
    assert load_pack(with_policy(write_pack, ROWS + newer)).tables["document_policy"].height == 5


def test_the_default_policy_is_sound() -> None:
    table, problems = read_document_policy(default_pack_dir(), "rules/document_policy.csv")
    assert problems.found == []
    assert table is not None
    assert table["approved_by"].null_count() == 0
    assert len(document_policy_digest(table)) == 64
