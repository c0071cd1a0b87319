"""A rule from draft to retired: what each status asks of the file, and what is asked of deals."""

from __future__ import annotations

from datetime import date

import pytest

from screening.errors import RuleError
from screening.rulepack import check_pack, load_pack
from tests.rulepack.conftest import RULE, RULE_PATH, WritePack

DAY = date(2026, 1, 1)
WHY = 'retired_why = "Its limits were a bank\'s own and hit every provisional price."\n'
SECOND_PATH = "commercial/COM-02_new.toml"


def retired(rule_id: str = "COM-01", extra: str = WHY) -> str:
    text = RULE.replace('"COM-01"', f'"{rule_id}"').replace('"active"', '"retired"')
    return extra + text


def second(text: str = RULE) -> str:
    return text.replace('"COM-01"', '"COM-02"')


def policy_of_second(policy: str) -> str:
    return policy.replace("COM-01", "COM-02")


@pytest.mark.parametrize(
    ("status", "extra", "asked"),
    [
        ("draft", "", False),
        ("shadow", "", True),
        ("active", "", True),
        ("retired", WHY, False),
    ],
)
def test_only_shadow_and_active_rules_are_asked(
    write_pack: WritePack, status: str, extra: str, asked: bool
) -> None:
    text = extra + RULE.replace('"active"', f'"{status}"')
    pack = load_pack(write_pack({RULE_PATH: text}))
    assert [r.id for r in pack.asked(DAY)] == ["COM-01"] * asked
    assert [r.id for r in pack.rules] == ["COM-01"]


def test_a_retired_rule_says_why_and_what_follows(write_pack: WritePack) -> None:
    text = retired(extra=WHY + 'superseded_by = "COM-02"\n')
    rule = load_pack(write_pack({RULE_PATH: text, SECOND_PATH: second()})).rule("COM-01")
    assert rule.retired_why.startswith("Its limits")
    assert rule.superseded_by == "COM-02"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (retired(extra=""), '"retired_why" is missing'),
        (retired(extra='retired_why = " "\n'), "retired_why: is blank"),
        (WHY + RULE, 'retired_why: belongs to a rule of status "retired" alone'),
        (
            'superseded_by = "COM-02"\n' + RULE,
            'superseded_by: belongs to a rule of status "retired"',
        ),
        (retired(extra=WHY + 'superseded_by = "COM-09"\n'), 'no rule "COM-09" in the pack'),
        (retired(extra=WHY + 'superseded_by = "COM-01"\n'), "back to itself: COM-01 to COM-01"),
        (retired(extra=WHY + "superseded_by = 2\n"), "must be text in quotes"),
    ],
)
def test_wrong_ends(write_pack: WritePack, text: str, said: str) -> None:
    with pytest.raises(RuleError) as error:
        load_pack(write_pack({RULE_PATH: text, SECOND_PATH: second()}))
    assert any(said in p and RULE_PATH in p for p in error.value.problems), error.value.problems


def test_a_row_of_successors_ends(write_pack: WritePack) -> None:
    first = retired(extra=WHY + 'superseded_by = "COM-02"\n')
    middle = retired("COM-02", WHY + 'superseded_by = "COM-03"\n')
    files = {RULE_PATH: first, SECOND_PATH: middle, "commercial/COM-03_c.toml": retired("COM-03")}
    assert len(load_pack(write_pack(files)).rules) == 3
    last = retired("COM-03", WHY + 'superseded_by = "COM-01"\n')
    with pytest.raises(RuleError) as error:
        load_pack(write_pack({**files, "commercial/COM-03_c.toml": last}))
    assert len([p for p in error.value.problems if "leads back to itself" in p]) == 3


def test_a_successor_with_a_broken_file_is_there_all_the_same(write_pack: WritePack) -> None:
    text = retired(extra=WHY + 'superseded_by = "COM-02"\n')
    with pytest.raises(RuleError) as error:
        load_pack(write_pack({RULE_PATH: text, SECOND_PATH: second().replace("[when]", "[wen]")}))
    assert not any("superseded_by" in p for p in error.value.problems)


@pytest.mark.parametrize("status", ["draft", "shadow", "retired"])
def test_only_an_active_rule_owes_every_example(write_pack: WritePack, status: str) -> None:
    extra = WHY if status == "retired" else ""
    head, *_ = RULE.partition("[[example]]")
    few = head + '[[example]]\nname = "too small"\nset = { invoice_usd = 1 }\nexpect = "pass"\n'
    text = extra + few.replace('"active"', f'"{status}"')
    assert check_pack(write_pack({RULE_PATH: text})).problems == ()
    assert check_pack(write_pack({RULE_PATH: few})).problems
    wrong = text.replace("invoice_usd = 1 ", "invoice_usd = 90_000 ")
    (problem,) = check_pack(write_pack({RULE_PATH: wrong})).problems
    assert "expected pass, got hit:hold" in problem


def test_the_author_cannot_approve(write_pack: WritePack) -> None:
    text = RULE.replace('approved_by = "committee"', 'approved_by = "AUTHOR"')
    with pytest.raises(RuleError, match="someone else must approve"):
        load_pack(write_pack({RULE_PATH: text}))


def test_obligations_and_indicators_are_words_not_decisions(write_pack: WritePack) -> None:
    text = 'obligations = ["O1", "O2"]\nindicators = ["F-23"]\n' + RULE
    (rule,) = load_pack(write_pack({RULE_PATH: text})).rules
    assert rule.obligations == ("O1", "O2")
    assert rule.indicators == ("F-23",)
    assert rule.digest == load_pack(write_pack({RULE_PATH: RULE})).rules[0].digest
