"""The limits of a rule file: its own, and in `[[limits.for]]` others for some deals and days."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from screening.errors import did_you_mean
from screening.rulepack.answers import SEVERITIES
from screening.rulepack.condition import Condition, condition
from screening.rulepack.keys import Keys, shown_value
from screening.rulepack.literal import LimitValue, literal
from screening.rulepack.segments import SELECTORS, Segment, SelectorValue, Tier
from screening.schema import Fact, FactType

Limits = Mapping[str, LimitValue]
FOR = "for"
MAX_SEGMENTS = 10
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OWN_KEYS = ("from", "until", "limits")
_NOT_SELECTORS = (*_OWN_KEYS, *SEVERITIES)


def unread_limits(*tables: object) -> frozenset[str]:
    """Names that stand in these tables of limits with a value that none can have."""
    entries = (entry for t in tables if isinstance(t, dict) for entry in t.items())
    return frozenset(n for n, v in entries if n != FOR and not _is_limit(v))


def _is_limit(value: object) -> bool:
    return isinstance(value, int | float | str | date) and not isinstance(value, bool | datetime)


def read_limits(section: Keys) -> dict[str, LimitValue]:
    """Limits of a rule, tier or segment: numbers, texts and days."""
    limits: dict[str, LimitValue] = {}
    for name, value in section.table.items():
        if name in section.taken:
            continue
        section.taken.append(name)
        if not _NAME.fullmatch(name):
            section.problem("a limit's name is lower case, such as deviation", name)
        elif not _is_limit(value):
            section.problem(f"must be a number, text or day, not {shown_value(value)}", name)
        else:
            limits[name] = value
    return limits


@dataclass(frozen=True, slots=True)
class Levels:
    """What a rule's segments start from.

    `used` are the limits that [when] asks for; `bind` gives the conditions of [when] under all
    limits of a tier, and tells flaws at the key given.
    """

    facts: Mapping[str, Fact]
    own: Limits
    tiers: Sequence[Tier]
    used: frozenset[str]
    bind: Callable[[str, Limits], tuple[Condition, ...]]


def read_segments(sections: Sequence[Keys], levels: Levels) -> tuple[Segment, ...]:
    """The segments in the order written; two that claim the same deals and days are a problem."""
    if len(sections) > MAX_SEGMENTS:
        sections[MAX_SEGMENTS].problem(f"a rule has at most {MAX_SEGMENTS} segments")
        return ()
    found = [_segment(s, levels) for s in sections]
    for i, section in enumerate(sections):
        for number, earlier in enumerate(found[:i], 1):
            _check_apart(section, earlier, found[i], f"limits.{FOR}[{number}]")
    return tuple(found)


def _segment(section: Keys, levels: Levels) -> Segment:
    since, until = section.day("from"), section.day("until")
    if since and until and since > until:
        section.problem(f"{until} lies before {since}, the first day", "until")
    whole = read_limits(section.section("limits"))
    own = {s: read_limits(section.section(s)) for s in SEVERITIES if s in section.table}
    fit = _check_limits(section, whole, own, levels)
    selectors = _selectors(section, levels.facts)
    selected = [_selected(section, n, v, levels.facts) for n, v in selectors.items()]
    section.finish()
    changed = [{**t.limits, **whole, **own.get(t.severity, {})} for t in levels.tiers]
    tiers = [
        replace(t, limits=c, when=levels.bind(section.path, {**levels.own, **c}) if fit else ())
        for t, c in zip(levels.tiers, changed, strict=True)
    ]
    given = tuple(c for c in selected if c is not None)
    return Segment(selectors, since, until, given, tuple(tiers))


def _check_limits(section: Keys, whole: Limits, own: Mapping[str, Limits], levels: Levels) -> bool:
    """Whether only limits that [when] uses are replaced, in tiers that the rule has."""
    known = sorted({*levels.own, *(n for t in levels.tiers for n in t.limits)})
    wrong = []
    for key, name in [(k, n) for k, names in (("limits", whole), *own.items()) for n in names]:
        if name not in known:
            wrong.append((f'the rule has no limit "{name}"{did_you_mean(name, known)}', key))
        elif name not in levels.used:
            wrong.append((f"{name} is used in [applies] alone, which no segment changes", key))
    for severity in own:
        n = sum(t.severity == severity for t in levels.tiers)
        if n != 1:
            what = f"{n} tiers have" if n else "no tier has"
            wrong.append((f"{what} this severity; limits = {{ ... }} is for all tiers", severity))
    if not whole and not any(own.values()):
        wrong.append(("gives no limit; write limits = { name = value }", ""))
    for what, key in wrong:
        section.problem(what, key)
    return not wrong


def _selectors(section: Keys, facts: Mapping[str, Fact]) -> dict[str, tuple[SelectorValue, ...]]:
    """Each selector's values, of the fact's type and known."""
    known = [n for n in SELECTORS if n in facts]
    names = [n for n in section.table if n not in _NOT_SELECTORS]
    found = {}
    for name in names:
        section.taken.append(name)
        if name not in known:
            near = did_you_mean(name, [*known, *_NOT_SELECTORS])
            listed = ", ".join(known) or "nothing (of this grain)"
            section.problem(f"limits cannot differ by this, only by {listed}{near}", name)
        elif values := _values(section, name, facts[name]):
            found[name] = values
    if not names:
        section.problem("names no deals; limits for all deals change under a new version")
    return found


def _values(section: Keys, name: str, fact: Fact) -> tuple[SelectorValue, ...]:
    """The values of one selector; empty, with a problem, if they do not fit."""
    values, known = section.table[name], SELECTORS[name]
    is_list = isinstance(values, list) and len(values) > 0
    fit = is_list and all(_is_value(v, fact.type) for v in values)
    unknown = [v for v in values if v not in known] if fit and known else []
    if not fit:
        wanted = "true or false" if fact.type is FactType.BOOLEAN else "texts in quotes"
        section.problem(f"must be a list of {wanted}, not {shown_value(values)}", name)
    elif unknown:
        near = did_you_mean(str(unknown[0]), [str(k) for k in known])
        section.problem(f'"{unknown[0]}" is none of: {", ".join(map(str, known))}{near}', name)
    elif len(set(values)) < len(values):
        section.problem("names one value twice", name)
    elif set(values) == set(known):
        section.problem("names every value; leave it out", name)
    else:
        return tuple(values)
    return ()


def _is_value(value: object, kind: FactType) -> bool:
    return isinstance(value, bool | str) and literal(value, kind) is not None


def _selected(
    section: Keys, name: str, values: tuple[SelectorValue, ...], facts: Mapping[str, Fact]
) -> Condition | None:
    """The condition that the fact has one of the values."""
    texts = [str(literal(v, facts[name].type)) for v in values]
    is_truth = facts[name].type is FactType.BOOLEAN
    text = f"{name} = {texts[0]}" if is_truth else f"{name} IN ({', '.join(texts)})"
    found, flaws, _ = condition(name, text, facts, {})
    for flaw in flaws:
        section.problem(flaw.what, name)
    return found


def _check_apart(section: Keys, earlier: Segment, later: Segment, place: str) -> None:
    """A problem if the earlier segment leaves the later one nothing, or both claim one deal."""
    if not earlier.selectors or not later.selectors:
        return
    if earlier.covers(later):
        section.problem(f"is never reached: {place} holds for all its deals and days")
    elif earlier.overlaps(later):
        section.problem(f"claims deals and days that {place} claims too; part the values or days")
