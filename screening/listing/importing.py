"""An official notice checked against itself and the notices before, and recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl

from screening.errors import InputError, UsageError
from screening.listing.notice import Entry, Notice, read_notice
from screening.store import publish
from screening.store.list_notices import (
    client_codes,
    list_entries,
    listed_by_batches,
    notice_before,
    record_notice,
)
from screening.store.list_statuses import with_clients

_END = date.max


@dataclass(frozen=True, slots=True)
class Imported:
    """A notice as it was recorded; `unknown` are the firms no batch has brought as clients.

    `superseded`: clients on the list by rows of batches alone. Of the first notice of a list only:
    from then on notices alone say who is on it.
    """

    notice_no: int
    is_new: bool
    list: str
    issuer: str
    number: str
    dated: date
    n_entries: int
    unknown: tuple[str, ...]
    known_from: datetime | None
    superseded: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The same as plain values, ready for json.dumps."""
        known = self.known_from.isoformat() if self.known_from else None
        return {**asdict(self), "dated": self.dated.isoformat(), "known_from": known}


def import_notice(notice: Path, db: Path, *, by: str, received: date | None = None) -> Imported:
    """The notice of the file, recorded beside those before; nothing stored is changed.

    The bank counts as knowing it from the day it was `received`, by default from now. The same
    notice again is no new one. InputError, with the line, for a notice that contradicts itself or
    those before; UsageError without a person.
    """
    if not by.strip():
        raise UsageError("a notice is imported by somebody", do="--by PERSON")
    told = read_notice(notice)
    clients = client_codes(db)
    unknown = _unknown(told, clients)
    before = notice_before(db, told.list, told.issuer, told.number)
    if before is not None:
        if before[1] != told.content_digest:
            raise InputError(
                f"{told.issuer} {told.number} was imported before as notice {before[0]}, and said"
                " otherwise",
                where=notice.name,
                do="a notice is never edited: import the authorities' correction under its own"
                " number",
            )
        return _imported(told, before[0], unknown, None)
    if received and received < told.dated:
        raise UsageError(f"received on {received}, before it was issued on {told.dated}")
    known = datetime.combine(received, time.min, UTC) if received else None
    stored = list_entries(db)
    _check_codes(told, clients, notice.name)
    _check_itself(told, clients, notice.name)
    _check_before(told, stored, clients, known, notice.name)
    row = {
        "list": told.list,
        "issuer": told.issuer,
        "number": told.number,
        "dated": told.dated,
        "file_sha256": told.file_sha256,
        "content_digest": told.content_digest,
        "imported_by": by.strip(),
    }
    codes = _by_uscc(clients)
    rows = [_row(e, told.list, codes) for e in told.entries]
    is_first = told.list not in stored["list"]
    by_batches = listed_by_batches(db, told.list, told.dated) if is_first else ()
    number, known_from = record_notice(db, row, rows, known)
    publish(db)
    named = {row["client_id"] for row in rows}
    superseded = tuple(c for c in by_batches if c not in named)
    return replace(_imported(told, number, unknown, known_from), superseded=superseded)


def _imported(
    told: Notice, number: int, unknown: tuple[str, ...], known_from: datetime | None
) -> Imported:
    return Imported(
        number,
        known_from is not None,
        told.list,
        told.issuer,
        told.number,
        told.dated,
        len(told.entries),
        unknown,
        known_from,
    )


def _row(entry: Entry, name: str, codes: Mapping[str, str]) -> dict[str, object]:
    client = _client(entry, codes)
    own = min((code for code, known in codes.items() if known == client), default=None)
    return {**asdict(entry), "list": name, "client_id": client, "uscc": entry.uscc or own}


def _by_uscc(clients: pl.DataFrame) -> dict[str, str]:
    """The first client id of each code."""
    known = clients.drop_nulls().sort("client_id", descending=True)
    return dict(known.select("uscc", "client_id").iter_rows())


def _client(entry: Entry, codes: Mapping[str, str]) -> str | None:
    return entry.client_id or codes.get(entry.uscc or "")


def _unknown(told: Notice, clients: pl.DataFrame) -> tuple[str, ...]:
    known = {*clients["client_id"], *clients["uscc"].drop_nulls()}
    names = (" ".join(filter(None, (e.firm, e.name))) for e in told.entries if _no(e, known))
    return tuple(names)


def _no(entry: Entry, known: set[str]) -> bool:
    return entry.client_id not in known and entry.uscc not in known


