"""The messages of a batch together: settled across files, then handed on as rows."""

from __future__ import annotations

from collections.abc import Iterator

from screening.inputs.dcsa_versions import settle_versions
from screening.inputs.folder import DCSA, ISO20022, Found
from screening.inputs.message import (
    MessageRow,
    derived_tables,
    main_table,
    merged_parties,
)
from screening.inputs.payment_versions import settle_payments
from screening.inputs.raw import RawTable

_TABLES = {DCSA: "transport_documents", ISO20022: "payments"}


class Messages:
    """Rows of all message files, in the order of the files."""

    def __init__(self) -> None:
        self._rows: list[tuple[Found, list[MessageRow]]] = []

    def add(self, file: Found, rows: list[MessageRow]) -> None:
        """Takes in the rows of one file."""
        self._rows.append((file, rows))

    def stated(self) -> Iterator[RawTable]:
        """The rows the messages state, a table a file, after versions have been settled."""
        settle_versions(m for f, rows in self._rows if f.format == DCSA for m in rows)
        settle_payments(m for f, rows in self._rows if f.format == ISO20022 for m in rows)
        for file, rows in self._rows:
            note = "" if rows else "holds no transaction"
            yield main_table(file.name, _TABLES[file.format], file.format, rows, note)

    def derived(self, kept: set[tuple[str, int]]) -> Iterator[RawTable]:
        """What follows from the rows that were kept, given by file and line.

        A party named in several files is one row, of the first file that names it.
        """
        standing = [(f, [m for m in rows if (m.file, m.line) in kept]) for f, rows in self._rows]
        merged = merged_parties(
            p for _, rows in standing for m in rows for p in m.details.get("parties", [])
        )
        for file, rows in standing:
            for message in rows:
                _merge_parties(message, merged)
            yield from derived_tables(file.name, file.format, rows)


def _merge_parties(message: MessageRow, merged: dict[str, dict[str, str | None]]) -> None:
    """Puts the merged rows in place of a message's mentions; each merged row is given once."""
    named = {str(p["party_id"]) for p in message.details.pop("parties", [])}
    mine = [merged.pop(name) for name in sorted(named) if name in merged]
    if mine:
        message.details["parties"] = mine
