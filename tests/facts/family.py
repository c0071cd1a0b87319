"""The facts of some families alone, of one deal among rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import polars as pl

from screening.facts import cut
from screening.facts.compute import BY_FAMILY
from screening.linking import History, known_at, ledger, link
from screening.pipeline import side_tables
from tests.one_deal import AS_OF, Rows, typed


def told(
    rows: Rows,
    families: Sequence[str],
    *,
    deal: str = "D1",
    as_of: datetime = AS_OF,
    partitions: int = 1,
    seed: int | None = None,
) -> dict[str, Any]:
    """The facts of the families as known at that time; `seed` shuffles every table first."""
    tables = known_at(typed(rows), as_of)
    if seed is not None:
        tables = {n: t.sample(fraction=1, shuffle=True, seed=seed) for n, t in tables.items()}
    links = link(tables)
    sides = side_tables(tables, ledger(tables, links, History.none()), as_of)
    found: dict[str, Any] = {}
    for part in cut(tables, links.deals, links.documents, links.payments, as_of, partitions):
        for family in families:
            frame = BY_FAMILY[family](part, sides).collect(engine="in-memory")
            for row in frame.filter(pl.col("deal_id") == deal).to_dicts():
                found |= row
    return found
