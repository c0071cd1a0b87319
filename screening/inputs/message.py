"""What the message readers share: rows as text, a message's own row and what follows from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from screening.inputs.raw import LINE, REASON, RawTable, RawText
from screening.schema import TABLES

Row = dict[str, str | None]


@dataclass(slots=True)
class MessageRow:
    """One row that a message states: `row` of its main table, `details` of other tables.

    `reason` says why it is refused (then `row` is empty); `raw` is its own text.
    """

    file: str
    line: int
    raw: str
    row: Row = field(default_factory=dict)
    details: dict[str, list[Row]] = field(default_factory=dict)
    reason: str | None = None
    sub_reference: str = ""


def main_table(
    file: str, table: str, kind: str, rows: Sequence[MessageRow], note: str = ""
) -> RawTable:
    """The message rows of one file as rows of their main table."""
    frame = _frame(table, [r.row for r in rows]).with_columns(
        pl.Series(LINE, [r.line for r in rows], dtype=pl.Int64),
        pl.Series(REASON, [r.reason for r in rows], dtype=pl.String),
    )
    return RawTable(file, table, kind, frame, _raw_text(rows), note)


def derived_tables(file: str, kind: str, rows: Iterable[MessageRow]) -> list[RawTable]:
    """What follows from the message rows of one file, a table each, doubles left out."""
    found: dict[str, dict[tuple[str | None, ...], tuple[Row, int]]] = {}
    for message in rows:
        for table, details in message.details.items():
            for row in details:
                key = tuple(row.get(c) for c in TABLES[table].names)
                found.setdefault(table, {}).setdefault(key, (row, message.line))
    return [
        _derived(file, kind, table, list(entries.values()))
        for table, entries in sorted(found.items())
    ]


def _derived(file: str, kind: str, table: str, entries: list[tuple[Row, int]]) -> RawTable:
    frame = _frame(table, [row for row, _ in entries]).with_columns(
        pl.Series(LINE, [line for _, line in entries], dtype=pl.Int64)
    )
    raw = _raw_text([MessageRow(file, line, str(row)) for row, line in entries])
    return RawTable(file, table, kind, frame, raw, derived=True)


def _frame(table: str, rows: Sequence[Row]) -> pl.DataFrame:
    names = TABLES[table].names
    return pl.DataFrame(
        {n: pl.Series([row.get(n) for row in rows], dtype=pl.String) for n in names}
    )


def _raw_text(rows: Sequence[MessageRow]) -> RawText:
    by_line = {r.line: r.raw for r in rows}
    return lambda lines: pl.Series("raw", [by_line.get(x) for x in lines], dtype=pl.String)


def party(
    name: str | None, *, lei: str | None = None, country: str | None = None, **more: str | None
) -> Row | None:
    """A row of `parties` for a party a message names; None if it says neither name nor LEI."""
    party_id = party_id_of(name, lei)
    if party_id is None:
        return None
    return {"party_id": party_id, "name": name, "lei": lei, "country": country, **more}


def party_id_of(name: str | None, lei: str | None = None) -> str | None:
    """A party's key: its LEI, else its name in capitals without stray blanks."""
    if lei:
        return lei.upper()
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", name or "")).strip().upper()
    return f"NAME:{plain}" if plain else None


def merged_parties(rows: Iterable[Row]) -> dict[str, Row]:
    """One row a party: what its mentions say; where two mentions disagree, nothing."""
    said: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        columns = said.setdefault(str(row["party_id"]), {})
        for column, value in row.items():
            if value is not None:
                columns.setdefault(column, set()).add(value)
    return {party_id: _agreed(columns) for party_id, columns in sorted(said.items())}


def _agreed(columns: Mapping[str, set[str]]) -> Row:
    """Names may be written in many ways: the first in order stands; all else must agree."""
    return {
        column: min(values) if column == "name" or len(values) == 1 else None
        for column, values in columns.items()
    }
