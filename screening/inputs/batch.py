"""A batch as it was read: typed tables, the account of every file, and what was rejected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import polars as pl

from screening.inputs.rejects import SCHEMA
from screening.schema import TABLES, ColumnType, TableKind

FILES_SCHEMA: dict[str, pl.DataType] = {
    "file": pl.String(),
    "table": pl.String(),
    "format": pl.String(),
    "rows_in": pl.Int64(),
    "rows_loaded": pl.Int64(),
    "rows_rejected": pl.Int64(),
    "sha256": pl.String(),
    "note": pl.String(),
}
"""Columns of `Batch.files`: one row a file (a sheet of a workbook is `file#sheet`) and table."""

_NOT_KNOWN_AT = frozenset({"known_to"})
_PAST_DATES = frozenset(
    {
        "sign_date",
        "issue_date",
        "on_board_date",
        "received_date",
        "discharge_date",
        "value_date",
        "title_in_date",
        "title_out_date",
        "endorsed_on",
        "filed_on",
        "papers_released_on",
        "status_on",
    }
)


@dataclass(frozen=True)
class Batch:
    """One folder as read.

    `tables` has the tables that were present, each with every column of the schema, sorted by
    its key, one row a key. `files` has one row a file and table, with rows in = loaded +
    rejected. `rejects` has one row a rejected row: file, line, table, column (the first that
    failed, null for a row as a whole), reason (all of them), raw, raw_sha256. `digest` names the
    content: sha256 over the names and digests of the files read.
    """

    name: str
    tables: Mapping[str, pl.DataFrame]
    files: pl.DataFrame
    rejects: pl.DataFrame
    digest: str

    @staticmethod
    def nothing(name: str, digest: str) -> Batch:
        """A batch that brings no row; `digest` names what is asked again instead."""
        return Batch(
            name, {}, pl.DataFrame(schema=FILES_SCHEMA), pl.DataFrame(schema=SCHEMA), digest
        )

    def table(self, name: str) -> pl.DataFrame:
        """The table of that name, with no rows if it was not present; KeyError if unknown."""
        return self.tables[name] if name in self.tables else TABLES[name].empty()

    def has(self, name: str) -> bool:
        """Whether a file or message gave the table (even with no rows)."""
        return name in self.tables

    @property
    def rows_in(self) -> int:
        """Rows of all files: loaded and rejected."""
        return int(self.files["rows_in"].sum())

    @property
    def rows_loaded(self) -> int:
        """Rows that stand in the tables."""
        return int(self.files["rows_loaded"].sum())

    @property
    def rows_rejected(self) -> int:
        """Rows rejected with a reason."""
        return int(self.files["rows_rejected"].sum())

    def latest_known(self) -> tuple[datetime, str] | None:
        """The latest moment the batch says something was handed in or known, and its column.

        A payment the bank made after that moment was known on its value date: statements say no
        hour. Where there is no moment at all, midnight UTC of the latest day something had
        happened on (never a due or planned day), and "table.column (a date)". None if there is
        neither.
        """
        moments = self._latest(ColumnType.TIME)
        if moments:
            at, column = moments
            assert isinstance(at, datetime)
            paid_on = self._latest_paid()
            if paid_on is not None and paid_on > at.date():
                return datetime.combine(paid_on, time(), UTC), "payments.value_date (a date)"
            return at, column
        days = self._latest(ColumnType.DATE)
        if days is None:
            return None
        return datetime.combine(days[0], time(), UTC), f"{days[1]} (a date)"

    def _latest_paid(self) -> date | None:
        if "payments" not in self.tables:
            return None
        released = self.tables["payments"].filter(pl.col("status") == "released")
        last = released["value_date"].max()
        assert last is None or isinstance(last, date)
        return last

    def _latest(self, kind: ColumnType) -> tuple[date, str] | None:
        found: list[tuple[date, str]] = []
        for name in sorted(self.tables):
            if TABLES[name].kind is TableKind.REFERENCE:
                continue
            for column in TABLES[name].columns:
                asked = column.name in _PAST_DATES or kind is ColumnType.TIME
                if column.type is kind and asked and column.name not in _NOT_KNOWN_AT:
                    latest = self.tables[name][column.name].max()
                    if isinstance(latest, date):
                        found.append((latest, f"{name}.{column.name}"))
        last = max((at for at, _ in found), default=None)
        return next(((at, where) for at, where in found if at == last), None)
