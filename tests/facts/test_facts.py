"""Each fact told from an honest deal in which one thing is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from screening.schema import DEAL_FACTS
from tests.one_deal import Rows, at, fact_row, honest

Change = Callable[[Rows], None]
CASES: list[tuple[str, Change, dict[str, Any]]] = []


def case(name: str, **expected: Any) -> Callable[[Change], Change]:
    """Register a change to the honest deal and the facts it must lead to."""

    def keep(change: Change) -> Change:
        CASES.append((name, change, expected))
        return change

    return keep


@case("bill given up before title came in", bill_status_at_title="SURRENDERED_FOR_DELIVERY")
def _(rows: Rows) -> None:
    rows["document_events"][1]["at"] = at(3, 19)


@case("bill given up on the day title passed", bill_status_at_title="ISSUED")
def _(rows: Rows) -> None:
    rows["document_events"][1]["at"] = at(3, 25)


@case("given up between title in and title out", bill_status_at_title="SURRENDERED_FOR_DELIVERY")
def _(rows: Rows) -> None:
    rows["document_events"][1]["at"] = at(3, 22)


@case("the bank learned of it after the decision", bill_status_at_title="ISSUED")
def _(rows: Rows) -> None:
    rows["document_events"][1] |= {"at": at(3, 19), "known_at": at(12, 31).replace(year=2026)}


@case("issued on the day title passed", bill_status_at_title="ISSUED")
def _(rows: Rows) -> None:
    rows["document_events"][0]["at"] = at(3, 20)
    rows["document_events"][1]["at"] = at(4, 20)


@case("no status known", bill_status_at_title=None)
def _(rows: Rows) -> None:
    rows["document_events"] = []


@case("undated status that is not spent", bill_status_at_title="ISSUED")
def _(rows: Rows) -> None:
    rows["document_events"] = []
    rows["transport_documents"][0]["status"] = "ISSUED"


@case("undated status that is spent", bill_status_at_title=None)
def _(rows: Rows) -> None:
    rows["document_events"] = []
    rows["transport_documents"][0]["status"] = "VOIDED"


@case("tenor shortens the age of a bill", bill_age_at_title_days=-20)
def _(rows: Rows) -> None:
    rows["contracts"][0]["tenor_days"] = 30


@case(
    "order bill without endorsement",
    has_order_bill=True,
    endorsement_is_missing=True,
    endorsement_is_due=True,
    order_party="BANK-X",
)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "BANK-X"}


@case("order bill endorsed by its order party", endorsement_is_missing=False)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "BANK-X"}
    rows["endorsements"] = [
        {"document_id": "D1-BL", "sequence": 1, "endorser_id": "BANK-X", "endorsee_id": "C1"}
    ]


@case("a gap in the endorsements", endorsement_is_missing=True)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "BANK-X"}
    rows["endorsements"] = [
        {"document_id": "D1-BL", "sequence": 1, "endorser_id": "BANK-X", "endorsee_id": "Q"},
        {"document_id": "D1-BL", "sequence": 2, "endorser_id": "R", "endorsee_id": "C1"},
    ]


@case("a blank endorsement ends the row", endorsement_is_missing=False)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "BANK-X"}
    rows["endorsements"] = [
        {"document_id": "D1-BL", "sequence": 1, "endorser_id": "BANK-X", "endorsee_id": None},
        {"document_id": "D1-BL", "sequence": 2, "endorser_id": "R", "endorsee_id": "C1"},
    ]


@case("to the order of the client itself", endorsement_is_missing=False)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "C1"}


@case("the credit's bank holds the papers", endorsement_is_missing=True, endorsement_is_due=None)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "BANK-X"}
    rows["letters_of_credit"] = [{"lc_no": "L1", "deal_id": "D1", "issuing_bank_id": "BANK-X"}]


@case("the credit's bank has released them", endorsement_is_due=True)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "BANK-X"}
    rows["letters_of_credit"] = [
        {
            "lc_no": "L1",
            "deal_id": "D1",
            "issuing_bank_id": "BANK-X",
            "papers_released_on": date(2025, 4, 1),
        }
    ]


@case(
    "a wrong check digit",
    has_container=True,
    n_bad_container_numbers=1,
    bad_container_ref="CSQU3054384",
)
def _(rows: Rows) -> None:
    rows["equipment"] = [
        {"document_id": "D1-BL", "equipment_ref": r} for r in ("CSQU3054383", "CSQU3054384")
    ]


@case("boxes without numbers", has_container=True, n_bad_container_numbers=None)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["cargo_form"] = "BOX"


@case("a wrong IMO number", imo_is_valid=False)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["vessel_imo"] = "9321484"


@case("another name than the register's", imo_is_valid=True, vessel_name_similarity=0.533333)
def _(rows: Rows) -> None:
    # the register says EMMA MAERSK: A, M, A, R stand in it in order, 2 * 4 / (11 + 4)
    rows["vessels"][0]["name"] = "AMAR"


@case("a name of the register before its day", vessel_name_similarity=None)
def _(rows: Rows) -> None:
    rows["vessels"][0]["valid_from"] = date(2025, 3, 11)


@case("discharged in China", n_bills_discharged_in_china=1, china_discharge_port="CNNGB")
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_port"] = "CNNGB"


@case("Hong Kong is not the mainland", n_bills_discharged_in_china=0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_port"] = "HKHKG"


@case("goes on from there", n_bills_discharged_in_china=1, has_on_carriage=True)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_port"] = "CNNGB"
    rows["document_links"] = [{"parent_id": "D1-BL", "child_id": "X", "kind": "on-carriage"}]


@case("residence not stated", n_resident_counterparties=None)
def _(rows: Rows) -> None:
    rows["parties"][0]["is_resident"] = None


@case("two days across an ocean", implied_speed_kn=93.558)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_date"] = date(2025, 3, 12)


@case("price a third above", price_deviation=0.318681, price_ratio=1.318681)
def _(rows: Rows) -> None:
    rows["goods_lines"][1]["unit_price"] = Decimal(12000)


@case("price a fifth of the reference", price_deviation=4.0, price_ratio=0.2)
def _(rows: Rows) -> None:
    rows["goods_lines"][0]["unit_price"] = Decimal(1820)


@case("priced in pounds", price_deviation=0.010902, unit_price_usd=9199.2112)
def _(rows: Rows) -> None:
    # 4.172692 / 0.45359237 kg = 9.1992112 a kilogram, against 9.1
    rows["goods_lines"] = rows["goods_lines"][:1]
    rows["goods_lines"][0] |= {"unit": "LBR", "unit_price": Decimal("4.172692")}


@case("a reference published after the decision", price_deviation=None)
def _(rows: Rows) -> None:
    rows["reference_prices"][0]["published_at"] = at(12, 31).replace(year=2026)


@case("a stale reference", price_deviation=None, n_priced_lines_without_reference=4)
def _(rows: Rows) -> None:
    rows["reference_prices"][0]["price_date"] = date(2024, 12, 1)


@case("a formula price against its quotation period", price_ratio=1.125, price_basis="FORMULA")
def _(rows: Rows) -> None:
    rows["reference_prices"] += [
        rows["reference_prices"][0] | {"price_date": date(2025, 4, d), "value": Decimal(v)}
        for d, v in ((10, 7900), (11, 8000), (12, 8100))
    ]
    rows["goods_lines"] = rows["goods_lines"][:1]
    rows["goods_lines"][0] |= {
        "price_basis": "FORMULA",
        "quotation_from": date(2025, 4, 1),
        "quotation_to": date(2025, 4, 30),
    }


@case("a quotation period that has not ended", price_deviation=None)
def _(rows: Rows) -> None:
    rows["goods_lines"] = rows["goods_lines"][:1]
    rows["goods_lines"][0] |= {
        "price_basis": "FORMULA",
        "quotation_from": date(2025, 12, 1),
        "quotation_to": date(2026, 1, 31),
    }
    rows["transport_documents"][0]["on_board_date"] = date(2025, 11, 10)


@case("no code on a line", n_vague_lines=1)
def _(rows: Rows) -> None:
    rows["goods_lines"][0]["hs6"] = None


@case("a credit note", buy_invoice_usd=890000.0, margin_ratio=0.031461)
def _(rows: Rows) -> None:
    note = rows["invoices"][0] | {"document_id": "CN", "invoice_no": "CN1"}
    rows["invoices"].append(note | {"invoice_type": "credit", "total_amount": Decimal(10000)})


@case(
    "a final invoice replaces the provisional", buy_invoice_usd=910000.0, has_true_up_invoice=True
)
def _(rows: Rows) -> None:
    rows["invoices"][0]["invoice_type"] = "provisional"
    final = rows["invoices"][0] | {"document_id": "F", "invoice_no": "F1"}
    rows["invoices"].append(
        final
        | {
            "invoice_type": "final",
            "replaces_document_id": "D1-BI",
            "total_amount": Decimal(910000),
        }
    )


@case("not invoiced yet, so by contract", sell_invoice_usd=None, margin_ratio=0.02)
def _(rows: Rows) -> None:
    del rows["invoices"][1]


@case(
    "arithmetic wrong by 80,000",
    arithmetic_error_amount=80000.0,
    arithmetic_error_ratio=0.081633,
    arithmetic_document_id="D1-BC",
)
def _(rows: Rows) -> None:
    rows["goods_lines"][0]["line_amount"] = Decimal(980000)


@case("a total unlike its lines", arithmetic_error_amount=2000.0, arithmetic_document_id="D1-BI")
def _(rows: Rows) -> None:
    rows["invoices"][0]["total_amount"] = Decimal(902000)


@case("sold less than bought", quantity_gap_beyond_tolerance_ratio=0.2, sell_quantity=80000.0)
def _(rows: Rows) -> None:
    rows["goods_lines"][3]["quantity"] = Decimal(80)


@case("within the tolerance agreed", quantity_gap_beyond_tolerance_ratio=-0.02)
def _(rows: Rows) -> None:
    rows["goods_lines"][3]["quantity"] = Decimal(97)
    rows["contracts"][0]["tolerance_ratio"] = Decimal("0.05")


@case("in other units", quantity_gap_beyond_tolerance_ratio=0.0, sell_quantity=100000.0)
def _(rows: Rows) -> None:
    rows["goods_lines"][3] |= {"quantity": Decimal(100000), "unit": "KGM"}


@case("mass against pieces", quantity_gap_beyond_tolerance_ratio=None)
def _(rows: Rows) -> None:
    rows["goods_lines"][3]["unit"] = "C62"


@case("the bill carries a tenth", weight_conflict_ratio=0.9, title_papers_quantity=10000.0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["quantity"] = Decimal(10)


@case("a bill with weight alone", weight_conflict_ratio=0.05)
def _(rows: Rows) -> None:
    light = {"quantity": None, "unit": None, "gross_weight_kg": Decimal(95000)}
    rows["transport_documents"][0] |= light


@case("sold after the goods were taken", sale_after_discharge_days=42)
def _(rows: Rows) -> None:
    rows["contracts"][1]["sign_date"] = date(2025, 6, 1)


@case("sold late, but the bill is still out", sale_after_discharge_days=0)
def _(rows: Rows) -> None:
    rows["contracts"][1]["sign_date"] = date(2025, 6, 1)
    del rows["document_events"][1]


@case("bought long after shipment", purchase_after_on_board_days=40)
def _(rows: Rows) -> None:
    rows["contracts"][0]["sign_date"] = date(2025, 4, 19)


@case("a paper of next year", n_future_dates=1)
def _(rows: Rows) -> None:
    rows["invoices"][1]["issue_date"] = date(2026, 1, 2)


@case("a paper missing", n_missing_papers=1, missing_papers="title")
def _(rows: Rows) -> None:
    rows["transport_documents"] = []


@case("a paper not due yet", n_missing_papers=0)
def _(rows: Rows) -> None:
    rows["transport_documents"] = []
    rows["document_policy"][4]["due_after_days"] = 400


@case("no policy at all", n_missing_papers=None)
def _(rows: Rows) -> None:
    del rows["document_policy"]


@case("removed from the directory", is_in_directory=False)
def _(rows: Rows) -> None:
    rows["client_status"][0]["valid_to"] = date(2025, 4, 9)
    rows["client_status"].append(rows["client_status"][0] | {"client_id": "C9"})


@case("class B learned too late", safe_class="A")
def _(rows: Rows) -> None:
    late = rows["client_status"][1] | {"value": "B", "valid_from": date(2025, 1, 1)}
    rows["client_status"].append(late | {"known_from": at(6, 1).replace(year=2026)})


@case("class B in time", safe_class="B")
def _(rows: Rows) -> None:
    late = rows["client_status"][1] | {"value": "B", "valid_from": date(2025, 1, 1)}
    rows["client_status"].append(late | {"known_from": at(1, 10)})


@case("no register at all", is_in_directory=None, safe_class=None)
def _(rows: Rows) -> None:
    del rows["client_status"]


@case("two banks", legs_at_different_banks=True, legs_in_different_currencies=False)
def _(rows: Rows) -> None:
    rows["payments"][1]["bank"] = "ICBKCNBJ"


@case("one leg unpaid", legs_at_different_banks=None, leg_gap_days=None, first_leg_usd=900000.0)
def _(rows: Rows) -> None:
    del rows["payments"][1]


@case("RMB", currency_kind="RMB", has_rmb_payment=True, has_fx_payment=False)
def _(rows: Rows) -> None:
    for row in rows["payments"]:
        row["currency"] = "CNY"


@case("marked special with a reason", has_different_currency_reason=True)
def _(rows: Rows) -> None:
    rows["deals"][0] |= {"is_special": True, "special_reason": "buyer pays in EUR"}


@case("a tenth too much", payment_over_invoice_ratio=0.1, overpaid_leg="buy")
def _(rows: Rows) -> None:
    rows["payments"][0]["amount"] = Decimal(990000)


@case("a tenth too much, refunded", payment_over_invoice_ratio=0.0)
def _(rows: Rows) -> None:
    rows["payments"][0]["amount"] = Decimal(990000)
    back = rows["payments"][0] | {"payment_id": "R", "direction": "IN", "purpose": "refund"}
    rows["payments"].append(back | {"amount": Decimal(90000), "debtor_id": "P-SELLER"})


@case("paid to a stranger", n_third_party_payments=1, third_party_payment_id="D1-P1")
def _(rows: Rows) -> None:
    rows["payments"][0]["creditor_id"] = "P-STRANGER"


@case("the payee by its name", n_third_party_payments=0)
def _(rows: Rows) -> None:
    rows["payments"][0] |= {"creditor_id": "NAME:X", "creditor_name": "MINERA  SUR S.A."}


@case("paid twice", n_duplicate_invoice_payments=1, duplicate_payment_id="P9")
def _(rows: Rows) -> None:
    again = rows["payments"][0] | {"payment_id": "P9", "value_date": date(2025, 4, 20)}
    rows["payments"].append(again)


@case("two equal halves", n_duplicate_invoice_payments=0)
def _(rows: Rows) -> None:
    rows["payments"][0]["amount"] = Decimal(450000)
    rows["payments"].append(rows["payments"][0] | {"payment_id": "P9"})


@case("sold to the seller", supplier_is_buyer=True, round_trip_party="P-SELLER")
def _(rows: Rows) -> None:
    rows["contracts"][1]["buyer_id"] = rows["invoices"][1]["buyer_id"] = "P-SELLER"


@case("one controller behind both", supplier_is_buyer=True, round_trip_party="HOLDING")
def _(rows: Rows) -> None:
    for row in rows["parties"]:
        row["controller_id"] = "HOLDING"


@case("a receipt that ran out", n_receipts_not_in_force=1, has_title_paper=True)
def _(rows: Rows) -> None:
    rows["warehouse_receipts"] = [
        {
            "document_id": "WR",
            "receipt_no": "W1",
            "deal_id": "D1",
            "issue_date": date(2025, 1, 1),
            "valid_to": date(2025, 3, 22),
        }
    ]


@pytest.mark.parametrize(
    ("status", "since", "n"),
    [
        ("DELIVERED", date(2025, 4, 1), 0),  # after title out, as it should be
        ("DELIVERED", date(2025, 3, 22), 1),  # before it went out
        ("DELIVERED", date(2025, 3, 25), 0),  # on that very day
        ("DELIVERED", None, None),
        ("CANCELLED", None, 1),
        ("CANCELLED", date(2025, 4, 1), 0),
        ("PLEDGED", None, 0),
    ],
)
def test_a_receipt_that_ended(status: str, since: date | None, n: int | None) -> None:
    rows = honest()
    rows["warehouse_receipts"] = [
        {
            "document_id": "WR",
            "receipt_no": "W1",
            "deal_id": "D1",
            "issue_date": date(2025, 1, 1),
            "status": status,
            "status_on": since,
        }
    ]
    assert fact_row(rows)["n_receipts_not_in_force"] == n
    if since is None:
        return
    rows["warehouse_receipts"][0] |= {"status": "ISSUED", "status_on": None}
    rows["document_events"] = [
        {"document_id": "WR", "status": s, "at": datetime.combine(d, time(9), UTC)}
        for s, d in (("ISSUED", date(2025, 1, 1)), (status, since))
    ]
    assert fact_row(rows)["n_receipts_not_in_force"] == n, "as its history tells"


@pytest.mark.parametrize(
    ("change", "expected"), [(c, e) for _, c, e in CASES], ids=[n for n, _, _ in CASES]
)
def test_fact(change: Change, expected: dict[str, Any]) -> None:
    rows = honest()
    change(rows)
    told = fact_row(rows)
    assert {name: told[name] for name in expected} == expected


def test_every_fact_of_the_catalogue_is_computed_and_typed() -> None:
    assert list(fact_row(honest())) == ["deal_id", *DEAL_FACTS]


def test_a_deal_with_nothing_has_unknown_facts_and_no_zeros() -> None:
    told = fact_row({"deals": [{"deal_id": "D1", "client_id": "C1"}]})
    measured = {n for n, f in DEAL_FACTS.items() if f.absence is not None and told[n] is not None}
    no_bill = {"has_order_bill", "has_non_negotiable_bill", "price_is_due"}
    no_bill |= {"expected_leg_gap_days", "agreed_leg_gap_days"}  # none before the first payment
    no_bill |= {"price_is_stated"}
    no_bill |= {"n_wrong_bop_codes", "n_wrong_bop_remarks", "n_unmarked_special_payments"}
    assert measured <= no_bill | {"client_id", "blank_fields", "n_expired_papers"}
    assert told["blank_fields"] == "deals.mode"
