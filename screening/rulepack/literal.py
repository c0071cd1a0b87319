"""Values in a condition: what depends on facts, and literals typed by what they meet.

A plain 1.5 is a decimal in one engine and a double in the other, so a double is always written
with an exponent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from screening.rulepack.language import BIGINT, BOOLEAN, DATE, DOUBLE, MAX_WHOLE, VARCHAR
from screening.schema import FactType

LimitValue = int | float | str | date
"""What a limit may be in a rule file."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A value that depends on facts: canonical text, type, the facts in it."""

    sql: str
    type: FactType
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal or limit, typed when it meets a value that has a type."""

    value: bool | int | float | str | date
    shown: str


Value = Typed | Constant


def literal(value: bool | int | float | str | date, kind: FactType) -> str | None:
    """Canonical text of a value as that type, or None if it is not one of that type."""
    if isinstance(value, bool):
        return str(value).upper() if kind is BOOLEAN else None
    if kind is BIGINT and isinstance(value, int):
        return str(value) if abs(value) <= MAX_WHOLE else None
    if kind is DOUBLE and isinstance(value, int | float):
        return _double(value)
    if kind is VARCHAR and isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if kind is DATE:
        return day_text(value)
    return None


def _double(value: float) -> str | None:
    try:
        number = float(value)
    except OverflowError:
        return None
    if not math.isfinite(number):
        return None
    text = repr(number)
    return text if "e" in text else f"{text}e0"


def day_text(value: object) -> str | None:
    """Canonical text of a day, given as one or as ISO text; None if it is neither."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return f"DATE '{day.isoformat()}'" if isinstance(day, date) else None


def number(text: str) -> Constant:
    """The constant a number in a condition stands for."""
    try:
        return Constant(int(text), text)
    except ValueError:
        return Constant(float(text), text)
