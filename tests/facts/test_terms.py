"""Freight, insurance and the window of shipment: an honest deal with one thing changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.schema import FAMILIES
from tests.one_deal import Rows, bill, contract, fact_row, honest


def agreed(buy: str | None, sell: str | None, freight: str | None = None) -> Rows:
    """The honest deal under those terms."""
    rows = honest()
    rows["contracts"][0]["incoterm"] = buy
    rows["contracts"][1]["incoterm"] = sell
    rows["transport_documents"][0]["freight_term"] = freight
    return rows


@pytest.mark.parametrize(
    ("buy", "sell", "freight", "conflicts"),
    [
        ("FOB", "FOB", "PRE", True),
        ("FOB", "CFR", "PRE", False),  # the client pays, its buyer sees it paid
        ("CIF", "FOB", "PRE", False),
        ("FOB", "FOB", "COL", False),
        ("FOB", "CFR", "COL", True),
        ("CIP", "FCA", "COL", True),
        ("FOB", None, "PRE", None),
        ("CFR", None, "PRE", False),
        ("CFR", None, "COL", True),
        ("FOB", None, "COL", None),
        ("FOB", "FOB", None, None),
    ],
)
def test_freight_against_both_legs(
    buy: str, sell: str | None, freight: str | None, conflicts: bool | None
) -> None:
    told = fact_row(agreed(buy, sell, freight))
    assert told["freight_term_conflicts"] is conflicts
    assert (told["buy_incoterm"], told["sell_incoterm"]) == (buy, sell)
    assert (told["freight_term"], told["freight_term_document_id"]) == (freight, "D1-BL")


def test_the_paper_in_conflict_is_named() -> None:
    rows = agreed("FOB", "CFR", "PRE")
    rows["transport_documents"].append(bill("A9", "D1", "HLCU9") | {"freight_term": "COL"})
    told = fact_row(rows)
    assert told["freight_term_conflicts"]
    assert (told["freight_term"], told["freight_term_document_id"]) == ("COL", "A9")


def test_a_conflict_beside_a_paper_without_a_term() -> None:
    rows = agreed("FOB", "FOB", "PRE")
    rows["transport_documents"].append(bill("B2", "D1", "HLCU9"))
    assert fact_row(rows)["freight_term_conflicts"] is True
    rows["transport_documents"][0]["freight_term"] = "COL"
    assert fact_row(rows)["freight_term_conflicts"] is None


def test_several_terms_on_a_leg_are_all_told() -> None:
    rows = agreed("FOB", "CFR")
    more = contract("C9", "D1", "buy", "D1PC79", "P-SELLER", "C1", "1")
    rows["contracts"].append(more | {"incoterm": "CIF"})
    assert fact_row(rows)["buy_incoterm"] == "CIF, FOB"
    assert fact_row(rows)["has_insured_term"] is True


@pytest.mark.parametrize(
    ("buy", "sell", "due"),
    [("FOB", "CFR", False), ("FOB", "CIF", True), ("CIP", None, True), ("FOB", None, None)],
)
def test_a_term_that_binds_to_insure(buy: str, sell: str | None, due: bool | None) -> None:
    assert fact_row(agreed(buy, sell))["has_insured_term"] is due


def insured(*certificates: dict[str, Any], buy: str = "FOB", sell: str = "CIF") -> Rows:
    rows = agreed(buy, sell)
    rows["insurances"] = [
        {"certificate_no": f"I{i}", "deal_id": "D1", "currency": "USD", **c}
        for i, c in enumerate(certificates)
    ]
    return rows


def sum_of(amount: str | None, leg: str | None = "sell", **more: Any) -> dict[str, Any]:
    return {"insured_amount": None if amount is None else Decimal(amount), "leg": leg, **more}


@pytest.mark.parametrize(
    ("certificates", "ratio"),
    [
        ([sum_of("1009800")], 1.1),
        ([sum_of("504900"), sum_of("504900", "both")], 1.1),
        ([sum_of("1009800"), sum_of("1", None)], None),  # it may be for the purchase
        ([sum_of("918000", "both")], 1.0),
        ([sum_of("990000", "buy")], 1.0784),  # passed on by the supplier
        ([sum_of("990000", "buy"), sum_of("459000")], 1.0784),
        ([sum_of("459000", "buy"), sum_of("918000")], 1.0),
        ([], 0.0),
        ([sum_of("918000", deal_id="D2")], 0.0),
        ([sum_of("918000", issue_date=date(2026, 1, 1))], 0.0),
        ([sum_of(None)], None),
        ([sum_of("918000", currency="XTS")], None),
    ],
)
def test_cover_of_the_sale(certificates: list[dict[str, Any]], ratio: float | None) -> None:
    told = fact_row(insured(*certificates))
    assert told["insurance_cover_ratio"] == ratio
    assert (told["least_insured_leg"], told["insured_contract_document_id"]) == ("sell", "D1-SC")


def test_cover_in_another_currency() -> None:
    rows = insured(sum_of("500000", currency="EUR", issue_date=date(2025, 3, 1)))
    rows["fx_rates"] = [
        {"currency": "EUR", "rate_date": date(2025, 2, 15), "usd_per_unit": Decimal("2.0")},
        {"currency": "EUR", "rate_date": date(2025, 3, 1), "usd_per_unit": Decimal("1.0")},
    ]
    assert fact_row(rows)["insurance_cover_ratio"] == 1.0893  # 1,000,000 over 918,000


def test_the_leg_insured_least() -> None:
    told = fact_row(insured(sum_of("1009800"), buy="CIF"))
    assert (told["insurance_cover_ratio"], told["least_insured_leg"]) == (0.0, "buy")


def test_a_leg_not_invoiced_yet_is_worth_its_contract() -> None:
    rows = insured(sum_of("459000"))
    rows["invoices"].pop()
    assert fact_row(rows)["insurance_cover_ratio"] == 0.5


def test_no_table_of_certificates_and_no_term_that_asks_for_one() -> None:
    assert fact_row(agreed("FOB", "CIF"))["insurance_cover_ratio"] is None
    assert fact_row(insured(sum_of("1"), sell="CFR"))["insurance_cover_ratio"] is None


AFTER = date(2025, 12, 31)


def window(first: date | None, last: date | None, which: int = 0) -> Rows:
    rows = honest()  # on board on 2025-03-10
    rows["contracts"][which] |= {"shipment_from": first, "shipment_to": last}
    return rows


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2025, 3, 1), date(2025, 3, 10), 0),
        (date(2025, 3, 10), date(2025, 3, 31), 0),
        (date(2025, 1, 1), date(2025, 2, 8), 30),
        (date(2025, 4, 10), date(2025, 4, 30), 31),
        (None, date(2025, 3, 9), 1),
        (None, date(2025, 3, 11), None),  # nobody says it was not too early
        (date(2025, 3, 12), None, 2),
        (date(2025, 3, 9), None, None),
        (date(2025, 4, 30), date(2025, 4, 1), 51),  # a window upside down is missed by its far end
    ],
)
@pytest.mark.parametrize("which", [0, 1])
def test_days_outside_the_window(
    first: date | None, last: date | None, days: int | None, which: int
) -> None:
    rows = window(first, last, which)
    rows["contracts"][1 - which] |= {"shipment_from": date(2025, 1, 1), "shipment_to": AFTER}
    told = fact_row(rows)
    assert told["shipment_outside_window_days"] == days
    if days:
        assert told["off_window_shipped_on"] == date(2025, 3, 10)
        assert told["off_window_document_id"] == "D1-BL"
        assert told["off_window_contract_document_id"] == ("D1-BC", "D1-SC")[which]


def test_no_window_agreed() -> None:
    assert fact_row(honest())["shipment_outside_window_days"] is None
    assert fact_row(window(date(2025, 3, 1), AFTER))["shipment_outside_window_days"] is None


def test_a_paper_fits_one_contract_of_a_leg() -> None:
    rows = window(date(2025, 1, 1), date(2025, 1, 9))
    rows["contracts"][1] |= {"shipment_from": date(2025, 1, 1), "shipment_to": AFTER}
    more = contract("C9", "D1", "buy", "D1PC79", "P-SELLER", "C1", "1")
    rows["contracts"].append(more)
    assert fact_row(rows)["shipment_outside_window_days"] is None
    more |= {"shipment_from": date(2025, 3, 1), "shipment_to": date(2025, 3, 31)}
    assert fact_row(rows)["shipment_outside_window_days"] == 0
    more |= {"shipment_from": date(2025, 2, 1), "shipment_to": date(2025, 2, 28)}
    told = fact_row(rows)
    assert told["shipment_outside_window_days"] == 10
    assert told["off_window_contract_document_id"] == "C9"


def test_the_worse_of_two_legs_and_papers() -> None:
    rows = window(date(2025, 3, 1), date(2025, 3, 9))
    rows["contracts"][1] |= {"shipment_from": date(2025, 3, 1), "shipment_to": date(2025, 3, 5)}
    assert fact_row(rows)["shipment_outside_window_days"] == 5
    late = bill("B2", "D1", "HLCU2") | {"on_board_date": date(2025, 5, 5)}
    rows["transport_documents"].append(late)
    told = fact_row(rows)
    assert (told["shipment_outside_window_days"], told["off_window_document_id"]) == (61, "B2")
    late["leg"] = "buy"
    assert fact_row(rows)["shipment_outside_window_days"] == 57


def test_the_day_goods_were_taken_over() -> None:
    rows = window(date(2025, 1, 1), date(2025, 3, 1))
    rows["contracts"][1] |= {"shipment_from": date(2025, 1, 1), "shipment_to": AFTER}
    paper = rows["transport_documents"][0]
    paper["on_board_date"] = None
    assert fact_row(rows)["shipment_outside_window_days"] is None
    paper["type"] = "AWB"  # an air waybill ships on its day of issue
    assert fact_row(rows)["shipment_outside_window_days"] == 11
    paper["received_date"] = date(2025, 3, 2)
    assert fact_row(rows)["shipment_outside_window_days"] == 1


def test_the_order_of_rows_changes_nothing() -> None:
    rows = insured(sum_of("500000.01"), sum_of("509799.99", None), sum_of("7", "buy"), buy="CIP")
    rows["transport_documents"][0]["freight_term"] = "COL"
    rows["transport_documents"] += [
        bill(f"B{i}", "D1", f"HLCU{i}") | {"freight_term": term}
        for i, term in enumerate(("COL", "PRE", None))
    ]
    for row in rows["contracts"]:
        row |= {"shipment_from": date(2025, 1, 1), "shipment_to": date(2025, 1, 31)}
    turned = {name: some[::-1] for name, some in rows.items()}
    mine = [f.name for f in FAMILIES["terms"]]
    one, other = fact_row(rows), fact_row(turned)
    assert [one[n] for n in mine] == [other[n] for n in mine]
