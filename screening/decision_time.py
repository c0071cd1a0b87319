"""The time of decision, and the identity of a run judged at it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import polars as pl

from screening import __version__
from screening.errors import InputError
from screening.inputs import Batch
from screening.linking import History
from screening.reference import library_editions
from screening.rulepack import Pack
from screening.schema import REFERENCE_TABLES, catalogue_digest
from screening.store import RunKey, run_key
from screening.store.list_statuses import with_notices
from screening.store.taken_up import AS_ASKED, TakenUp

_REFERENCES = frozenset(t.name for t in REFERENCE_TABLES)
_FEW = 3  # of each kind of thing told in an error


def decision_time(batch: Batch, as_of: date | datetime | None) -> tuple[datetime, str]:
    """The UTC time a batch is judged at, and where it came from.

    A day means its end. By default the latest time the batch says something was handed in or
    known; never the clock. Raises InputError for a batch that says no time at all.
    """
    if isinstance(as_of, datetime):
        return as_of.astimezone(UTC), AS_ASKED
    if as_of is not None:
        return datetime.combine(as_of, time.max, UTC), AS_ASKED
    latest = batch.latest_known()
    if latest is None:
        raise _no_time(batch)
    moment, source = latest
    # A day on a paper says nothing of the hour: the papers of that day were there at its end.
    return (
        (datetime.combine(moment.date(), time.max, UTC), source)
        if moment.time() == time()
        else (moment, source)
    )


def _no_time(batch: Batch) -> InputError:
    """The error for a batch without any time; what was refused or left out may be why."""
    rejected, unread = batch.rows_rejected, batch.files["table"].null_count()
    what = "no row says when it was handed in, and no paper or payment has a date"
    if rejected:
        what = f"of the {batch.rows_loaded:,} loaded {what}"
        what = what if batch.rows_loaded else "none is left to say the time"
        what = f"{rejected:,} of {batch.rows_in:,} rows rejected; {what}"
    if unread:
        what = f"{unread:,} of {batch.files['file'].n_unique():,} files not read; {what}"
    return InputError(
        what,
        where=batch.name,
        exists="\n    ".join(_seen(batch)),
        do="mend them, or say the day of decision: --as-of 2026-01-31"
        if rejected
        else "say the day of decision: --as-of 2026-01-31",
    )


def _seen(batch: Batch) -> list[str]:
    """The first rejects, notes and files not read; the files themselves where there are none."""
    files = batch.files.with_columns(unread=pl.col("table").is_null())
    noted = files.filter(pl.col("note") != "")
    told = [
        *_few(batch.rejects, _reject, "rejects"),
        *_few(noted.filter(~pl.col("unread")), _note, "notes"),
        *_few(noted.filter("unread"), _not_read, "files not read"),
    ]
    return told or _few(files, lambda f: f"{f['file']}: {f['rows_loaded']:,} rows loaded", "files")


def _few(rows: pl.DataFrame, told: Callable[[dict[str, Any]], str], what: str) -> list[str]:
    lines = [told(row) for row in rows.head(_FEW).to_dicts()]
    return lines + ([f"and {rows.height - _FEW:,} more {what}"] if rows.height > _FEW else [])


def _reject(row: dict[str, Any]) -> str:
    column = f", column {row['column']}" if row["column"] else ""
    return f"{row['file']} line {row['line']}{column}: {row['reason'][:300]}"


def _note(row: dict[str, Any]) -> str:
    return f"{row['file']}: {row['note'][:300]}"


def _not_read(row: dict[str, Any]) -> str:
    return f"{row['file']}, not read: {row['note'][:300]}"


def tables_of(
    batch: Batch, reference: Batch | None, pack: Pack, taken: TakenUp | None = None
) -> dict[str, pl.DataFrame]:
    """The batch's tables, those of the reference folder first; what neither has, the pack's.

    What was taken up from the store lies beneath: of rows of one key the batch's stands. A table
    of the reference folder stands alone, and so does one the pack has a default for. Of the
    authorities' lists the entries imported stand in the place of the batch's.
    """
    given = reference.tables if reference else {}
    tables = {**batch.tables, **given}
    if taken:
        tables = taken.beneath(tables, frozenset(given) | (pack.tables.keys() & tables.keys()))
    joined = {**pack.tables, **tables}
    return with_notices(joined, taken.entries) if taken else joined


def split_references(
    tables: Mapping[str, pl.DataFrame],
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """The tables of the batch itself, and its reference tables."""
    own = {n: t for n, t in tables.items() if n not in _REFERENCES}
    return own, {n: t for n, t in tables.items() if n in _REFERENCES}


def identity(
    batch: Batch,
    reference: Batch | None,
    pack: Pack,
    past: History,
    moment: tuple[datetime, str],
    taken: TakenUp | None = None,
    model_digest: str = "",
) -> RunKey:
    """What the run is: digests of everything that decides its results.

    What was taken up from the store is told apart by the history digest, as it is what earlier
    runs left; it may set the time of decision forward, and its references are the run's too.
    """
    _, references = split_references(tables_of(batch, reference, pack))
    key = run_key(
        batch=batch.name,
        batch_digest=batch.digest,
        reference_digest=_reference_digest(references),
        history_digest=past.digest,
        pack_digest=pack.digest,
        model_digest=model_digest,
        engine_version=__version__,
        catalogue_digest=catalogue_digest(),
        as_of=moment[0],
        as_of_source=moment[1],
        consulted=past.consulted,
    )
    if taken is None or not taken.digest:
        return key
    _, references = split_references(tables_of(batch, reference, pack, taken))
    known = replace(
        key,
        reference_digest=_reference_digest(references),
        history_digest=known_digest(past, taken),
        as_of=taken.no_earlier(moment)[0],
        as_of_source=taken.no_earlier(moment)[1],
        consulted=tuple(sorted({*past.consulted, *taken.runs})),
    )
    return known.replacing(())


def known_digest(past: History, taken: TakenUp) -> str:
    """A digest of all that a run has from the store: its history, and what it takes up."""
    if not taken.digest:
        return past.digest
    return hashlib.sha256(f"{past.digest} {taken.digest}".encode()).hexdigest()


def _reference_digest(tables: Mapping[str, pl.DataFrame]) -> str:
    """Digest of the reference tables' content and of the editions of the libraries consulted."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        digest.update(f"{name}\n{tables[name].write_csv()}".encode())
    for library, edition in sorted(library_editions().items()):
        digest.update(f"{library} {edition}\n".encode())
    return digest.hexdigest()
