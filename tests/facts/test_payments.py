"""Banks, currencies, gaps, amounts and payees of payments."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import (
    Rows,
    at,
    contract,
    fact_row,
    hits,
    honest,
    invoice,
    payment,
    screened,
    together,
)


def of(rows: Rows, **asked: Any) -> dict[str, Any]:
    return told(rows, ["payments"], **asked)


def paid(rows: Rows, key: str, amount: str, **changes: Any) -> Rows:
    """The rows with a further payment of the purchase."""
    more = payment(key, "D1", "OUT", amount, "C1", "P-SELLER", date(2025, 4, 12))
    rows["payments"].append(more | changes)
    return rows


def test_one_bank_by_its_legal_person_and_one_currency_on_both_sides_of_the_line() -> None:
    rows = honest()
    rows["payments"][1] |= {"bank": "BKCHCNBJ300"}
    assert of(rows)["legs_at_different_banks"] is False, "a branch is no other bank"
    for row, currency in zip(rows["payments"], ("CNY", "CNH"), strict=True):
        row["currency"] = currency
    assert of(rows)["legs_in_different_currencies"] is False
    rows["payments"][1] |= {"bank": "ICBKCNBJ", "currency": "EUR"}
    said = of(rows)
    assert said["legs_at_different_banks"] is True
    assert said["legs_in_different_currencies"] is True
    assert said["other_bank_payment_id"] == said["other_currency_payment_id"] == "D1-P2"


def test_what_is_unknown_leaves_it_open_unless_the_rest_decides() -> None:
    rows = honest()
    rows["payments"][0]["bank"] = None
    assert of(rows)["legs_at_different_banks"] is None
    rows = paid(rows, "P3", "1", bank="ICBKCNBJ")
    assert of(rows)["legs_at_different_banks"] is True
    freight = paid(honest(), "P3", "1", currency="EUR", bank="ICBKCNBJ", purpose="freight")
    said = of(freight)
    assert (said["legs_at_different_banks"], said["legs_in_different_currencies"]) == (False, False)


def test_an_open_leg_and_its_expected_day() -> None:
    rows = honest()
    said = of(rows)
    assert (said["open_leg_days"], said["open_leg_overdue_days"]) == (0, 0)
    assert said["gap_payment_id"] == "D1-P2"
    del rows["payments"][1]
    said = of(rows)
    assert (said["open_leg_days"], said["open_leg_overdue_days"]) == (265, 265)
    gaps = ("expected_leg_gap_days", "agreed_leg_gap_days")
    assert [said[g] for g in gaps] == [None, None], "no terms, no expected day"
    rows["contracts"][1]["tenor_days"] = 250
    said = of(rows)
    assert [said[g] for g in gaps] == [None, 250], "a tenor is not the day an invoice is due"
    assert said["open_leg_overdue_days"] == 15
    rows["invoices"][1]["due_date"] = date(2026, 1, 15)
    said = of(rows)
    assert [said[g] for g in gaps] == [280, 280]
    assert said["open_leg_overdue_days"] == -15
    rows["payments"] = []
    assert [of(rows)[g] for g in ("open_leg_days", *gaps)] == [None, 0, 0]


@pytest.mark.parametrize("blank", [(0,), (1,), (0, 1)])
def test_a_payment_of_no_known_leg_leaves_open_which_leg_came_first(blank: tuple[int, ...]) -> None:
    rows = honest()
    rows["invoices"][1]["due_date"] = date(2025, 4, 12)
    sided = of(rows)
    assert sided["first_leg_usd"] == 900_000
    for i in blank:
        rows["payments"][i] |= dict.fromkeys(("direction", "leg", "debtor_id", "creditor_id"))
    said = of(rows)
    open_facts = ("first_leg_usd", "leg_gap_days", "open_leg_days", "expected_leg_gap_days")
    assert [said[fact] for fact in open_facts] == [None] * 4
    assert said["first_leg_on"] == sided["first_leg_on"]


def test_a_refund_settles_no_leg() -> None:
    rows = honest()
    rows["payments"][1] |= {"purpose": "refund"}
    said = of(rows)
    assert (said["leg_gap_days"], said["open_leg_days"]) == (None, 265)


def test_claims_refunds_and_freight_are_netted_before_an_overpayment_is_seen() -> None:
    rows = honest()
    rows["payments"][0]["amount"] = Decimal(990000)
    assert of(rows)["payment_over_invoice_ratio"] == 0.1
    assert of(rows)["overpaid_payment_id"] == "D1-P1"
    claim = {"direction": "IN", "debtor_id": "P-SELLER", "creditor_id": "C1"}
    back = paid(rows, "P3", "90000", purpose="claim", **claim)
    assert of(back)["payment_over_invoice_ratio"] == 0
    freight = paid(honest(), "P3", "50000", purpose="freight")
    assert of(freight)["payment_over_invoice_ratio"] == 0


def test_credit_and_debit_notes_change_what_is_owed() -> None:
    rows = honest()
    note = invoice("DN", "D1", "buy", "DN1", "P-SELLER", "C1", "90000")
    rows["invoices"].append(note | {"invoice_type": "debit"})
    rows["payments"][0] |= {"amount": Decimal(990000)}
    assert of(rows)["payment_over_invoice_ratio"] == 0
    rows["invoices"][-1]["invoice_type"] = "credit"
    assert of(rows)["payment_over_invoice_ratio"] == round(990 / 810 - 1, 6)


def test_gross_amounts_count_and_netting_without_them_is_told() -> None:
    rows = honest()
    rows["payments"][0] |= {"amount": Decimal(800000), "netting_programme_id": "NP1"}
    said = of(rows)
    assert said["n_ungrossed_net_payments"] == 1
    assert said["ungrossed_net_payment_id"] == "D1-P1"
    rows["payments"][0] |= {"gross_amount": Decimal(990000)}
    said = of(rows)
    assert said["n_ungrossed_net_payments"] == 0
    assert said["payment_over_invoice_ratio"] == 0.1, "what was set off counts as paid"


def test_a_programme_excuses_within_its_days_and_outside_offshore_resale() -> None:
    rows = honest()
    rows["payments"][0] |= {"netting_programme_id": "NP1", "bop_code": "121010"}
    programme = {"client_id": "C1", "programme_id": "NP1", "valid_from": date(2025, 1, 1)}
    rows["netting_programmes"] = [programme]
    assert of(rows)["n_ungrossed_net_payments"] == 0
    rows["netting_programmes"] = [programme | {"valid_to": date(2025, 4, 9)}]
    assert of(rows)["n_ungrossed_net_payments"] == 1
    rows["netting_programmes"] = [programme]
    rows["payments"][0]["bop_code"] = "122010"
    assert of(rows)["n_ungrossed_net_payments"] == 1


def test_a_last_payment_that_leaves_its_leg_short() -> None:
    rows = honest()
    rows["payments"][0] |= {"amount": Decimal(810000), "purpose": "final"}
    said = of(rows)
    assert (said["final_shortfall_ratio"], said["final_shortfall_leg"]) == (0.1, "buy")
    assert said["final_shortfall_payment_id"] == "D1-P1"
    rows["payments"][0]["purpose"] = "provisional"
    assert of(rows)["final_shortfall_ratio"] is None, "more may follow"


def test_round_amounts_and_lines_that_bear_them_out() -> None:
    rows = honest()
    said = of(rows)
    assert (said["n_round_payments"], said["round_payment_id"]) == (1, "D1-P1")
    assert said["has_priced_lines"] is True
    for row in rows["goods_lines"]:
        row["unit_price"] = None
    assert of(rows)["has_priced_lines"] is False


def account(number: str, kind: str, country: str) -> dict[str, Any]:
    return {"account_no": number, "kind": kind, "country": country}


def test_an_account_in_a_third_country() -> None:
    rows = honest()
    assert of(rows)["n_third_country_payments"] is None, "no table of accounts"
    rows["payments"][0] |= {"creditor_account": "A1", "creditor_agent": "BANKHKHH"}
    rows["accounts"] = [account("A2", "ordinary", "CN")]
    said = of(rows)
    assert (said["n_third_country_payments"], said["third_country"]) == (1, "HK"), "by the BIC"
    assert said["third_country_payment_id"] == "D1-P1"
    for kind, country, third in (
        ("ordinary", "CL", 0),
        ("ordinary", "SG", 1),
        ("FTN", "CN", 0),
        ("NRA", "CN", 0),
        ("OSA", "CN", 0),
        ("ordinary", "CN", 1),
    ):
        rows["accounts"] = [account("A1", kind, country)]
        assert of(rows)["n_third_country_payments"] == third, (kind, country)
    rows["payments"][0]["creditor_agent"] = None
    rows["accounts"] = [account("A2", "ordinary", "CN")]
    assert of(rows)["n_third_country_payments"] is None, "nobody says where it is"


def test_a_carrier_s_freight_is_no_third_party_payment() -> None:
    rows = paid(honest(), "P3", "5000", purpose="freight", creditor_id="CARRIER")
    assert of(rows)["n_third_party_payments"] == 0
    rows["payments"][-1]["purpose"] = "balance"
    assert of(rows)["n_third_party_payments"] == 1


def test_rmb_on_the_free_trade_side_is_worth_what_it_is_offshore() -> None:
    rows = honest()
    for row in rows["payments"]:
        row |= {"currency": "CNY", "debtor_account": "F1"}
    day = date(2025, 4, 10)
    rows["fx_rates"] = [
        {"currency": c, "rate_date": day, "usd_per_unit": Decimal(r)}
        for c, r in (("CNY", "0.14"), ("CNH", "0.13"))
    ]
    assert of(rows)["first_leg_usd"] == 126_000
    rows["accounts"] = [account("F1", "FTE", "CN")]
    assert of(rows)["first_leg_usd"] == 117_000


def test_the_order_of_rows_does_not_matter() -> None:
    rows = paid(honest(), "P3", "1", bank="ICBKCNBJ", currency="EUR", purpose="final")
    rows["contracts"].append(
        contract("BC2", "D1", "buy", "X", "P-SELLER", "C1", "5") | {"tenor_days": 3}
    )
    rows["accounts"] = [account("A2", "ordinary", "CN")]
    assert of(rows) == of(rows, seed=1) == of(rows, seed=2, partitions=3)


def test_a_small_last_instalment_hides_no_gap_and_a_token_receipt_closes_no_leg() -> None:
    rows = paid(honest(), "D1-P3", "20000", value_date=date(2025, 10, 25))
    rows["payments"][0]["amount"] = Decimal(880_000)
    rows["payments"][1]["value_date"] = date(2025, 10, 28)
    assert fact_row(rows)["leg_gap_days"] == 201
    token = honest()
    token["payments"][1]["amount"] = Decimal(1_000)
    said = fact_row(token)
    assert (said["leg_gap_days"], said["open_leg_days"]) == (None, 265)


def test_refunds_and_claims_go_to_those_the_money_came_from() -> None:
    for label in ("refund", "claim"):
        stranger = {"purpose": label, "leg": "sell", "creditor_id": "P-OTHER"}
        rows = paid(honest(), "D1-P3", "900000", value_date=date(2025, 6, 1), **stranger)
        assert fact_row(rows)["n_third_party_payments"] == 1
        rows["payments"][-1]["creditor_id"] = "P-BUYER"
        assert fact_row(rows)["n_third_party_payments"] == 0
    rows["payments"][-1]["purpose"] = "refund"
    del rows["payments"][1]  # nothing was received that could be refunded
    said = fact_row(rows)
    assert said["n_third_party_payments"] == 1
    assert said["payment_over_invoice_ratio"] == pytest.approx(0.980392)


def test_contracts_bound_what_no_invoice_does_and_a_final_one_has_no_tolerance() -> None:
    rows = honest()
    rows["payments"][0]["amount"] = Decimal(985_000)
    rows["contracts"][0]["tolerance_ratio"] = Decimal("0.1")
    assert fact_row(rows)["payment_over_invoice_ratio"] == 0.094444
    rows["invoices"][0]["invoice_type"] = "proforma"
    assert fact_row(rows)["payment_over_invoice_ratio"] == 0.0  # within the tolerance agreed
    rows["payments"][0]["amount"] = Decimal(1_800_000)
    assert fact_row(rows)["payment_over_invoice_ratio"] == 0.9


def test_a_refund_asked_for_and_a_note_hide_no_second_payment() -> None:
    rows = paid(honest(), "D1-P3", "900000", value_date=date(2025, 4, 20))
    asked = {"purpose": "refund", "direction": "IN", "status": "requested", "value_date": None}
    paid(rows, "D1-P4", "900000", **asked)
    assert fact_row(rows)["n_duplicate_invoice_payments"] == 1
    assert fact_row(rows)["payment_over_invoice_ratio"] == 1.0
    rows["payments"].pop()
    note = rows["invoices"][0] | {"document_id": "D1-CN", "invoice_no": "CN1"}
    rows["invoices"].append(note | {"invoice_type": "credit", "total_amount": Decimal(1)})
    assert fact_row(rows)["n_duplicate_invoice_payments"] == 1


def test_an_invoice_paid_in_another_currency_is_valued_on_the_day_it_is_paid() -> None:
    rows = honest()
    for paper in ("contracts", "invoices"):
        rows[paper][1] |= {"currency": "EUR", "total_amount": Decimal(850_000)}
    rows["payments"][1]["amount"] = Decimal("964155.00")  # at 1.1343 of 5 May, 1.0889 on issue
    assert abs(fact_row(rows)["payment_over_invoice_ratio"]) < 0.001
    rows["payments"][1]["amount"] *= 2
    assert fact_row(rows)["payment_over_invoice_ratio"] == pytest.approx(1, abs=0.001)


def test_one_invoice_in_two_deals() -> None:
    """The very same paper, drawn by allocations of two deals that together pass it."""
    rows = together(honest("D1"), honest("D2"))
    for table in ("invoices", "goods_lines"):
        rows[table] = [r for r in rows[table] if r["document_id"] != "D2-BI"]
    rows["deal_documents"] = [
        {"deal_id": d, "document_id": "D1-BI", "leg": "buy"} for d in ("D1", "D2")
    ]
    shares = {"D1": Decimal(900_000), "D2": Decimal(890_000)}
    rows["payment_allocations"] = [
        {
            "payment_id": f"{d}-P1",
            "deal_id": d,
            "invoice_document_id": "D1-BI",
            "amount": a,
        }
        for d, a in shares.items()
    ]
    for row in rows["payments"]:
        if row["payment_id"] == "D2-P1":
            row |= {"amount": shares["D2"], "value_date": date(2025, 4, 20)}
    names = (
        "is_invoice_paid_by_several_deals",
        "invoice_paid_beyond_ratio",
        "beyond_invoice_payment_id",
        "invoice_paid_beyond_no",
        "n_duplicate_invoice_payments",
    )
    first, second = (fact_row(rows, d) for d in ("D1", "D2"))
    assert [first[n] for n in names] == [True, 0, None, None, 0]
    assert [second[n] for n in names] == [True, 0.988889, "D2-P1", "D1PI77", 0]
    assert hits(screened(rows), "D2")["PAY-08"] == "escalate"
    assert "PAY-08" not in hits(screened(rows), "D1")


def test_what_came_back_once_the_sale_is_due() -> None:
    rows = honest()
    said = of(rows)
    assert (said["is_sale_receipt_due"], said["net_outflow_ratio"]) == (True, -0.02)
    rows["payments"][1]["amount"] = Decimal(850_000)
    assert of(rows)["net_outflow_ratio"] == 0.055556
    rows["payments"][1] |= {"status": "requested"}
    assert of(rows)["net_outflow_ratio"] == 1, "money asked for has not come"
    del rows["payments"][1]
    assert of(rows)["is_sale_receipt_due"], "90 days after the purchase where nothing is agreed"
    assert not of(rows, as_of=at(7, 9))["is_sale_receipt_due"]
    assert of(rows, as_of=at(7, 10))["is_sale_receipt_due"]
    rows["contracts"][1]["tenor_days"] = 270
    assert not of(rows)["is_sale_receipt_due"]
    rows["invoices"][1]["due_date"] = date(2025, 12, 30)
    assert of(rows)["is_sale_receipt_due"]
    rows["invoices"][1]["due_date"] = date(2025, 12, 31)
    assert not of(rows)["is_sale_receipt_due"], "on its day it is not overdue"
    assert screened_note(honest(), 850_000) == "note"
    assert screened_note(honest(), 918_000) is None


def screened_note(rows: Rows, received: int) -> str | None:
    """The severity of PAY-08 where the sale brought in so much."""
    rows["payments"][1]["amount"] = Decimal(received)
    return hits(screened(rows), "D1").get("PAY-08")
