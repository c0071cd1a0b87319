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
from dataclasses import dataclass

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
from screening.rulepack.toml_file import Problems, all_texts
from screening.schema import FACTS, FactType


@dataclass(frozen=True, slots=True)
class Owed:
    """What is not shown: of which key (its line is told), at which column, and in what words."""

    what: str
    at: str
    key: str = ""
    column: int | None = None


def missing_examples(rules: Sequence[Rule], trials: Trials) -> list[str]:
    """A problem for everything the examples of the active rules do not show."""
    return list(all_texts(examples_owed(rules, trials)))


def examples_owed(rules: Sequence[Rule], trials: Trials) -> list[Problems]:
    """The same, by rule file, with lines."""
    of_files = []
    for rule, shown in shown_by([r for r in rules if r.is_active], trials):
        found = [*_unshown_answers(rule, shown), *_ungiven(rule)]
        found += [*_undecided(rule, shown), *_unselected(rule, shown), *_edgeless(rule, shown)]
        problems = Problems(rule.file, rule.text)
        for owed in found:
            problems.add(owed.what, owed.key, owed.column, at=owed.at)
        of_files.append(problems)
    return of_files


def _unshown_answers(rule: Rule, shown: Sequence[Shown]) -> Iterator[Owed]:
    codes = {s.trial.code for s in shown}
    for i, tier in enumerate(rule.tiers):
        if FIRST_HIT + i not in codes:
            is_one = len(rule.tiers) == 1
            which = "a hit" if is_one else f"tier {i + 1} ({tier.severity})"
            yield Owed(f"no example shows {which}", "when" if is_one else f"tier[{i + 1}]")
    if not any(s.trial.got == "pass" for s in shown):
        yield Owed("no example shows a pass", "example")
    may_lack = [f for f in _authored_facts(rule) if FACTS[f].absence]
    if may_lack and not any(FIRST_NOT_EVALUABLE <= c < FIRST_HIT for c in codes):
        what = f"no example shows a not_evaluable; unset {may_lack[0]} in one"
        yield Owed(what, "example")


def _authored_facts(rule: Rule) -> tuple[str, ...]:
    written = [c for c in rule.applies if c.name != MODES]
    conditions = [*written, *(c for t in rule.tiers for c in t.when)]
    return tuple(dict.fromkeys(f for c in conditions for a in atoms(c.formula) for f in a.facts))


def _ungiven(rule: Rule) -> Iterator[Owed]:
    """The baseline gives all the facts that conditions, segments and reasons use."""
    by_default = {"mode"} if rule.modes else set()
    selectors = (name for segment in rule.segments for name in segment.selectors)
    for fact in dict.fromkeys((*rule.seen_facts, *selectors)):
        if fact not in rule.baseline and fact not in by_default:
            what = f"baseline does not give {fact}, which a condition or reason uses"
            yield Owed(what, "baseline")


def _undecided(rule: Rule, shown: Sequence[Shown]) -> Iterator[Owed]:
    """Comparisons that no example turns on."""
    texts: dict[Place, Atom] = {}
    for tier in rule.tiers:
        for place, atom in places(rule, tier):
            texts.setdefault(place, atom)
    decided = {
        (place, one.truths[atom.sql])
        for one in shown
        for tier, outcome in zip(one.tiers, outcomes(one.trial.rule), strict=False)
        for place, atom in places(rule, tier)
        if decides(outcome, atom, one.truths)
    }
    for place, atom in texts.items():
        ways = {w for p, w in decided if p == place}
        yield from _one_way(place.condition, atom, ways, atom.column)


def _one_way(
    where: str, atom: Atom, ways: set[bool | None], column: int | None = None
) -> Iterator[Owed]:
    for way, word in ((True, "holding"), (False, "failing")):
        if way not in ways:
            what = f'no example is decided by "{atom.sql}" {word} alone'
            yield Owed(what, where, where, column)


def _unselected(rule: Rule, shown: Sequence[Shown]) -> Iterator[Owed]:
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
            yield from _one_way(f"limits.for[{number}]", atom, ways)


def _edgeless(rule: Rule, shown: Sequence[Shown]) -> Iterator[Owed]:
    """Numeric limits without an example on them, or beside them."""
    plain = _numeric(rule, rule.tiers, [s for s in shown if s.segment == -1])
    yield from _without_edge(plain)
    for number, segment in enumerate(rule.segments):
        own = _numeric(rule, segment.tiers, [s for s in shown if s.segment == number])
        changed = {text: entry for text, entry in own.items() if text not in plain}
        place = f"limits.for[{number + 1}]"
        for owed in _without_edge(changed):
            at = f", column {owed.column}" if owed.column else ""
            yield Owed(f"{owed.key}{at}: {owed.what}", place, place)


Numeric = Mapping[str, tuple[str, Atom, Sequence[Truths]]]


def _without_edge(numeric: Numeric) -> Iterator[Owed]:
    for text, (condition, atom, deciding) in numeric.items():
        on = [t for t in deciding if _distance(atom, t) == 0]
        if not on:
            what = f'no deciding example stands on the limit of "{text}"'
            yield Owed(what, condition, condition, atom.column)
            continue
        other = [t for t in deciding if t[text] is not on[0][text]]
        if not any(_is_beside(atom, t) for t in other):
            what = f'no deciding example stands just beside the limit of "{text}"'
            yield Owed(what, condition, condition, atom.column)


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
