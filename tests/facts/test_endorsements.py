"""Order bills: which endorsements count, and while which bank may still hold them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.one_deal import Rows, fact_row, hits, honest, screened

IN_MARCH = date(2025, 3, 20)
CREDIT = {"lc_no": "L", "deal_id": "D1", "leg": "sell", "issuing_bank_id": "BANK"}
NAMES = ("endorsement_is_missing", "endorsement_is_due")


def to_order(party: str | None, *row: tuple[str, str | None, date | None]) -> Rows:
    """The honest deal with its bill, issued on 12 March, to the order of the party."""
    rows = honest()
    rows["transport_documents"][0] |= {
        "is_to_order": True,
        "shipper_id": "P-SELLER",
        "consignee_id": party,
    }
    rows["parties"].append({"party_id": "BANK", "name": "Bank", "country": "NL", "is_bank": True})
    rows["endorsements"] = [
        {
            "document_id": "D1-BL",
            "sequence": i,
            "endorser_id": a,
            "endorsee_id": b,
            "endorsed_on": on,
        }
        for i, (a, b, on) in enumerate(row, 1)
    ]
    return rows


def told(rows: Rows, *names: str) -> tuple[Any, ...]:
    facts = fact_row(rows)
    return tuple(facts[n] for n in names or NAMES)


@pytest.mark.parametrize(
    ("first", "second", "missing"),
    [
        (IN_MARCH, IN_MARCH, False),
        (None, None, False),
        (date(2025, 3, 12), None, False),
        (date(2025, 3, 11), IN_MARCH, True),
        (IN_MARCH, date(2026, 6, 1), True),
        (date(2025, 3, 21), IN_MARCH, True),
    ],
    ids=["one day", "undated", "at issue", "before issue", "yet to come", "backwards"],
)
def test_days_of_endorsements(first: date | None, second: date | None, missing: bool) -> None:
    rows = to_order("BANK", ("BANK", "X", first), ("X", "P-BUYER", second))
    assert told(rows, "endorsement_is_missing") == (missing,)


def test_an_endorsement_before_issue_makes_no_stranger_known() -> None:
    rows = to_order("X", ("X", "P-BUYER", date(2025, 3, 11)))
    rows["transport_documents"][0]["shipper_id"] = "Y"
    assert told(rows, "bill_names_strangers_only") == (True,)
    rows["endorsements"][0]["endorsed_on"] = IN_MARCH
    assert told(rows, "bill_names_strangers_only") == (False,)


@pytest.mark.parametrize(
    ("end", "due"),
    [
        ({}, None),
        ({"expiry": date(2025, 12, 31)}, None),
        ({"expiry": date(2025, 12, 30)}, True),
        ({"papers_released_on": date(2026, 1, 1)}, None),
        ({"papers_released_on": date(2025, 12, 31)}, True),
    ],
    ids=["open", "last day", "expired", "released later", "released"],
)
def test_a_bank_holds_no_longer_than_its_credit_runs(end: Any, due: Any) -> None:
    rows = to_order("BANK")
    rows["letters_of_credit"] = [CREDIT | end]
    assert told(rows) == (True, due)


def test_a_collection_known_by_its_payment_alone() -> None:
    rows = to_order("BANK")
    waits = rows["payments"][1]
    waits |= {"method": "collection", "status": "requested", "value_date": None}
    assert told(rows) == (True, None)
    for change in ({"status": "released"}, {"method": "TT"}):
        assert told(rows | {"payments": [rows["payments"][0], waits | change]}) == (True, True)
    rows["transport_documents"][0]["consignee_id"] = "X"  # no bank
    assert told(rows) == (True, True)


AFTER = date(2025, 4, 2)  # title went out on 25 March


def test_what_is_endorsed_after_title_went_out_passed_nothing_on() -> None:
    late = to_order("X", ("X", "P-BUYER", AFTER))
    assert told(late) == (True, True)
    assert hits(screened(late))["AUT-13"] == "escalate"
    late["transport_documents"][0] |= {"shipper_id": "X", "notify_id": "X"}
    assert told(late, "bill_names_strangers_only") == (True,)
    assert told(to_order("P-SELLER", ("P-SELLER", "C1", IN_MARCH), ("C1", "X", AFTER))) == (
        False,
        True,
    )
    undated = to_order("X", ("X", "P-BUYER", AFTER))
    undated["deals"][0]["title_out_date"] = None
    assert told(undated)[0] is False


def test_a_bank_endorses_when_it_releases_the_papers() -> None:
    rows = to_order("BANK", ("BANK", "P-BUYER", AFTER))
    assert told(rows) == (True, True)  # no credit or collection: why it had the bill is not told
    rows["letters_of_credit"] = [CREDIT | {"papers_released_on": date(2025, 4, 1)}]
    assert told(rows) == (False, True)
    rows["letters_of_credit"] = []
    rows["payments"][1]["method"] = "collection"
    assert told(rows) == (False, True)


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ([("P-SELLER", "C1"), ("C1", "X")], True),
        ([("P-SELLER", "X")], True),
        ([("P-SELLER", None), ("C1", "X")], True),
        ([("P-SELLER", None), ("P-BUYER", "X")], False),
        ([("P-SELLER", "X"), ("X", None)], False),
        ([("P-SELLER", "C1"), ("C1", "P-BUYER"), ("P-BUYER", "X")], False),
        ([("P-SELLER", "C1"), ("C1", "BANK")], False),
        ([("P-SELLER", "X"), ("X", "C1")], False),
    ],
    ids=[
        "past the client",
        "past the supplier",
        "after a blank one",
        "by the buyer who bore it",
        "blank at last",
        "the buyer sold on",
        "a bank",
        "through",
    ],
)
def test_a_row_may_not_end_at_a_stranger(row: list[tuple[str, str | None]], missing: bool) -> None:
    rows = to_order("P-SELLER", *((a, b, None) for a, b in row))
    assert told(rows, "endorsement_is_missing") == (missing,)


def test_a_stranger_cannot_be_told_while_a_side_of_the_deal_is_not_named() -> None:
    rows = to_order("P-SELLER", ("P-SELLER", "C1", None), ("C1", "X", None))
    for table in ("contracts", "invoices"):
        rows[table] = rows[table][:1]  # the purchase alone
    assert told(rows, "endorsement_is_missing") == (None,)
    rows["endorsements"].pop()
    assert told(rows, "endorsement_is_missing") == (False,)


def test_nor_where_the_order_party_is_the_client() -> None:
    assert told(to_order("C1", ("C1", "X", None)), "endorsement_is_missing") == (True,)
    assert told(to_order("C1", ("C1", "P-BUYER", None)), "endorsement_is_missing") == (False,)


def test_a_bill_endorsed_to_the_bank_of_the_credit_waits_for_it() -> None:
    rows = to_order("P-SELLER", ("P-SELLER", "BANK", IN_MARCH))
    assert told(rows) == (True, True)
    rows["letters_of_credit"] = [CREDIT]
    assert told(rows) == (True, None)
    rows["letters_of_credit"] = [CREDIT | {"papers_released_on": date(2025, 4, 1)}]
    assert told(rows) == (True, True)
    rows["endorsements"].append(
        rows["endorsements"][0]
        | {"sequence": 2, "endorser_id": "BANK", "endorsee_id": "P-BUYER", "endorsed_on": AFTER}
    )
    assert told(rows) == (False, True)
