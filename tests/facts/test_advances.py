"""What was paid before shipment, beyond what was agreed, and to a new supplier."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.facts.family import told
from tests.one_deal import Rows, at, fact_row, hits, honest, payment, screened, together


def ahead(amount: str = "450000", agreed: str | None = None) -> Rows:
    """A deal that paid its supplier so much ten days before the goods were on board."""
    rows = honest()
    rows["payments"][0] |= {"amount": Decimal(amount), "value_date": date(2025, 2, 28)}
    rows["contracts"][0]["advance_ratio"] = None if agreed is None else Decimal(agreed)
    return rows


def of(rows: Rows, **asked: Any) -> dict[str, Any]:
    return told(rows, ["advances"], **asked)


def bare(rows: Rows) -> Rows:
    """The same without any paper of title."""
    return rows | {"transport_documents": [], "document_events": []}


def test_share_paid_before_shipment_and_what_was_agreed() -> None:
    said = of(ahead())
    assert (said["has_shipment"], said["advance_ratio"]) == (True, 0.5)
    assert (said["agreed_advance_ratio"], said["advance_beyond_agreed_ratio"]) == (0, 0.5)
    assert (said["advance_payment_id"], said["days_since_advance"]) == ("D1-P1", 306)
    assert of(ahead(agreed="0.2"))["advance_beyond_agreed_ratio"] == 0.3
    said = of(honest())
    assert (said["advance_ratio"], said["advance_payment_id"]) == (0, None)


def test_goods_without_a_paper_of_title() -> None:
    rows = bare(ahead())
    said = of(rows)
    assert (said["has_shipment"], said["advance_ratio"]) == (False, 0.5), (
        "90 days, no window agreed"
    )
    assert of(rows, as_of=at(5, 29))["advance_ratio"] is None, "nobody can say yet"
    assert of(rows, as_of=at(5, 30))["advance_ratio"] == 0.5
    rows["contracts"][0] |= {"shipment_from": date(2025, 3, 1), "shipment_to": date(2026, 1, 31)}
    assert of(rows)["advance_ratio"] == 0.5, "paid before the window opened"
    rows["payments"][0]["value_date"] = date(2025, 3, 1)
    assert of(rows)["advance_ratio"] is None, "within the window"
    rows["contracts"][0]["shipment_to"] = date(2025, 12, 30)
    assert of(rows)["advance_ratio"] == 0.5, "and after it"


def test_what_is_paid_aside_or_back_is_no_advance() -> None:
    rows = ahead()
    other = payment("F", "D1", "OUT", "9000", "C1", "X", date(2025, 2, 1))
    rows["payments"] += [other | {"purpose": "freight"}]
    assert of(rows)["advance_ratio"] == 0.5
    rows["payments"][0]["purpose"] = "refund"
    assert of(rows)["advance_ratio"] is None, "nothing of the price was paid"


def test_a_supplier_is_new_where_the_client_is_known() -> None:
    first, second = honest("D1"), honest("D2")
    alone = fact_row(first)
    assert alone["is_new_supplier"] is None, "the client's first deal on file"
    assert alone["has_known_supplier"] is False
    for row in second["payments"]:
        row["value_date"] = date(2025, 8, 1)
    both = together(first, second)
    assert fact_row(both, "D2")["is_new_supplier"] is False
    assert fact_row(both, "D2")["has_known_supplier"] is True
    assert fact_row(both, "D1")["is_new_supplier"] is None, "nothing of its future"
    second["payments"][0]["creditor_id"] = "P-OTHER"
    assert fact_row(together(first, second), "D2")["is_new_supplier"] is True


def test_the_whole_price_ahead_in_a_clients_first_deal_is_not_silent() -> None:
    rows = bare(ahead("900000", agreed="1"))
    assert hits(screened(rows), "D1")["PAY-11"] == "review"
    assert "PAY-11" not in hits(screened(bare(ahead("450000", agreed="0.5"))), "D1")


def test_the_order_of_rows_does_not_matter() -> None:
    rows = together(ahead(), honest("D2"))
    assert of(rows) == of(rows, seed=1) == of(rows, seed=2, partitions=3)
