"""The time of decision, and the identity of a run judged at it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time

import polars as pl

from screening import __version__
from screening.errors import InputError
from screening.inputs import Batch
from screening.linking import History
from screening.reference import library_editions
from screening.rulepack import Pack
from screening.schema import REFERENCE_TABLES, catalogue_digest
from screening.store import RunKey, run_key

_REFERENCES = frozenset(t.name for t in REFERENCE_TABLES)


def decision_time(batch: Batch, as_of: date | datetime | None) -> tuple[datetime, str]:
    """The UTC time a batch is judged at, and where it came from.

    A day means its end. By default the latest time the batch says something was handed in or
    known; never the clock. Raises InputError for a batch that says no time at all.
    """
    if isinstance(as_of, datetime):
        return as_of.astimezone(UTC), "as asked"
    if as_of is not None:
        return datetime.combine(as_of, time.max, UTC), "as asked"
    latest = batch.latest_known()
    if latest is None:
        raise InputError(
            "no row says when it was handed in, and no paper or payment has a date",
            where=batch.name,
            do="say the day of decision: --as-of 2026-01-31",
        )
    moment, source = latest
    # A day on a paper says nothing of the hour: the papers of that day were there at its end.
    return (
        (datetime.combine(moment.date(), time.max, UTC), source)
        if moment.time() == time()
        else (moment, source)
    )


def tables_of(batch: Batch, reference: Batch | None) -> dict[str, pl.DataFrame]:
    """The batch's tables, its reference tables overridden by those of the reference folder."""
    return {**batch.tables, **(reference.tables if reference else {})}


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
) -> RunKey:
    """What the run is: digests of everything that decides its results."""
    _, references = split_references(tables_of(batch, reference))
    return run_key(
        batch=batch.name,
        batch_digest=batch.digest,
        reference_digest=_reference_digest(references),
        history_digest=past.digest,
        pack_digest=pack.digest,
        model_digest="",
        engine_version=__version__,
        catalogue_digest=catalogue_digest(),
        as_of=moment[0],
        as_of_source=moment[1],
        consulted=past.consulted,
    )


def _reference_digest(tables: Mapping[str, pl.DataFrame]) -> str:
    """Digest of the reference tables' content and of the editions of the libraries consulted."""
    digest = hashlib.sha256()
    for name in sorted(tables):
        digest.update(f"{name}\n{tables[name].write_csv()}".encode())
    for library, edition in sorted(library_editions().items()):
        digest.update(f"{library} {edition}\n".encode())
    return digest.hexdigest()
