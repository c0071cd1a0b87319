"""Which missing facts leave a question open: the null facts below conditions that are null.

A fact that is null beside a comparison that decides anyway is not needed, and not blamed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from screening.rulepack.answers import CAUSES, cause_of
from screening.rulepack.formula import Atom, Choice, Formula, Logic, Not, facts_of
from screening.rulepack.rule import Rule
from screening.schema import FACTS, Absence

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Guard:
    """What must be so of a formula for a missing fact below it to count.

    `is_open`: it must be missing; else it must not be TRUE.
    """

    formula: Formula
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Blame:
    """One fact in one comparison, and what must be so around it for it to count."""

    fact: str
    guards: tuple[Guard, ...]


def blames(formula: Formula, guards: tuple[Guard, ...] = ()) -> Iterator[Blame]:
    """Every fact of the formula with its guards, in the order written.

    AND and OR must be missing. NOT is missing exactly if its part is, and a comparison is if the
    fact is: neither is a guard.
    """
    match formula:
        case Atom(_, facts):
            yield from (Blame(f, guards) for f in facts)
        case Not(part):
            yield from blames(part, guards)
        case Choice(_, _, holds, then, otherwise):
            # a side counts unless the other is certainly chosen: then it is missing only if all is
            yield from blames(holds, (*guards, Guard(formula)))
            yield from blames(then, (*guards, Guard(Not(holds), is_open=False)))
            yield from blames(otherwise, (*guards, Guard(holds, is_open=False)))
        case Logic(_, parts):
            inner = (*guards, Guard(formula))
            for part in parts:
                yield from blames(part, inner)


def rule_blames(rule: Rule) -> tuple[Blame, ...]:
    """Every fact the rule may lack: of the tiers, then of applies.

    Only for rows where the rule is not_evaluable: then applies and the tiers, each by itself,
    is null or true, and what is true blames nothing.
    """
    applies = rule.applies_formula
    found = (*blames(rule.when_formula), *(blames(applies) if applies else ()))
    return tuple({(b.fact, *map(id, b.guards)): b for b in found}.values())


def causes_of(rule: Rule) -> tuple[Absence, ...]:
    """The causes the rule's facts can have, strongest first."""
    present = {cause_of(FACTS[f]) for f in facts_of(rule.formula)}
    return tuple(c for c in CAUSES if c in present)


def blames_for(rule: Rule, cause: Absence) -> tuple[Blame, ...]:
    """The rule's facts whose absence has that cause."""
    return tuple(b for b in rule_blames(rule) if cause_of(FACTS[b.fact]) is cause)


def folded(
    found: Sequence[Blame],
    leaf: Callable[[str], Shape],
    guarded: Callable[[Guard, Shape], Shape],
    either: Callable[[list[Shape]], Shape],
    depth: int = 0,
) -> Shape:
    """Whether one of the facts is to blame, in the caller's shape; a shared guard stands once."""
    parts = [leaf(f) for f in dict.fromkeys(b.fact for b in found if len(b.guards) == depth)]
    below: dict[int, list[Blame]] = {}
    for blame in found:
        if len(blame.guards) > depth:
            below.setdefault(id(blame.guards[depth]), []).append(blame)
    for group in below.values():
        inner = folded(group, leaf, guarded, either, depth + 1)
        parts.append(guarded(group[0].guards[depth], inner))
    return either(parts)
