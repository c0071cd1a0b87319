"""Which missing facts leave a question open: the null facts below conditions that are null.

A fact that is null beside a comparison that decides anyway is not needed, and not blamed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.rulepack.answers import CAUSES, cause_of
from screening.rulepack.formula import Atom, Formula, Logic, Not, facts_of
from screening.rulepack.rule import Rule
from screening.schema import FACTS, Absence


@dataclass(frozen=True, slots=True)
class Blame:
    """One fact in one comparison, and the formulas around it that must be null for it to count."""

    fact: str
    around: tuple[Formula, ...]


def blames(formula: Formula, around: tuple[Formula, ...] = ()) -> Iterator[Blame]:
    """Every fact of the formula with the AND and OR above it, in the order written.

    NOT is null exactly if its part is, and a comparison is null if the fact is: neither is kept.
    """
    match formula:
        case Atom(_, facts):
            yield from (Blame(f, around) for f in facts)
        case Not(part):
            yield from blames(part, around)
        case Logic(_, parts):
            for part in parts:
                yield from blames(part, (*around, formula))


def rule_blames(rule: Rule) -> tuple[Blame, ...]:
    """Every fact the rule may lack: of the tiers, then of applies.

    Only for rows where the rule is not_evaluable: then applies and the tiers, each by itself,
    is null or true, and what is true blames nothing.
    """
    applies = rule.applies_formula
    found = (*blames(rule.when_formula), *(blames(applies) if applies else ()))
    return tuple(dict.fromkeys(found))


def causes_of(rule: Rule) -> tuple[Absence, ...]:
    """The causes the rule's facts can have, strongest first."""
    present = {cause_of(FACTS[f]) for f in facts_of(rule.formula)}
    return tuple(c for c in CAUSES if c in present)


def blames_for(rule: Rule, cause: Absence) -> tuple[Blame, ...]:
    """The rule's facts whose absence has that cause."""
    return tuple(b for b in rule_blames(rule) if cause_of(FACTS[b.fact]) is cause)
