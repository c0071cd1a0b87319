"""What an answer does to a decision: two answers of the same effect cannot move a deal."""

from __future__ import annotations

from collections.abc import Iterator

from screening.rulepack import Rule
from screening.rulepack.answers import (
    CAUSE_CODES,
    FIRST_HIT,
    FIRST_NOT_EVALUABLE,
    NOT_APPLICABLE,
    PASS,
)
from screening.schema import FACTS, Absence

Effect = tuple[object, ...] | None
"""None: the answer adds nothing, asks nothing and answers nothing."""


def neutral_pairs(
    old: Rule | None, new: Rule | None, absent: frozenset[str], *, is_readable: bool = True
) -> list[tuple[int, int]]:
    """Pairs of codes (before, after) after which a deal stands as it stood.

    A side that did not ask the rule counts as not_applicable. `is_readable` False: the old rule
    was asked, but its text cannot be read, so nothing but silence on both sides is neutral.
    """
    if not is_readable:
        return []
    return [
        (before, after)
        for before in codes_of(old)
        for after in codes_of(new)
        if effect(old, before, absent) == effect(new, after, absent)
    ]


def codes_of(rule: Rule | None) -> Iterator[int]:
    """The codes the rule can answer; of no rule, not_applicable alone."""
    yield NOT_APPLICABLE
    if rule is not None:
        yield from (PASS, *CAUSE_CODES.values())
        yield from range(FIRST_HIT, FIRST_HIT + len(rule.tiers))


def effect(rule: Rule | None, code: int, absent: frozenset[str]) -> Effect:
    """What decides of this answer: of a hit its weight, of a key rule that it was answered."""
    if rule is None or not rule.is_active or code == NOT_APPLICABLE:
        return None
    key = rule.required
    if code == PASS:
        return ("answered",) if key else None
    if code >= FIRST_HIT:
        tier = rule.tiers[code - FIRST_HIT]
        return ("hit", tier.severity, tier.points, rule.typology, rule.stage, key)
    if not key or code != CAUSE_CODES[Absence.PAPER]:
        return None
    return ("no paper", rule.stage, _asked_of_absent(rule, absent))


def _asked_of_absent(rule: Rule, absent: frozenset[str]) -> str:
    """The question, where tables the batch lacked excuse some of its open answers; else empty."""
    excused = any(absent.intersection(FACTS[f].needs) for f in rule.condition_facts)
    return rule.formula.sql if excused else ""


def is_hit(code: int) -> bool:
    """Whether the code is a hit of some tier."""
    return code >= FIRST_HIT


def is_open(code: int) -> bool:
    """Whether the code is a not_evaluable of some cause."""
    return FIRST_NOT_EVALUABLE <= code < FIRST_HIT
