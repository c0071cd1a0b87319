"""Invoice numbers used twice, and invoices paid twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.linking import Ledger
from tests.linking.strings import book, remembered, sale
from tests.one_deal import Rows, honest

CLASHES: list[tuple[dict[str, Any], int | None]] = [
    ({}, 0),
    ({"invoice_no": "{deal}-pi 77"}, 0),
    ({"total_amount": Decimal(900001)}, 1),
    ({"total_amount": Decimal(900001), "invoice_no": "{deal}-pi 77"}, 1),
    ({"currency": "EUR"}, 1),
    ({"issue_date": date(2025, 3, 14)}, 1),
    ({"issue_date": date(2025, 12, 15)}, 1),
    ({"issue_date": date(2025, 12, 16)}, 0),
    ({"issue_date": date(2024, 6, 14)}, 0),
    ({"issue_date": date(2023, 3, 15), "total_amount": Decimal(450000)}, 0),
    ({"issue_date": None, "total_amount": Decimal(450000)}, 1),
    ({"seller_id": " p-seller", "total_amount": Decimal(1)}, 1),
    ({"buyer_id": "C2"}, 1),
    ({"buyer_id": None}, None),  # a blank agrees with anything and proves nothing
    ({"buyer_id": None, "total_amount": Decimal(1)}, 1),
    ({"seller_id": "P-OTHER", "total_amount": Decimal(1)}, 0),
    ({"invoice_no": "OTHER1", "total_amount": Decimal(1)}, 0),
    ({"invoice_type": "provisional", "total_amount": Decimal(1)}, 0),
    ({"invoice_type": "final"}, 0),
]


def _twice(change: dict[str, Any], deal: str = "D1") -> Rows:
    """A deal with its purchase invoice there a second time, as another paper, changed."""
    rows = honest(deal)
    again = rows["invoices"][0] | {"document_id": f"{deal}-BI2"} | change
    again["invoice_no"] = again["invoice_no"].format(deal=deal.lower())
    rows["invoices"].append(again)
    return rows


def test_same_seller_and_number_with_other_content() -> None:
    deals = {f"V{i:02d}": case for i, case in enumerate(CLASHES)}
    said = book(*(_twice(change, deal) for deal, (change, _) in deals.items())).invoices
    for deal, (change, clashes) in deals.items():
        first = said.filter(document_id=f"{deal}-BI")
        assert first["n_clashes"].to_list() == [clashes], change


def test_a_number_that_comes_again_each_year_clashes_with_none_and_hides_none() -> None:
    rows = _twice({"issue_date": date(2024, 3, 15), "total_amount": Decimal(450000)})
    third = rows["invoices"][0] | {"document_id": "D1-BI3", "total_amount": Decimal(1)}
    rows["invoices"] += [third, third | {"document_id": "D1-BI4", "issue_date": None}]
    said = book(rows).invoices
    clashes = {d: n for d, n in said.select("document_id", "n_clashes").iter_rows() if n}
    assert clashes == {"D1-BI": 2, "D1-BI2": 1, "D1-BI3": 2, "D1-BI4": 3}


def test_an_invoice_without_a_number_is_known_under_none() -> None:
    rows = _twice({"invoice_no": "发票", "total_amount": Decimal(1)})
    assert "D1-BI2" not in book(rows).invoices["document_id"]


def _paid(*amounts: tuple[str, dict[str, Any]]) -> list[str]:
    """The payments on the purchase invoice of 900,000 that repeat another; the nth on day n."""
    rows = honest()
    first = rows["payments"][0]
    rows["payments"] = [
        first
        | {"payment_id": f"P{i}", "amount": Decimal(a), "value_date": date(2025, 4, i)}
        | change
        for i, (a, change) in enumerate(amounts, start=1)
    ]
    said = book(rows).payments
    return said.filter(is_duplicate=True)["payment_id"].to_list()


def test_paid_once() -> None:
    assert _paid(("900000", {})) == []


def test_paid_twice_names_the_second() -> None:
    assert _paid(("900000", {}), ("900000", {})) == ["P2"]


def test_equal_instalments_within_the_invoice_are_no_repeat() -> None:
    assert _paid(("300000", {}), ("300000", {}), ("300000", {})) == []
    assert _paid(("300000", {}), *[("300000", {})] * 3) == ["P2", "P3", "P4"]


def test_another_amount_or_payee_is_no_repeat() -> None:
    """An overshoot is for PAY-08 (domain 2.11)."""
    assert _paid(("900000", {}), ("800000", {})) == []
    assert _paid(("900000", {}), ("900000", {"creditor_id": "P-OTHER"})) == []


@pytest.mark.parametrize("status", ["returned", "cancelled"])
def test_what_did_not_go_through_is_no_payment(status: str) -> None:
    assert _paid(("900000", {"status": status}), ("900000", {})) == []


@pytest.mark.parametrize("status", ["requested", None])
def test_a_payment_asked_for_counts(status: str | None) -> None:
    assert _paid(("900000", {}), ("900000", {"status": status})) == ["P2"]


def test_a_refund_is_netted_first() -> None:
    """Charges and refunds are netted before a repeat is seen (domain 2.11, PAY-14)."""
    back = {"direction": "IN", "purpose": "refund", "leg": "buy", "refund_of": "P1"}
    parties = {"debtor_id": "P-SELLER", "creditor_id": "C1"}
    assert _paid(("900000", {}), ("900000", back | parties), ("900000", {})) == []


def test_two_invoices_of_one_amount_are_each_paid_once() -> None:
    rows = _twice({"invoice_no": "D1PI78"})
    first = rows["payments"][0]
    rows["payments"] = [
        first | {"payment_id": f"P{n}", "remittance_text": f"INV D1PI{n}"} for n in (77, 78)
    ]
    said = book(rows).payments
    judged = said.select("deal_id", "payment_id", "is_duplicate", "invoice_no").rows()
    assert judged == [("D1", "P77", False, None), ("D1", "P78", False, None)]


def test_one_payment_seen_by_payer_and_payee_is_no_repeat() -> None:
    """A string of two clients: the same invoice is a sale for one and a purchase for the next."""
    first, second = sale("D1", "S", "C1", "C2"), sale("D2", "C1", "C2", "B")
    second["invoices"][0] |= {
        "invoice_no": first["invoices"][1]["invoice_no"],
        "total_amount": Decimal(918000),
    }
    second["payments"][0] |= {"amount": Decimal(918000), "value_date": date(2025, 5, 5)}
    said = book(first, second)
    assert set(said.invoices["n_clashes"]) == {0}
    assert said.payments.filter(is_duplicate=True)["payment_id"].to_list() == []


def test_a_payee_named_by_name_alone_is_the_party_of_that_name() -> None:
    by_name = {"creditor_id": None, "creditor_name": " minera sur sa"}
    assert _paid(("900000", {}), ("900000", by_name)) == ["P2"]
    assert _paid(("900000", {}), ("900000", by_name | {"creditor_name": "Another SA"})) == []


def test_instalments_in_another_currency_count_at_the_rate_of_their_day() -> None:
    third = ("276000", {"currency": "EUR"})  # of USD 900,000 at about 1.09
    assert _paid(*[third] * 3) == []
    assert _paid(*[third] * 4) == ["P2", "P3", "P4"]


def _on_one_invoice(second: str, **change: Any) -> list[Rows]:
    """Two deals that pay an invoice of 900,000 in full and, ten days later, `second` of it."""
    deals = [honest("D1"), honest("D2")]
    deals[1]["invoices"][0] |= {"invoice_no": "D1PI77"}
    again = {"amount": Decimal(second), "value_date": date(2025, 4, 20)}
    deals[1]["payments"][0] |= again | change
    return deals


def _beyond(said: Ledger) -> dict[str, float | None]:
    """How far the payments of purchases pass their invoice, by payment."""
    bought = said.payments.filter(pl.col("payment_id").str.ends_with("P1"))
    return dict(bought.select("payment_id", "beyond_ratio").iter_rows())


def test_payments_of_several_deals_together_pass_an_invoice() -> None:
    paid = _on_one_invoice("890000")
    said = book(*paid)
    assert _beyond(said) == {"D1-P1": 0, "D2-P1": 0.988889}, "the one with which they do"
    assert set(said.payments["is_duplicate"]) == {False}
    assert _beyond(book(*reversed(paid))) == _beyond(said)
    halves = _on_one_invoice("450000")
    halves[0]["payments"][0]["amount"] = Decimal(450_000)
    assert _beyond(book(*halves)) == {"D1-P1": 0, "D2-P1": 0}, "instalments over two deals"
    assert (_beyond(book(*_on_one_invoice("5800000", currency="CNY")))["D2-P1"] or 0) > 0.8
    unknown = _on_one_invoice("890000")
    for deal in unknown:
        deal["invoices"][0]["total_amount"] = None
    assert _beyond(book(*unknown)) == {"D1-P1": None, "D2-P1": None}
    later = _on_one_invoice("890000", value_date=date(2026, 1, 11))
    assert _beyond(book(*later))["D2-P1"] == 0, "numbered anew the next year"


def test_a_number_that_comes_again_each_year_is_another_invoice_however_late_it_is_paid() -> None:
    """Issued a year ago on long credit, and paid days before the new year's number is."""
    paid = _on_one_invoice("890000")
    paid[0]["invoices"][0]["issue_date"] = date(2024, 3, 15)
    assert _beyond(book(*paid)) == {"D1-P1": 0, "D2-P1": 0}
    first, second = paid
    said = book(second, past=remembered(book(first)))
    assert _beyond(said) == {"D2-P1": 0}
    assert said.clashes.before.is_empty()
    third = honest("D3")
    third["invoices"][0] |= {"invoice_no": "D1PI77"}
    assert _beyond(book(*paid, third))["D1-P1"] == 0
    assert _beyond(book(*paid, third))["D2-P1"] == 0.988889, "two of one year are one number"
    paid[0]["invoices"][0]["issue_date"] = None
    assert _beyond(book(*paid))["D2-P1"] == 0.988889, "a day left out proves no other year"


def test_a_refund_makes_room_on_an_invoice_of_several_deals() -> None:
    paid = _on_one_invoice("890000")
    back = {"payment_id": "D1-P3", "direction": "IN", "purpose": "refund", "refund_of": "D1-P1"}
    for day, beyond in ((12, 0), (25, 0)):
        refund = back | {"value_date": date(2025, 4, day)}
        rows = paid[0] | {"payments": [*paid[0]["payments"], paid[0]["payments"][0] | refund]}
        assert _beyond(book(rows, paid[1]))["D2-P1"] == beyond


def test_several_deals_on_one_invoice_over_two_batches() -> None:
    first, second = _on_one_invoice("890000")
    said = book(second, past=remembered(book(first)))
    assert _beyond(said) == {"D2-P1": 0.988889}
    assert said.clashes.before.select("kind", "deal_id", "payment_id").rows() == [
        ("paid_beyond", "D1", "D1-P1")
    ]
    slight = _on_one_invoice("9000")  # a hundredth too much: nobody is told
    assert book(slight[1], past=remembered(book(slight[0]))).clashes.before.is_empty()
