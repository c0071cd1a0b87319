"""Slips seen in a condition as written: entries twice, bounds reversed, texts that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlglot import exp

from screening.errors import did_you_mean
from screening.rulepack.literal import LimitValue
from screening.rulepack.parse import Flaw, column_of, parse_condition
from screening.rulepack.rule import Rule
from screening.rulepack.variable import KNOWN_VALUES

MODES = "modes"
Limits = Mapping[str, LimitValue]


def slips_of(rule: Rule) -> list[tuple[str, Flaw]]:
    """Key of the condition and its slip, each once, under the limits of every tier."""
    found: dict[tuple[str, Flaw], None] = {}
    nodes: dict[str, list[exp.Expr]] = {}
    for table, name, text, limits in _readings(rule):
        if text not in nodes:
            nodes[text] = list(parse_condition(text).find_all(exp.In, exp.Between, exp.EQ, exp.NEQ))
        for node in nodes[text]:
            for flaw in _slips(node, limits):
                found[f"{table}.{name}", flaw] = None
    return list(found)


def _readings(rule: Rule) -> Iterator[tuple[str, str, str, Limits]]:
    """Table, name and text of every written condition, with each set of limits it is asked with."""
    for condition in rule.applies:
        if condition.name != MODES:
            yield "applies", condition.name, condition.text, rule.limits
    of_segments = (tier for segment in rule.segments for tier in segment.tiers)
    for tier in (*rule.tiers, *of_segments):
        for condition in tier.when:
            yield "when", condition.name, condition.text, {**rule.limits, **tier.limits}


def _slips(node: exp.Expr, limits: Limits) -> Iterator[Flaw]:
    if isinstance(node, exp.Between):
        yield from _reversed(node, limits)
        return
    if isinstance(node, exp.In):
        yield from _repeated(node)
    yield from _unheard_of(node, limits)


def _repeated(node: exp.In) -> Iterator[Flaw]:
    entries = [n.sql(dialect="duckdb") for n in node.expressions]
    for entry in dict.fromkeys(e for e in entries if entries.count(e) > 1):
        again = [n for n, e in zip(node.expressions, entries, strict=True) if e == entry][1]
        yield Flaw(f"the list names {entry} more than once", column_of(again))


def _reversed(node: exp.Between, limits: Limits) -> Iterator[Flaw]:
    low, high = (_value(node.args[k], limits) for k in ("low", "high"))
    if low is not None and type(low) is type(high) and low > high:
        shown = " AND ".join(_shown(node.args[k], limits) for k in ("low", "high"))
        yield Flaw(f"BETWEEN {shown} holds nothing: the lower bound comes first", column_of(node))


def _unheard_of(node: exp.Expr, limits: Limits) -> Iterator[Flaw]:
    """Texts compared with a fact that is never one of them."""
    sides = [node.this, *(node.expressions or [node.expression])]
    facts = [n.name for n in sides if isinstance(n, exp.Column)]
    known = KNOWN_VALUES.get(facts[0], ()) if len(facts) == 1 else ()
    for side in sides if known else ():
        value = _value(side, limits)
        if isinstance(value, str) and value not in known:
            near = did_you_mean(value, known)
            what = f"{facts[0]} is never {_shown(side, limits)}, but {', '.join(known)}{near}"
            yield Flaw(what, column_of(side))


def _value(node: exp.Expr, limits: Limits) -> Any:
    """What a literal or limit stands for (numbers as doubles, days as ISO text), else None."""
    if isinstance(node, exp.Paren):
        return _value(node.this, limits)
    if isinstance(node, exp.Neg):
        inner = _value(node.this, limits)
        return -inner if isinstance(inner, float) else None
    if isinstance(node, exp.Placeholder):
        return _plain(limits.get(str(node.this)))
    if isinstance(node, exp.Cast):
        return str(node.this.name)
    if isinstance(node, exp.Literal):
        return node.name if node.is_string else float(node.name)
    return None


def _plain(value: LimitValue | None) -> float | str | None:
    if isinstance(value, int | float):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value


def _shown(node: exp.Expr, limits: Limits) -> str:
    if isinstance(node, exp.Placeholder):
        return f":{node.this} ({limits.get(str(node.this))})"
    return node.sql(dialect="duckdb")
