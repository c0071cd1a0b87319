"""What the examples of a rule show: the truth of every comparison, the segment of the deal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from screening.rulepack.examples import Trial, Trials
from screening.rulepack.formula import Atom, Formula, atoms, joined, truth
from screening.rulepack.rule import Rule
from screening.rulepack.segments import Tier

MODES = "modes"


@dataclass(frozen=True, slots=True)
class Place:
    """A comparison as the author wrote it: condition and position; its text differs by tier."""

    condition: str
    position: int


Truths = Mapping[str, bool | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """What one trial shows: the rule as it was asked that day, and what its comparisons were.

    `segment` is the number of the one the deal is in, -1 if it is in none; None: not known.
    """

    trial: Trial
    truths: Truths
    segment: int | None

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers with the limits of the deal's segment in."""
        rule = self.trial.rule
        if self.segment is None:
            return ()
        return rule.tiers if self.segment < 0 else rule.segments[self.segment].tiers


def shown_by(rules: Sequence[Rule], trials: Trials) -> list[tuple[Rule, list[Shown]]]:
    """Each rule with what its trials show, baseline first."""
    values = _values(rules, trials.facts)
    return [
        (
            rule,
            [
                Shown(t, values[t.row], _segment_of(t.rule, values[t.row], t.on))
                for t in trials.of(rule)
            ],
        )
        for rule in rules
    ]


def _values(rules: Sequence[Rule], facts: pl.DataFrame) -> list[dict[str, bool | None]]:
    """A dict a trial: each comparison's truth, and each numeric side's value, by text."""
    found = [a for r in rules for f in _all_formulas(r) for a in atoms(f)]
    texts = dict.fromkeys(t for a in found for t in (a.sql, a.left, a.right) if t)
    return facts.select([pl.sql_expr(t).alias(t) for t in texts]).to_dicts()


def _all_formulas(rule: Rule) -> Iterator[Formula]:
    """Of applies and tiers, and of every segment, whatever the day."""
    conditions = [*rule.applies, *(c for t in rule.tiers for c in t.when)]
    for segment in rule.segments:
        yield segment.holds
        conditions += [c for t in segment.tiers for c in t.when]
    yield from (c.formula for c in conditions)


def _segment_of(rule: Rule, truths: Truths, day: date | None) -> int | None:
    """The number of the first segment in force that the deal is in."""
    for number, segment in enumerate(rule.segments):
        if segment.is_in_force(day):
            holds = truth(segment.holds, truths)
            if holds is not False:
                return number if holds else None
    return -1


def outcomes(rule: Rule) -> list[Formula]:
    """Whether the rule hits in each tier."""
    applies = rule.applies_formula
    whens = [t.formula for t in rule.tiers]
    return [w if applies is None else joined("AND", (applies, w)) for w in whens]


def places(rule: Rule, tier: Tier) -> Iterator[tuple[Place, Atom]]:
    """The author's comparisons under a tier's limits."""
    written = [("applies", c) for c in rule.applies if c.name != MODES]
    for table, condition in [*written, *(("when", c) for c in tier.when)]:
        for i, atom in enumerate(atoms(condition.formula)):
            yield Place(f"{table}.{condition.name}", i), atom


def decides(formula: Formula, atom: Atom, truths: Truths) -> bool:
    """Whether the formula would turn from TRUE to FALSE, or back, by the comparison alone."""
    value = truths[atom.sql]
    if value is None:
        return False
    either = {truth(formula, truths), truth(formula, {**truths, atom.sql: not value})}
    return either == {True, False}
