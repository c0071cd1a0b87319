"""Answers that cannot move a deal are the only ones skipped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from screening.impact.effects import codes_of, effect, neutral_pairs
from screening.rulepack import Rule, load_pack
from screening.rulepack.answers import CAUSE_CODES, FIRST_HIT, NOT_APPLICABLE, PASS
from screening.schema import Absence

NOTHING: frozenset[str] = frozenset()
PAPER = CAUSE_CODES[Absence.PAPER]


@pytest.fixture
def rule() -> Rule:
    """Active, required, with several tiers."""
    return replace(load_pack().rule("COM-01"), required=True)


def test_the_same_rule_moves_only_by_its_answer(rule: Rule) -> None:
    pairs = set(neutral_pairs(rule, rule, NOTHING))
    assert all((c, c) in pairs for c in codes_of(rule))
    assert (PASS, NOT_APPLICABLE) not in pairs  # a key rule no longer answered
    assert (PASS, PAPER) not in pairs
    assert (PASS, FIRST_HIT) not in pairs
    assert (FIRST_HIT, FIRST_HIT + 1) not in pairs


def test_a_rule_that_is_not_required_may_pass_or_not_apply(rule: Rule) -> None:
    optional = replace(rule, required=False)
    pairs = set(neutral_pairs(optional, optional, NOTHING))
    assert {(PASS, NOT_APPLICABLE), (PASS, PAPER), (PAPER, PASS)} <= pairs
    assert (PASS, FIRST_HIT) not in pairs


@pytest.mark.parametrize("weight", ["stage", "typology", "points", "severity"])
def test_another_weight_moves_hits(rule: Rule, weight: str) -> None:
    other = {
        "stage": replace(rule, stage="pre_payment"),
        "typology": replace(rule, typology="other"),
        "points": replace(rule, tiers=tuple(replace(t, points=1) for t in rule.tiers)),
        "severity": replace(rule, tiers=tuple(replace(t, severity="note") for t in rule.tiers)),
    }[weight]
    pairs = set(neutral_pairs(rule, other, NOTHING))
    assert (FIRST_HIT, FIRST_HIT) not in pairs
    assert (PASS, PASS) in pairs


def test_shadows_weigh_nothing(rule: Rule) -> None:
    shadow = replace(rule, status="shadow")
    assert {effect(shadow, code, NOTHING) for code in codes_of(shadow)} == {None}
    assert (FIRST_HIT, FIRST_HIT) not in neutral_pairs(rule, shadow, NOTHING)


def test_an_open_question_is_asked_again_where_tables_were_absent(rule: Rule) -> None:
    tiers = tuple(replace(t, when=t.when[:1]) for t in reversed(rule.tiers))
    other = replace(rule, tiers=tiers)
    assert rule.canonical != other.canonical
    absent = frozenset({"reference_prices", "goods_lines", "contracts", "invoices"})
    assert (PAPER, PAPER) in neutral_pairs(rule, other, NOTHING)
    assert (PAPER, PAPER) not in neutral_pairs(rule, other, absent)


def test_a_rule_that_cannot_be_read_is_never_skipped(rule: Rule) -> None:
    assert neutral_pairs(None, rule, NOTHING, is_readable=False) == []
    assert (NOT_APPLICABLE, NOT_APPLICABLE) in neutral_pairs(None, rule, NOTHING)
