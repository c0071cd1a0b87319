"""What was handed in after the time of decision is not seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from screening.linking import known_at, link
from tests.linking.loose import use
from tests.one_deal import Rows, at, fact_row, honest, together, typed

AS_OF = datetime(2025, 6, 30, 12, tzinfo=UTC)
TIMED = (
    ("deals", "submitted_at"),
    ("contracts", "submitted_at"),
    ("invoices", "submitted_at"),
    ("transport_documents", "submitted_at"),
    ("warehouse_receipts", "submitted_at"),
    ("payments", "requested_at"),
)


def _received(table: str, column: str, when: datetime | None) -> Rows:
    rows = honest()
    rows["warehouse_receipts"] = [{"document_id": "D1-WR", "receipt_no": "W1", "deal_id": "D1"}]
    rows[table] = [rows[table][0] | {column: when}]
    return rows


@pytest.mark.parametrize(("table", "column"), TIMED)
def test_a_row_is_seen_up_to_the_very_time_and_not_after(table: str, column: str) -> None:
    on, after = AS_OF, AS_OF + timedelta(microseconds=1)
    assert known_at(typed(_received(table, column, on)), AS_OF)[table].height == 1
    assert known_at(typed(_received(table, column, after)), AS_OF)[table].height == 0


@pytest.mark.parametrize(("table", "column"), TIMED)
def test_a_row_without_a_time_was_there(table: str, column: str) -> None:
    assert known_at(typed(_received(table, column, None)), AS_OF)[table].height == 1


def test_no_other_table_loses_a_row() -> None:
    tables = typed(honest())
    known = known_at(tables, datetime(2020, 1, 1, tzinfo=UTC))
    for name in tables.keys() - dict(TIMED).keys():
        assert known[name].equals(tables[name])


def test_a_paper_not_yet_known_is_linked_to_nothing() -> None:
    rows = honest()
    rows["transport_documents"][0]["submitted_at"] = at(7, 1)
    rows["deal_documents"] = [use("D1", "D1-BL", "both")]
    links = link(known_at(typed(rows), AS_OF))
    assert "D1-BL" not in links.documents["document_id"]
    assert links.documents.height == 4


def test_a_payment_not_yet_known_is_no_share_of_a_deal() -> None:
    rows = honest()
    rows["payments"][1]["requested_at"] = at(7, 1)
    rows["payment_allocations"] = [{"payment_id": "D1-P2", "deal_id": "D1"}]
    links = link(known_at(typed(rows), AS_OF))
    assert links.payments["payment_id"].to_list() == ["D1-P1"]


def test_reuse_by_a_deal_not_yet_known_is_not_seen() -> None:
    later = honest("D2")
    later["transport_documents"][0]["transport_doc_ref"] = "MAEUD1556677"
    assert fact_row(together(honest(), later))["n_other_deals_on_bill"] == 1
    for table in ("deals", "contracts", "invoices", "transport_documents"):
        for row in later[table]:
            row["submitted_at"] = at(7, 1)
    known = known_at(typed(together(honest(), later)), AS_OF)
    rows = {name: frame.to_dicts() for name, frame in known.items()}
    assert fact_row(rows)["n_other_deals_on_bill"] == 0
