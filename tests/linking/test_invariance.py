"""Order of rows changes nothing to the bit; an unrelated deal changes no other deal's rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl
import pytest

from screening.linking import History, Ledger, Links, ledger, link
from tests.linking.loose import anchored, loose, named, use
from tests.linking.strings import book, remembered, sale
from tests.one_deal import Rows, honest, together, typed

LINKS = ("deals", "documents", "payments")
LEDGERS = ("papers", "invoices", "payments", "receipts", "files", "voyages", "submitted")


def _book() -> Rows:
    """Strings, split lots, shared bills and payments, loose papers, and papers of no deal."""
    rows = together(
        sale("D1", "S", "C1", "C2", "60"),
        sale("D2", "C1", "C2", "B", "60"),
        sale("D3", "S", "C1", "B3"),
        named("E1"),
        anchored("E2"),
        loose("F1"),
        honest("G1"),
        _on_file("D1"),
    )
    rows["deal_documents"] += [use("E1", "E2-BL", "both"), use("E2", "E2-BL", "both", drawn="40")]
    rows["payments"].append(
        rows["payments"][0]
        | {"payment_id": "X", "deal_id": None, "leg": None, "remittance_text": "E1PI77 G1PI77"}
    )
    rows["invoices"].append(rows["invoices"][0] | {"document_id": "D9", "currency": "EUR"})
    return rows


def _on_file(deal: str) -> Rows:
    """A warehouse receipt of the deal, a bill that names its voyage, and the file it came in."""
    receipt = {
        "document_id": f"{deal}-WR",
        "deal_id": deal,
        "leg": "both",
        "receipt_no": f"WR{deal}",
        "warehouse_id": "W1",
        "lot": f"LOT {deal}",
        "hs6": "740311",
        "quantity": "100",
        "unit": "TNE",
    }
    bill = {
        "document_id": f"{deal}-BL2",
        "deal_id": deal,
        "leg": "both",
        "transport_doc_ref": f"ONEY{deal}22",
        "carrier_code": "ONEY",
        "vessel_imo": "9321483",
        "voyage": "001E",
    }
    file = {"document_id": f"{deal}-BL2", "sha256": deal.lower() * 32}
    return {
        "warehouse_receipts": [receipt],
        "transport_documents": [bill],
        "document_files": [file],
    }


@cache
def _past() -> History:
    return remembered(book(sale("H1", "S", "C1", "B", "10"), honest("H2")))


def _told(tables: Mapping[str, pl.DataFrame]) -> tuple[Links, Ledger]:
    links = link(tables)
    return links, ledger(tables, links, _past())


def _frames(links: Links, said: Ledger) -> dict[str, pl.DataFrame]:
    uses = {f"ledger.{name}": frame for name, frame in said.uses.items()}
    ledgers = {f"ledger.{n}": getattr(said, n) for n in LEDGERS}
    return {f"links.{n}": getattr(links, n) for n in LINKS} | ledgers | uses


@cache
def _whole() -> dict[str, pl.DataFrame]:
    return _frames(*_told(typed(_book())))


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    tables = typed(_book())
    mixed = {n: t.sample(fraction=1.0, shuffle=True, seed=seed) for n, t in tables.items()}
    for name, frame in _frames(*_told(mixed)).items():
        assert frame.equals(_whole()[name]), name


def test_the_order_of_the_history_changes_nothing() -> None:
    past, tables = _past(), typed(_book())
    mixed = History.of({name: uses[::-1] for name, uses in past.uses.items()})
    links = link(tables)
    for name, frame in _frames(links, ledger(tables, links, mixed)).items():
        assert frame.equals(_whole()[name]), name


@pytest.mark.parametrize("deal", ["A0", "Z9"])
def test_an_unrelated_deal_changes_no_other_deals_rows(deal: str) -> None:
    stranger = sale(deal, "S-NEW", "C-NEW", "B-NEW", ref=f"MSCU{deal}")
    for row in stranger["clients"]:
        row["name_cn"] = "another"
    more = _frames(*_told(typed(together(stranger, _on_file(deal), _book()))))
    for name, frame in more.items():
        assert frame.filter(pl.col("deal_id") != deal).equals(_whole()[name]), name
        assert frame.filter(pl.col("deal_id") == deal).height > 0, name
