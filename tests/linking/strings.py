"""Deals that draw on one bill: strings of sales, split lots, and what the ledger says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from screening.linking import History, Ledger, ledger, link
from screening.schema.results import USE_TABLES
from tests.linking.loose import use
from tests.one_deal import Rows, honest, together, typed

REF = "MAEU556677"


def sale(
    deal: str, seller: str, client: str, buyer: str, drawn: str | None = None, ref: str = REF
) -> Rows:
    """A deal in which `client` buys 100 t from `seller` and sells to `buyer` by a copy of the bill.

    `drawn` are the tonnes it declares to draw from the bill; without, it declares nothing.
    """
    swap = {"P-SELLER": seller, "C1": client, "P-BUYER": buyer}
    rows: Rows = {
        table: [{c: swap.get(v, v) if isinstance(v, str) else v for c, v in r.items()} for r in rs]
        for table, rs in honest(deal).items()
    }
    rows["parties"] = []
    rows["transport_documents"][0]["transport_doc_ref"] = ref
    if drawn is not None:
        rows["deal_documents"] = [use(deal, f"{deal}-BL", "both", drawn=drawn)]
    return rows


def book(*deals: Rows, past: History | None = None) -> Ledger:
    """The ledger of the deals as one batch over a history."""
    tables = typed(together(*deals))
    links = link(tables)
    known = (past or History.none()).without(links.deals["deal_id"])
    return ledger(tables, links, known)


def remembered(said: Ledger, run: str = "r1") -> History:
    """The history that a run with this ledger leaves."""
    return History.of(
        {t.name: t.shape(said.uses[t.name].with_columns(run_id=pl.lit(run))) for t in USE_TABLES}
    )


def paper(said: Ledger, deal: str) -> Mapping[str, Any]:
    """What the ledger says of the one bill of a deal."""
    return said.papers.row(by_predicate=pl.col("deal_id") == deal, named=True)


def chained(said: Ledger) -> set[bool]:
    """What the ledger says of title over all deals."""
    return set(said.papers["has_title_chain"])


def ratios(said: Ledger) -> set[float | None]:
    """What the ledger says was drawn, over all deals."""
    return set(said.papers["allocated_ratio"])
