"""What the bank had at the time of decision: rows handed in later are not seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
        "party_links": ("known_from",),
        "instruction_versions": ("changed_at",),
        "account_days": ("booked_on",),
        "client_reviews": ("reviewed_on",),
        "financial_statements": ("known_at",),
        "adverse_records": ("known_from", "recorded_on"),
        "ais_gaps": ("known_at", "from_at"),
        "sanctions": ("known_from", "valid_from"),
        "screening_results": ("screened_at",),
    }
)
# when the row was known to be wrong
RETRACTED = MappingProxyType(
    {"party_links": "known_to", "adverse_records": "known_to", "sanctions": "known_to"}
)


def known_at(tables: Mapping[str, pl.DataFrame], as_of: datetime) -> dict[str, pl.DataFrame]:
    """The tables less the rows handed in after `as_of` (UTC); a row without a time was there.

    A relation between parties that was known to be wrong by then is gone too.
    """
    return {
        name: frame.filter(*_is_known(name, as_of)) if name in HANDED_IN else frame
        for name, frame in tables.items()
    }


def _is_known(name: str, as_of: datetime) -> Iterator[pl.Expr]:
    yield (_since(HANDED_IN[name]) <= as_of).fill_null(value=True)
    if name in RETRACTED:
        yield (_since((RETRACTED[name],)) > as_of).fill_null(value=True)


def _since(columns: tuple[str, ...]) -> pl.Expr:
    """When the row was known, in UTC; a day means its beginning."""
    return pl.coalesce(
        pl.col(c).cast(pl.Datetime("us")).dt.replace_time_zone("UTC") for c in columns
    )
