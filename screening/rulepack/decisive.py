"""What the examples of an active rule must show before the rule may be trusted.

In an example, a comparison *decides* (under one tier's limits) if the rule's outcome would turn
by that comparison alone: hit to no hit, or the reverse. Each comparison an author wrote must
decide once by holding and once by failing (masking MC/DC, as in DO-178C testing). For a numeric
limit one deciding example stands on it and one beside it with the other outcome: at most 10 %
away (1 for whole numbers, 0.01 from a limit of zero).

A segment owes the same for the limits it changes, by examples of its own deals and days, and
each of its selectors must decide once by holding and once by failing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from screening.rulepack.answers import FIRST_HIT, FIRST_NOT_EVALUABLE
from screening.rulepack.examples import Trials
from screening.rulepack.formula import Atom, atoms
from screening.rulepack.rule import Rule
from screening.rulepack.segments import Tier
from screening.rulepack.shown import (
    MODES,
    Place,
    Shown,
    Truths,
    decides,
    outcomes,
    places,
    shown_by,
)
from screening.schema import FACTS, FactType


def missing_examples(rules: Sequence[Rule], trials: Trials) -> list[str]:
    """A problem for everything the examples of the active rules do not show."""
    problems = []
    for rule, shown in shown_by([r for r in rules if r.is_active], trials):
        found = [*_unshown_answers(rule, shown), *_ungiven(rule)]
        found += [*_undecided(rule, shown), *_unselected(rule, shown), *_edgeless(rule, shown)]
        problems += [f"{rule.file}: {what}" for what in dict.fromkeys(found)]
    return problems


def _unshown_answers(rule: Rule, shown: Sequence[Shown]) -> Iterator[str]:
    codes = {s.trial.code for s in shown}
    for i, tier in enumerate(rule.tiers):
        if FIRST_HIT + i not in codes:
            which = f"tier {i + 1} ({tier.severity})" if len(rule.tiers) > 1 else "a hit"
            yield f"no example shows {which}"
    if not any(s.trial.got == "pass" for s in shown):
        yield "no example shows a pass"
    may_lack = [f for f in _authored_facts(rule) if FACTS[f].absence]
    if may_lack and not any(FIRST_NOT_EVALUABLE <= c < FIRST_HIT for c in codes):
        yield f"no example shows a not_evaluable; unset {may_lack[0]} in one"


def _authored_facts(rule: Rule) -> tuple[str, ...]:
    written = [c for c in rule.applies if c.name != MODES]
    conditions = [*written, *(c for t in rule.tiers for c in t.when)]
    return tuple(dict.fromkeys(f for c in conditions for a in atoms(c.formula) for f in a.facts))


def _ungiven(rule: Rule) -> Iterator[str]:
    """The baseline gives all the facts that conditions, segments and reasons use."""
    by_default = {"mode"} if rule.modes else set()
    selectors = (name for segment in rule.segments for name in segment.selectors)
    for fact in dict.fromkeys((*rule.seen_facts, *selectors)):
        if fact not in rule.baseline and fact not in by_default:
            yield f"baseline does not give {fact}, which a condition or reason uses"


def _undecided(rule: Rule, shown: Sequence[Shown]) -> Iterator[str]:
    """Comparisons that no example turns on."""
    texts: dict[Place, str] = {}
    for tier in rule.tiers:
        for place, atom in places(rule, tier):
            texts.setdefault(place, atom.sql)
    decided = {
        (place, one.truths[atom.sql])
        for one in shown
        for tier, outcome in zip(one.tiers, outcomes(one.trial.rule), strict=False)
        for place, atom in places(rule, tier)
        if decides(outcome, atom, one.truths)
    }
    for place, text in texts.items():
        yield from _one_way(place.condition, text, {w for p, w in decided if p == place})


def _one_way(where: str, text: str, ways: set[bool | None]) -> Iterator[str]:
    for way, word in ((True, "holding"), (False, "failing")):
        if way not in ways:
            yield f'{where}: no example is decided by "{text}" {word} alone'


def _unselected(rule: Rule, shown: Sequence[Shown]) -> Iterator[str]:
    """Selectors of segments that no example on the segment's days turns on."""
    for number, segment in enumerate(rule.segments, 1):
        here = [s for s in shown if segment.is_in_force(s.trial.on)]
        for atom in atoms(segment.holds):
            ways = {
                s.truths[atom.sql]
                for s in here
                for outcome in outcomes(s.trial.rule)
                if decides(outcome, atom, s.truths)
            }
            yield from _one_way(f"limits.for[{number}]", atom.sql, ways)


def _edgeless(rule: Rule, shown: Sequence[Shown]) -> Iterator[str]:
    """Numeric limits without an example on them, or beside them."""
    plain = _numeric(rule, rule.tiers, [s for s in shown if s.segment == -1])
    yield from _without_edge(plain)
    for number, segment in enumerate(rule.segments):
        own = _numeric(rule, segment.tiers, [s for s in shown if s.segment == number])
        changed = {text: entry for text, entry in own.items() if text not in plain}
        for what in _without_edge(changed):
            yield f"limits.for[{number + 1}]: {what}"


Numeric = Mapping[str, tuple[str, Atom, Sequence[Truths]]]


def _without_edge(numeric: Numeric) -> Iterator[str]:
    for text, (condition, atom, deciding) in numeric.items():
        on = [t for t in deciding if _distance(atom, t) == 0]
        if not on:
            yield f'{condition}: no deciding example stands on the limit of "{text}"'
            continue
        other = [t for t in deciding if t[text] is not on[0][text]]
        if not any(_is_beside(atom, t) for t in other):
            yield f'{condition}: no deciding example stands just beside the limit of "{text}"'


def _numeric(rule: Rule, tiers: Sequence[Tier], shown: Sequence[Shown]) -> Numeric:
    """Numeric comparisons by text: where they stand, and the trials they decide in any tier."""
    found: dict[str, tuple[str, Atom, list[Truths]]] = {}
    for level, tier in enumerate(tiers):
        for place, atom in places(rule, tier):
            if atom.number is not None:
                entry = found.setdefault(atom.sql, (place.condition, atom, []))
                entry[2].extend(
                    s.truths
                    for s in shown
                    if decides(outcomes(s.trial.rule)[level], atom, s.truths)
                )
    return found


def _sides(atom: Atom, values: Truths) -> tuple[float, float]:
    left, right = values[atom.left], values[atom.right]
    assert left is not None
    assert right is not None
    return left, right


def _distance(atom: Atom, values: Truths) -> float:
    left, right = _sides(atom, values)
    return 0 if math.isclose(left, right, rel_tol=1e-9) else abs(left - right)


def _is_beside(atom: Atom, values: Truths) -> bool:
    left, right = _sides(atom, values)
    if atom.number is FactType.BIGINT:
        return abs(left - right) <= 1
    zero = 0.01 if 0 in (left, right) else 0.0
    return abs(left - right) <= max(0.1 * max(abs(left), abs(right)), zero) * (1 + 1e-9)
