"""Values in a condition: what depends on facts, and literals typed by what they meet.

A plain 1.5 is a decimal in one engine and a double in the other, so a double is always written
with an exponent.
"""

from __future__ import annotations

import math
import re
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

_WHOLE = re.compile(r"[0-9]+", re.ASCII)
_DOUBLE = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


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
        written = isinstance(value, str) and _DAY.fullmatch(value)
        day = date.fromisoformat(str(value)) if written else value
    except ValueError:
        return None
    return f"DATE '{day.isoformat()}'" if isinstance(day, date) else None


def number(text: str) -> Constant:
    """The constant a number in a condition stands for; NaN, which no fact is, if it is none."""
    digits = text.replace("_", "")
    if _WHOLE.fullmatch(digits):
        return Constant(int(digits), text)
    value = float(digits) if _DOUBLE.fullmatch(digits) else math.nan
    is_lost = value == 0 and any(c in "123456789" for c in digits.lower().partition("e")[0])
    return Constant(math.nan if is_lost else value, text)
