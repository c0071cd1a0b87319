"""Columns of every table and the fact catalogue: names, types, units, meaning. No computation."""

from __future__ import annotations

from screening.schema.catalogue import (
    CLIENT_FACTS,
    DEAL_FACTS,
    FACTS,
    FAMILIES,
    LIST_FACTS,
    catalogue_digest,
    fact,
)
from screening.schema.column import Column, ColumnType, Table, TableKind
from screening.schema.fact import Absence, Fact, FactType
from screening.schema.tables import BATCH_TABLES, PAPERS, REFERENCE_TABLES, TABLES, table

__all__ = [
    "BATCH_TABLES",
    "CLIENT_FACTS",
    "DEAL_FACTS",
    "FACTS",
    "FAMILIES",
    "LIST_FACTS",
    "PAPERS",
    "REFERENCE_TABLES",
    "TABLES",
    "Absence",
    "Column",
    "ColumnType",
    "Fact",
    "FactType",
    "Table",
    "TableKind",
    "catalogue_digest",
    "fact",
    "table",
]
