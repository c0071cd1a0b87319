"""What papers of one deal say of each other: goods, parties, quantity, weight, amount, dates."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.schema import FAMILIES
from tests.one_deal import Rows, at, contract, fact_row, honest, invoice, line

Change = Callable[[Rows], None]
CASES: list[tuple[str, Change, dict[str, Any]]] = []
BC, SC, BI, SI = range(4)  # goods lines of the honest deal


def case(name: str, **expected: Any) -> Callable[[Change], Change]:
    """Register a change to the honest deal and the facts it must lead to."""

    def keep(change: Change) -> Change:
        CASES.append((name, change, expected))
        return change

    return keep


@case(
    "nothing changed",
    has_goods_codes=True,
    shared_hs_digits=6,
    goods_similarity=1.0,
    n_goods_attributes_changed=0,
    n_contradictions=0,
    n_differences=0,
    wording_similarity=1.0,
    worst_disagreement="NONE",
    quantity_basis_differs=False,
    quantity_tolerance_ratio=0.0,
    weight_conflict_ratio=0.0,
    title_out_before_in_days=-5,
    n_impossible_dates=0,
    invoiced_over_contract_ratio=0.0,
)
def _(rows: Rows) -> None:
    pass


# sold against bought


@case(
    "scrap sold for cathodes",
    shared_hs_digits=2,
    sold_goods="740400",
    bought_goods="740311",
    changed_goods_document_id="D1-SI",
)
def _(rows: Rows) -> None:
    for i in (SC, SI):
        rows["goods_lines"][i]["hs6"] = "740400"


@case("another subheading", shared_hs_digits=4)
def _(rows: Rows) -> None:
    for i in (SC, SI):
        rows["goods_lines"][i]["hs6"] = "740319"


@case("another chapter", shared_hs_digits=0)
def _(rows: Rows) -> None:
    for i in (SC, SI):
        rows["goods_lines"][i]["hs6"] = "260111"


@case("codes with points and more digits", shared_hs_digits=6, has_goods_codes=True)
def _(rows: Rows) -> None:
    for i in (SC, SI):
        rows["goods_lines"][i]["hs6"] = "7403.11.00"


@case("a part of what was bought is sold", shared_hs_digits=6)
def _(rows: Rows) -> None:
    for document in ("D1-BC", "D1-BI"):
        ore = line(document, Decimal(100), Decimal(10000))
        rows["goods_lines"].append(ore | {"line_no": 2, "hs6": "260111", "description": "Iron ore"})


@case("more is sold than was bought", shared_hs_digits=0, sold_goods="260111")
def _(rows: Rows) -> None:
    for document in ("D1-SC", "D1-SI"):
        ore = line(document, Decimal(100), Decimal(10000))
        rows["goods_lines"].append(ore | {"line_no": 2, "hs6": "260111", "description": "Iron ore"})


@case(
    "no codes, the same words", has_goods_codes=False, shared_hs_digits=None, goods_similarity=1.0
)
def _(rows: Rows) -> None:
    for row in rows["goods_lines"]:
        row["hs6"] = None


@case("no codes, other goods", has_goods_codes=False, goods_similarity=0.206897)
def _(rows: Rows) -> None:
    for row in rows["goods_lines"]:
        row["hs6"] = None
    for i in (SC, SI):
        rows["goods_lines"][i]["description"] = "Wheat"


@case("no codes, two scripts", goods_similarity=None)
def _(rows: Rows) -> None:
    for i in (SC, SI):
        rows["goods_lines"][i] |= {"hs6": None, "description": "电解铜"}


@case("no lines of the sale", has_goods_codes=False, shared_hs_digits=None, goods_similarity=None)
def _(rows: Rows) -> None:
    del rows["goods_lines"][2:], rows["goods_lines"][1]


@case("origin and grade changed", n_goods_attributes_changed=2, shared_hs_digits=6)
def _(rows: Rows) -> None:
    for i, row in enumerate(rows["goods_lines"]):
        row.update(
            {"origin_country": "CL", "grade": "Grade A"}
            if i in (BC, BI)
            else {"origin_country": "PE", "grade": "Grade B"}
        )


@case("origin said on one leg alone", n_goods_attributes_changed=0)
def _(rows: Rows) -> None:
    rows["goods_lines"][BI]["origin_country"] = "CL"


# papers of one leg


@case(
    "invoice of other goods",
    n_contradictions=1,
    contradiction_kind="CODE",
    contradiction_said="260111",
    contradiction_expected="740311",
    contradiction_document_id="D1-BI",
    worst_disagreement="CONTRADICTION",
    disagreement_document_id="D1-BI",
)
def _(rows: Rows) -> None:
    rows["goods_lines"][BI]["hs6"] = "260111"


@case("another subheading of the heading", n_contradictions=0, worst_disagreement="NONE")
def _(rows: Rows) -> None:
    rows["goods_lines"][BI]["hs6"] = "740319"


@case("bill of other goods", n_contradictions=1, contradiction_document_id="D1-BL")
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["hs6"] = "260111"


@case("bill of both legs fits one of them", n_contradictions=0)
def _(rows: Rows) -> None:
    # the sale's other goods are a matter between the legs
    for i in (SC, SI):
        rows["goods_lines"][i]["hs6"] = "260111"
    rows["transport_documents"][0]["hs6"] = "740311"


@case("customs saw other goods", n_contradictions=1, contradiction_kind="CODE")
def _(rows: Rows) -> None:
    rows["customs_declarations"] = [
        {"declaration_no": "X1", "document_id": "D1-BL", "hs6": "260111"}
    ]


@case("customs saw it after the decision", n_contradictions=0)
def _(rows: Rows) -> None:
    late = {"declaration_no": "X1", "document_id": "D1-BL", "hs6": "260111"}
    rows["customs_declarations"] = [late | {"known_at": at(12, 31).replace(year=2026)}]


@case("one of two bills is for the other goods", n_contradictions=0)
def _(rows: Rows) -> None:
    for document in ("D1-BC", "D1-BI"):
        ore = line(document, Decimal(100), Decimal(10000))
        rows["goods_lines"].append(ore | {"line_no": 2, "hs6": "260111"})
    second = rows["transport_documents"][0] | {"document_id": "B2", "transport_doc_ref": "MAEU2"}
    rows["transport_documents"][0]["hs6"] = "740311"
    rows["transport_documents"].append(second | {"hs6": "260111"})


@case("grades contradict", contradiction_kind="GRADE", contradiction_said="TSR 10")
def _(rows: Rows) -> None:
    rows["goods_lines"][BC]["grade"] = "TSR 20"
    rows["goods_lines"][BI]["grade"] = "TSR 10"


@case("grades in other words", n_contradictions=0)
def _(rows: Rows) -> None:
    rows["goods_lines"][BC]["grade"] = "Grade A"
    rows["goods_lines"][BI]["grade"] = "GRADE-A, 99.99%"


@case("brands contradict", contradiction_kind="BRAND")
def _(rows: Rows) -> None:
    rows["goods_lines"][BC]["brand"] = "Codelco"
    rows["goods_lines"][BI]["brand"] = "Norilsk"


@case("origins contradict", contradiction_kind="ORIGIN", contradiction_expected="CL")
def _(rows: Rows) -> None:
    rows["goods_lines"][BC]["origin_country"] = "CL"
    rows["goods_lines"][BI]["origin_country"] = "PE"


@case(
    "the same goods in other words",
    n_contradictions=0,
    n_differences=1,
    difference_kind="WORDING",
    difference_document_id="D1-BL",
    worst_disagreement="DIFFERENCE",
)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"hs6": "740311", "goods_description": "Said to be metal"}


@case("general terms", n_differences=0, wording_similarity=1.0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["goods_description"] = "COPPER CATHODES"


@case("two scripts", n_differences=None, wording_similarity=None, worst_disagreement=None)
def _(rows: Rows) -> None:
    for row in rows["goods_lines"]:
        row["description"] = None
    rows["goods_lines"][BC]["description"] = "Copper cathodes"
    rows["transport_documents"][0]["goods_description"] = "电解铜"


@case("another port than the contract's", n_differences=1, difference_kind="PLACE")
def _(rows: Rows) -> None:
    rows["contracts"][0] |= {"incoterm": "FOB", "named_place": "CLVAP"}


@case("the contract's port", n_differences=0)
def _(rows: Rows) -> None:
    rows["contracts"][0] |= {"incoterm": "FOB", "named_place": "CLSAI"}
    rows["contracts"][1] |= {"incoterm": "CIF", "named_place": "NLRTM"}


@case("a place inland is no port", n_differences=0)
def _(rows: Rows) -> None:
    rows["contracts"][0] |= {"incoterm": "FCA", "named_place": "CLSCL"}


@case(
    "an invoice of a stranger",
    n_contradictions=1,
    contradiction_kind="SELLER",
    contradiction_said="Total Stranger Inc",
    contradiction_expected="Minera Sur SA",
    contradiction_document_id="D1-BI",
)
def _(rows: Rows) -> None:
    rows["parties"].append({"party_id": "P-X", "name": "Total Stranger Inc"})
    rows["invoices"][0]["seller_id"] = "P-X"


@case("the seller in another spelling", n_contradictions=0)
def _(rows: Rows) -> None:
    rows["parties"].append({"party_id": "P-X", "name": "MINERA SUR, S.A."})
    rows["invoices"][0]["seller_id"] = "P-X"


@case("the seller under another id", n_contradictions=0)
def _(rows: Rows) -> None:
    rows["parties"].append({"party_id": "P-X", "name": "Total Stranger Inc"})
    rows["party_links"] = [
        {
            "party_id": "P-X",
            "other_party_id": "P-SELLER",
            "kind": "same_entity",
            "valid_from": date(2020, 1, 1),
        }
    ]
    rows["invoices"][0]["seller_id"] = "P-X"


@case("a seller nobody knows by name", n_contradictions=None, worst_disagreement=None)
def _(rows: Rows) -> None:
    rows["invoices"][0]["seller_id"] = "P-X"


@case("one of two suppliers", n_contradictions=0)
def _(rows: Rows) -> None:
    rows["parties"].append({"party_id": "P-X", "name": "Total Stranger Inc"})
    rows["contracts"].append(contract("C2", "D1", "buy", "PC9", "P-X", "C1", "1000"))
    rows["invoices"].append(invoice("I2", "D1", "buy", "PI9", "P-X", "C1", "1000"))


@case(
    "billed a fifth above the contract",
    invoiced_over_contract_ratio=0.2,
    contradiction_kind="AMOUNT",
    contradiction_said="USD 1080000.000",
)
def _(rows: Rows) -> None:
    rows["invoices"][0]["total_amount"] = Decimal(1080000)


@case("a fifth above, a quarter agreed", invoiced_over_contract_ratio=0.0, n_contradictions=0)
def _(rows: Rows) -> None:
    rows["invoices"][0]["total_amount"] = Decimal(1080000)
    rows["contracts"][0]["tolerance_ratio"] = Decimal("0.25")


@case("a fifth above by formula", invoiced_over_contract_ratio=0.0, n_contradictions=0)
def _(rows: Rows) -> None:
    rows["invoices"][0]["total_amount"] = Decimal(1080000)
    rows["goods_lines"][BC]["price_basis"] = "FORMULA"


@case("a fifth above is freight", invoiced_over_contract_ratio=0.0)
def _(rows: Rows) -> None:
    rows["invoices"][0] |= {"total_amount": Decimal(1080000), "charges": Decimal(180000)}


@case("half of it billed yet", invoiced_over_contract_ratio=0.0, n_contradictions=0)
def _(rows: Rows) -> None:
    rows["invoices"][0]["total_amount"] = Decimal(450000)


# bought and sold


@case("about means a tenth", quantity_tolerance_ratio=0.1)
def _(rows: Rows) -> None:
    rows["goods_lines"][BC]["description"] = "About 100 t of copper cathodes"


@case("bulk means a twentieth", quantity_tolerance_ratio=0.05)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["cargo_form"] = "BULK"


@case("what is agreed comes first", quantity_tolerance_ratio=0.0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["cargo_form"] = "BULK"
    rows["contracts"][0]["tolerance_ratio"] = Decimal(0)


@case("boxed is not bulk", quantity_tolerance_ratio=0.0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["cargo_form"] = "BULK"
    rows["equipment"] = [{"document_id": "D1-BL", "equipment_ref": "CSQU3054383"}]


@case("wet against dry", quantity_basis_differs=True)
def _(rows: Rows) -> None:
    rows["goods_lines"][BI]["quantity_basis"] = "wet"
    rows["goods_lines"][SI]["quantity_basis"] = "dry"


@case("one leg states its basis", quantity_basis_differs=False)
def _(rows: Rows) -> None:
    rows["goods_lines"][BI]["quantity_basis"] = "wet"


@case("half invoiced, sold by contract", quantity_gap_beyond_tolerance_ratio=0.0)
def _(rows: Rows) -> None:
    rows["goods_lines"][BI]["quantity"] = Decimal(50)
    del rows["invoices"][1]


@case("a unit nobody knows", quantity_gap_beyond_tolerance_ratio=None, buy_quantity=None)
def _(rows: Rows) -> None:
    rows["goods_lines"][BI]["unit"] = "BAG"


@case("a quantity beyond all measure", buy_quantity=None)
def _(rows: Rows) -> None:
    rows["goods_lines"][BI] |= {"quantity": Decimal("99999999999999"), "unit": "KTN"}


# carried


@case(
    "the bill is short",
    weight_conflict_ratio=0.1,
    weight_conflict_kind="PURCHASE",
    weight_conflict_expected=100000.0,
    weight_conflict_found=90000.0,
    weight_conflict_document_id="D1-BL",
)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["quantity"] = Decimal(90)


@case("pieces against kilograms, and a weight", weight_conflict_ratio=0.0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {"quantity": Decimal(5), "unit": "C62"}


@case("pieces sold, kilograms carried", weight_conflict_ratio=None)
def _(rows: Rows) -> None:
    for row in rows["goods_lines"]:
        row["unit"] = "C62"
    rows["transport_documents"][0]["gross_weight_kg"] = None


@case("pieces sold, yet customs weighed less", weight_conflict_kind="CUSTOMS")
def _(rows: Rows) -> None:
    for row in rows["goods_lines"]:
        row["unit"] = "C62"
    rows["customs_declarations"] = [
        {
            "declaration_no": "X1",
            "document_id": "D1-BL",
            "procedure": "EXPORT",
            "gross_weight_kg": Decimal(50250),
        }
    ]


@case("a bill that says nothing", weight_conflict_ratio=None)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= dict.fromkeys(("quantity", "unit", "gross_weight_kg"))


@case("a part entered the country of destination", weight_conflict_ratio=0.0)
def _(rows: Rows) -> None:
    rows["customs_declarations"] = [
        {
            "declaration_no": "X1",
            "document_id": "D1-BL",
            "procedure": "IMPORT",
            "gross_weight_kg": Decimal(20000),
        }
    ]


@case("exported under two declarations", weight_conflict_ratio=0.0)
def _(rows: Rows) -> None:
    rows["customs_declarations"] = [
        {
            "declaration_no": f"X{i}",
            "document_id": "D1-BL",
            "procedure": "EXPORT",
            "gross_weight_kg": Decimal(50250),
        }
        for i in (1, 2)
    ]


@case("lighter than its goods", weight_conflict_kind="GROSS_WEIGHT", weight_conflict_ratio=0.9)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["gross_weight_kg"] = Decimal(10000)


@case("containers that hold half", weight_conflict_kind="CONTAINERS", weight_conflict_ratio=0.5)
def _(rows: Rows) -> None:
    rows["equipment"] = [
        {
            "document_id": "D1-BL",
            "equipment_ref": "CSQU3054383",
            "gross_weight_kg": Decimal(50250),
        }
    ]


@case("shipped, then stored", weight_conflict_ratio=0.0)
def _(rows: Rows) -> None:
    rows["warehouse_receipts"] = [receipt()]


@case("half by bill, half by receipt", weight_conflict_ratio=0.0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["quantity"] = Decimal(50)
    rows["warehouse_receipts"] = [receipt() | {"quantity": Decimal(50)}]


@case("a receipt for a tenth, a bill for all", weight_conflict_ratio=0.1)
def _(rows: Rows) -> None:
    # together a tenth too much
    rows["warehouse_receipts"] = [receipt() | {"quantity": Decimal(10)}]


@case("a switched bill counts once", weight_conflict_ratio=0.0)
def _(rows: Rows) -> None:
    second = rows["transport_documents"][0] | {"document_id": "B2", "transport_doc_ref": "MAEU2"}
    rows["transport_documents"].append(second)
    rows["document_links"] = [{"parent_id": "D1-BL", "child_id": "B2", "kind": "switch"}]


@case("house and master count once", weight_conflict_ratio=0.0)
def _(rows: Rows) -> None:
    master = rows["transport_documents"][0]
    house = {"document_id": "B2", "transport_doc_ref": "H2"}
    rows["transport_documents"].append(
        master | house | {"house_or_master": "house", "master_ref": master["transport_doc_ref"]}
    )


@case("two bills for one cargo", weight_conflict_ratio=1.0)
def _(rows: Rows) -> None:
    second = rows["transport_documents"][0] | {"document_id": "B2", "transport_doc_ref": "MAEU2"}
    rows["transport_documents"].append(second)


@case("paid dry, shipped wet", weight_conflict_ratio=0.0)
def _(rows: Rows) -> None:
    for row in rows["goods_lines"]:
        row |= {"quantity_basis": "dry", "quantity": Decimal(92)}


# days


@case("sold a month before", title_out_before_in_days=30, early_sale_document_id="D1-BL")
def _(rows: Rows) -> None:
    rows["deals"][0]["title_out_date"] = date(2025, 2, 18)


@case("title still out", title_out_before_in_days=None)
def _(rows: Rows) -> None:
    rows["deals"][0]["title_out_date"] = None


@case(
    "discharged before it was loaded",
    n_impossible_dates=1,
    impossible_date_kind="DISCHARGED_BEFORE_LOADED",
    impossible_date_document_id="D1-BL",
)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_date"] = date(2025, 3, 8)


@case("across the date line", n_impossible_dates=0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["discharge_date"] = date(2025, 3, 9)


@case("given up before it was loaded", impossible_date_kind="DELIVERED_BEFORE_LOADED")
def _(rows: Rows) -> None:
    rows["document_events"][1]["at"] = at(3, 1)


@case("received after it was loaded", impossible_date_kind="RECEIVED_AFTER_LOADED")
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["received_date"] = date(2025, 3, 14)


@case("received for shipment, on board later", n_impossible_dates=0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0] |= {
        "received_date": date(2025, 1, 20),
        "issue_date": date(2025, 1, 20),
    }


@case("issued long before it was loaded", impossible_date_kind="ISSUED_BEFORE_LOADED")
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["issue_date"] = date(2025, 2, 7)


@case("issued a month before it was loaded", n_impossible_dates=0)
def _(rows: Rows) -> None:
    rows["transport_documents"][0]["issue_date"] = date(2025, 2, 8)


@case("a receipt that ran out at once", impossible_date_kind="EXPIRED_BEFORE_ISSUED")
def _(rows: Rows) -> None:
    rows["warehouse_receipts"] = [receipt() | {"valid_to": date(2025, 1, 1)}]


@case("delivered into a warehouse, sold later", sale_after_discharge_days=0)
def _(rows: Rows) -> None:
    rows["contracts"][1]["sign_date"] = date(2025, 6, 1)
    rows["warehouse_receipts"] = [receipt()]


@case("delivery the bank did not know of", sale_after_discharge_days=0)
def _(rows: Rows) -> None:
    rows["contracts"][1]["sign_date"] = date(2025, 6, 1)
    rows["document_events"][1]["known_at"] = at(12, 31).replace(year=2026)


def receipt() -> dict[str, Any]:
    """A receipt for the 100 t of the honest deal."""
    return {
        "document_id": "WR",
        "receipt_no": "W1",
        "deal_id": "D1",
        "hs6": "740311",
        "quantity": Decimal(100),
        "unit": "TNE",
        "issue_date": date(2025, 3, 1),
        "valid_to": date(2026, 3, 1),
    }


@pytest.mark.parametrize(
    ("change", "expected"), [(c, e) for _, c, e in CASES], ids=[n for n, _, _ in CASES]
)
def test_fact(change: Change, expected: dict[str, Any]) -> None:
    rows = honest()
    change(rows)
    told = fact_row(rows)
    assert {name: told[name] for name in expected} == expected


def test_the_order_of_rows_decides_nothing() -> None:
    rows = honest()
    for i in (BI, SC):
        rows["goods_lines"][i] |= {"hs6": "260111", "description": "Wheat", "grade": f"Grade {i}"}
    rows["goods_lines"][BC]["grade"] = "Grade 7"
    rows["transport_documents"][0]["goods_description"] = "Said to be metal"
    rows["transport_documents"].append(
        rows["transport_documents"][0]
        | {"document_id": "B2", "transport_doc_ref": "MAEU2", "hs6": "520100"}
    )
    names = [f.name for n in ("agreement", "quantities", "times") for f in FAMILIES[n]]
    told = fact_row(rows)
    for seed in range(5):
        for some in rows.values():
            random.Random(seed).shuffle(some)
        again = fact_row(rows)
        assert {n: again[n] for n in names} == {n: told[n] for n in names}
