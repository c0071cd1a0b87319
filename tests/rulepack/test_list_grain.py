"""Criteria of the list: rules of a grain of their own, which propose and never score."""

from __future__ import annotations

from datetime import date

import pytest

from screening.errors import RuleError
from screening.rulepack import load_pack
from tests.rulepack.conftest import POLICY, RULE, RULE_PATH, WritePack
from tests.rulepack.test_client_grain import CLIENT_RULE

PATH = "list/LST-01_young.toml"
CRITERION = (
    CLIENT_RULE.replace('"NET-06"', '"LST-01"')
    .replace(
        'grain      = "client"', 'grain      = "list"\nrequired   = true\nproposes   = "suspend"'
    )
    .replace('severity = "review"', 'severity = "note"')
    .replace("points   = 15", "points   = 0")
)
DAY = date(2025, 6, 1)


def test_a_criterion_asks_facts_of_clients_and_is_asked_by_its_own_grain(
    write_pack: WritePack,
) -> None:
    pack = load_pack(write_pack({RULE_PATH: RULE, PATH: CRITERION}))
    assert [r.id for r in pack.asked(DAY, "list")] == ["LST-01"]
    assert pack.asked(DAY, "client") == ()
    assert pack.rule("LST-01").proposes == "suspend"
    assert pack.rule("LST-01").group == "list"


def test_what_it_proposes_decides(write_pack: WritePack) -> None:
    one = load_pack(write_pack({RULE_PATH: RULE, PATH: CRITERION})).rule("LST-01")
    other = CRITERION.replace('"suspend"', '"remove"')
    two = load_pack(write_pack({RULE_PATH: RULE, PATH: other})).rule("LST-01")
    assert one.digest != two.digest


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('proposes   = "suspend"', "", '"proposes" is missing'),
        ('"suspend"', '"suspense"', "is none of: leave_out, suspend, remove"),
        ("required   = true", "required   = false", "a criterion that cannot be asked must count"),
        ('severity = "note"', 'severity = "review"', "a criterion scores nothing"),
        ("points   = 0", "points   = 1", "a criterion scores nothing"),
        ('grain      = "list"', 'grain      = "client"', "go together"),
        ('grain      = "list"', 'grain      = "client"', 'belongs to a rule of grain "list" alone'),
        ("client_top_counterparty_ratio_12m >", "price_deviation >", "price_deviation"),
    ],
)
def test_what_no_criterion_may_say(write_pack: WritePack, old: str, new: str, said: str) -> None:
    assert old in CRITERION
    with pytest.raises(RuleError) as caught:
        load_pack(write_pack({RULE_PATH: RULE, PATH: CRITERION.replace(old, new, 1)}))
    assert any(said in problem for problem in caught.value.problems)


def test_nothing_of_a_deal_hangs_on_a_criterion(write_pack: WritePack) -> None:
    policy = POLICY.replace('rule = "COM-01"', 'rule = "LST-01"', 1)
    with pytest.raises(RuleError, match="only a rule of deals can stand here"):
        load_pack(write_pack({RULE_PATH: RULE, PATH: CRITERION}, policy=policy))
