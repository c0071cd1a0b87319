"""Payments whose side of the client is another firm: by party, by booking, by account."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, hits, honest, screened

NAMES = ("n_other_own_side_payments", "other_own_side_payment_id")


def of(rows: Rows, **asked: Any) -> tuple[Any, Any]:
    said = told(rows, ["payments"], **asked)
    return said[NAMES[0]], said[NAMES[1]]


def changed(which: int, **changes: Any) -> Rows:
    rows = honest()
    rows["payments"][which] |= changes
    return rows


def held_by(holder: str | None, kind: str = "ordinary") -> Rows:
    rows = changed(0, debtor_account="A1")
    rows["accounts"] = [{"account_no": "A1", "kind": kind, "holder_id": holder, "country": "CN"}]
    return rows


@pytest.mark.parametrize(
    ("rows", "payment"),
    [
        (changed(0, debtor_id="C9"), "D1-P1"),
        (changed(1, creditor_id="P-OTHER"), "D1-P2"),
        (changed(0, debtor_id=None, client_id="C9"), "D1-P1"),
        (held_by("C9"), "D1-P1"),
        (held_by("C9", "NRA"), "D1-P1"),
    ],
)
def test_another_firm_pays_is_paid_or_holds_the_account(rows: Rows, payment: str) -> None:
    assert of(rows) == of(rows, seed=1, partitions=2) == (1, payment)
    results = screened(rows)
    assert hits(results).get("PAY-09") == "escalate"
    finding = results.tables["finding"].filter(rule_id="PAY-09")
    assert finding["payment_id"].to_list() == [payment]


def test_the_client_under_any_of_its_ids() -> None:
    assert of(honest()) == (0, None)
    assert of(held_by("C1")) == of(held_by(None)) == (0, None)
    rows = changed(0, debtor_id="P-OWN")
    assert of(rows) == (1, "D1-P1")
    rows["parties"] = [*rows["parties"], {"party_id": "P-OWN", "client_id": "C1"}]
    assert of(rows) == (0, None)


def test_a_side_nobody_names_is_the_client_s_it_is_booked_to() -> None:
    assert of(changed(0, debtor_id=None)) == (0, None)
    assert of(changed(0, debtor_id=None, client_id=None)) == (None, None)
    named = changed(0, debtor_id=None, client_id=None, debtor_name="上海某某贸易有限公司")
    assert of(named) == (0, None)
    message = {"debtor_id": "NAME:X", "client_id": None, "debtor_name": "X"}
    assert of(changed(0, **message)) == (None, None)
    assert of(changed(0, **message | {"debtor_name": "上海某某贸易有限公司"})) == (0, None)
    rows = held_by("C1")
    rows["payments"][0] |= message
    assert of(rows) == (0, None), "the account is the client's"
