"""Who was on the authorities' lists on a day, as the bank knew it by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import polars as pl

from screening.store import readable_path
from screening.store.list_notices import client_codes, list_entries
from screening.store.list_statuses import with_clients

_ORDER = pl.Enum(["listed", "suspended", "removed"])


@dataclass(frozen=True, slots=True)
class Listed:
    """The entries that held on a day, as known by the end of another; None: all that is recorded.

    `entries` has a row a list and enterprise, those listed first: list, client_id, uscc, name,
    state, valid_from, valid_to, issuer, number, known_from, reason.
    """

    as_of: date
    known_at: date | None
    n_notices: int
    entries: pl.DataFrame

    def as_json(self) -> dict[str, object]:
        """The same as plain values, ready for json.dumps."""
        text = self.entries.with_columns(pl.col(pl.Date, pl.Datetime).dt.to_string("iso:strict"))
        return {
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "notices": self.n_notices,
            "entries": text.to_dicts(),
        }


def listed_on(db: Path, as_of: date, known_at: date | None = None) -> Listed:
    """The entries of official notices that held on a day; StoreError if they cannot be read.

    Of entries of one firm the one that begins last counts, of those the one known last. Entries
    known after the end of `known_at` (UTC) are not seen.
    """
    path = readable_path(db)
    entries = with_clients(list_entries(path), {"clients": client_codes(path)})
    if known_at:
        entries = entries.filter(pl.col("known_from") <= datetime.combine(known_at, time.max))
    holds = (pl.col("valid_from") <= as_of) & ((pl.col("valid_to") >= as_of).fill_null(value=True))
    found = (
        entries.filter(holds)
        .sort("list", "client", "valid_from", "known_from", "notice_no", "line")
        .unique(["list", "client"], keep="last", maintain_order=True)
        .with_columns(state=pl.col("action").cast(_ORDER))
        .sort("list", "state", "client")
        .select(
            "list",
            pl.coalesce("client_id", "found").alias("client_id"),
            "uscc",
            "name",
            pl.col("state").cast(pl.String),
            "valid_from",
            "valid_to",
            "issuer",
            "number",
            "known_from",
            "reason",
        )
    )
    return Listed(as_of, known_at, entries["notice_no"].n_unique(), found)
