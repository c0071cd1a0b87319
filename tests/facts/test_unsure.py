"""Fields a machine read without certainty: missing to the facts, told apart from blank ones."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.facts.unsure import without_unsure
from screening.schema import PAPERS, TABLES
from tests.facts.family import told
from tests.one_deal import Rows, honest, typed

FACTS = ("n_blank_fields", "n_unsure_fields", "blank_fields", "unsure_fields", "worst_field_state")


def read(rows: Rows, *fields: tuple[str, str, str]) -> Rows:
    rows["extractions"] = [
        {"document_id": d, "field": f, "confidence": Decimal(c)} for d, f, c in fields
    ]
    return rows


def found(rows: Rows, **more: Any) -> tuple[Any, ...]:
    facts = told(rows, ["documents"], **more)
    return tuple(facts[name] for name in FACTS)


@pytest.mark.parametrize(
    ("field", "confidence", "unsure"),
    [
        ("total_amount", "0.849999", True),
        ("total_amount", "0.85", False),
        ("total_amount", "1", False),
        ("due_date", "0.2", True),  # no rule must have it, yet it is not to be relied on
        ("load_port", "0.2", False),  # no field of an invoice
        ("no_such_field", "0.2", False),
        ("document_id", "0.2", False),
        ("leg", "0.2", False),
    ],
)
def test_a_reading_below_the_bar_is_unsure(field: str, confidence: str, unsure: bool) -> None:
    rows = read(honest(), ("D1-BI", field, confidence))
    named = f"invoices.{field}" if unsure else None
    state = "UNSURE" if unsure else "FILLED"
    assert found(rows) == (0, int(unsure), None, named, state)


def test_a_field_that_is_blank_outweighs_one_that_is_unsure() -> None:
    rows = read(honest(), ("D1-BI", "currency", "0.5"))
    rows["invoices"][1]["currency"] = None
    expected = (1, 1, "invoices.currency", "invoices.currency", "BLANK")
    assert found(rows) == expected
    facts = told(rows, ["documents"])
    assert facts["blank_field_document_id"] == "D1-SI"
    assert facts["unsure_field_document_id"] == "D1-BI"


def test_a_blank_that_was_read_without_certainty_is_unsure() -> None:
    rows = read(honest(), ("D1-BI", "currency", "0.5"))
    rows["invoices"][0]["currency"] = None
    assert found(rows)[:2] == (0, 1)


def test_readings_of_other_papers_are_nothing_to_the_deal() -> None:
    assert found(read(honest(), ("ANOTHER", "currency", "0.1")))[1] == 0


def test_what_depends_on_the_field_cannot_be_asked() -> None:
    sure, unsure = (read(honest(), ("D1-BI", "total_amount", c)) for c in ("0.9", "0.8"))
    facts = ("buy_invoice_usd", "sell_invoice_usd", "margin_usd")
    money = told(sure, ["money"]), told(unsure, ["money"])
    assert [money[0][f] for f in facts] == [900000.0, 918000.0, 18000.0]
    assert [money[1][f] for f in facts] == [None, 918000.0, None]
    times = read(honest(), ("D1-BL", "on_board_date", "0.3"))
    assert told(times, ["title"])["bill_age_at_title_days"] is None


def test_only_the_papers_and_fields_named_are_cleared() -> None:
    rows = read(honest(), ("D1-BI", "currency", "0.1"), ("D1-BL", "load_port", "0.1"))
    before = typed(rows)
    after = without_unsure(before)
    assert set(after) == set(before)
    assert after["invoices"]["currency"].to_list() == [None, "USD"]
    for name, frame in before.items():
        changed = {"invoices": ["currency"], "transport_documents": ["load_port"]}.get(name, [])
        assert after[name].drop(changed).equals(frame.drop(changed))
        assert after[name].schema == frame.schema


@pytest.mark.parametrize(
    ("table", "field"),
    [
        (table.name, column.name)
        for table in PAPERS
        for column in TABLES[table.name].columns
        if table.name != "warehouse_receipts"
    ],
)
def test_any_field_may_be_unsure(table: str, field: str) -> None:
    rows = honest()
    document = rows[table][0]["document_id"]
    read(rows, (document, field, "0"))
    families = ("title", "identifiers", "places", "prices", "money", "quantities", "times")
    assert told(rows, [*families, "documents", "payments"])["deal_id"] == "D1"


@pytest.mark.parametrize("partitions", [1, 4])
def test_the_order_of_rows_says_nothing(partitions: int) -> None:
    rows = read(honest(), *((f"D1-{n}", "currency", "0.5") for n in ("BI", "SI", "BC")))
    assert found(rows, seed=5, partitions=partitions) == found(rows)


def test_the_bar_is_asked_of_the_exact_number() -> None:
    confidences: Mapping[str, bool] = {"0.849999": True, "0.850000": False, "0.850001": False}
    for confidence, unsure in confidences.items():
        tables = typed(read(honest(), ("D1-BI", "currency", confidence)))
        cleared = without_unsure(tables)["invoices"].filter(pl.col("document_id") == "D1-BI")
        assert cleared["currency"].null_count() == int(unsure)
