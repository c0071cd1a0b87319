"""Free trade accounts: holder, kind, bank, days, and what goes over which line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, honest, screened

OWN, OTHER = "FTE001", "ACC9"


def through(kind: str | None = "FTE", number: str = OWN, **changes: Any) -> Rows:
    """A deal both payments of which go through an account of the client."""
    rows = honest()
    rows["payments"][0] |= {"debtor_account": number, "creditor_account": OTHER}
    rows["payments"][1] |= {"creditor_account": number, "debtor_agent": "ABNANL2A"}
    mine = {"account_no": number, "kind": kind, "holder_id": "C1", "country": "CN"}
    rows["clients"] = [*rows["clients"], {"client_id": "C2"}]
    rows["accounts"] = [
        mine | {"is_pilot_bank": True} | changes,
        {"account_no": OTHER, "kind": "ordinary", "country": "CL"},
    ]
    return rows


def of(rows: Rows, **asked: Any) -> dict[str, Any]:
    return told(rows, ["accounts"], **asked)


def test_the_client_s_own_account_at_a_pilot_bank() -> None:
    said = of(through())
    assert (said["n_ft_payments"], said["n_ft_faults"], said["ft_fault_kind"]) == (2, 0, None)
    assert (said["n_first_line_payments"], said["n_second_line_payments"]) == (2, 0)
    said = of(through("ordinary", "ACC1"))
    assert (said["n_ft_payments"], said["n_ft_faults"]) == (0, None)
    assert of(honest())["n_ft_payments"] is None, "no table of accounts"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (through(holder_id="C2"), "HOLDER"),
        (through(is_pilot_bank=False), "BANK"),
        (through(closed_on=date(2025, 4, 9)), "CLOSED"),
        (through(opened_on=date(2025, 6, 1)), "CLOSED"),
        (through("ordinary"), "KIND"),
        (through("FTE", "FTN001"), "KIND"),
        (through("FTE", "FTF001"), "KIND"),
    ],
)
def test_faults(rows: Rows, fault: str) -> None:
    said = of(rows)
    assert (said["n_ft_faults"], said["ft_fault_kind"]) == (2, fault)
    assert said["ft_fault_payment_id"] == "D1-P1"
    assert said["ft_fault_account_no"] == rows["accounts"][0]["account_no"]


def test_what_the_table_does_not_say_is_not_fine() -> None:
    assert of(through(holder_id=None))["n_ft_faults"] is None
    assert of(through(is_pilot_bank=None))["n_ft_faults"] is None
    said = of(through(is_pilot_bank=None, holder_id="C2"))
    assert (said["n_ft_faults"], said["ft_fault_kind"]) == (2, "HOLDER"), "one fault decides"


def test_ftn_is_for_foreign_firms() -> None:
    rows = through("FTN", "FTN001", holder_id="P-OWN")
    assert of(rows)["n_ft_faults"] is None
    own = {"party_id": "P-OWN", "client_id": "C1", "is_resident": False}
    rows["parties"] = [*rows["parties"], own]
    assert of(rows)["n_ft_faults"] == 0, "the client under its party id"
    own["is_resident"] = True
    assert of(rows)["ft_fault_kind"] == "KIND"


def test_the_second_line_takes_rmb_alone() -> None:
    rows = through()
    rows["accounts"][1]["country"] = "CN"
    said = of(rows)
    assert (said["n_first_line_payments"], said["n_second_line_payments"]) == (1, 1)
    assert (said["n_ft_faults"], said["ft_fault_kind"]) == (1, "CURRENCY")
    for currency in ("CNY", "CNH"):
        rows["payments"][0]["currency"] = currency
        assert of(rows)["n_ft_faults"] == 0
    rows["payments"][0]["currency"] = "USD"
    for kind in ("FTE", "FTN", "NRA", "OSA"):
        rows["accounts"][1]["kind"] = kind
        assert of(rows)["n_first_line_payments"] == 2, kind


def test_a_line_nobody_can_tell_is_open() -> None:
    rows = through()
    del rows["accounts"][1]
    said = of(rows)
    assert (said["n_first_line_payments"], said["n_second_line_payments"]) == (1, 0)
    assert (said["n_ft_faults"], said["n_second_line_fx_payments"]) == (0, None), (
        "the other account may be a domestic one"
    )
    rows["payments"][0]["currency"] = "CNY"
    assert of(rows)["n_second_line_fx_payments"] == 0, "RMB may go over either"


def test_an_account_nobody_describes_is_not_passed() -> None:
    rows = through(kind=None, number="ACC1")
    assert of(rows)["n_ft_payments"] is None, "its kind is blank"
    del rows["accounts"][0]
    assert of(rows)["n_ft_payments"] is None, "it is not in the table"
    rows = through(kind=None)
    assert (of(rows)["n_ft_payments"], of(rows)["n_ft_faults"]) == (2, None)
    del rows["accounts"][0]
    said = of(rows)
    assert (said["n_ft_payments"], said["n_ft_faults"]) == (2, None), "numbered as one"
    found = screened(rows).tables["finding"].filter(rule_id="ELG-05")
    assert found.select("answer", "cause").rows() == [("not_evaluable", "paper")]
    nobody_s = of(through(holder_id="C-NONE"))
    assert nobody_s["n_ft_faults"] is None, "a holder in no table"


@pytest.mark.parametrize("kind", ["NRA", "OSA"])
def test_a_resident_holds_no_account_for_non_residents(kind: str) -> None:
    rows = through(kind, "ACC1")
    assert (of(rows)["n_ft_faults"], of(rows)["ft_fault_kind"]) == (2, "KIND")
    rows["parties"] = [*rows["parties"], {"party_id": "C1", "is_resident": False}]
    assert of(rows)["n_ft_faults"] == 0
    del rows["client_status"], rows["parties"]
    assert of(rows)["n_ft_faults"] is None, "nobody says where it resides"


def test_the_order_of_rows_does_not_matter() -> None:
    rows = through(holder_id="C2")
    assert of(rows) == of(rows, seed=1) == of(rows, seed=2, partitions=3)
