"""The register of all tables."""

from __future__ import annotations

from types import MappingProxyType

from screening.schema import papers, parties, payments, reference
from screening.schema.column import Table, TableKind

TABLES = MappingProxyType(
    {t.name: t for t in (*papers.TABLES, *payments.TABLES, *parties.TABLES, *reference.TABLES)}
)
PAPERS = tuple(t for t in TABLES.values() if t.kind is TableKind.PAPER)
BATCH_TABLES = tuple(t for t in TABLES.values() if t.kind is not TableKind.REFERENCE)
REFERENCE_TABLES = tuple(t for t in TABLES.values() if t.kind is TableKind.REFERENCE)


def table(name: str) -> Table:
    """The table of that name; KeyError if there is none."""
    return TABLES[name]
