"""How old a bill was when its papers came and title passed, and how late under its credit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.one_deal import Rows, fact_row, honest

AGE, LATE = "bill_age_at_title_days", "bill_presented_late_days"


def aged(handed: date | None, *paid: date, **deal: Any) -> Rows:
    """The honest deal, on board 10 March and title in 20 March, with the bill handed in then."""
    rows = honest()
    rows["deals"][0] |= deal
    at = None if handed is None else datetime(handed.year, handed.month, handed.day, 9, tzinfo=UTC)
    rows["transport_documents"][0]["submitted_at"] = at
    rows["payments"] = [
        rows["payments"][0] | {"payment_id": f"P{i}", "value_date": on} for i, on in enumerate(paid)
    ]
    return rows


@pytest.mark.parametrize(
    ("rows", "age"),
    [
        (aged(date(2025, 3, 16)), 10),
        (aged(date(2025, 12, 20)), 285),
        (aged(date(2025, 12, 20), date(2025, 4, 10)), 31),
        (aged(date(2025, 12, 20), date(2025, 2, 1)), 285),
        (aged(date(2025, 3, 16), date(2025, 12, 1)), 10),
        (aged(None, date(2025, 12, 1)), 10),
        (aged(date(2025, 12, 20), title_in_date=None), None),
    ],
    ids=["title", "handed in", "paid before", "advance", "usance", "not said", "no title day"],
)
def test_age_until_title_or_presentation(rows: Rows, age: int | None) -> None:
    assert fact_row(rows)[AGE] == age


CREDIT = {"lc_no": "L", "deal_id": "D1", "leg": "buy", "issuing_bank_id": "BANK"}


@pytest.mark.parametrize(
    ("credit", "method", "late"),
    [
        (None, "TT", 0),
        (CREDIT, "TT", 0),
        (CREDIT | {"presentation_days": 14}, "TT", 16),
        (CREDIT | {"presentation_days": 30}, "LC", 0),
        (None, "LC", 9),
    ],
    ids=["none", "collection", "fourteen days", "thirty days", "by UCP 600"],
)
def test_days_late_under_a_credit(credit: Any, method: str, late: int) -> None:
    rows = aged(date(2025, 4, 9), date(2025, 5, 1))
    rows["payments"][0]["method"] = method
    rows["letters_of_credit"] = [credit] if credit else []
    assert fact_row(rows)[LATE] == late


def test_nobody_knows_when_it_was_presented() -> None:
    rows = aged(None)
    assert fact_row(rows)[LATE] == 0
    rows["letters_of_credit"] = [CREDIT | {"presentation_days": 21}]
    assert fact_row(rows)[LATE] is None
