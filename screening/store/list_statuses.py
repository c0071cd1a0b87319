"""Entries of the authorities' lists as the statuses of clients that a run sees."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from screening.schema import TABLES
from screening.schema.results import LIST_ENTRY
from screening.schema.status_words import NOTICE

ENTRIES: Mapping[str, pl.DataType] = MappingProxyType(
    {
        **LIST_ENTRY.dtypes,
        "issuer": pl.String(),
        "number": pl.String(),
        "dated": pl.Date(),
    }
)
"""Columns of entries: those of `list_entry`, and of their notice issuer, number and date."""
_STATUS = TABLES["client_status"]


def no_entries() -> pl.DataFrame:
    """The entries of a store that knows no notice."""
    return pl.DataFrame(schema=ENTRIES)


def with_notices(
    tables: Mapping[str, pl.DataFrame], entries: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """The tables; in client_status the entries stand in the place of all rows of their lists.

    Once a notice of a list is imported, notices alone say who is on it. Where there is no
    client_status at all none is made: that a list is known says nothing of the other registers.
    """
    if entries.is_empty() or _STATUS.name not in tables:
        return dict(tables)
    given = tables[_STATUS.name]
    others = given.filter(~pl.col("scheme").is_in(entries["list"].unique().implode()))
    rows = pl.concat([others, _statuses(entries, tables).select(given.columns)])
    return {**tables, _STATUS.name: rows.sort(_STATUS.key, nulls_last=False)}


def _statuses(entries: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    named = {
        "client_id": pl.col("client"),
        "scheme": pl.col("list"),
        "value": pl.col("action"),
        "known_from": pl.col("known_from").dt.replace_time_zone("UTC"),
        "source_ref": _as_notice(),
    }
    kept = {n: pl.col(n) for n in ("valid_from", "valid_to")}
    empty = {n: pl.lit(None) for n in _STATUS.names if n not in (*named, *kept)}
    return (
        with_clients(entries, tables)
        .sort("notice_no", "line")
        .select(
            {**empty, **kept, **named}[n].cast(dtype).alias(n)
            for n, dtype in _STATUS.dtypes.items()
        )
        .unique(_STATUS.key, keep="last", maintain_order=True)
    )


def _as_notice() -> pl.Expr:
    """Issuer and number; one whose number reads as no notice's gets ours, for it was imported."""
    told = pl.concat_str("issuer", "number", separator=" ")
    ours = pl.format("{} (notice {})", told, "notice_no")
    return pl.when(told.str.contains(NOTICE)).then(told).otherwise(ours)


def with_clients(entries: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The entries with `client`: the id the bank has for the firm, else the code in the notice.

    A firm that was unknown when its notice was imported may be a client by now.
    """
    clients = tables.get("clients", TABLES["clients"].empty())
    by_code = (
        clients.filter(pl.col("uscc").is_not_null())
        .group_by("uscc")
        .agg(found=pl.col("client_id").min())
    )
    return entries.join(by_code, on="uscc", how="left").with_columns(
        client=pl.coalesce("client_id", "found", "uscc")
    )
