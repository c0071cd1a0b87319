"""Cutting a batch into partitions of whole deals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

import polars as pl

from screening.facts.partition import Partition
from screening.facts.unsure import without_unsure
from screening.schema import TABLES

# What follows a deal into its partition, by the columns that tie it to the deal, paper or payment:
# one of them is enough.
_BY_DOCUMENT = (
    "contracts",
    "invoices",
    "transport_documents",
    "warehouse_receipts",
    "goods_lines",
    "equipment",
    "endorsements",
    "document_events",
    "customs_declarations",
    "platform_queries",
    "document_files",
    "extractions",
    "amendments",
    "rejections",
)
_FOLLOWS = MappingProxyType(
    {
        **dict.fromkeys(_BY_DOCUMENT, ("uses", "document_id", ("document_id",))),
        "document_links": ("uses", "document_id", ("parent_id", "child_id")),
        "payments": ("shares", "payment_id", ("payment_id",)),
        "instruction_versions": ("shares", "payment_id", ("payment_id",)),
        "financings": ("deals", "deal_id", ("deal_id",)),
        "hedges": ("deals", "deal_id", ("deal_id",)),
        "letters_of_credit": ("deals", "deal_id", ("deal_id",)),
        "evidence_on_file": ("deals", "deal_id", ("deal_id",)),
        "insurances": ("deals", "deal_id", ("deal_id",)),
        "usage_marks": ("deals", "deal_id", ("deal_id",)),
        "waivers": ("deals", "deal_id", ("deal_id",)),
        "samples": ("deals", "deal_id", ("deal_id",)),
    }
)


def cut(
    tables: Mapping[str, pl.DataFrame],
    deals: pl.DataFrame,
    uses: pl.DataFrame,
    shares: pl.DataFrame,
    as_of: datetime,
    n_partitions: int,
) -> Iterator[Partition]:
    """Partitions of whole deals by a hash of their id; every result is the same for any number.

    `deals`, `uses` and `shares` are the links' frames; `tables` the batch's, known at `as_of`.
    """
    wide = deals.join(
        tables.get("deals", TABLES["deals"].empty()).drop("client_id"), on="deal_id", how="left"
    )
    mine = without_unsure({name: tables[name] for name in _FOLLOWS if name in tables})
    if n_partitions == 1:
        yield Partition(wide, uses, shares, mine, as_of)
        return
    place = pl.col("deal_id").hash(0) % n_partitions
    frames = {"deals": wide, "uses": uses, "shares": shares}
    cuts = {n: f.with_columns(place=place) for n, f in frames.items()}
    for i in range(n_partitions):
        part = {n: f.filter(pl.col("place") == i).drop("place") for n, f in cuts.items()}
        yield Partition(**part, tables=_following(mine, part), as_of=as_of)


def _following(
    tables: Mapping[str, pl.DataFrame], part: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    kept = {}
    for name, frame in tables.items():
        owner, key, columns = _FOLLOWS[name]
        mine = part[owner][key].unique().implode()
        kept[name] = frame.filter(pl.any_horizontal(pl.col(c).is_in(mine) for c in columns))
    return kept
