"""One TOML file read key by key; every problem is kept with file, line, key and column."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from screening.errors import did_you_mean
from screening.rulepack.language import (
    MAX_FILE_BYTES,
    MAX_KEY_DEPTH,
    MAX_KEYS,
    MAX_TEXT,
    MAX_WHOLE,
    UNSEEN,
)

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?\s*=""")
_LONG = re.compile(r"\S{300,}")
_UNSEEN = re.compile(UNSEEN)
_UNTOLD = re.compile(f"{UNSEEN}|[\n\r\t]")
_BARE = r"""(?:(?<![A-Za-z0-9_-])[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTS = 200
_DOTTED = re.compile(rf"(?:{_BARE}[ \t]*\.[ \t]*){{{_DOTS},}}")
_TYPE_WORDS: Mapping[type, str] = {
    str: "text in quotes",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a day, written 2024-01-31 without quotes",
    dict: "a table",
    list: "a list",
}


class Problems:
    """The problems of one file, each once, in the order found."""

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self.lines = _lines_by_key(text)
        self.found: list[str] = []

    def add(self, what: str, key: str = "", column: int | None = None) -> None:
        """Keep one problem; `key` is the dotted key, `column` the place in its text."""
        line = self.lines.get(key, self.lines.get(key.rsplit(".", 1)[0]))
        place = f"{self.file}:{line}" if line else self.file
        at = f", column {column}" if column else ""
        told = f"{key}{at}: {what}" if key else what
        shown = f"{place}: {tellable(told)}"
        if shown not in self.found:
            self.found.append(shown)


def tellable(what: str) -> str:
    """The words of a problem on one line: long words cut, signs that could turn a screen shown."""
    cut = _LONG.sub(lambda m: f"{m[0][:60]}...", what)
    return _UNTOLD.sub(lambda m: f"\\u{ord(m[0]):04x}", cut)


def read_toml(path: Path, shown: str) -> tuple[dict[str, Any] | None, str, Problems]:
    """The file's keys (None if it cannot be read), its text, and the problems so far."""
    problems = Problems(shown)
    try:
        text = _text_of(path)
        keys = _parsed(text)
    except UnicodeDecodeError as error:
        problems.add(f"is not UTF-8 text (byte {error.start}); save it as UTF-8")
    except RecursionError:
        problems.add("is nested too deeply to be a rule")
    except ValueError as error:
        problems.add(str(error))
    except OSError as error:
        problems.add(f"cannot be opened: {error.strerror}")
    else:
        found = Problems(shown, text)
        _check_bounds(keys, found)
        return (None if found.found else keys), text, found
    return None, "", problems


def _text_of(path: Path) -> str:
    """What the file holds; ValueError if it is no plain short file."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("is no plain file")
    with path.open("rb") as file:
        raw = file.read(MAX_FILE_BYTES + 1)
    if len(raw) > MAX_FILE_BYTES:
        raise ValueError(f"is larger than {MAX_FILE_BYTES // 1024} KB; a rule is one short file")
    return raw.decode("utf-8-sig")


def _parsed(text: str) -> dict[str, Any]:
    """The keys of a TOML text; ValueError if it is none."""
    if _DOTTED.search(text):  # the reader takes minutes over a key of thousands of dots
        raise ValueError(f"has a key or word with {_DOTS} dots in a row")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML: {error}") from None
    except ValueError:
        raise ValueError("is not TOML: it has a number or day that cannot be") from None


def _check_bounds(keys: Mapping[str, Any], problems: Problems) -> None:
    """A problem for what no rule needs and what is read later could not bear."""
    left: list[tuple[str, Any, int]] = [("", keys, 0)]
    for n in range(MAX_KEYS):
        if not left:
            return
        path, value, depth = left.pop()
        _check_value(path, value, problems)
        if isinstance(value, dict | list) and depth > MAX_KEY_DEPTH:
            problems.add(f"is nested deeper than {MAX_KEY_DEPTH}", path)
        elif isinstance(value, dict):
            left += [(f"{path}.{k}" if path else k, v, depth + 1) for k, v in value.items()]
        elif isinstance(value, list):
            marks = [f"[{i}]" if isinstance(v, dict) else "" for i, v in enumerate(value, 1)]
            left += [(path + m, v, depth + 1) for m, v in zip(marks, value, strict=True)]
        if n + len(left) > MAX_KEYS:
            break
    problems.add(f"has more than {MAX_KEYS} keys and entries; a rule is one short file")


def _check_value(key: str, value: object, problems: Problems) -> None:
    if isinstance(value, int) and abs(value) > MAX_WHOLE:
        problems.add("is a whole number of more than 64 bits", key)
    if isinstance(value, str) and len(value) > MAX_TEXT:
        problems.add(f"is longer than {MAX_TEXT} characters", key)
    unseen = _UNSEEN.search(value) if isinstance(value, str) else None
    if unseen:
        problems.add(f"holds the invisible character U+{ord(unseen[0]):04X}; take it out", key)


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
                self.problems.add(f'"{self.at(key)}" is missing{near}', self.path)
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


def all_texts(problems: Iterable[Problems]) -> tuple[str, ...]:
    """The problems of several files, in order."""
    return tuple(text for p in problems for text in p.found)


def _lines_by_key(text: str) -> dict[str, int]:
    """Line of each dotted key as `Keys` names it (the n-th table of a list is `name[n]`)."""
    lines: dict[str, int] = {}
    seen: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        if header:
            table = _table_name(header.groups(), seen)
            lines.setdefault(table, number)
            lines.setdefault(header[2], number)  # of a list of tables: the first of them
        elif key:
            lines.setdefault(f"{table}.{key[1]}" if table else key[1], number)
    return lines


def _table_name(header: Sequence[str], seen: dict[str, int]) -> str:
    bracket, name = header
    if bracket == "[":
        return name
    seen[name] = seen.get(name, 0) + 1
    return f"{name}[{seen[name]}]"
