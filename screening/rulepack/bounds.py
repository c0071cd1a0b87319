"""Between which numbers a calculated value lies, and which of two values is never the smaller.

Interval arithmetic over the expression. Rounding keeps order, so a bound calculated in doubles
holds for what the engines calculate. What may leave the range of doubles has no bounds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import product
from types import MappingProxyType

from sqlglot import exp

from screening.rulepack.language import BIGINT, DOUBLE, MAX_WHOLE
from screening.schema import FACTS

LARGEST = 1e100
"""No fact is larger: amounts have 18 digits, a ratio of two of them 36."""

Range = tuple[float, float]
_UNBOUNDED: Mapping[object, Range] = MappingProxyType(
    {BIGINT: (-MAX_WHOLE - 1, MAX_WHOLE), DOUBLE: (-LARGEST, LARGEST)}
)


class Bounds:
    """Answers about the values of one comparison; each is worked out once."""

    def __init__(self) -> None:
        self._ranges: dict[str, Range | None] = {}
        self._orders: dict[tuple[str, str], bool] = {}

    def of(self, node: exp.Expr) -> Range | None:
        """The least and the greatest the value can be; None if that cannot be said."""
        key = text_of(node)
        if key not in self._ranges:
            self._ranges[key] = self._range(plain(node))
        return self._ranges[key]

    def never_less(self, one: exp.Expr, other: exp.Expr) -> bool:
        """Whether the first value is surely at least the second, for all they are made of."""
        key = text_of(one), text_of(other)
        if key not in self._orders:
            self._orders[key] = self._never_less(plain(one), plain(other))
        return self._orders[key]

    def _range(self, node: exp.Expr) -> Range | None:
        if isinstance(node, exp.Binary):
            return self._of_two(node)
        found = None
        match node:
            case exp.Literal() if not node.is_string:
                found = float(node.name), float(node.name)
            case exp.Column():
                found = _of_fact(node.name)
            case exp.Length():
                found = 0, MAX_WHOLE
            case exp.Neg():
                found = _negative(self.of(node.this))
            case exp.Abs():
                found = _size(self.of(node.this))
            case exp.Least():
                found = _least([self.of(part) for part in _parts(node)])
        return found

    def _of_two(self, node: exp.Binary) -> Range | None:
        match node:
            case exp.Add():
                return _sum(self.of(node.this), self.of(node.expression))
            case exp.Sub():
                return self._difference(node.this, node.expression)
            case exp.Mul():
                found = _product(self.of(node.this), self.of(node.expression))
                is_square = text_of(node.this) == text_of(node.expression)
                return _size(found) if is_square else found
        return None

    def _difference(self, one: exp.Expr, other: exp.Expr) -> Range | None:
        found = _sum(self.of(one), _negative(self.of(other)))
        if found is None:
            return None
        low, high = found
        low = max(low, 0.0) if self.never_less(one, other) else low
        return low, min(high, 0.0) if self.never_less(other, one) else high

    def _never_less(self, one: exp.Expr, other: exp.Expr) -> bool:
        mine, its = self.of(one), self.of(other)
        if mine is None or its is None:
            return False
        if mine[0] >= its[1] or text_of(one) == text_of(other):
            return True
        return self._raised(one, other) or self._lowered(one, other) or self._alike(one, other)

    def _raised(self, one: exp.Expr, other: exp.Expr) -> bool:
        """Whether the first is made of something that is never less, and nothing lessens it."""
        match one:
            case exp.Add():
                pairs = ((one.this, one.expression), (one.expression, one.this))
                return any(self._adds(q) and self.never_less(p, other) for p, q in pairs)
            case exp.Sub():
                return self._takes(one.expression) and self.never_less(one.this, other)
            case exp.Least():
                return all(self.never_less(part, other) for part in _parts(one))
            case exp.Abs():
                inner = one.this
                return self.never_less(inner, other) or self.never_less(_minus(inner), other)
        return False

    def _lowered(self, one: exp.Expr, other: exp.Expr) -> bool:
        """Whether the second is made of something that is never more, and nothing raises it."""
        match other:
            case exp.Add():
                pairs = ((other.this, other.expression), (other.expression, other.this))
                return any(self._takes(q) and self.never_less(one, p) for p, q in pairs)
            case exp.Sub():
                return self._adds(other.expression) and self.never_less(one, other.this)
            case exp.Least():
                return any(self.never_less(one, part) for part in _parts(other))
            case exp.Neg(this=exp.Abs() as size):
                inner = size.this
                return self.never_less(one, inner) or self.never_less(one, _minus(inner))
        return False

    def _alike(self, one: exp.Expr, other: exp.Expr) -> bool:
        """Whether both are made alike, of parts of which none is less."""
        if type(one) is not type(other) or not isinstance(one, exp.Neg | exp.Add | exp.Sub):
            return False
        if isinstance(one, exp.Neg):
            return self.never_less(other.this, one.this)
        (p, q), (r, s) = (one.this, one.expression), (other.this, other.expression)
        if isinstance(one, exp.Sub):
            return self.never_less(p, r) and self.never_less(s, q)
        return any(self.never_less(p, a) and self.never_less(q, b) for a, b in ((r, s), (s, r)))

    def _adds(self, node: exp.Expr) -> bool:
        found = self.of(node)
        return found is not None and found[0] >= 0

    def _takes(self, node: exp.Expr) -> bool:
        found = self.of(node)
        return found is not None and found[1] <= 0


def plain(node: exp.Expr) -> exp.Expr:
    """The expression without parentheses around it."""
    while isinstance(node, exp.Paren):
        inner: exp.Expr = node.this
        node = inner
    return node


def text_of(node: exp.Expr) -> str:
    """Its text, by which values are told apart."""
    return plain(node).sql(dialect="duckdb")


def _of_fact(name: str) -> Range | None:
    if name not in FACTS or FACTS[name].type not in _UNBOUNDED:
        return None
    low, high = _UNBOUNDED[FACTS[name].type]
    is_count = name.startswith("n_") and FACTS[name].type is BIGINT
    return 0 if is_count else low, high


def _parts(node: exp.Expr) -> list[exp.Expr]:
    return [node.this, *node.expressions]


def _minus(node: exp.Expr) -> exp.Expr:
    node = plain(node)
    if isinstance(node, exp.Neg):
        return plain(node.this)
    joins = isinstance(node, exp.Binary)
    return exp.Neg(this=exp.Paren(this=node.copy()) if joins else node.copy())


def _negative(found: Range | None) -> Range | None:
    return None if found is None else (-found[1], -found[0])


def _size(found: Range | None) -> Range | None:
    if found is None:
        return None
    sizes = [abs(x) for x in found]
    return 0.0 if found[0] <= 0 <= found[1] else min(sizes), max(sizes)


def _least(found: list[Range | None]) -> Range | None:
    known = [f for f in found if f is not None]
    if len(known) < len(found):
        return None
    return min(low for low, _ in known), min(high for _, high in known)


def _sum(one: Range | None, other: Range | None) -> Range | None:
    """Bounds of a sum; none if an infinite part may meet its opposite."""
    if one is None or other is None:
        return None
    if math.isnan(one[0] + other[1]) or math.isnan(one[1] + other[0]):
        return None
    return one[0] + other[0], one[1] + other[1]


def _product(one: Range | None, other: Range | None) -> Range | None:
    """Bounds of a product; none if nothing may meet what is infinite."""
    if one is None or other is None:
        return None
    straddles = any(low <= 0 <= high for low, high in (one, other))
    if straddles and any(math.isinf(end) for end in (*one, *other)):
        return None
    corners = [a * b for a, b in product(one, other)]
    return min(corners), max(corners)
