"""One table of a TOML file taken key by key, each value of the kind asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from screening.errors import did_you_mean
from screening.rulepack.toml_file import Problems

_TYPE_WORDS: Mapping[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a day, written 2024-01-31 without quotes",
    dict: "a table",
    list: "a list",
}


class Keys:
    """One TOML table of a file; each key is taken once, what is left over is unknown."""

    def __init__(self, table: Mapping[str, Any], problems: Problems, path: str = "") -> None:
        self.table = table
        self.problems = problems
        self.path = path
        self.taken: list[str] = []

    def at(self, key: str) -> str:
        """Dotted key from the top of the file."""
        return f"{self.path}.{key}" if self.path else key

    def problem(self, what: str, key: str = "", column: int | None = None) -> None:
        """Keep a problem with this table or one of its keys."""
        self.problems.add(what, self.at(key) if key else self.path, column)

    def take(self, key: str, kind: type, *, required: bool = True) -> Any:
        """The value if it has the kind asked for, else None and a problem (unless optional)."""
        self.taken.append(key)
        if key not in self.table:
            if required:
                near = did_you_mean(key, [k for k in self.table if k not in self.taken])
                self.problems.add(f'"{self.at(key)}" is missing{near}', at=self.path)
                self.problems.keys.add(self.at(key))
            return None
        value = self.table[key]
        if not is_kind(value, kind):
            self.problem(f"must be {_TYPE_WORDS[kind]}, not {shown_value(value)}", key)
            return None
        return value

    def text(self, key: str, *, required: bool = True) -> str:
        """Text that is not blank; an optional one may be absent (empty)."""
        value: str | None = self.take(key, str, required=required)
        if value is not None and not value.strip():
            self.problem("is blank", key)
        return (value or "").strip()

    def word(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """One of the known words; the default if absent and there is one."""
        value: str | None = self.take(key, str, required=default is None)
        if value is not None and value not in known:
            listed = ", ".join(known)
            near = did_you_mean(value, list(known))
            self.problem(f'"{value}" is none of: {listed}{near}', key)
        return value or default or ""

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds; the default if absent and there is one."""
        value: int | None = self.take(key, int, required=default is None)
        if value is not None and not least <= value <= most:
            self.problem(f"must be from {least} to {most}, not {value}", key)
        return (default or 0) if value is None else value

    def flag(self, key: str, *, required: bool = False) -> bool:
        """True or false; false if absent."""
        return bool(self.take(key, bool, required=required))

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, each once."""
        values: list[Any] | None = self.take(key, list, required=required)
        wrong = [v for v in values or () if not (isinstance(v, str) and v.strip())]
        if wrong or (required and values == []):
            self.problem("must be a list of texts in quotes, not empty", key)
        if len(set(map(str, values or ()))) < len(values or ()):
            self.problem("names one thing twice", key)
        return tuple(v for v in values or () if isinstance(v, str))

    def day(self, key: str) -> date | None:
        """A day, or None if absent."""
        value: date | None = self.take(key, date, required=False)
        return value

    def section(self, key: str, *, required: bool = False) -> Keys:
        """A table of its own; empty if absent."""
        found: dict[str, Any] | None = self.take(key, dict, required=required)
        return Keys(found or {}, self.problems, self.at(key))

    def sections(self, key: str) -> list[Keys]:
        """Tables of a list, in order."""
        values: list[Any] = self.take(key, list, required=False) or []
        if any(not isinstance(v, dict) for v in values):
            self.problem(f"must be tables, each under [[{self.at(key)}]]", key)
            return []
        return [Keys(v, self.problems, f"{self.at(key)}[{i}]") for i, v in enumerate(values, 1)]

    def finish(self) -> None:
        """Call last: every key not taken is unknown."""
        for key in self.table:
            if key not in self.taken:
                self.problems.unknown.append(self.at(key))
                self.problem(f"unknown key{did_you_mean(key, self.taken)}", key)


def is_kind(value: object, kind: type) -> bool:
    """Whether a TOML value is of the kind; a whole number is a number, a truth value is none."""
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    return isinstance(value, kind)


def shown_value(value: object) -> str:
    """A value as an author would know it again, cut short."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
