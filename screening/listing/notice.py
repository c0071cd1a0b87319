"""An official notice of a list as its file says, each value checked by itself."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from screening.errors import InputError, did_you_mean
from screening.listing.notice_file import HEAD, SHAPE, Row, notice_rows

LISTS = ("offshore_list", "lingang_white_list")
ACTIONS = ("listed", "suspended", "removed")
_WORDS = {
    "离岸经贸业务企业名单": "offshore_list",
    "临港白名单": "lingang_white_list",
    "列入": "listed",
    "暂停": "suspended",
    "移出": "removed",
}
_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One enterprise of a notice; at least one of uscc and client_id is there."""

    line: int
    uscc: str | None
    client_id: str | None
    name: str | None
    action: str
    valid_from: date
    valid_to: date | None
    reason: str | None

    @property
    def firm(self) -> str:
        """The code it is told apart by."""
        return self.client_id or self.uscc or ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as its file says, each value checked by itself."""

    issuer: str
    number: str
    dated: date
    list: str
    entries: tuple[Entry, ...] = field(repr=False)
    file_sha256: str = ""

    @property
    def content_digest(self) -> str:
        """sha256, in hex, of what it says: the same from a CSV and from a workbook."""
        entries = [{**asdict(e), "line": 0} for e in self.entries]
        lines = sorted(repr(sorted(e.items())) for e in entries)
        head = (self.issuer, self.number, self.dated.isoformat(), self.list)
        return hashlib.sha256("\n".join([repr(head), *lines]).encode()).hexdigest()


def read_notice(path: Path) -> Notice:
    """The notice of a file; InputError, with the line, for the first thing that is wrong in it."""
    rows = notice_rows(path)
    if not rows:
        raise InputError("names no enterprise", where=path.name, do=SHAPE)
    return _notice(rows, path.name, hashlib.sha256(path.read_bytes()).hexdigest())


def _notice(rows: Sequence[Row], where: str, digest: str) -> Notice:
    first_line, first = rows[0]
    for line, row in rows[1:]:
        for key in HEAD:
            if row.get(key) != first.get(key):
                raise InputError(
                    f'{key} is "{row.get(key, "")}", but "{first.get(key, "")}" on line'
                    f" {first_line}: one file is one notice",
                    where=f"{where} line {line}",
                    do="give each notice a file of its own",
                )
    at = f"{where} line {first_line}"
    return Notice(
        issuer=_text(first, "issuer", at),
        number=_text(first, "number", at),
        dated=_day(first, "dated", at),
        list=_word(first, "list", LISTS, at, "offshore_list"),
        entries=tuple(_entry(line, row, f"{where} line {line}") for line, row in rows),
        file_sha256=digest,
    )


def _entry(line: int, row: Mapping[str, str], at: str) -> Entry:
    entry = Entry(
        line=line,
        uscc=_code(row.get("uscc", ""), at),
        client_id=row.get("client_id") or None,
        name=row.get("name") or None,
        action=_word(row, "action", ACTIONS, at),
        valid_from=_day(row, "from", at),
        valid_to=_day(row, "to", at) if row.get("to") else None,
        reason=row.get("reason") or None,
    )
    if not entry.firm:
        raise InputError("names no enterprise", where=at, do="give its uscc or its client_id")
    if entry.valid_to and entry.valid_to < entry.valid_from:
        raise InputError(
            f"ends on {entry.valid_to}, before it begins on {entry.valid_from}",
            where=at,
            do="mend the days as the notice has them",
        )
    return entry


def _code(given: str, at: str) -> str | None:
    """The unified social credit code without blanks; InputError if its check digit fails."""
    from stdnum.cn import uscc  # noqa: PLC0415 needed by few commands

    code = re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", given)).upper()
    if code and not uscc.is_valid(code):
        raise InputError(
            f'uscc "{given}" is none: its length, a letter or the check digit is wrong (GB 32100)',
            where=at,
            do="copy the code as the notice has it, or name the client_id alone",
        )
    return code or None


def _text(row: Mapping[str, str], key: str, at: str) -> str:
    if not row.get(key):
        raise InputError(f"{key} is blank or missing", where=at, exists=SHAPE, do=f"give {key}")
    return row[key]


def _word(
    row: Mapping[str, str], key: str, known: Sequence[str], at: str, default: str = ""
) -> str:
    given = row.get(key) or default
    word = _WORDS.get(given, given)
    if word not in known:
        near = did_you_mean(word, known)
        raise InputError(
            f'{key} "{given}" is unknown{near}' if given else f"{key} is blank or missing",
            where=at,
            exists=", ".join(known),
            do=f"write one of these as {key}",
        )
    return word


def _day(row: Mapping[str, str], key: str, at: str) -> date:
    text = _text(row, key, at)
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise InputError(f'{key} "{text}" is no day', where=at, do="write days as 2025-06-30")
