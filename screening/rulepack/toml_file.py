"""One TOML file read within bounds; every problem is kept with file, line, key and column."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from screening.rulepack.language import (
    MAX_FILE_BYTES,
    MAX_KEY_DEPTH,
    MAX_KEYS,
    MAX_TEXT,
    MAX_WHOLE,
    UNSEEN,
)

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]")
_KEY = re.compile(r"""\s*["']?([A-Za-z0-9_-]+)["']?(?:\s*\.\s*[A-Za-z0-9_.-]+)?\s*=""")
_QUOTES = re.compile(r"""[\"]{3}|[']{3}""")
_PLACE = re.compile(r" \(at line ([0-9]+), column ([0-9]+)\)\Z")
_LONG = re.compile(r"\S{300,}")
_UNSEEN = re.compile(UNSEEN)
_UNTOLD = re.compile(f"{UNSEEN}|[\n\r\t]")
_BARE = r"""(?:(?<![A-Za-z0-9_-])[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTS = 200
_DOTTED = re.compile(rf"(?:{_BARE}[ \t]*\.[ \t]*){{{_DOTS},}}")


class Problems:
    """The problems of one file, each once.

    `keys` are the dotted keys that have one, `unknown` those of them that no reader knows; what is
    `spoilt` has been told whole, and nothing more is said of it. `n_told` counts every telling
    that matters.
    """

    def __init__(self, file: str, text: str = "") -> None:
        self.file = file
        self.lines = _lines_by_key(text)
        self.entries: dict[str, int] = {}
        self.keys: set[str] = set()
        self.unknown: list[str] = []
        self.spoilt: set[str] = set()
        self.n_told = 0

    @property
    def found(self) -> list[str]:
        """The problems by line, those of no line first."""
        return sorted(self.entries, key=self.entries.__getitem__)

    def add(
        self,
        what: str,
        key: str = "",
        column: int | None = None,
        *,
        at: str = "",
        line: int = 0,
        matters: bool = True,
    ) -> None:
        """Keep one problem; `key` is the dotted key, `column` the place in its text.

        `at` is a key whose line is shown instead; `line` one that is known. What does not matter
        changes nothing of what the file decides: it is not counted.
        """
        self.n_told += matters
        self.keys.update({key} if matters and key else ())
        if key in self.spoilt:
            return
        line = line or self.line_of(at or key)
        place = f"{self.file}:{line}" if line else self.file
        after = f"column {column}" if column else ""
        told = ": ".join(p for p in (", ".join(p for p in (key, after) if p), what) if p)
        self.entries.setdefault(f"{place}: {tellable(told)}", line)

    def line_of(self, key: str) -> int:
        """Line of a dotted key or, where it has none, of the nearest table around it; 0: none."""
        while key:
            if key in self.lines:
                return self.lines[key]
            cut = max(key.rfind("."), key.rfind("["))
            key = key[: max(cut, 0)]
        return 0


def tellable(what: str) -> str:
    """The words of a problem on one line: long words cut, signs that could turn a screen shown."""
    cut = _LONG.sub(lambda m: f"{m[0][:60]}...", what)
    return _UNTOLD.sub(lambda m: f"\\u{ord(m[0]):04x}", cut)


def read_toml(path: Path, shown: str) -> tuple[dict[str, Any] | None, str, Problems]:
    """The file's keys (None if it cannot be read), its text, and the problems so far.

    A value that cannot be borne is told, and stands shortened in what is returned.
    """
    problems = Problems(shown)
    try:
        text = _text_of(path)
        keys = _parsed(text)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"is not UTF-8 text (byte {error.start}); save it as UTF-8"
        problems.add(what, line=line)
    except TomlError as error:
        problems.add(str(error), column=error.column, line=error.line)
    except RecursionError:
        problems.add("is nested too deeply to be a rule")
    except ValueError as error:
        problems.add(str(error))
    except OSError as error:
        problems.add(f"cannot be opened: {error.strerror}")
    else:
        found = Problems(shown, text)
        is_bounded = _check_bounds(keys, found)
        return (_bearable(keys) if is_bounded else None), text, found
    return None, "", problems


class TomlError(ValueError):
    """A text that is no TOML: why, and the line and column (0: not known) where reading ended."""

    def __init__(self, what: str) -> None:
        place = _PLACE.search(what)
        super().__init__(f"is not TOML: {what[: place.start()] if place else what}")
        self.line, self.column = (int(place[1]), int(place[2])) if place else (0, 0)


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
        raise TomlError(str(error)) from None
    except ValueError:
        raise ValueError("is not TOML: it has a number or day that cannot be") from None


def _check_bounds(keys: Mapping[str, Any], problems: Problems) -> bool:
    """A problem for what no rule needs and what is read later could not bear; whether to go on."""
    is_flat = True
    left: list[tuple[str, Any, int]] = [("", keys, 0)]
    for n in range(MAX_KEYS):
        if not left:
            return is_flat
        path, value, depth = left.pop()
        _check_value(path, value, problems)
        if isinstance(value, dict | list) and depth > MAX_KEY_DEPTH:
            problems.add(f"is nested deeper than {MAX_KEY_DEPTH}", path)
            is_flat = False
        elif isinstance(value, dict):
            left += [(f"{path}.{k}" if path else k, v, depth + 1) for k, v in value.items()]
        elif isinstance(value, list):
            marks = [f"[{i}]" if isinstance(v, dict) else "" for i, v in enumerate(value, 1)]
            left += [(path + m, v, depth + 1) for m, v in zip(marks, value, strict=True)]
        if n + len(left) > MAX_KEYS:
            break
    problems.add(f"has more than {MAX_KEYS} keys and entries; a rule is one short file")
    return False


def _check_value(key: str, value: object, problems: Problems) -> None:
    flaws: list[tuple[str, int | None]] = []
    if isinstance(value, int) and value == -MAX_WHOLE - 1:
        flaws.append((f"is below {-MAX_WHOLE}, the least whole number both engines read", None))
    elif isinstance(value, int) and abs(value) > MAX_WHOLE:
        flaws.append(("is a whole number of more than 64 bits", None))
    if isinstance(value, str) and len(value) > MAX_TEXT:
        flaws.append((f"is longer than {MAX_TEXT} characters", None))
    unseen = _UNSEEN.search(value) if isinstance(value, str) else None
    if unseen:
        what = f"holds the invisible character U+{ord(unseen[0]):04X}; take it out"
        flaws.append((what, unseen.start() + 1))
    for what, column in flaws:
        problems.add(what, key, column)
    problems.spoilt.update({key} if flaws else ())


def _bearable(value: Any) -> Any:
    """The value with texts cut and numbers held within bounds, so that reading can go on."""
    if isinstance(value, dict):
        return {k: _bearable(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_bearable(v) for v in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return max(-MAX_WHOLE, min(value, MAX_WHOLE))
    return _UNSEEN.sub("", value[:MAX_TEXT]) if isinstance(value, str) else value


def all_texts(problems: Iterable[Problems]) -> tuple[str, ...]:
    """The problems of several files in the order of the files, of each by line, each once."""
    of_files: dict[str, Problems] = {}
    for one in problems:
        whole = of_files.setdefault(one.file, Problems(one.file))
        for text, line in one.entries.items():
            whole.entries.setdefault(text, line)
    return tuple(text for p in of_files.values() for text in p.found)


def _lines_by_key(text: str) -> dict[str, int]:
    """Line of each dotted key as `Keys` names it (the n-th table of a list is `name[n]`)."""
    lines: dict[str, int] = {}
    seen: dict[str, int] = {}
    table = inside = ""  # inside: the quotes of a text of several lines
    for number, line in enumerate(text.split("\n"), 1):
        header, key = _HEADER.match(line), _KEY.match(line)
        is_text, inside = bool(inside), _still_open(line, inside)
        if is_text:
            continue
        if header:
            table = _table_name(header.groups(), seen)
            lines.setdefault(table, number)
            lines.setdefault(header[2], number)  # of a list of tables: the first of them
        elif key:
            lines.setdefault(f"{table}.{key[1]}" if table else key[1], number)
    return lines


def _still_open(line: str, inside: str) -> str:
    """The triple quotes a line leaves open, given those it starts within; empty: none."""
    if not inside and line.lstrip().startswith("#"):
        return ""
    for found in _QUOTES.findall(line):
        if not inside or found == inside:
            inside = "" if inside else found
    return inside


def _table_name(header: Sequence[str], seen: dict[str, int]) -> str:
    bracket, name = header
    if bracket == "[":
        return name
    seen[name] = seen.get(name, 0) + 1
    return f"{name}[{seen[name]}]"
