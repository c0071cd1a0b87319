"""What a later batch is told of a paper by the earlier ones, and what it tells of theirs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.facts.test_bills_in_strings import sold
from tests.facts.test_warehouses import receipt, stored
from tests.one_deal import Rows, at
from tests.pipeline.test_history import LATE, Bank, draws, of


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    """A bank that has screened nothing yet."""
    return Bank(tmp_path)


def told(bank: Bank, deal: str, rule: str) -> Any:
    """Answer and severity of a rule on a deal; a pass leaves no finding."""
    where = f"rule_id = '{rule}' AND deal_id = '{deal}'"
    found = bank.says(f"SELECT answer, severity FROM findings WHERE {where}")
    return found[0] if found else ("pass", None)


def after_delivery(status: str, at: datetime, known_at: datetime) -> tuple[Rows, Rows]:
    """A string of two deals; by the first one's copy the bill ends before title passes again."""
    first, again = draws("D1", "C1", buyer="C2"), draws("D2", "C2", seller="C1", month=5)
    again["deals"][0] |= {"title_in_date": date(2025, 5, 10), "title_out_date": date(2025, 5, 12)}
    first["document_events"][1] |= {"status": status, "at": at, "known_at": known_at}
    again["document_events"] = again["document_events"][:1]
    return first, again


@pytest.mark.parametrize("status", ["SURRENDERED_FOR_DELIVERY", "VOIDED"])
def test_a_bill_that_ended_by_another_deals_copy(bank: Bank, status: str) -> None:
    for rows in after_delivery(status, at(4, 20), at(4, 21)):
        bank.screens(rows, as_of=date(2025, 5, 31))
    assert told(bank, "D1", "AUT-04") == ("pass", None)
    assert told(bank, "D2", "AUT-04") == ("hit", "hold")
    said = "SELECT bill_status_at_title FROM deal_fact WHERE deal_id = 'D2'"
    assert bank.says(said) == [(status,)]


def test_an_end_nobody_knew_of_then_is_not_told(bank: Bank) -> None:
    for rows in after_delivery("VOIDED", at(4, 20), at(8, 1)):
        bank.screens(rows, as_of=date(2025, 5, 31))
    assert told(bank, "D2", "AUT-04") == ("pass", None)


def test_a_bill_void_once_may_be_issued_anew(bank: Bank) -> None:
    first, again = after_delivery("VOIDED", at(4, 20), at(4, 21))
    again["document_events"][0] |= {"at": datetime(2025, 5, 2, tzinfo=UTC)}
    bank.screens(first, again, as_of=date(2025, 5, 31))
    assert told(bank, "D2", "AUT-04") == ("pass", None)


def test_the_bank_of_an_earlier_deals_credit_holds_the_bill(bank: Bank) -> None:
    credit = {"lc_no": "L", "deal_id": "D1", "leg": "buy", "issuing_bank_id": "BE"}
    order = {"consignee_id": "BE", "is_to_order": True}
    first = sold("D1", "A", "C1", "C2", **order)
    first["letters_of_credit"] = [credit]
    bank.screens(first)
    bank.screens(sold("D2", "C1", "C2", "E", **order))
    assert told(bank, "D2", "AUT-13") == ("not_evaluable", None)


def test_the_last_sale_makes_its_buyer_known_to_the_deals_before_it(bank: Bank) -> None:
    bank.screens(sold("D1", "A", "C1", "C2"))
    bank.screens(sold("D2", "C1", "C2", "E"))
    assert told(bank, "D1", "AUT-14") == ("hit", "escalate")  # E was nobody's buyer yet
    assert {told(bank, "D2", r) for r in ("AUT-02", "AUT-14", "LOG-18")} == {("pass", None)}
    bank.screens(sold("D1", "A", "C1", "C2") | {"hedges": []}, as_of=date(2025, 12, 31))
    assert told(bank, "D1", "AUT-14") == ("pass", None)


def in_store(deal: str, client: str, month: int, **more: Any) -> Rows:
    """A deal of the client on a receipt for lot LOT-7 of warehouse W1."""
    side = client[1:]
    swap = {"P-SELLER": f"S{side}", "C1": client, "P-BUYER": f"B{side}"}
    rows: Rows = {
        table: [
            {c: swap.get(v, v) if isinstance(v, str) else v for c, v in r.items()} for r in some
        ]
        for table, some in stored(receipt(deal, lot="LOT-7", **more), deal=deal).items()
    }
    rows = of(client, rows, month)
    rows["warehouse_receipts"][0]["submitted_at"] = at(month, 16)
    return rows | {"party_links": []}


@pytest.mark.parametrize(
    ("second", "key"),
    [({"receipt_no": "wh-1"}, "W1:WH1"), ({"receipt_no": "WH-2"}, "W1:740311:LOT7")],
    ids=["one number", "one lot"],
)
def test_a_receipt_or_lot_that_comes_again_is_told(bank: Bank, second: Any, key: str) -> None:
    bank.screens(in_store("D1", "C1", 3, receipt_no="WH1"))
    bank.screens(in_store("D2", "C2", 4, **second))
    assert bank.says(LATE) == [("D1", "AUT-15", "D2")]
    assert (key, "D1-WR") in bank.says("SELECT key, document_id FROM late_finding")


def test_a_file_that_comes_again_as_another_paper_is_told(bank: Bank) -> None:
    for deal, client, month in (("D1", "C1", 3), ("D2", "C2", 4)):
        rows = draws(deal, client, seller=f"S{client[1:]}" if month == 4 else "S", month=month)
        rows["transport_documents"][0]["transport_doc_ref"] = f"MAEU99{deal[1:]}"
        rows["document_files"] = [{"document_id": f"{deal}-BL", "sha256": "ab" * 32}]
        bank.screens(rows)
    assert bank.says(LATE) == [("D1", "AUT-20", "D2")]
    assert bank.says("SELECT document_id FROM late_finding") == [("D1-BL",)]


@pytest.mark.parametrize(
    ("day", "status", "told"),
    [
        (20, "SURRENDERED_FOR_DELIVERY", [("D1", "AUT-04", "D2")]),
        (20, "VOIDED", [("D1", "AUT-04", "D2")]),
        (25, "SURRENDERED_FOR_DELIVERY", []),
    ],
    ids=["given up before", "void before", "on the day title went out"],
)
def test_an_end_that_a_later_batch_tells_is_told_of_the_earlier_deal(
    bank: Bank, day: int, status: str, told: list[Any]
) -> None:
    first, again = draws("D1", "C1", buyer="C2"), draws("D2", "C2", seller="C1", month=5)
    first["document_events"] = first["document_events"][:1]
    again["document_events"][1] |= {"status": status, "at": at(3, day), "known_at": at(5, 1)}
    bank.screens(first)
    bank.screens(again)
    assert bank.says(LATE) == told
    if told:
        assert bank.says("SELECT severity, document_id FROM late_finding") == [("hold", "D1-BL")]


def test_an_end_told_before_its_deal_was_issued_anew_is_nothing_late(bank: Bank) -> None:
    first, again = draws("D1", "C1", buyer="C2"), draws("D2", "C2", seller="C1", month=5)
    first["document_events"] = first["document_events"][:1]
    again["document_events"] = [
        {"document_id": "D2-BL", "status": "VOIDED", "at": at(3, 11), "known_at": at(5, 1)}
    ]
    bank.screens(first)  # its bill was issued on 12 March
    bank.screens(again)
    assert bank.says(LATE) == []
