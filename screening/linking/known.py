"""What the bank had at the time of decision: rows handed in later are not seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import polars as pl

# When a row came to be known: the first of these columns that says so. Entries with known_from
# are read by the facts.
HANDED_IN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "deals": ("submitted_at",),
        "contracts": ("submitted_at",),
        "invoices": ("submitted_at",),
        "transport_documents": ("submitted_at",),
        "warehouse_receipts": ("submitted_at",),
        "payments": ("requested_at",),
        "port_calls": ("known_at", "arrived_at"),
        "equipment_events": ("known_at", "at"),
        "stock_reports": ("known_at", "counted_on"),
        "platform_queries": ("queried_at",),
        "customs_declarations": ("known_at", "accepted_on"),
        "document_files": ("received_at",),
        "rejections": ("rejected_at",),
        "amendments": ("amended_at",),
        "usage_marks": ("marked_at",),
        "waivers": ("granted_on",),
        "samples": ("sampled_on",),
    }
)


def known_at(tables: Mapping[str, pl.DataFrame], as_of: datetime) -> dict[str, pl.DataFrame]:
    """The tables less the rows handed in after `as_of` (UTC); a row without a time was there."""
    return {
        name: frame.filter((_since(HANDED_IN[name]) <= as_of).fill_null(value=True))
        if name in HANDED_IN
        else frame
        for name, frame in tables.items()
    }


def _since(columns: tuple[str, ...]) -> pl.Expr:
    """When the row was known, in UTC; a day means its beginning."""
    return pl.coalesce(
        pl.col(c).cast(pl.Datetime("us")).dt.replace_time_zone("UTC") for c in columns
    )
