"""A condition checked against the fact catalogue, with its limits in as typed literals."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlglot import exp

from screening.rulepack.formula import Atom, Formula, Not, joined
from screening.rulepack.language import BIGINT, BOOLEAN, CONSTRUCTS, DOUBLE, Construct, Shape
from screening.rulepack.literal import LimitValue, Typed, Value
from screening.rulepack.parse import Flaw, UnreadableError, column_of, parse_condition
from screening.rulepack.value import ValueReader
from screening.schema import Fact


@dataclass(frozen=True, slots=True)
class Condition:
    """One named condition: the author's text and, with its limits in, what both engines run."""

    name: str
    text: str
    formula: Formula

    @property
    def canonical(self) -> str:
        """The text both engines run."""
        return self.formula.sql


def bind(
    tree: exp.Expr,
    facts: Mapping[str, Fact],
    limits: Mapping[str, LimitValue],
    spared: Collection[str] = (),
) -> tuple[Formula | None, list[Flaw], set[str]]:
    """The checked formula (None if flawed), its flaws, and the names of the limits it uses.

    Of the limits `spared` it is no flaw that they have no value: that has been told.
    """
    reader = _Reader(facts, limits, spared)
    formula = reader.formula(tree)
    return (None if reader.flaws or reader.n_spared else formula), reader.flaws, reader.used


def condition(
    name: str, text: str, facts: Mapping[str, Fact], limits: Mapping[str, LimitValue]
) -> tuple[Condition | None, list[Flaw], set[str]]:
    """The condition parsed and bound in one step; None with its flaws if there are any."""
    try:
        tree = parse_condition(text)
    except UnreadableError as error:
        return None, list(error.flaws), set()
    formula, flaws, used = bind(tree, facts, limits)
    return (Condition(name, text, formula) if formula else None), flaws, used


class _Reader(ValueReader):
    """Reads the formula of one condition."""

    def formula(self, node: exp.Expr) -> Formula | None:
        construct = self.construct(node)
        if construct is None:
            return None
        readers: dict[Shape, Callable[[exp.Expr], Formula | None]] = {
            Shape.GROUP: lambda n: self.formula(n.this),
            Shape.LOGIC: self.logic,
            Shape.COMPARE: self.comparison,
            Shape.RANGE: self.between,
            Shape.LIST: self.one_of,
            Shape.PATTERN: self.pattern,
        }
        return readers.get(construct.shape, self.truth_fact)(node)

    def logic(self, node: exp.Expr) -> Formula | None:
        if isinstance(node, exp.Not):
            inner = self.formula(node.this)
            return Not(inner) if inner else None
        parts = [self.formula(n) for n in node.flatten()]
        whole = tuple(p for p in parts if p is not None)
        joint = CONSTRUCTS[type(node)].sql.strip()
        return joined(joint, whole) if len(whole) == len(parts) else None

    def truth_fact(self, node: exp.Expr) -> Formula | None:
        value = self.value(node)
        if isinstance(value, Typed) and value.type is BOOLEAN:
            return Atom(value.sql, value.facts, column=column_of(node))
        if value is not None:
            self.flaw(node, "is a value, not a comparison; compare it with something")
        return None

    def comparison(self, node: exp.Expr) -> Formula | None:
        left, right = self.value(node.this), self.value(node.expression)
        return self.compared(CONSTRUCTS[type(node)], node, left, right)

    def compared(
        self, construct: Construct, node: exp.Expr, left: Value | None, right: Value | None
    ) -> Formula | None:
        sides = self.agreed(node, construct, (left, right))
        if sides is None:
            return None
        sqls, kind, facts = sides
        if sqls[0] == sqls[1]:
            self.flaw(node, "compares a value with itself, so it never decides anything")
        text = construct.sql.format(*sqls)
        if kind in (BIGINT, DOUBLE):
            return Atom(text, facts, sqls[0], sqls[1], kind, column_of(node))
        return Atom(text, facts, column=column_of(node))

    def between(self, node: exp.Expr) -> Formula | None:
        value = self.value(node.this)
        bounds = [self.value(node.args[k]) for k in ("low", "high")]
        signs = (CONSTRUCTS[exp.GTE], CONSTRUCTS[exp.LTE])
        halves = [self.compared(c, node, value, b) for c, b in zip(signs, bounds, strict=True)]
        low, high = halves
        return joined("AND", (low, high)) if low and high else None

    def one_of(self, node: exp.Expr) -> Formula | None:
        construct = CONSTRUCTS[exp.In]
        listed = node.expressions
        if not 1 <= len(listed) < construct.at_most:
            self.flaw(node, f"a list has 1 to {construct.at_most - 1} entries")
            return None
        values = [self.value(node.this), *(self.constant(n) for n in listed)]
        sides = self.agreed(node, construct, values)
        if sides is None:
            return None
        sqls, _, facts = sides
        listed_once = ", ".join(dict.fromkeys(sqls[1:]))
        return Atom(f"{sqls[0]} IN ({listed_once})", facts, column=column_of(node))

    def pattern(self, node: exp.Expr) -> Formula | None:
        construct = CONSTRUCTS[type(node)]
        text, pattern = self.value(node.this), self.constant(node.expression)
        sides = self.agreed(node, construct, (text, pattern))
        if sides is None:
            return None
        if isinstance(node, exp.Like) and "\\" in sides[0][1]:
            self.flaw(node, "a LIKE pattern cannot hold a backslash")
        atom = Atom(construct.sql.format(*sides[0]), sides[2], column=column_of(node))
        return Not(atom) if node.args.get("negate") else atom
