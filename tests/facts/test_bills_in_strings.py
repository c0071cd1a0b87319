"""A bill that runs from the first seller to the last buyer, in each deal of the string between."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.linking.strings import sale
from tests.one_deal import Rows, disposition, fact_row, hits, screened, together

ASKED = ("AUT-02", "AUT-13", "AUT-14", "LOG-18")
NAMES = (
    "bill_names_strangers_only",
    "consignee_is_stranger",
    "bill_fits_nobody",
    "endorsement_is_missing",
)


def sold(deal: str, seller: str, client: str, buyer: str, **bill: Any) -> Rows:
    """A deal of the string A to C1, C2, C3 and E, on one bill from A."""
    rows = sale(deal, seller, client, buyer)
    for table in ("deals", "clients", "client_status", "payments"):
        for row in rows[table]:
            row["client_id"] = client
    rows["clients"][0]["name_cn"] = f"客户 {client}"
    rows["parties"] = [
        {"party_id": p, "name": f"Firm {p}", "country": "CL", "is_resident": False}
        for p in ("A", "E", "X", "C1", "C2", "C3")
    ]
    rows["parties"].append(
        {"party_id": "BE", "name": "Bank of E", "country": "NL", "is_bank": True}
    )
    rows["transport_documents"][0] |= {"shipper_id": "A", "consignee_id": "E", **bill}
    return rows


def string(n: int = 3, **bill: Any) -> Rows:
    """The first deals of the string as one batch."""
    deals = (("D1", "A", "C1", "C2"), ("D2", "C1", "C2", "C3"), ("D3", "C2", "C3", "E"))
    return together(*(sold(*d, **bill) for d in deals[:n]))


def endorsed(rows: Rows, *row: tuple[str, str | None]) -> Rows:
    """The rows with every copy of the bill so endorsed."""
    rows["endorsements"] = [
        {"document_id": f"{d['deal_id']}-BL", "sequence": i, "endorser_id": a, "endorsee_id": b}
        for d in rows["deals"]
        for i, (a, b) in enumerate(row, 1)
    ]
    return rows


def told(rows: Rows, deal: str, *names: str) -> tuple[Any, ...]:
    facts = fact_row(rows, deal)
    return tuple(facts[n] for n in names or NAMES)


def test_a_straight_bill_to_the_last_buyer_passes_in_every_deal() -> None:
    found = screened(string())
    for deal in ("D1", "D2", "D3"):
        assert set(ASKED).isdisjoint(hits(found, deal)), deal
        assert disposition(found, deal) == "PASS_NOTE", deal


def test_without_the_sale_that_leads_there_the_consignee_is_a_stranger() -> None:
    """Of A the bank knows by D1 that it sold the bill; of E, nothing yet."""
    rows = string(2)
    assert told(rows, "D2", *NAMES[:3]) == (False, True, False)
    assert told(string(1), "D1", *NAMES[:3]) == (False, True, False)


def test_a_broken_chain_makes_nobody_known() -> None:
    rows = string()
    rows["contracts"] = [
        r | ({"seller_id": "X"} if r["document_id"] == "D3-BC" else {}) for r in rows["contracts"]
    ]
    rows["invoices"] = [
        r | ({"seller_id": "X"} if r["document_id"] == "D3-BI" else {}) for r in rows["invoices"]
    ]
    assert told(rows, "D2", *NAMES[:3]) == (True, True, True)


def test_a_stranger_in_an_unbroken_chain_is_still_one() -> None:
    rows = string(shipper_id="X", consignee_id="X")
    assert told(rows, "D2", *NAMES[:3]) == (True, True, True)


@pytest.mark.parametrize(
    ("party", "row", "missing"),
    [
        ("E", [], False),
        ("C3", [], True),
        (None, [], True),
        (None, [("A", "E")], False),
        (None, [("A", "X")], True),
    ],
    ids=["to order of the last buyer", "of one between", "of the shipper", "endorsed", "to X"],
)
def test_order_bills_in_a_string(party: str | None, row: list[Any], missing: bool) -> None:
    rows = endorsed(string(consignee_id=party, is_to_order=True), *row)
    assert told(rows, "D2", "endorsement_is_missing") == (missing,)


def test_a_bank_of_the_last_buyers_credit_holds_the_bill_for_all() -> None:
    rows = string(consignee_id="BE", is_to_order=True)
    names = ("endorsement_is_missing", "endorsement_is_due")
    assert told(rows, "D1", *names) == (True, True)
    credit = {"lc_no": "L", "deal_id": "D3", "leg": "sell", "issuing_bank_id": "BE"}
    rows["letters_of_credit"] = [credit]
    for deal in ("D1", "D2", "D3"):
        assert told(rows, deal, *names) == (True, None)
    for end in ({"expiry": date(2025, 6, 1)}, {"papers_released_on": date(2025, 5, 1)}):
        rows["letters_of_credit"] = [credit | end]
        assert {told(rows, deal, *names) for deal in ("D1", "D2", "D3")} == {(True, True)}
