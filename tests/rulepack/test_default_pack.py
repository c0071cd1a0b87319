"""The pack that travels with the program: each example of each rule, and sentences about all."""

from __future__ import annotations

import re

import pytest

from screening.rulepack import Rule, check_pack, load_pack
from screening.rulepack.answers import FIRST_HIT
from screening.rulepack.examples import Trial, run_examples

PACK = load_pack()
TRIALS = run_examples(PACK.rules)
HAN = re.compile(r"[\u4e00-\u9fff]")
RULES = pytest.mark.parametrize("rule", PACK.rules, ids=lambda r: r.id)


@pytest.mark.parametrize("trial", TRIALS.of_rules, ids=lambda t: f"{t.rule.id}: {t.name}")
def test_example(trial: Trial) -> None:
    assert trial.got == trial.expect or trial.got.partition(":")[0] == trial.expect


def test_the_whole_check_is_clean() -> None:
    report = check_pack()
    assert report.problems == ()
    assert report.n_rules >= 27


def test_ids_are_unique() -> None:
    ids = [r.id for r in PACK.rules]
    assert len(set(ids)) == len(ids)


@RULES
def test_titles_and_reasons_are_in_both_languages(rule: Rule) -> None:
    assert HAN.search(rule.title_zh)
    assert HAN.search(rule.reason_zh)
    assert not HAN.search(rule.title)
    assert rule.reason.isascii() or not HAN.search(rule.reason)


@RULES
def test_a_reason_names_a_value_of_the_deal(rule: Rule) -> None:
    assert "{" in rule.reason


@RULES
def test_every_active_rule_hits_and_passes_somewhere(rule: Rule) -> None:
    if rule.is_active:
        codes = {t.code for t in TRIALS.of(rule)}
        assert {FIRST_HIT + i for i in range(len(rule.tiers))} <= codes
        assert 1 in codes


@pytest.mark.parametrize("group", ["authenticity", "legality", "commercial", "logic"])
def test_each_group_a_pass_needs_has_a_required_rule(group: str) -> None:
    assert any(r.group == group and r.required and r.is_active for r in PACK.rules)


def test_no_hit_outweighs_its_groups_cap() -> None:
    for rule in PACK.rules:
        assert rule.points <= PACK.policy.group_caps.get(rule.group, 0), rule.id


def test_every_lowering_is_of_an_active_rule() -> None:
    active = {r.id for r in PACK.rules if r.is_active}
    assert {n.rule for n in PACK.policy.lowerings} <= active
