"""What a fact is: a named, typed value about a deal or a client, and what its absence means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import polars as pl


class FactType(Enum):
    """The only types a condition can see; Decimals never reach one."""

    BOOLEAN = "BOOLEAN"
    BIGINT = "BIGINT"
    DOUBLE = "DOUBLE"
    VARCHAR = "VARCHAR"
    DATE = "DATE"

    @property
    def dtype(self) -> pl.DataType:
        """The Polars type that holds it."""
        return _DTYPES[self]


_DTYPES: dict[FactType, pl.DataType] = {
    FactType.BOOLEAN: pl.Boolean(),
    FactType.BIGINT: pl.Int64(),
    FactType.DOUBLE: pl.Float64(),
    FactType.VARCHAR: pl.String(),
    FactType.DATE: pl.Date(),
}


class Absence(Enum):
    """Why a fact can be missing; the order is that of strength, strongest first."""

    PAPER = "paper"  # a required paper or field is missing
    NOT_YET = "not_yet"  # the event has not happened
    COVERAGE = "coverage"  # no reference or outside data
    SOURCE = "source"  # a feed was down


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `absence` None means it is never null.

    `needs` are the tables without which it cannot be known at all; `points_to` names the
    companion fact that says which paper or payment the value comes from. `grain` is what has one
    such value: a deal, or a client.
    """

    name: str
    type: FactType
    family: str
    meaning: str
    meaning_zh: str
    absence: Absence | None
    unit: str = ""
    needs: tuple[str, ...] = ()
    points_to: str = ""
    grain: str = "deal"


B, N, D, S, DAY = (
    FactType.BOOLEAN,
    FactType.BIGINT,
    FactType.DOUBLE,
    FactType.VARCHAR,
    FactType.DATE,
)
NEVER = None
PAPER, NOT_YET, COVERAGE = Absence.PAPER, Absence.NOT_YET, Absence.COVERAGE


def of_family(family: str, grain: str = "deal") -> Callable[..., Fact]:
    """A maker of facts of that family: name, type, meaning, meaning_zh, absence, then the rest."""

    def fact(
        name: str,
        kind: FactType,
        meaning: str,
        meaning_zh: str,
        absence: Absence | None,
        *,
        unit: str = "",
        needs: tuple[str, ...] = (),
        points_to: str = "",
    ) -> Fact:
        return Fact(name, kind, family, meaning, meaning_zh, absence, unit, needs, points_to, grain)

    return fact
