"""A condition after checking: comparisons joined by AND, OR and NOT, with three-valued truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from screening.schema import FactType


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison, in canonical text; null exactly if one of its facts is null.

    `left` and `right` are its two sides in canonical text where it compares numbers with a
    constant (so that an edge exists), else empty. `column` is where the author wrote it; it is no
    part of what it asks.
    """

    sql: str
    facts: tuple[str, ...]
    left: str = ""
    right: str = ""
    number: FactType | None = None
    column: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a formula; missing stays missing."""

    part: Formula

    @property
    def sql(self) -> str:
        """Canonical text."""
        return f"(NOT ({self.part.sql}))"


@dataclass(frozen=True, slots=True)
class Logic:
    """Two or more formulas joined by one of AND and OR."""

    joint: str
    parts: tuple[Formula, ...]

    @property
    def sql(self) -> str:
        """Canonical text."""
        return f"({f' {self.joint} '.join(p.sql for p in self.parts)})"


@dataclass(frozen=True, slots=True)
class Choice(Logic):
    """`then` where `holds` is TRUE, `otherwise` where it is FALSE.

    Where `holds` is missing it is what both give if they agree, else missing.
    """

    holds: Formula
    then: Formula
    otherwise: Formula


Formula = Atom | Not | Logic


def choice(holds: Formula, then: Formula, otherwise: Formula) -> Formula:
    """One of two formulas by a third, in AND, OR and NOT alone; both the same: that one.

    (h AND a) OR (b AND (NOT h OR a)): unlike the plain form it keeps what a and b agree on where h
    is missing, and it writes b once, so that a row of choices grows by its length, not doubling.
    """
    if then == otherwise:
        return then
    first = joined("AND", (holds, then))
    second = joined("AND", (otherwise, joined("OR", (Not(holds), then))))
    return Choice("OR", (first, second), holds, then, otherwise)


def joined(joint: str, parts: tuple[Formula, ...]) -> Formula:
    """The parts under one AND or OR; a single part stands alone, the same part once."""
    distinct = tuple(dict.fromkeys(parts))
    return distinct[0] if len(distinct) == 1 else Logic(joint, distinct)


def atoms(formula: Formula) -> Iterator[Atom]:
    """Its comparisons, in the order written."""
    match formula:
        case Atom():
            yield formula
        case Not(part):
            yield from atoms(part)
        case Logic(_, parts):
            for part in parts:
                yield from atoms(part)


def facts_of(formula: Formula) -> tuple[str, ...]:
    """Names of its facts, each once, in the order written."""
    return tuple(dict.fromkeys(f for a in atoms(formula) for f in a.facts))


def truth(formula: Formula, of_atom: Mapping[str, bool | None]) -> bool | None:
    """Its value (None: missing), given the value of each comparison by canonical text."""
    match formula:
        case Atom(sql):
            return of_atom[sql]
        case Not(part):
            inner = truth(part, of_atom)
            return None if inner is None else not inner
        case Logic(joint, parts):
            decides = joint == "OR"
            values = [truth(p, of_atom) for p in parts]
            if decides in values:
                return decides
            return None if None in values else not decides
