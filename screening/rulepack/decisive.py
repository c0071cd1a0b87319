"""What the examples of an active rule must show before the rule may be trusted.

In an example, a comparison *decides* (under one tier's limits) if the rule's outcome would turn
by that comparison alone: hit to no hit, or the reverse. Each comparison an author wrote must
decide once by holding and once by failing (masking MC/DC, as in DO-178C testing). For a numeric
limit one deciding example stands on it and one beside it with the other outcome: at most 10 %
away (1 for whole numbers, 0.01 from a limit of zero).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from screening.rulepack.answers import FIRST_HIT, FIRST_NOT_EVALUABLE
from screening.rulepack.examples import Trial, Trials
from screening.rulepack.formula import Atom, Formula, atoms, joined, truth
from screening.rulepack.rule import Rule
from screening.schema import FACTS, FactType

MODES = "modes"


@dataclass(frozen=True, slots=True)
class Place:
    """A comparison as the author wrote it: condition and position; its text differs by tier."""

    condition: str
    position: int


Truths = Mapping[str, bool | None]


def missing_examples(rules: Sequence[Rule], trials: Trials) -> list[str]:
    """A problem for everything the examples of the active rules do not show."""
    active = [r for r in rules if r.is_active]
    values = _values(active, trials.facts)
    problems = []
    for rule in active:
        seen = trials.of(rule)
        truths = [values[t.row] for t in seen]
        found = [*_unshown_answers(rule, seen), *_ungiven(rule)]
        found += [*_undecided(rule, truths), *_edgeless(rule, truths)]
        problems += [f"{rule.file}: {what}" for what in dict.fromkeys(found)]
    return problems


def _values(rules: Sequence[Rule], facts: pl.DataFrame) -> list[dict[str, bool | None]]:
    """A dict a trial: each comparison's truth, and each numeric side's value, by text."""
    found = [a for r in rules for a in atoms(r.formula)]
    texts = dict.fromkeys(t for a in found for t in (a.sql, a.left, a.right) if t)
    return facts.select([pl.sql_expr(t).alias(t) for t in texts]).to_dicts()


def _unshown_answers(rule: Rule, seen: Sequence[Trial]) -> Iterator[str]:
    codes = {t.code for t in seen if t.name}
    for i, tier in enumerate(rule.tiers):
        if FIRST_HIT + i not in codes:
            which = f"tier {i + 1} ({tier.severity})" if len(rule.tiers) > 1 else "a hit"
            yield f"no example shows {which}"
    if not any(t.got == "pass" for t in seen):
        yield "no example shows a pass"
    may_lack = [f for f in _authored_facts(rule) if FACTS[f].absence]
    if may_lack and not any(FIRST_NOT_EVALUABLE <= c < FIRST_HIT for c in codes):
        yield f"no example shows a not_evaluable; unset {may_lack[0]} in one"


def _authored_facts(rule: Rule) -> tuple[str, ...]:
    written = [c for c in rule.applies if c.name != MODES]
    conditions = [*written, *(c for t in rule.tiers for c in t.when)]
    return tuple(dict.fromkeys(f for c in conditions for a in atoms(c.formula) for f in a.facts))


def _ungiven(rule: Rule) -> Iterator[str]:
    """The baseline gives all the facts that conditions and reasons use."""
    by_default = {"mode"} if rule.modes else set()
    for fact in rule.seen_facts:
        if fact not in rule.baseline and fact not in by_default:
            yield f"baseline does not give {fact}, which a condition or reason uses"


def _tier_formulas(rule: Rule) -> list[Formula]:
    applies = rule.applies_formula
    whens = [t.formula for t in rule.tiers]
    return [w if applies is None else joined("AND", (applies, w)) for w in whens]


def _places(rule: Rule, tier: int) -> Iterator[tuple[Place, Atom]]:
    """The author's comparisons under a tier's limits."""
    written = [("applies", c) for c in rule.applies if c.name != MODES]
    for table, condition in [*written, *(("when", c) for c in rule.tiers[tier].when)]:
        for i, atom in enumerate(atoms(condition.formula)):
            yield Place(f"{table}.{condition.name}", i), atom


def _decides(formula: Formula, atom: Atom, truths: Truths) -> bool:
    value = truths[atom.sql]
    if value is None:
        return False
    outcomes = {truth(formula, truths), truth(formula, {**truths, atom.sql: not value})}
    return outcomes == {True, False}


def _undecided(rule: Rule, trials: Sequence[Truths]) -> Iterator[str]:
    """Comparisons that no example turns on."""
    texts: dict[Place, str] = {}
    shown: dict[Place, set[bool | None]] = {}
    for tier, formula in enumerate(_tier_formulas(rule)):
        for place, atom in _places(rule, tier):
            texts.setdefault(place, atom.sql)
            ways = {t[atom.sql] for t in trials if _decides(formula, atom, t)}
            shown.setdefault(place, set()).update(ways)
    for place, ways in shown.items():
        for way, word in ((True, "holding"), (False, "failing")):
            if way not in ways:
                yield f'{place.condition}: no example is decided by "{texts[place]}" {word} alone'


def _edgeless(rule: Rule, trials: Sequence[Truths]) -> Iterator[str]:
    """Numeric limits without an example on them, or beside them."""
    for text, (condition, atom, deciding) in _numeric(rule, trials).items():
        on = [t for t in deciding if _distance(atom, t) == 0]
        if not on:
            yield f'{condition}: no deciding example stands on the limit of "{text}"'
            continue
        other = [t for t in deciding if t[text] is not on[0][text]]
        if not any(_is_beside(atom, t) for t in other):
            yield f'{condition}: no deciding example stands just beside the limit of "{text}"'


def _numeric(rule: Rule, trials: Sequence[Truths]) -> dict[str, tuple[str, Atom, list[Truths]]]:
    """Numeric comparisons by text: where they stand, and the trials they decide in any tier."""
    found: dict[str, tuple[str, Atom, list[Truths]]] = {}
    for tier, formula in enumerate(_tier_formulas(rule)):
        for place, atom in _places(rule, tier):
            if atom.number is not None:
                entry = found.setdefault(atom.sql, (place.condition, atom, []))
                entry[2].extend(t for t in trials if _decides(formula, atom, t))
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
