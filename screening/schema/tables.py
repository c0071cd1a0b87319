"""The register of all tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from screening.schema import (
    desk,
    enterprises,
    evidence,
    papers,
    parties,
    payments,
    reference,
    restrictions,
    terms_of_trade,
    watchlists,
)
from screening.schema.column import Table, TableKind

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        t.name: t
        for module in (
            papers,
            payments,
            parties,
            enterprises,
            reference,
            evidence,
            desk,
            terms_of_trade,
            restrictions,
            watchlists,
        )
        for t in module.TABLES
    }
)
PAPERS = tuple(t for t in TABLES.values() if t.kind is TableKind.PAPER)
BATCH_TABLES = tuple(t for t in TABLES.values() if t.kind is not TableKind.REFERENCE)
REFERENCE_TABLES = tuple(t for t in TABLES.values() if t.kind is TableKind.REFERENCE)


def table(name: str) -> Table:
    """The table of that name; KeyError if there is none."""
    return TABLES[name]
