"""Which truths a formula can have at all, from what its facts can be.

A comparison of one value with constants is exact: the value is tried on every constant and in
every gap between them. What cannot be read so may be true or false freely, so "cannot be" is
never said wrongly. A search that grows too large gives up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from screening.rulepack.formula import Atom, Formula, Logic, Not, atoms, truth
from screening.rulepack.variable import Cell, cells_of
from screening.schema import FACTS

BUDGET = 100_000  # comparisons looked at for one rule
TRUE, FALSE = Atom("TRUE", ()), Atom("FALSE", ())
"""Comparisons that stand for a truth."""


class TooManyCasesError(Exception):
    """The search has grown too large to be worth an answer."""


class Possible:
    """Answers about some formulas; one budget for all its answers."""

    def __init__(self, formulas: Sequence[Formula], budget: int = BUDGET) -> None:
        found = dict.fromkeys(a for f in formulas for a in atoms(f))
        self.cells = cells_of(tuple(found))
        self.variable = {sql: name for name, cells in self.cells.items() for sql in cells[0]}
        self.may_lack = {self.variable[a.sql] for a in found if _may_lack(a)}
        self.left = budget

    def can_be(self, formula: Formula, wanted: bool) -> bool:
        """Whether some values that facts can have give the formula that truth."""
        match formula:
            case Not(part):
                return self.can_be(part, not wanted)
            case Logic(joint, parts):
                groups = self._apart(joint, parts)
                if len(groups) > 1:  # they share no value, so each may be had by itself
                    each = (self.can_be(g, wanted) for g in groups)
                    return all(each) if wanted is (joint == "AND") else any(each)
        return self._found(formula, wanted, self._variables(formula), {})

    def can_be_without(self, formula: Formula, others: Sequence[Formula]) -> bool:
        """Whether the formula can be TRUE while no other one is TRUE; values may be missing."""
        if self.can_be(Logic("AND", (formula, *map(Not, others))), True):
            return True
        names = self._variables(Logic("AND", (formula, *others)))
        return self._open(formula, others, names, {})

    def _apart(self, joint: str, parts: Sequence[Formula]) -> list[Formula]:
        """The parts, those that share a value put together."""
        groups: list[tuple[set[str], list[Formula]]] = []
        for part in parts:
            names, members = set(self._variables(part)), [part]
            for group in [g for g in groups if g[0] & names]:
                groups.remove(group)
                names, members = names | group[0], [*group[1], *members]
            groups.append((names, members))
        return [m[0] if len(m) == 1 else Logic(joint, tuple(m)) for _, m in groups]

    def _variables(self, formula: Formula) -> tuple[str, ...]:
        known = (self.variable.get(a.sql) for a in atoms(formula))
        return tuple(dict.fromkeys(name for name in known if name))

    def _found(
        self, formula: Formula, wanted: bool, names: Sequence[str], truths: Mapping[str, bool]
    ) -> bool:
        """Depth first over the values; what is decided early is not gone into."""
        self._spend(formula)
        value = truth(formula, _Open(truths))
        if value is not None or not names:
            return value is wanted
        return any(
            self._found(formula, wanted, names[1:], {**truths, **cell})
            for cell in self.cells[names[0]]
        )

    def _open(
        self,
        formula: Formula,
        others: Sequence[Formula],
        names: Sequence[str],
        truths: Mapping[str, bool],
    ) -> bool:
        """As `_found`, over values that may be missing too; what is decided stays so."""
        self._spend(formula)
        seen = _Open(truths)
        value = truth(formula, seen)
        if value is False or any(truth(other, seen) for other in others):
            return False
        if not names:
            return value is True
        absent: list[Cell] = [{}] if names[0] in self.may_lack else []
        return any(
            self._open(formula, others, names[1:], {**truths, **cell})
            for cell in (*absent, *self.cells[names[0]])
        )

    def _spend(self, formula: Formula) -> None:
        self.left -= sum(1 for _ in atoms(formula))
        if self.left < 0:
            raise TooManyCasesError


def _may_lack(atom: Atom) -> bool:
    return any(f not in FACTS or FACTS[f].absence for f in atom.facts)


_FIXED = {TRUE.sql: True, FALSE.sql: False}


class _Open(dict[str, bool | None]):
    """Truths of comparisons; one that is not there is missing."""

    def __missing__(self, key: str) -> bool | None:
        return _FIXED.get(key)
