"""Invoice numbers used twice, and invoices paid twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.linking.strings import book
from tests.one_deal import Rows, honest


def _twice(change: Mapping[str, Any]) -> Rows:
    """The deal with its purchase invoice there a second time, as another paper, changed."""
    rows = honest()
    rows["invoices"].append(rows["invoices"][0] | {"document_id": "D1-BI2"} | change)
    return rows


@pytest.mark.parametrize(
    ("change", "clashes"),
    [
        ({}, 0),
        ({"invoice_no": "d1-pi 77"}, 0),
        ({"total_amount": Decimal(900001)}, 1),
        ({"total_amount": Decimal(900001), "invoice_no": "d1-pi 77"}, 1),
        ({"currency": "EUR"}, 1),
        ({"issue_date": date(2025, 3, 14)}, 1),
        ({"buyer_id": "C2"}, 1),
        ({"seller_id": "P-OTHER", "total_amount": Decimal(1)}, 0),
        ({"invoice_no": "OTHER1", "total_amount": Decimal(1)}, 0),
        ({"invoice_type": "provisional", "total_amount": Decimal(1)}, 0),
        ({"invoice_type": "final"}, 0),
    ],
)
def test_same_seller_and_number_with_other_content(change: dict[str, Any], clashes: int) -> None:
    rows = book(_twice(change)).invoices.filter(document_id="D1-BI")
    assert rows["n_clashes"].to_list() == [clashes]


def _paid(*amounts: tuple[str, Mapping[str, Any]]) -> list[str]:
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
    assert said.rows() == [("D1", "P77", False, None), ("D1", "P78", False, None)]
