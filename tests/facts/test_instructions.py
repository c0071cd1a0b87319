"""Payment instructions changed shortly before the payment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from tests.facts.family import told
from tests.one_deal import Rows, honest


def changed(*changes: tuple[str, datetime], paid_on: date = date(2025, 10, 9)) -> Rows:
    """A deal whose payment out, of the day after National Day, was changed then."""
    rows = honest()
    rows["payments"][0]["value_date"] = paid_on
    rows["instruction_versions"] = [
        {"payment_id": "D1-P1", "field": f, "changed_at": at, "was": "A", "became": "B"}
        for f, at in changes
    ]
    return rows


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2025, month, day, hour, tzinfo=UTC)


def of(rows: Rows, **asked: Any) -> dict[str, Any]:
    return told(rows, ["instructions"], **asked)


def test_working_days_from_a_change_to_the_payment() -> None:
    said = of(changed(("account", at(9, 28))))
    assert (said["has_payee_change"], said["payee_change_days"]) == (True, 3)
    assert said["payee_change_payment_id"] == "D1-P1"
    assert (said["has_terms_change"], said["terms_change_days"]) == (False, None)
    assert of(changed(("payee", at(9, 27))))["payee_change_days"] == 4, "the 28th is made up"
    said = of(changed(("amount", at(10, 9))))
    assert (said["has_payee_change"], said["terms_change_days"]) == (False, 0)


def test_the_latest_change_counts_and_none_after_the_payment() -> None:
    said = of(changed(("payee", at(3, 1)), ("account", at(9, 30)), ("account", at(10, 10))))
    assert said["payee_change_days"] == 1
    assert of(changed(("account", at(10, 10))))["has_payee_change"] is False


def test_what_is_no_change() -> None:
    same = changed(("account", at(9, 30)))
    same["instruction_versions"][0]["became"] = "A"
    assert of(same)["has_payee_change"] is False
    receipt = changed(("account", at(5, 4)))
    receipt["instruction_versions"][0]["payment_id"] = "D1-P2"
    assert of(receipt)["has_payee_change"] is False, "money in"
    assert of(honest())["has_payee_change"] is None, "the bank keeps no versions"


def test_a_payment_that_waits_is_paid_now_at_the_earliest() -> None:
    rows = changed(("account", at(12, 29)), ("payee", at(12, 31, 20)))
    rows["payments"][0] |= {"value_date": None, "status": "requested", "requested_at": at(12, 1)}
    assert of(rows)["payee_change_days"] == 2, "what is changed later today is not known yet"
    assert of(rows) == of(rows, seed=3)
