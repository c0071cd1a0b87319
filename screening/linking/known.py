"""What the bank had at the time of decision: rows handed in later are not seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import polars as pl

# Tables whose rows say when they were handed in; entries with known_from are read by the facts.
HANDED_IN = MappingProxyType(
    {
        "deals": "submitted_at",
        "contracts": "submitted_at",
        "invoices": "submitted_at",
        "transport_documents": "submitted_at",
        "warehouse_receipts": "submitted_at",
        "payments": "requested_at",
    }
)


def known_at(tables: Mapping[str, pl.DataFrame], as_of: datetime) -> dict[str, pl.DataFrame]:
    """The tables less the rows handed in after `as_of` (UTC); a row without a time was there."""
    return {
        name: frame.filter((pl.col(HANDED_IN[name]) <= as_of).fill_null(value=True))
        if name in HANDED_IN
        else frame
        for name, frame in tables.items()
    }
