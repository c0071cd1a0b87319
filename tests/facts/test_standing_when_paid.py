"""Eligibility on the day of every payment, of one that waits on the day of decision."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, at, hits, honest, screened

BETWEEN = date(2025, 4, 20)  # after the first payment (10 April), before the second (5 May)
NOTICE = {"scheme": "offshore_list", "value": "listed", "source_ref": "沪商离岸〔2025〕1号"}


def entry(scheme: str, value: str, start: date = BETWEEN, **more: Any) -> dict[str, Any]:
    return {"client_id": "C1", "scheme": scheme, "value": value, "valid_from": start, **more}


def changed(*rows: dict[str, Any], waits: bool = False, currency: str = "USD") -> Rows:
    """The honest deal with more entries; the second payment waits since 15 April, or is made."""
    deal = honest()
    deal["client_status"] += rows
    for payment in deal["payments"]:
        payment["currency"] = currency
    if waits:
        asked = {"status": "requested", "value_date": None, "requested_at": at(4, 15)}
        deal["payments"][1] |= asked
    return deal


def of(rows: Rows, **asked: Any) -> dict[str, Any]:
    return told(rows, ["eligibility", "list_treatment"], **asked)


@pytest.mark.parametrize(
    ("row", "fact", "value", "named"),
    [
        (entry("directory", "removed"), "is_in_directory_when_paid", False, "off_directory"),
        (entry("safe_class", "C"), "safe_class_when_paid", "C", "low_class"),
        (entry("rmb_key_supervision", "listed"), "is_supervised_when_paid", True, "supervised"),
    ],
)
def test_the_worst_day_decides(row: dict[str, Any], fact: str, value: Any, named: str) -> None:
    said = of(changed(row))
    assert (said["eligibility_on"], said["last_eligibility_on"]) == (
        date(2025, 4, 10),
        date(2025, 5, 5),
    )
    assert said[fact] == value
    assert (said[f"{named}_payment_id"], said[f"{named}_on"]) == ("D1-P2", date(2025, 5, 5))
    ended = of(changed(row | {"valid_to": date(2025, 5, 4)}))
    assert ended[fact] != value, "a day without a payment does not count"
    assert (ended[f"{named}_payment_id"], ended[f"{named}_on"]) == (None, None)


def test_a_payment_that_waits_is_asked_for_on_the_day_of_decision() -> None:
    rows = changed(entry("safe_class", "B", date(2025, 5, 1)), waits=True)
    said = of(rows, as_of=datetime(2025, 5, 6, 12, tzinfo=UTC))
    assert (said["safe_class"], said["safe_class_when_paid"]) == ("A", "B")
    assert (said["low_class_payment_id"], said["low_class_on"]) == ("D1-P2", date(2025, 5, 6))
    assert of(rows, as_of=datetime(2025, 4, 30, 12, tzinfo=UTC))["safe_class_when_paid"] == "A"


@pytest.mark.parametrize(
    ("row", "rule", "paid_in", "severity"),
    [
        (entry("directory", "removed"), "ELG-01", ("USD", "CNY"), "review"),
        (entry("directory", "removed"), "ELG-01", ("CNY", "USD"), "hold"),
        (entry("safe_class", "B"), "ELG-02", ("USD", "CNY"), "review"),
        (entry("safe_class", "B"), "ELG-02", ("CNH", "USD"), "hold"),
        (entry("rmb_key_supervision", "listed"), "ELG-11", ("CNY", "USD"), "note"),
        (entry("rmb_key_supervision", "listed"), "ELG-11", ("USD", "CNY"), "escalate"),
    ],
)
def test_each_payment_is_under_the_law_of_its_own_currency(
    row: dict[str, Any], rule: str, paid_in: tuple[str, str], severity: str
) -> None:
    """The standing was lost between the two payments: the second alone is under it."""
    rows = changed(row)
    for payment, currency in zip(rows["payments"], paid_in, strict=True):
        payment["currency"] = currency
    assert hits(screened(rows)).get(rule) == severity


def test_of_two_payments_the_one_under_the_stricter_law_is_named() -> None:
    rows = changed(entry("safe_class", "C", date(2025, 4, 1)), entry("directory", "removed"))
    rows["payments"][0]["currency"] = "CNY"
    said = of(rows)
    assert (said["low_class_kind"], said["low_class_payment_id"]) == ("FX", "D1-P2")
    assert (said["off_directory_kind"], said["off_directory_payment_id"]) == ("FX", "D1-P2")
    assert said["supervised_kind"] == "RMB", "no payment decides: the deal is in both"
    rows["payments"] = []
    said = of(rows)
    assert (said["low_class_kind"], said["low_class_payment_id"]) == ("FX", None)
    for contract in rows["contracts"]:
        contract["currency"] = "CNY"
    assert of(rows)["low_class_kind"] == "RMB"


def test_a_day_nobody_knows_leaves_it_open_and_a_bad_one_decides() -> None:
    rows = changed()
    rows["client_status"][1]["valid_to"] = BETWEEN
    assert of(rows)["safe_class_when_paid"] is None
    rows["payments"].append(
        rows["payments"][1] | {"payment_id": "D1-P3", "value_date": date(2025, 6, 1)}
    )
    rows["client_status"].append(entry("safe_class", "B", date(2025, 5, 30)))
    assert of(rows)["safe_class_when_paid"] == "B"
    for seed in range(2):
        assert of(rows) == of(rows, seed=seed, partitions=2)


def test_list_treatment_is_asked_for_at_every_payment() -> None:
    rows = changed(entry(**NOTICE, start=date(2024, 1, 1), valid_to=date(2025, 4, 19)))
    rows["deals"][0]["policy_tier"] = "T1"
    said = of(rows)
    assert (said["is_listed_at_initiation"], said["is_listed_at_payment"]) == (True, False)
    assert (said["has_list_gap"], said["list_ended_on"]) == (True, BETWEEN)
    rows["client_status"][-1]["valid_from"] = date(2025, 3, 15)
    assert hits(screened(rows)).get("ELG-03") == "escalate", "listed at the first payment alone"


def test_the_rules_hold_what_is_paid_after_the_standing_was_lost() -> None:
    lost = screened(changed(entry("directory", "removed"), entry("safe_class", "B"), waits=True))
    found = hits(lost)
    assert (found.get("ELG-01"), found.get("ELG-02")) == ("hold", "hold")
    finding = lost.tables["finding"].filter(rule_id="ELG-01")
    assert finding["payment_id"].to_list() == ["D1-P2"]
    assert "2025-12-31, payment D1-P2" in finding["reason"].item()
    (decided,) = lost.tables["payment_decision"].to_dicts()
    assert decided["decision"] == "HOLD"
    supervised = screened(changed(entry("rmb_key_supervision", "listed"), currency="CNY"))
    assert hits(supervised).get("ELG-11") == "escalate"
    favoured = entry("bank_white_list", "listed", date(2024, 1, 1))
    conflict = screened(changed(favoured, entry("safe_class", "B")))
    assert hits(conflict).get("ELG-07") == "escalate"
