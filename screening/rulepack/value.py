"""The values of a condition read from its tree: facts, limits, literals and sums of doubles."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from sqlglot import exp

from screening.errors import did_you_mean
from screening.rulepack.language import (
    BIGINT,
    CONSTRUCTS,
    DOUBLE,
    MAX_WHOLE,
    Construct,
    Shape,
    why_refused,
)
from screening.rulepack.literal import (
    Constant,
    LimitValue,
    Typed,
    Value,
    day_text,
    literal,
    number,
)
from screening.rulepack.parse import SIGN, Flaw, column_of, foreign_parts
from screening.schema import Fact, FactType


class ValueReader:
    """Reads values of one condition; collects every flaw instead of stopping at the first."""

    def __init__(
        self,
        facts: Mapping[str, Fact],
        limits: Mapping[str, LimitValue],
        spared: Collection[str] = (),
    ) -> None:
        self.facts = facts
        self.limits = limits
        self.spared = spared
        self.flaws: list[Flaw] = []
        self.used: set[str] = set()
        self.n_spared = 0

    def flaw(self, node: exp.Expr, what: str) -> None:
        """Keep one flaw, with the column of the node."""
        self.flaws.append(Flaw(what, column_of(node)))

    def refuse(self, node: exp.Expr, what: str) -> None:
        """Keep one flaw of a construct that is not allowed, with the column of its sign or name."""
        place = node.args["alias"] if isinstance(node, exp.Alias) else node
        column = node.meta[SIGN] + 1 if SIGN in node.meta else column_of(place)
        self.flaws.append(Flaw(what, column))

    def construct(self, node: exp.Expr) -> Construct | None:
        """The row of the language table for the node, or None and a flaw."""
        found = CONSTRUCTS.get(type(node))
        if found is None or foreign_parts(node):
            self.refuse(node, _misuse(node) if found else why_refused(node))
            return None
        return found

    def value(self, node: exp.Expr) -> Value | None:
        """The value the node stands for, or None and a flaw."""
        construct = self.construct(node)
        if construct is None:
            return None
        readers: dict[Shape, Callable[[exp.Expr], Value | None]] = {
            Shape.GROUP: lambda n: self.value(n.this),
            Shape.FACT: self._fact,
            Shape.LIMIT: self._limit,
            Shape.LITERAL: self._literal,
            Shape.CALCULATE: self._calculated,
        }
        if construct.shape in readers:
            return readers[construct.shape](node)
        self.flaw(node, "compares or joins what is already a comparison; use AND")
        return None

    def constant(self, node: exp.Expr) -> Value | None:
        """The literal or limit the node stands for, or None and a flaw."""
        found = self.value(node)
        if isinstance(found, Typed):
            self.flaw(
                node, f"{found.sql} depends on a fact; only a literal or limit can stand here"
            )
            return None
        return found

    def _fact(self, node: exp.Expr) -> Value | None:
        name = node.this.name
        if node.this.args.get("quoted"):
            self.flaw(node, f'"{name}" in double quotes names a fact; text stands in single quotes')
        elif name in self.facts:
            return Typed(name, self.facts[name].type, (name,))
        else:
            self.flaw(node, f'no fact "{name}"{did_you_mean(name, list(self.facts))}')
        return None

    def _limit(self, node: exp.Expr) -> Value | None:
        name = str(node.this or "?")
        self.used.add(name)
        if name in self.limits:
            return Constant(self.limits[name], f":{name} = {self.limits[name]!r}")
        if name in self.spared:
            self.n_spared += 1
            return None
        near = did_you_mean(name, list(self.limits))
        self.flaw(node, f"no limit :{name} in [limits] or the tier{near}")
        return None

    def _literal(self, node: exp.Expr) -> Value | None:
        if isinstance(node, exp.Boolean):
            return Constant(bool(node.this), str(node.this).upper())
        if isinstance(node, exp.Cast):
            return self._day(node)
        if node.args.get("is_string"):
            return Constant(node.name, f"'{node.name}'")
        return number(node.name)

    def _day(self, node: exp.Expr) -> Value | None:
        inside = node.this
        is_text = isinstance(inside, exp.Literal) and inside.is_string
        day = day_text(inside.name) if is_text else None
        if node.args["to"].this is exp.DType.DATE and day is not None:
            return Constant(date.fromisoformat(inside.name), day)
        if is_text and node.args["to"].this is exp.DType.DATE:
            self.flaw(node, f"there is no day '{inside.name}'; a day is written DATE '2024-01-31'")
        else:
            self.flaw(node, "a cast is not allowed; a day is written DATE '2024-01-31'")
        return None

    def _calculated(self, node: exp.Expr) -> Value | None:
        construct = CONSTRUCTS[type(node)]
        nodes = [n for k in construct.args for n in _listed(node.args.get(k))]
        values = [self.value(n) for n in nodes]
        if isinstance(node, exp.Neg) and isinstance(values[0], Constant):
            return self._minus(node, values[0])
        if not construct.at_least <= len(values) <= construct.at_most:
            self.flaw(node, f"{construct.written} takes {construct.at_least} or more values")
            return None
        sides = self.agreed(node, construct, values)
        if sides is None or construct.gives is None:
            return None
        return Typed(_calculation(construct, *sides), construct.gives, sides[2])

    def _minus(self, node: exp.Expr, constant: Constant) -> Value | None:
        if isinstance(constant.value, int | float) and not isinstance(constant.value, bool):
            return Constant(-constant.value, f"-{constant.shown}")
        self.flaw(node, f"{constant.shown} is no number; minus needs one")
        return None

    def agreed(
        self,
        node: exp.Expr,
        construct: Construct,
        values: Sequence[Value | None],
    ) -> tuple[list[str], FactType, tuple[str, ...]] | None:
        """Texts of the operands in the one type they share, or None and a flaw."""
        whole = [v for v in values if v is not None]
        if len(whole) < len(values):
            return None
        typed = [v for v in whole if isinstance(v, Typed)]
        if not typed:
            self.flaw(node, "has no fact in it, so it is always the same")
            return None
        kind = typed[0].type
        if any(v.type is not kind for v in typed):
            shown = " with ".join(f"{v.sql} ({v.type.value})" for v in typed)
            self.flaw(node, f"sets {shown}; both sides must have one type")
            return None
        if kind not in construct.takes:
            takes = ", ".join(t.value for t in construct.takes)
            self.flaw(node, f"{construct.written} takes {takes}; {typed[0].sql} is {kind.value}")
            return None
        sqls = [self.text(node, v, typed[0]) for v in whole]
        facts = tuple(dict.fromkeys(f for v in typed for f in v.facts))
        return ([s for s in sqls if s], kind, facts) if all(sqls) else None

    def text(self, node: exp.Expr, value: Value, met: Typed) -> str | None:
        """Canonical text of one operand; a constant takes the type of the value it meets."""
        if isinstance(value, Typed):
            return value.sql
        text = literal(value.value, met.type)
        if text is None:
            what = f"{met.sql} is {met.type.value}; {value.shown} is not"
            if met.type is BIGINT and isinstance(value.value, int) and abs(value.value) > MAX_WHOLE:
                what += f" one both engines read: they go from {-MAX_WHOLE} to {MAX_WHOLE}"
            self.flaw(node, what)
        return text


def _calculation(
    construct: Construct, sqls: list[str], kind: FactType, facts: tuple[str, ...]
) -> str:
    if construct.node is not exp.Least:
        return construct.sql.format(*sqls)
    # Both engines skip nulls here; adding fact - fact (zero, or null) lets a missing one show.
    assert kind is DOUBLE
    shown = "".join(f" + ({f} - {f})" for f in facts)
    return f"({construct.sql.format(', '.join(sqls))}{shown})"


def _listed(part: object) -> list[exp.Expr]:
    return [n for n in (part if isinstance(part, list) else [part]) if isinstance(n, exp.Expr)]


def _misuse(node: exp.Expr) -> str:
    if isinstance(node, exp.Column):
        return "name the fact alone, without a table"
    if isinstance(node, exp.In):
        return "IN takes a list in parentheses: fact IN ('a', :b)"
    extra = ", ".join(sorted(foreign_parts(node)))
    return f"{CONSTRUCTS[type(node)].written} cannot be written this way ({extra})"
