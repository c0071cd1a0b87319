"""The baseline and the examples of a rule file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from screening.errors import did_you_mean
from screening.rulepack.answers import (
    ANSWERS,
    CAUSES,
    HIT_NAME,
    NOT_EVALUABLE_NAME,
    SEVERITIES,
)
from screening.rulepack.keys import Keys, shown_value
from screening.rulepack.literal import literal
from screening.rulepack.rule import Example, FactValue
from screening.rulepack.segments import Segment, Tier
from screening.schema import Fact, FactType

_KINDS: Mapping[FactType, str] = {
    FactType.BOOLEAN: "true or false",
    FactType.BIGINT: "a whole number",
    FactType.DOUBLE: "a number",
    FactType.VARCHAR: "text",
    FactType.DATE: "a day without quotes",
}


def fact_values(section: Keys, facts: Mapping[str, Fact]) -> dict[str, FactValue]:
    """Facts given by a baseline or example, each of its fact's type."""
    values: dict[str, FactValue] = {}
    for name, value in section.table.items():
        section.taken.append(name)
        if name not in facts:
            section.problem(f'no fact "{name}"{did_you_mean(name, list(facts))}', name)
        elif not _fits(value, facts[name].type):
            kind = _KINDS[facts[name].type]
            section.problem(f"must be {kind}, not {shown_value(value)}", name)
        else:
            values[name] = value
    return values


def _fits(value: object, kind: FactType) -> bool:
    if isinstance(value, datetime) or not isinstance(value, bool | int | float | str | date):
        return False
    if isinstance(value, str):
        return kind is FactType.VARCHAR
    return literal(value, kind) is not None


@dataclass(frozen=True, slots=True)
class Given:
    """The baseline and examples of a rule, as far as they can be read.

    `has_baseline`: the baseline is there as meant. An example whose deal cannot be read is left
    out; `has_all`: none is. One whose answer cannot be read expects nothing (empty).
    """

    baseline: Mapping[str, FactValue]
    examples: tuple[Example, ...]
    has_baseline: bool
    has_all: bool


def read_given(
    keys: Keys,
    facts: Mapping[str, Fact],
    tiers: Sequence[Tier],
    segments: Sequence[Segment],
    *,
    must_have_baseline: bool,
) -> Given:
    """The baseline and the examples; names are unique, answers are ones the rule can give.

    A day is named only where segments have dates.
    """
    start = keys.problems.n_told
    baseline = fact_values(keys.section("baseline", required=must_have_baseline), facts)
    has_baseline, start = keys.problems.n_told == start, keys.problems.n_told
    examples: list[Example] = []
    answers = _possible_answers(tiers)
    sections = keys.sections("example")
    has_all = keys.problems.n_told == start
    for section in sections:
        name = section.text("name")
        if name in {e.name for e in examples}:
            section.problem(f'"{name}" is the name of another example', "name")
        expect = section.word("expect", answers)
        start = keys.problems.n_told
        changed = fact_values(section.section("set"), facts)
        unset = _unset(section, facts, changed)
        on = section.day("on")
        if on and not any(s.is_dated for s in segments):
            section.problem("changes nothing: no [[limits.for]] of the rule has dates", "on")
        is_read = keys.problems.n_told == start and not _may_be_facts(section)
        section.finish()
        if is_read:
            answer = expect if expect in answers else ""
            examples.append(Example(name, changed, unset, answer, on, section.path))
        has_all &= is_read
    return Given(baseline, tuple(examples), has_baseline, has_all)


def _may_be_facts(section: Keys) -> bool:
    """Whether an unknown key of an example may be meant for one that says what the deal is."""
    unknown = [k for k in section.table if k not in section.taken]
    return not all(did_you_mean(k, ("name", "expect")) for k in unknown)


def _possible_answers(tiers: Sequence[Tier]) -> tuple[str, ...]:
    severities = [t.severity for t in tiers]
    if not set(severities) <= set(SEVERITIES):
        severities = list(SEVERITIES)  # which one is meant by a wrong word is not known
    hits = dict.fromkeys(f"{HIT_NAME}:{s}" for s in severities)
    causes = (f"{NOT_EVALUABLE_NAME}:{c.value}" for c in CAUSES)
    return (*ANSWERS, *hits, *causes)


def _unset(
    section: Keys, facts: Mapping[str, Fact], changed: Mapping[str, FactValue]
) -> tuple[str, ...]:
    unset = section.texts("unset")
    for name in unset:
        if name not in facts:
            section.problem(f'no fact "{name}"{did_you_mean(name, list(facts))}', "unset")
        elif facts[name].absence is None:
            section.problem(f"{name} is never missing, so it cannot be unset", "unset")
        elif name in changed:
            section.problem(f"{name} is set and unset at once", "unset")
    return unset
