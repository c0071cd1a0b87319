"""What platforms and customs abroad say, told from an honest deal with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.facts import cut
from screening.linking import link
from screening.schema import FAMILIES
from tests.one_deal import AS_OF, Rows, at, fact_row, honest, typed

FACTS = tuple(f.name for f in FAMILIES["outside"])


def answer(**more: Any) -> dict[str, Any]:
    """A platform that finds the honest bill as it is."""
    return {
        "query_id": "Q1",
        "document_id": "D1-BL",
        "provider": "PLAT",
        "queried_at": at(3, 20),
        "result": "match",
        **more,
    }


def declaration(**more: Any) -> dict[str, Any]:
    """An export declaration that fits the honest bill."""
    return {
        "declaration_no": "E1",
        "document_id": "D1-BL",
        "authority_country": "CL",
        "procedure": "EXPORT",
        "accepted_on": date(2025, 3, 8),
        **more,
    }


def asked(*answers: dict[str, Any]) -> Rows:
    rows = honest()
    rows["platform_queries"] = list(answers)
    rows["transport_documents"][0] |= {
        "hs6": "740311",
        "shipper_id": "P-SELLER",
        "consignee_id": "P-BUYER",
    }
    return rows


def declared(*declarations: dict[str, Any]) -> Rows:
    rows = asked()
    rows["customs_declarations"] = list(declarations)
    return rows


def said(rows: Rows) -> tuple[Any, ...]:
    told = fact_row(rows)
    return told["outside_contradiction_level"], told["outside_contradiction"]


def test_a_platform_that_agrees() -> None:
    told = fact_row(
        asked(
            answer(
                hs6="740319",
                gross_weight_kg=Decimal(100400),
                on_board_date=date(2025, 3, 12),
                consignee_name="KABEL B.V.",
            )
        )
    )
    assert told["outside_contradiction_level"] == 0
    assert [told[n] for n in FACTS[1:]] == [None] * (len(FACTS) - 1)


@pytest.mark.parametrize(
    "rows", [honest(), asked(), asked(answer(result="no_coverage"))], ids=["none", "empty", "no"]
)
def test_nobody_who_could_say(rows: Rows) -> None:
    assert said(rows) == (None, None)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"result": "mismatch"}, (2, "REPORTED")),
        ({"result": "not_found"}, (1, "NOT_FOUND")),
        ({"hs6": "760110"}, (2, "CODE")),
        ({"hs6": "74"}, (0, None)),
        ({"gross_weight_kg": Decimal(110550)}, (0, None)),
        ({"gross_weight_kg": Decimal(110551)}, (2, "WEIGHT")),
        ({"gross_weight_kg": Decimal(90449)}, (2, "WEIGHT")),
        ({"on_board_date": date(2025, 3, 25)}, (0, None)),
        ({"on_board_date": date(2025, 3, 26)}, (2, "DATE")),
        ({"on_board_date": date(2025, 2, 22)}, (2, "DATE")),
        ({"consignee_name": "Golden Dragon Metals Ltd"}, (2, "CONSIGNEE")),
        ({"consignee_name": "TO ORDER OF KBC"}, (0, None)),
        ({"consignee_name": "电缆公司"}, (0, None)),
    ],
)
def test_a_platform_that_says_otherwise(more: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert said(asked(answer(**more))) == expected


def test_what_is_said_and_what_the_paper_says() -> None:
    told = fact_row(asked(answer(gross_weight_kg=Decimal(52000))))
    shown = {n: told[n] for n in FACTS}
    assert shown == {
        "outside_contradiction_level": 2,
        "outside_contradiction": "WEIGHT",
        "outside_said": "52000 kg",
        "outside_expected": "100500 kg",
        "outside_source": "PLAT",
        "outside_document_id": "D1-BL",
    }
    told = fact_row(asked(answer(result="mismatch", detail="vessel not in port", provider=None)))
    assert (told["outside_said"], told["outside_source"]) == ("vessel not in port", None)


def test_the_latest_answer_of_a_platform_counts() -> None:
    first = answer(result="mismatch")
    assert said(asked(first, answer(query_id="Q2", queried_at=at(3, 21)))) == (0, None)
    assert said(asked(first, answer(query_id="Q2", queried_at=at(3, 19)))) == (2, "REPORTED")
    gone = answer(query_id="Q2", queried_at=at(3, 21), result="no_coverage")
    assert said(asked(first, gone)) == (None, None)


def test_a_paper_one_platform_knows_is_found() -> None:
    unknown = answer(query_id="Q2", provider="OTHER", result="not_found")
    assert said(asked(answer(), unknown)) == (0, None)
    no = answer(result="no_coverage")
    assert said(asked(no, unknown)) == (1, "NOT_FOUND")
    assert said(asked(answer(), answer(query_id="Q3", provider="OTHER", result="mismatch")))[0] == 2


def test_an_order_bill_names_no_consignee() -> None:
    rows = asked(answer(consignee_name="Golden Dragon Metals Ltd"))
    rows["transport_documents"][0]["is_to_order"] = True
    assert said(rows) == (0, None)
    rows["transport_documents"][0] |= {"is_to_order": False, "consignee_id": None}
    assert said(rows) == (0, None)


def test_a_consignee_without_a_name_may_be_anybody() -> None:
    rows = asked(answer(consignee_name="Golden Dragon Metals Ltd"))
    rows["transport_documents"][0]["consignee_id"] = "P-UNKNOWN"
    assert said(rows) == (0, None)


def test_a_client_by_its_names_and_a_notify_party() -> None:
    rows = asked(answer(consignee_name="Shanghai Moumou Trading"))
    rows["clients"][0]["name_en"] = "Shanghai Moumou Trading Co., Ltd."
    assert said(rows) == (2, "CONSIGNEE")
    rows["transport_documents"][0]["notify_id"] = "C1"
    assert said(rows) == (0, None)


def test_a_paper_without_the_value_cannot_be_contradicted() -> None:
    rows = asked(answer(gross_weight_kg=Decimal(1), on_board_date=date(2020, 1, 1), hs6="010101"))
    rows["transport_documents"][0] |= {
        "gross_weight_kg": None,
        "on_board_date": None,
        "hs6": None,
    }
    for row in rows["goods_lines"]:
        row["hs6"] = None
    assert said(rows) == (0, None)


def test_a_second_bill_nobody_asked_about() -> None:
    rows = asked(answer())
    second = rows["transport_documents"][0] | {"document_id": "B2", "transport_doc_ref": "MAEU2"}
    rows["transport_documents"].append(second)
    assert said(rows) == (None, None)
    rows["platform_queries"][0]["result"] = "not_found"
    told = fact_row(rows)
    assert told["outside_contradiction_level"] is None
    rows["platform_queries"][0]["result"] = "mismatch"
    assert said(rows) == (2, "REPORTED")


def test_an_invoice_a_platform_calls_wrong() -> None:
    rows = asked(answer(), answer(query_id="Q2", document_id="D1-BI", result="mismatch"))
    assert said(rows) == (2, "REPORTED")
    assert fact_row(rows)["outside_document_id"] == "D1-BI"


def test_a_warehouse_receipt_is_a_title_paper() -> None:
    rows = asked(answer())
    rows["warehouse_receipts"] = [
        {"document_id": "WR", "deal_id": "D1", "leg": "both", "receipt_no": "1", "hs6": "740311"}
    ]
    assert said(rows) == (None, None)
    rows["platform_queries"].append(answer(query_id="Q2", document_id="WR", hs6="760110"))
    assert said(rows) == (2, "CODE")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, (0, None)),
        ({"hs6": "740311"}, (0, None)),
        ({"hs6": "260300"}, (2, "CODE")),
        ({"gross_weight_kg": Decimal(80000)}, (2, "WEIGHT")),
        ({"gross_weight_kg": Decimal(80000), "procedure": "IMPORT"}, (0, None)),
        ({"gross_weight_kg": Decimal(120000), "procedure": "IMPORT"}, (2, "WEIGHT")),
        ({"accepted_on": date(2025, 2, 23)}, (0, None)),
        ({"accepted_on": date(2025, 2, 22)}, (1, "DATE")),
        ({"accepted_on": date(2025, 3, 26)}, (1, "DATE")),
        ({"accepted_on": date(2025, 9, 1), "procedure": "IMPORT"}, (0, None)),
        ({"accepted_on": date(2025, 2, 22), "procedure": "IMPORT"}, (1, "DATE")),
        ({"exporter_name": "MINERA SUR S.A."}, (0, None)),
        ({"exporter_name": "Golden Dragon Metals Ltd"}, (1, "EXPORTER")),
        ({"importer_name": "Golden Dragon Metals Ltd"}, (0, None)),
        ({"importer_name": "Golden Dragon Metals Ltd", "procedure": "IMPORT"}, (1, "IMPORTER")),
        ({"importer_name": "Kabel BV", "procedure": "IMPORT"}, (0, None)),
    ],
)
def test_a_declaration_abroad(more: dict[str, Any], expected: tuple[Any, ...]) -> None:
    assert said(declared(declaration(**more))) == expected


def test_exports_of_one_bill_add_up() -> None:
    half = declaration(gross_weight_kg=Decimal(50000))
    assert said(declared(half)) == (2, "WEIGHT")
    assert said(declared(half, half | {"declaration_no": "E2"})) == (0, None)


def test_the_gravest_is_told_first() -> None:
    rows = declared(declaration(exporter_name="Golden Dragon Metals Ltd"))
    rows["platform_queries"] = [answer(on_board_date=date(2025, 5, 1), result="mismatch")]
    assert said(rows) == (2, "REPORTED")


def test_answers_follow_their_deal_into_its_partition() -> None:
    rows = asked(answer())
    tables = typed(rows)
    links = link(tables)
    parts = cut(tables, links.deals, links.documents, links.payments, AS_OF, 3)
    held = [part.table("platform_queries").collect().height for part in parts if len(part.deals)]
    assert held == [1]


def test_the_order_of_rows_changes_nothing() -> None:
    rows = declared(
        declaration(hs6="260300"), declaration(declaration_no="E2", exporter_name="Nobody GmbH")
    )
    rows["platform_queries"] = [
        answer(hs6="760110"),
        answer(query_id="Q2", provider="OTHER", hs6="760110"),
        answer(query_id="Q3", result="not_found"),
    ]
    told: Mapping[str, Any] = fact_row(rows)
    again = fact_row({name: some[::-1] for name, some in rows.items()})
    assert {n: told[n] for n in FACTS} == {n: again[n] for n in FACTS}
