"""Receipts that stood pledged when title passed on: as they say themselves, and as changes tell."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.facts.test_warehouses import receipt, stored
from tests.one_deal import Rows, at, fact_row, hits, screened

LEVEL = "receipt_pledge_level"  # title out is on 25 March


def pledged(status: str | None, since: date | None, *changes: tuple[str, datetime]) -> Rows:
    rows = stored(receipt(status=status, status_on=since))
    rows["document_events"] = [{"document_id": "D1-WR", "status": s, "at": t} for s, t in changes]
    return rows


PLEDGE, RELEASE = ("PLEDGED", at(3, 10)), ("TRANSFERRED", at(3, 15))


@pytest.mark.parametrize(
    ("rows", "level"),
    [
        (pledged("ISSUED", None), 0),
        (pledged(None, None), None),
        (pledged("PLEDGED", None), 2),
        (pledged("PLEDGED", date(2025, 3, 25)), 2),
        (pledged("PLEDGED", date(2025, 3, 26), ("ISSUED", at(3, 1))), 0),
        (pledged("TRANSFERRED", None, ("ISSUED", at(3, 1)), PLEDGE, RELEASE), 0),
        (pledged("TRANSFERRED", date(2025, 3, 15), PLEDGE), 0),
        (pledged("TRANSFERRED", date(2025, 4, 2), PLEDGE), 2),
        (pledged("TRANSFERRED", None, PLEDGE), 1),
        (pledged("ISSUED", None, PLEDGE), 2),
        (pledged(None, None, PLEDGE, RELEASE), 0),
    ],
)
def test_how_a_receipt_stood_when_title_passed_out(rows: Rows, level: int | None) -> None:
    assert fact_row(rows)[LEVEL] == level


def test_a_pledge_to_the_bank_that_lends_on_the_deal() -> None:
    rows = pledged("PLEDGED", None)
    loan: dict[str, Any] = {"deal_id": "D1", "financing_id": "F", "kind": "loan", "currency": "USD"}
    rows["financings"] = [loan | {"amount": 1, "starts_on": date(2025, 3, 1)}]
    assert fact_row(rows)[LEVEL] == 1
    rows["financings"] = [loan | {"amount": 1, "starts_on": date(2026, 3, 1)}]
    assert fact_row(rows)[LEVEL] == 2


def test_a_pledged_receipt_holds() -> None:
    assert "AUT-15" not in hits(screened(stored()))
    assert hits(screened(pledged("PLEDGED", None)))["AUT-15"] == "hold"