def _check_codes(told: Notice, clients: pl.DataFrame, where: str) -> None:
    """InputError for an entry whose two codes are, by all the bank knows, of two enterprises."""
    known: dict[str, set[str]] = {}
    for client, code in clients.drop_nulls().select("client_id", "uscc").iter_rows():
        known.setdefault(client, set()).add(code)
    codes = _by_uscc(clients)
    for entry in told.entries:
        if not (entry.client_id and entry.uscc):
            continue
        own = known.get(entry.client_id, set())
        if entry.uscc not in own and (own or entry.uscc in codes):
            of = f"is of {codes[entry.uscc]}" if entry.uscc in codes else "is not its"
            raise InputError(
                f"{entry.client_id} and uscc {entry.uscc} are not one firm: the code {of}",
                where=f"{where} line {entry.line}",
                do="name the enterprise the notice means, by one of the two",
            )


def _check_itself(told: Notice, clients: pl.DataFrame, where: str) -> None:
    """InputError for two entries of one firm that hold on one day."""
    codes = _by_uscc(clients)
    order = sorted(told.entries, key=lambda e: (_client(e, codes) or e.firm, e.valid_from, e.line))
    for one, other in pairwise(order):
        same = (_client(one, codes) or one.firm) == (_client(other, codes) or other.firm)
        if same and other.valid_from <= (one.valid_to or _END):
            word = "contradicts" if one.action != other.action else "overlaps"
            first, last = sorted((one, other), key=lambda e: e.line)
            raise InputError(
                f"{last.firm} is {last.action} from {last.valid_from}: {word} line {first.line},"
                f" {first.action} from {first.valid_from} to {first.valid_to or 'open'}",
                where=f"{where} line {last.line}",
                do="end the one before the other begins, as the notice has it",
            )


def _check_before(
    told: Notice, stored: pl.DataFrame, clients: pl.DataFrame, known: datetime | None, where: str
) -> None:
    """InputError for an entry that contradicts the notices before, each named with its line."""
    mine = with_clients(stored.filter(pl.col("list") == told.list), {"clients": clients})
    codes = _by_uscc(clients)
    by_firm: dict[str, list[dict[str, object]]] = {}
    for row in mine.sort("known_from", "notice_no", "line").to_dicts():
        by_firm.setdefault(str(row["client"]), []).append(row)
    inside: dict[str, list[Entry]] = {}
    for entry in sorted(told.entries, key=lambda e: e.valid_from):
        firm = _client(entry, codes) or entry.firm
        flaw = _flaw(entry, by_firm.get(firm, []), inside.get(firm, []), known)
        if flaw:
            raise InputError(
                f"{entry.firm} is {entry.action} from {entry.valid_from}, {flaw[0]}",
                where=f"{where} line {entry.line}",
                do=flaw[1],
            )
        inside.setdefault(firm, []).append(entry)


def _flaw(
    entry: Entry,
    stored: Sequence[Mapping[str, object]],
    inside: Sequence[Entry],
    known: datetime | None,
) -> tuple[str, str] | None:
    """What of the notices before an entry contradicts, and what to do; None: nothing."""
    moment = known.replace(tzinfo=None) if known else None
    for row in stored:
        begins, notice = row["valid_from"], f"notice {row['notice_no']} ({row['number']})"
        assert isinstance(begins, date)
        if entry.valid_from < begins <= (entry.valid_to or _END):
            return (
                f"and reaches over the entry of {notice} that begins on {begins}",
                f"end it by {begins - timedelta(days=1)}, or let it begin on {begins}",
            )
        if begins == entry.valid_from and moment == row["known_from"]:
            return (
                f"as in {notice}, received at the same time: neither is the later word",
                "import it with the day it was received: --received-on DAY",
            )
    said = [(r["valid_from"], r["valid_to"], r["action"]) for r in stored]
    said += [(e.valid_from, e.valid_to, e.action) for e in inside]
    if entry.action != "listed" and not _is_listed(said, entry.valid_from):
        return (
            "but was not on the list by any notice before",
            "import the notice that listed it first",
        )
    return None


def _is_listed(said: Sequence[tuple[object, object, object]], day: date) -> bool:
    """Whether the last of the entries that hold on the day, or to the day before, is no removal."""
    held = [
        (begins, action)
        for begins, ends, action in said
        if isinstance(begins, date)
        and begins <= day
        and (not isinstance(ends, date) or day - _ONE <= ends)
    ]
    return bool(held) and max(reversed(held), key=lambda h: h[0])[1] != "removed"


_ONE = timedelta(days=1)
