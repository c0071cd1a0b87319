"""Where the records of a CSV text begin and end, which lines break its quoting, which are ragged.

Works on whole byte arrays. A quotation mark that stands where none may (RFC 4180) would let one
bad line swallow the rest of the file; so the line its record begins on is left out, told, and
reading goes on with the next line.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from screening.errors import InputError
from screening.inputs.limits import QUOTE_DEFECTS

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]

_NEWLINE, _QUOTE = 0x0A, 0x22
_WINDOW = 4096


class Records(NamedTuple):
    """Arrays with one entry a record that is not blank.

    Its bytes `start` to `end`, its `line` (1 is the first), its number of `fields`, and whether
    its quoting is `broken`.
    """

    start: Places
    end: Places
    line: Places
    fields: Places
    broken: Marks

    def after_header(self) -> Records:
        """All records but the first."""
        return Records(
            self.start[1:], self.end[1:], self.line[1:], self.fields[1:], self.broken[1:]
        )


def split_records(data: bytes, delimiter: str, *, where: str) -> Records:
    """The records of a text whose lines end in a newline each (the last may not)."""
    text = np.frombuffer(data, dtype=np.uint8)
    newlines = np.flatnonzero(text == _NEWLINE)
    lines = np.concatenate(([0], newlines + 1, [len(text) + 1]))
    quotes = np.flatnonzero(text == _QUOTE)
    between = text == ord(delimiter)
    if not len(quotes):
        whole = np.zeros(len(lines) - 1, np.bool_)
        return _records(between, lines[:-1], lines[1:] - 1, lines, whole)
    broken_lines = _broken_lines(text, quotes, lines, ord(delimiter), where=where)
    inside = _inside(text, quotes, lines, broken_lines)
    ends = np.append(newlines[~inside[newlines]], len(text))
    starts = np.concatenate(([0], ends[:-1] + 1))
    broken = np.isin(starts, lines[broken_lines])
    return _records(between & ~inside, starts, ends, lines, broken)


def _records(between: Marks, starts: Places, ends: Places, lines: Places, broken: Marks) -> Records:
    """The records that are not blank, with the delimiters marked in `between` counted."""
    full = ends > starts
    starts, ends, broken = starts[full], ends[full], broken[full]
    number = np.searchsorted(lines, starts, side="right")
    if not len(starts):
        return Records(starts, ends, number, number, broken)
    fields = np.add.reduceat(between, starts, dtype=np.int64) + 1
    return Records(starts, ends, number, fields, broken)


def _inside(text: Bytes, quotes: Places, lines: Places, broken_lines: Places) -> Marks:
    """Which bytes stand inside quotes, where the quotes of broken lines do not count."""
    marks = np.zeros(len(text), np.uint8)
    counted = quotes
    if len(broken_lines):
        on_line = np.searchsorted(lines, quotes, side="right") - 1
        counted = quotes[~np.isin(on_line, broken_lines)]
    marks[counted] = 1
    return np.bitwise_xor.accumulate(marks).astype(np.bool_)


def _broken_lines(
    text: Bytes, quotes: Places, lines: Places, delimiter: int, *, where: str
) -> Places:
    """Numbers (from 0) of the lines to be left out, in order."""
    may_open, may_close = _allowed(text, quotes, delimiter)
    found: list[int] = []
    first = 0
    while first < len(quotes):
        at = _first_illegal(may_open, may_close, first)
        if at is None:
            break
        line = _record_line(quotes, lines, first, at)
        found.append(line)
        if len(found) > QUOTE_DEFECTS:
            raise InputError(
                f"more than {QUOTE_DEFECTS} lines break the quoting, the first at line "
                f"{found[0] + 1}",
                where=where,
                do='put every field that holds a " in quotes and double the " inside',
            )
        first = int(np.searchsorted(quotes, lines[line + 1]))
    return np.array(found, dtype=np.int64)


def _allowed(text: Bytes, quotes: Places, delimiter: int) -> tuple[Marks, Marks]:
    """For each quotation mark: whether it may open a field, whether it may close one."""
    border = np.array([delimiter, _NEWLINE, _QUOTE], np.uint8)
    padded = np.concatenate(([_NEWLINE], text, [_NEWLINE])).astype(np.uint8)
    before, after = padded[quotes], padded[quotes + 2]
    return np.isin(before, border), np.isin(after, border)


def _first_illegal(may_open: Marks, may_close: Marks, first: int) -> int | None:
    """The first mark, counted in turns of opening and closing from `first`, that may not stand.

    An unclosed last quotation counts as illegal at its opening.
    """
    n = len(may_open)
    at, window = first, _WINDOW
    while at < n:
        until = min(at + window, n)
        opens = (np.arange(at, until) - first) % 2 == 0
        illegal = np.flatnonzero(~np.where(opens, may_open[at:until], may_close[at:until]))
        if len(illegal):
            return at + int(illegal[0])
        at, window = until, window * 2
    return n - 1 if (n - first) % 2 else None


def _record_line(quotes: Places, lines: Places, first: int, at: int) -> int:
    """The line on which the record begins that holds the mark number `at`.

    All marks from `first` to `at` are legal, so the record begins after the last newline outside
    quotes; if `at` closes a quotation, that is a newline before its opening mark.
    """
    opening = at if (at - first) % 2 == 0 else at - 1
    line = int(np.searchsorted(lines, quotes[opening], side="right")) - 1
    while opening - 2 >= first:
        before = int(np.searchsorted(lines, quotes[opening - 1], side="right")) - 1
        if before != line:
            break
        opening -= 2
        line = int(np.searchsorted(lines, quotes[opening], side="right")) - 1
    return line
