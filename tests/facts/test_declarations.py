"""Special cases, codes, remarks, forms and days of declaration, by the Chinese calendar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, hits, honest, screened

SPECIAL = "特殊离岸转手铜货款"


def two_banks(paid: date, reported: date | None, **payments: Any) -> Rows:
    """A deal whose sale is settled at another bank on that day."""
    rows = honest()
    rows["payments"][0]["value_date"] = date(2025, 1, 3)
    rows["payments"][1] |= {"bank": "ICBKCNBJ", "value_date": paid}
    rows["payments"] = [p | payments for p in rows["payments"]]
    rows["deals"][0]["special_report_date"] = reported
    return rows


def declared(**changes: Any) -> Rows:
    """A deal both of whose payments were declared as they should be."""
    rows = honest()
    for row, side in zip(rows["payments"], "买卖", strict=True):
        row |= {"bop_code": "122010", "bop_remark": f"离岸转{side}铜货款"}
        row |= {"declared_on": row["value_date"], **changes}
    return rows


def of(rows: Rows, **asked: Any) -> dict[str, Any]:
    return told(rows, ["declarations"], **asked)


@pytest.mark.parametrize(
    ("paid", "reported", "overdue"),
    [
        # Spring Festival 2025: 28 January to 4 February off, 26 January and 8 February made up
        (date(2025, 1, 24), date(2025, 2, 7), 0),
        (date(2025, 1, 24), date(2025, 2, 8), 1),
        # National Day 2025: 1 to 8 October off, 28 September and 11 October made up
        (date(2025, 9, 26), date(2025, 10, 10), 0),
        (date(2025, 9, 26), date(2025, 10, 11), 1),
        (date(2025, 9, 30), date(2025, 10, 14), 0),
        (date(2025, 5, 5), date(2025, 5, 12), 0),  # an off day itself: the clock counts after it
    ],
)
def test_five_working_days_over_holidays_and_make_up_weekends(
    paid: date, reported: date, overdue: int
) -> None:
    said = of(two_banks(paid, reported, bop_remark=SPECIAL))
    assert (said["is_special_case"], said["special_since_on"]) == (True, paid)
    assert said["special_days_overdue"] == overdue
    assert said["n_unmarked_special_payments"] == 0


def test_a_bank_s_own_calendar_overrides() -> None:
    rows = two_banks(date(2025, 9, 26), date(2025, 10, 10), bop_remark=SPECIAL)
    rows["calendar"] = [{"date": date(2025, 10, 2), "is_working_day_cn": True}]
    assert of(rows)["special_days_overdue"] == 1


def test_the_clock_runs_until_reported_and_marked() -> None:
    paid = date(2025, 12, 22)
    assert of(two_banks(paid, None, bop_remark=SPECIAL))["special_days_overdue"] == 2
    later = two_banks(paid, date(2026, 1, 5), bop_remark=SPECIAL)
    assert of(later)["special_days_overdue"] == 2, "a report of tomorrow is none today"
    bare = of(two_banks(paid, date(2025, 12, 23), bop_remark="离岸转卖铜货款"))
    assert bare["special_days_overdue"] == 2
    assert bare["n_unmarked_special_payments"] == 1, "the first payment made nothing special"
    assert bare["unmarked_special_payment_id"] == "D1-P2"


def test_only_the_remark_marks_and_no_remark_at_all_is_not_known() -> None:
    rows = two_banks(date(2025, 12, 22), date(2025, 12, 23))
    rows["deals"][0]["is_special"] = True
    said = of(rows)
    assert (said["n_unmarked_special_payments"], said["special_days_overdue"]) == (None, -4)
    assert said["special_met_on"] is None, "nobody knows of the mark"
    rows["payments"][0]["bop_remark"] = "离岸转买铜货款"
    said = of(rows)
    assert said["n_unmarked_special_payments"] == 1, "a blank beside a remark"
    assert said["unmarked_special_payment_id"] == "D1-P2"
    rows["payments"][1]["bop_remark"] = "特殊离岸转手"
    said = of(rows)
    assert said["n_unmarked_special_payments"] == 0
    assert said["special_met_on"] == date(2025, 12, 23)


def test_a_report_before_the_case_began_is_none_of_it() -> None:
    rows = two_banks(date(2025, 12, 22), date(2025, 12, 21), bop_remark=SPECIAL)
    said = of(rows)
    assert (said["is_special_case_reported"], said["special_days_overdue"]) == (False, 2)
    rows["deals"][0]["special_report_date"] = date(2025, 12, 22)
    said = of(rows)
    assert (said["is_special_case_reported"], said["special_days_overdue"]) == (True, -5)
    assert hits(screened(two_banks(date(2025, 5, 5), date(2025, 1, 2)))).get("PAY-03") == "escalate"


def test_rmb_has_no_remark_and_one_leg_is_not_yet_special() -> None:
    said = of(two_banks(date(2025, 12, 22), None, currency="CNY"))
    assert (said["n_unmarked_special_payments"], said["special_days_overdue"]) == (0, 2)
    waiting = two_banks(date(2025, 12, 22), None)
    waiting["payments"][1] |= {"status": "requested"}
    said = of(waiting)
    assert (said["is_special_case"], said["special_since_on"]) == (True, None)
    assert said["special_days_overdue"] is None
    del waiting["payments"][1]
    assert of(waiting)["is_special_case"] is None
    assert of(honest())["is_special_case"] is False


def test_a_deal_declared_as_it_should_be() -> None:
    said = of(declared())
    assert (said["n_wrong_bop_codes"], said["n_wrong_bop_remarks"]) == (0, 0)
    assert (said["wrong_bop_code"], said["inward_declaration_days"]) == (None, 0)
    said = of(declared(verification_form_no="VF1"))
    assert said["largest_unverified_payment_usd"] == 0
    assert said["unverified_payment_id"] is None


def test_codes_and_remarks() -> None:
    rows = declared(bop_code="121030", bop_remark="货款")
    said = of(rows)
    assert (said["n_wrong_bop_codes"], said["wrong_bop_code"]) == (2, "121030")
    assert said["wrong_bop_code_payment_id"] == "D1-P1"
    assert (said["n_wrong_bop_remarks"], said["wrong_bop_remark"]) == (2, "货款")
    blank = {"bop_code": None, "bop_remark": None, "declared_on": None}
    rows["payments"][0] |= blank
    assert of(rows)["n_wrong_bop_codes"] == 1, "one wrong decides"
    rows["payments"][1] |= {"bop_code": "122010", "bop_remark": "离岸转手"}
    said = of(rows)
    assert said["n_wrong_bop_codes"] is None, "one unknown leaves it open"
    assert said["n_wrong_bop_remarks"] == 1, "no goods are named"
    rows["payments"][0]["declared_on"] = date(2025, 4, 11)
    said = of(rows)
    assert (said["n_wrong_bop_codes"], said["wrong_bop_code_payment_id"]) == (1, "D1-P1")
    assert said["n_wrong_bop_remarks"] == 2, "declared without, beside one that has it"
    rows["payments"][1] |= {"bop_code": None, "bop_remark": None}
    said = of(rows)
    assert (said["n_wrong_bop_codes"], said["n_wrong_bop_remarks"]) == (None, None)
    assert of(declared(bop_remark="特殊离岸转手"))["n_wrong_bop_remarks"] == 0
    waiting = of(declared(status="requested", bop_code=None, bop_remark=None))
    assert (waiting["n_wrong_bop_codes"], waiting["n_wrong_bop_remarks"]) == (0, 0)
    freight = declared()
    freight["payments"].append(
        freight["payments"][0] | {"payment_id": "F", "purpose": "freight", "bop_code": "222013"}
    )
    assert of(freight)["n_wrong_bop_codes"] == 0


def test_the_form_of_a_large_item() -> None:
    rows = declared(amount=Decimal("30000000.01"))
    said = of(rows)
    assert said["largest_unverified_payment_usd"] == 30_000_000.01
    assert said["unverified_payment_id"] == "D1-P1"
    rows["payments"][0]["verification_form_no"] = "VF1"
    assert of(rows)["unverified_payment_id"] == "D1-P2"
    rows["payments"][1]["status"] = "requested"
    assert of(rows)["largest_unverified_payment_usd"] == 0, "what waits owes no form yet"
    assert of(declared(currency="CNY"))["largest_unverified_payment_usd"] is None


def test_days_until_a_receipt_is_declared() -> None:
    rows = declared()
    rows["payments"][1] |= {"value_date": date(2025, 9, 30), "declared_on": date(2025, 10, 15)}
    said = of(rows)
    assert (said["inward_declaration_days"], said["late_declared_payment_id"]) == (6, "D1-P2")
    rows["payments"][1] |= {"value_date": date(2025, 12, 22), "declared_on": None}
    assert of(rows)["inward_declaration_days"] == 7, "not declared by now"
    rows["payments"][0]["declared_on"] = None
    assert of(rows)["inward_declaration_days"] is None, "the bank brings no such days"


def test_rmb_payments_not_yet_reported() -> None:
    rows = declared(currency="CNY", rmb_reported_on=date(2025, 6, 1))
    rows["payments"][1]["rmb_reported_on"] = None
    said = of(rows)
    assert said["n_unreported_rmb_payments"] == 1
    assert said["rmb_unreported_since_on"] == date(2025, 5, 5)
    rows["payments"][1]["rmb_reported_on"] = date(2026, 1, 2)
    assert of(rows)["n_unreported_rmb_payments"] == 1, "a report of tomorrow is none today"
    rows["payments"][1]["status"] = "requested"
    assert of(rows)["n_unreported_rmb_payments"] == 0, "what waits is not reported yet"
    assert of(declared())["n_unreported_rmb_payments"] is None


def test_the_order_of_rows_does_not_matter() -> None:
    rows = two_banks(date(2025, 12, 22), None, bop_code="121010", bop_remark="货款")
    assert of(rows) == of(rows, seed=1) == of(rows, seed=2, partitions=3)
