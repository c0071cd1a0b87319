"""Official notices as the store keeps them: appended in one transaction, never edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from screening.schema.results import LIST_ENTRY, LIST_NOTICE
from screening.store.append import append
from screening.store.chain import Chain
from screening.store.connection import open_store
from screening.store.list_statuses import ENTRIES, no_entries
from screening.store.schema import SCHEMA_VERSION, complete
from screening.store.sql import quoted


def entries_of(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Every entry of every notice (ENTRIES), in the order they were imported."""
    if not con.execute("FROM duckdb_tables() WHERE table_name = 'list_entry'").fetchall():
        return no_entries()  # a store of an older program
    found: pl.DataFrame = con.sql(_ENTRIES).pl()
    return found.select(pl.col(n).cast(t) for n, t in ENTRIES.items())


def list_entries(db: Path) -> pl.DataFrame:
    """Every entry of every notice in the store (ENTRIES); StoreError if it cannot be read."""
    with open_store(db) as con:
        return entries_of(con)


def client_codes(db: Path) -> pl.DataFrame:
    """One row a client and code (client_id, uscc) that any batch brought, sorted."""
    with open_store(db) as con:
        if not con.execute("FROM duckdb_tables() WHERE table_name = 'input_clients'").fetchall():
            return pl.DataFrame(schema={"client_id": pl.String(), "uscc": pl.String()})
        found: pl.DataFrame = con.sql(
            "SELECT DISTINCT client_id, uscc FROM input_clients ORDER BY ALL"
        ).pl()
        return found


def listed_by_batches(db: Path, name: str, on: date) -> tuple[str, ...]:
    """Clients on the list by the last rows of batches, which do not end before the day; sorted."""
    with open_store(db) as con:
        tables = "FROM duckdb_tables() WHERE table_name = 'input_client_status'"
        if not con.execute(tables).fetchall():
            return ()
        return tuple(str(c) for (c,) in con.execute(_BY_BATCHES, [name, on]).fetchall())


def notice_before(db: Path, name: str, issuer: str, number: str) -> tuple[int, str] | None:
    """Number and content digest of a notice of that list, issuer and number; None: not there."""
    with open_store(db) as con:
        if not con.execute("FROM duckdb_tables() WHERE table_name = 'list_notice'").fetchall():
            return None
        row = con.execute(_BEFORE, [name, issuer, number]).fetchone()
    return (int(row[0]), str(row[1])) if row else None


def record_notice(
    db: Path,
    notice: Mapping[str, Any],
    entries: Sequence[Mapping[str, Any]],
    received_at: datetime | None,
) -> tuple[int, datetime]:
    """The number of the notice, and the UTC time from which the bank counts as knowing it.

    `notice` has the columns of `list_notice` and `entries` those of `list_entry`, less the number
    and the times. One transaction; the clock is read for imported_at, and for the time known where
    none is given.
    """
    from screening.store.views import create_views  # noqa: PLC0415 - reading starts without rules

    with open_store(db, writable=True) as con:
        con.execute("BEGIN TRANSACTION")
        complete(con)
        ((number,),) = con.execute(
            "SELECT coalesce(max(notice_no), 0) + 1 FROM list_notice"
        ).fetchall()
        now = datetime.now(UTC).replace(tzinfo=None)
        known = received_at.astimezone(UTC).replace(tzinfo=None) if received_at else now
        times = {"received_at": known, "imported_at": now}
        chain = Chain(con, "list_notice", str(number))
        append(chain, LIST_NOTICE, [{**notice, **times, "notice_no": number}])
        named = {"notice_no": number, "known_from": known}
        append(chain, LIST_ENTRY, [{**entry, **named} for entry in entries])
        chain.close(SCHEMA_VERSION)
        create_views(con)
        con.execute("COMMIT")
    return int(number), known.replace(tzinfo=UTC)


_BEFORE = """SELECT notice_no, content_digest FROM list_notice
    WHERE list = ? AND issuer = ? AND number = ?"""
_BY_BATCHES = """SELECT client_id FROM (
        SELECT * FROM input_client_status WHERE scheme = ?
        QUALIFY row_number() OVER (PARTITION BY client_id
            ORDER BY valid_from DESC NULLS LAST, known_from DESC NULLS LAST, value) = 1)
    WHERE value = 'listed' AND (valid_to IS NULL OR valid_to >= ?)
    ORDER BY client_id"""
_ENTRIES = f"""SELECT {", ".join(f"e.{quoted(n)}" for n in LIST_ENTRY.dtypes)},
        n.issuer, n.number, n.dated
    FROM list_entry AS e JOIN list_notice AS n USING (notice_no)
    ORDER BY e.notice_no, e.line"""  # noqa: S608 - names of our own
