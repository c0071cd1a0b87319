"""What a comparison asks of one value, and the distinct cases that value can be in."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product
from types import MappingProxyType
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from screening.rulepack.bounds import Bounds, Range, plain, text_of
from screening.rulepack.formula import Atom
from screening.rulepack.language import BIGINT, BOOLEAN, DOUBLE, MAX_WHOLE, VARCHAR
from screening.schema import FACTS, TABLES, FactType

Cell = Mapping[str, bool]
"""Truth of every comparison of one value, by canonical text, in one of its cases."""
MAX_FREE = 8  # patterns on one text that are taken as independent of each other

_ORDER = "order"  # the value is how two facts stand to each other: -1, 0 or 1
_SIGNS: Mapping[type[exp.Expr], Callable[[Any, Any], bool]] = MappingProxyType(
    {
        exp.EQ: operator.eq,
        exp.NEQ: operator.ne,
        exp.LT: operator.lt,
        exp.LTE: operator.le,
        exp.GT: operator.gt,
        exp.GTE: operator.ge,
    }
)
_OTHER = object()  # a text that no comparison names
KNOWN_VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "mode": TABLES["deals"].column("mode").values,
        "policy_tier": TABLES["deals"].column("policy_tier").values,
        "cargo_form": TABLES["transport_documents"].column("cargo_form").values,
        "bill_status_at_title": TABLES["transport_documents"].column("status").values,
        "price_basis": TABLES["goods_lines"].column("price_basis").values,
        "currency_kind": ("FX", "RMB", "MIXED"),
    }
)
"""Text facts that have no other values; intake rejects a row with another one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One comparison: of which value (its text), of what kind, with what, and when it holds.

    `holds` gives None where it cannot know; `bounds` are those of the value, where it has any.
    """

    value: str
    kind: FactType | str
    constants: tuple[Any, ...]
    holds: Callable[[Any], bool | None]
    bounds: Range | None = None

    @property
    def is_free(self) -> bool:
        """Whether a text that no comparison names may or may not satisfy it."""
        return self.holds(_OTHER) is None


def cells_of(found: Sequence[Atom]) -> dict[str, list[Cell]]:
    """By value: its cases, each with the truth of every comparison of that value.

    No case that can be is left out; a comparison that cannot be read is a value of its own.
    """
    asked: dict[str, dict[str, Asked]] = {}
    free: list[str] = []
    for sql in dict.fromkeys(a.sql for a in found):
        reading = asked_by(sql)
        if reading is None:
            free.append(sql)
        else:
            asked.setdefault(reading.value, {})[sql] = reading
    for value, readings in list(asked.items()):
        patterns = [sql for sql, r in readings.items() if r.kind is VARCHAR and r.is_free]
        if len(patterns) > MAX_FREE:
            free += patterns
            asked[value] = {sql: r for sql, r in readings.items() if sql not in patterns}
    cells = {value: _distinct(readings) for value, readings in asked.items() if readings}
    return {**cells, **{sql: [{sql: True}, {sql: False}] for sql in free}}


def _distinct(readings: Mapping[str, Asked]) -> list[Cell]:
    distinct: dict[tuple[tuple[str, bool], ...], None] = {}
    for case in _cases(list(readings.values())):
        truths = {sql: reading.holds(case) for sql, reading in readings.items()}
        unknown = [sql for sql, truth in truths.items() if truth is None]
        known = [(sql, truth) for sql, truth in truths.items() if truth is not None]
        for chosen in product((True, False), repeat=len(unknown)):
            distinct[*known, *zip(unknown, chosen, strict=True)] = None
    return [dict(case) for case in distinct]


def _cases(readings: Sequence[Asked]) -> list[Any]:
    """One value of every case: each constant, each gap between, below and above them."""
    first = readings[0]
    constants = sorted({c for r in readings for c in r.constants})
    if first.kind is BOOLEAN:
        return [True, False]
    if first.kind is VARCHAR:
        known = KNOWN_VALUES.get(first.value)
        return list(known) if known else [*constants, _OTHER]
    low, high = first.bounds or (-math.inf, math.inf)
    if first.kind == _ORDER:
        return [sign for sign in (-1, 0, 1) if low <= sign <= high]
    near = _between(first.kind, constants) if constants else [0]
    ends = (end for end in (low, high) if math.isfinite(end))
    return [c for c in sorted({*constants, *near, *ends}) if low <= c <= high]


def _between(kind: FactType | str, constants: Sequence[Any]) -> Iterator[Any]:
    """A value below, in each gap between, and above the constants."""
    if kind is DOUBLE:
        yield math.nextafter(constants[0], -math.inf)
        for low, high in pairwise(constants):
            after = math.nextafter(low, math.inf)
            if after < high:
                yield after
        yield math.nextafter(constants[-1], math.inf)
        return
    bounds = (-MAX_WHOLE - 1, MAX_WHOLE) if kind is BIGINT else (-math.inf, math.inf)
    beside = [constants[0] - 1, *(c + 1 for c in constants)]
    yield from (c for c in beside if bounds[0] <= c <= bounds[1])


def asked_by(sql: str) -> Asked | None:
    """What the canonical text of a comparison asks; None if it cannot be told."""
    try:
        node = sqlglot.parse_one(sql, read="duckdb")
    except (SqlglotError, RecursionError, ValueError):
        return None
    if isinstance(node, exp.Column):
        return Asked(node.name, BOOLEAN, (), lambda v: v is True)
    if type(node) in _SIGNS:
        return _compared(node)
    if isinstance(node, exp.In):
        return _listed(node)
    if isinstance(node, exp.Like | exp.StartsWith):
        return _matched(node)
    return None


def _compared(node: exp.Expr) -> Asked | None:
    holds = _SIGNS[type(node)]
    left, right = node.this, node.expression
    constants = [constant_of(side) for side in (left, right)]
    if constants[1] is not None:
        constant = constants[1]
        return _on_value(left, (constant,), lambda v: holds(v, constant))
    if constants[0] is not None:
        constant = constants[0]
        return _on_value(right, (constant,), lambda v: holds(constant, v))
    if _kind(left) is None:
        return None
    names = [text_of(left), text_of(right)]
    way = 1 if names == sorted(names) else -1
    first, second = (left, right) if way == 1 else (right, left)
    value, order = " against ".join(sorted(names)), _order(first, second)
    return Asked(value, _ORDER, (), lambda v: holds(way * v, 0), order)


def _order(one: exp.Expr, other: exp.Expr) -> Range:
    """How the first can stand to the second: from -1, below it, to 1, above it."""
    known = Bounds()
    mine, its = known.of(one), known.of(other)
    if mine and its and (mine[0] > its[1] or mine[1] < its[0]):
        return (1, 1) if mine[0] > its[1] else (-1, -1)
    low = 0 if known.never_less(one, other) else -1
    return low, 0 if known.never_less(other, one) else 1


def _on_value(
    node: exp.Expr, constants: tuple[Any, ...], holds: Callable[[Any], bool | None]
) -> Asked | None:
    kind = _kind(node)
    return Asked(text_of(node), kind, constants, holds, Bounds().of(node)) if kind else None


def _listed(node: exp.In) -> Asked | None:
    constants = tuple(constant_of(n) for n in node.expressions)
    if None in constants:
        return None
    return _on_value(node.this, constants, lambda v: v in constants)


def _matched(node: exp.Like | exp.StartsWith) -> Asked | None:
    pattern = constant_of(node.expression)
    if not isinstance(pattern, str):
        return None
    if isinstance(node, exp.StartsWith):
        begins, is_all, is_plain = re.compile(re.escape(pattern)), not pattern, False
    else:
        begins = re.compile(_regex(pattern) + r"\Z", re.DOTALL)
        is_all = bool(pattern) and not pattern.strip("%")
        is_plain = not {"%", "_"} & set(pattern)

    def holds(value: Any) -> bool | None:
        if is_all:
            return True
        if value is _OTHER:
            return False if is_plain else None
        # what one character is, is left to the engines
        exact = "_" not in pattern or value.isascii()
        return begins.match(value) is not None if exact else None

    return _on_value(node.this, (pattern,) if is_plain else (), holds)


def _regex(pattern: str) -> str:
    parts = {"%": ".*", "_": "."}
    return "".join(parts.get(c) or re.escape(c) for c in pattern)


def _kind(node: exp.Expr) -> FactType | None:
    """Type of a value: of its fact, of a length, else a double."""
    node = plain(node)
    if isinstance(node, exp.Column):
        return FACTS[node.name].type if node.name in FACTS else None
    return BIGINT if isinstance(node, exp.Length) else DOUBLE


def constant_of(node: exp.Expr) -> Any:
    """A literal's value (a day as its number), or None if the node is none."""
    match node:
        case exp.Boolean():
            return bool(node.this)
        case exp.Cast():
            return date.fromisoformat(node.this.name).toordinal()
        case exp.Neg():
            inner = constant_of(node.this)
            return None if inner is None else -inner
        case exp.Literal():
            return node.name if node.is_string else _number(node.name)
    return None


def _number(text: str) -> int | float:
    return float(text) if "e" in text.lower() else int(text)
