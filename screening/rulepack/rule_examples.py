"""The baseline and the examples of a rule file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from screening.errors import did_you_mean
from screening.rulepack.answers import ANSWERS, CAUSES, HIT_NAME, NOT_EVALUABLE_NAME
from screening.rulepack.literal import literal
from screening.rulepack.rule import Example, FactValue
from screening.rulepack.segments import Segment, Tier
from screening.rulepack.toml_file import Keys, shown_value
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


def read_examples(
    keys: Keys, facts: Mapping[str, Fact], tiers: Sequence[Tier], segments: Sequence[Segment]
) -> tuple[Example, ...]:
    """The examples; names are unique, answers are ones the rule can give.

    A day is named only where segments have dates.
    """
    examples: list[Example] = []
    answers = _possible_answers(tiers)
    for section in keys.sections("example"):
        name = section.text("name")
        if name in {e.name for e in examples}:
            section.problem(f'"{name}" is the name of another example', "name")
        changed = fact_values(section.section("set"), facts)
        unset = _unset(section, facts, changed)
        expect = section.word("expect", answers)
        on = section.day("on")
        if on and not any(s.is_dated for s in segments):
            section.problem("changes nothing: no [[limits.for]] of the rule has dates", "on")
        examples.append(Example(name, changed, unset, expect, on))
        section.finish()
    return tuple(examples)


def _possible_answers(tiers: Sequence[Tier]) -> tuple[str, ...]:
    hits = dict.fromkeys(f"{HIT_NAME}:{t.severity}" for t in tiers)
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
