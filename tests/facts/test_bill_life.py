"""The life of a bill: switched bills with and without proof, circles, endorsements that reach."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.one_deal import Rows, at, disposition, fact_row, hits, honest, screened

FACTS = ("bill_status_at_title", "has_switch_proof", "n_switches_without_proof")
OLD, NEW = "D1-BL", "D1-NEW"
PROVEN = ("SURRENDERED_FOR_AMENDMENT", True, 0)
UNPROVEN = ("SURRENDERED_FOR_AMENDMENT", False, 1)


def switched(proof: str | None = "LETTER", given_up: str = "SURRENDERED_FOR_AMENDMENT") -> Rows:
    """The bill is given up for another on 22 March, between title in and title out."""
    rows = honest()
    first = rows["transport_documents"][0]
    rows["transport_documents"].append(
        first
        | {
            "document_id": NEW,
            "transport_doc_ref": "MAEUNEW1",
            "issue_date": date(2025, 3, 22),
            "shipper_id": "C1",
            "consignee_id": "P-BUYER",
        }
    )
    rows["document_events"] = [
        {"document_id": OLD, "status": "ISSUED", "at": at(3, 12)},
        {"document_id": OLD, "status": given_up, "at": at(3, 22)},
        {"document_id": NEW, "status": "ISSUED", "at": at(3, 22)},
    ]
    rows["document_links"] = [
        {"parent_id": OLD, "child_id": NEW, "kind": "switch", "proof_document_id": proof}
    ]
    rows["document_files"] = [{"document_id": "LETTER", "sha256": "ab" * 32}]
    return rows


def told(rows: Rows, *names: str) -> tuple[Any, ...]:
    facts = fact_row(rows)
    return tuple(facts[n] for n in names or FACTS)


def test_a_switch_with_proof() -> None:
    assert told(switched()) == PROVEN
    assert told(switched(given_up="VOIDED")) == ("VOIDED", True, 0)


def test_a_proof_that_the_bank_does_not_have() -> None:
    rows = switched()
    rows["document_files"] = []
    assert told(rows) == UNPROVEN
    rows["contracts"][0]["document_id"] = "LETTER"
    rows["goods_lines"][0]["document_id"] = "LETTER"
    assert told(rows) == UNPROVEN, "a contract proves nothing of a bill"


def changed(*statuses: tuple[str, Any], latest: str | None = None) -> Rows:
    """The honest bill with these dated changes, and an undated latest status."""
    rows = honest()
    rows["document_events"] = [{"document_id": OLD, "status": s, "at": t} for s, t in statuses]
    rows["transport_documents"][0]["status"] = latest
    return rows


@pytest.mark.parametrize("after", ["ISSUED", "TELEX_RELEASED", "SURRENDERED_FOR_AMENDMENT"])
def test_goods_are_given_up_but_once(after: str) -> None:
    given_up = ("SURRENDERED_FOR_DELIVERY", at(3, 14))
    rows = changed(("ISSUED", at(3, 12)), given_up, (after, at(3, 16)))
    assert told(rows, "bill_status_at_title") == ("SURRENDERED_FOR_DELIVERY",)
    rows["document_events"][1]["status"] = "VOIDED"  # and may be issued anew
    assert told(rows, "bill_status_at_title") == (after,)


@pytest.mark.parametrize(
    ("word", "end"), [("CANCELLED", "VOIDED"), ("DELIVERED", "SURRENDERED_FOR_DELIVERY")]
)
def test_words_of_receipts_end_a_bill_too(word: str, end: str) -> None:
    rows = changed(("ISSUED", at(3, 12)), (word, at(3, 14)))
    assert told(rows, "bill_status_at_title") == (end,)
    rows["document_events"].append({"document_id": OLD, "status": "ISSUED", "at": at(3, 16)})
    back = "ISSUED" if end == "VOIDED" else end
    assert told(rows, "bill_status_at_title") == (back,)


@pytest.mark.parametrize("after", ["DRAFT", "PLEDGED", "TRANSFERRED"])
def test_a_void_bill_comes_back_by_a_new_issue_alone(after: str) -> None:
    rows = changed(("ISSUED", at(3, 12)), ("VOIDED", at(3, 14)), (after, at(3, 16)))
    assert told(rows, "bill_status_at_title") == ("VOIDED",)


@pytest.mark.parametrize("end", ["VOIDED", "SURRENDERED_FOR_DELIVERY"])
def test_an_end_without_its_day_is_not_covered_up_by_a_dated_issue(end: str) -> None:
    rows = changed(("ISSUED", at(3, 12)), latest=end)
    assert told(rows, "bill_status_at_title") == (None,)
    rows = changed(("ISSUED", at(3, 12)), (end, at(4, 20)), latest=end)
    assert told(rows, "bill_status_at_title") == ("ISSUED",), "the event dates it"


@pytest.mark.parametrize("proof", [None, OLD, NEW])
def test_a_switch_without_a_proof_of_its_own(proof: str | None) -> None:
    assert told(switched(proof)) == UNPROVEN
    assert told(switched(proof), "unproven_switch_document_id") == (OLD,)


def test_a_bill_given_up_for_the_goods_was_not_switched() -> None:
    rows = switched(given_up="SURRENDERED_FOR_DELIVERY")
    assert told(rows) == ("SURRENDERED_FOR_DELIVERY", False, 0)


def test_a_bill_still_in_force_beside_its_successor() -> None:
    rows = switched(None)
    del rows["document_events"][1]
    assert told(rows) == ("ISSUED", False, 1)


@pytest.mark.parametrize("status", ["VOIDED", "SURRENDERED_FOR_DELIVERY"])
def test_a_successor_that_is_spent_itself(status: str) -> None:
    rows = switched()
    rows["document_events"].append({"document_id": NEW, "status": status, "at": at(3, 24)})
    assert told(rows)[:2] == (status, False)
    assert told(rows, "bill_status_document_id") == (NEW,)


def test_a_successor_not_in_hand() -> None:
    rows = switched()
    rows["transport_documents"].pop()
    assert told(rows) == ("SURRENDERED_FOR_AMENDMENT", False, 0)


def test_another_spent_bill_is_told_before_the_switched_one() -> None:
    rows = switched()
    other = rows["transport_documents"][0] | {"document_id": "Z", "transport_doc_ref": "Z1"}
    rows["transport_documents"].append(other)
    rows["document_events"] += [
        {"document_id": "Z", "status": "SURRENDERED_FOR_AMENDMENT", "at": at(3, 13)}
    ]
    assert told(rows) == ("SURRENDERED_FOR_AMENDMENT", False, 0)
    assert told(rows, "bill_status_document_id") == ("Z",)


@pytest.mark.parametrize(
    "more",
    [[(NEW, OLD)], [(NEW, "THIRD"), ("THIRD", OLD)], [(OLD, OLD)]],
    ids=["to and fro", "in a ring", "for itself"],
)
def test_switches_that_lead_back_prove_nothing(more: list[tuple[str, str]]) -> None:
    rows = switched()
    if more[0] == (OLD, OLD):
        rows["document_links"] = []
    rows["document_links"] += [
        {"parent_id": p, "child_id": c, "kind": "switch", "proof_document_id": "LETTER"}
        for p, c in more
    ]
    status, has_proof, n = told(rows)
    assert (status, has_proof) == ("SURRENDERED_FOR_AMENDMENT", False)
    assert n >= 1


def test_a_switch_with_proof_is_a_note_and_one_without_holds() -> None:
    assert hits(screened(switched()))["AUT-04"] == "note"
    found = screened(switched(None))
    assert hits(found)["AUT-04"] == "hold"
    assert disposition(found) == "HOLD"


def test_telex_release_is_no_spent_bill() -> None:
    rows = honest()
    rows["document_events"][1] |= {"status": "TELEX_RELEASED", "at": at(3, 19)}
    assert told(rows) == ("TELEX_RELEASED", False, 0)


def ordered(*pairs: tuple[str, str | None]) -> Rows:
    """A bill to the order of BANK-X, endorsed from each to each."""
    rows = honest()
    rows["transport_documents"][0] |= {"is_to_order": True, "consignee_id": "BANK-X"}
    rows["endorsements"] = [
        {"document_id": OLD, "sequence": i, "endorser_id": a, "endorsee_id": b}
        for i, (a, b) in enumerate(pairs, 1)
    ]
    return rows


@pytest.mark.parametrize(
    ("pairs", "is_missing"),
    [
        ([("BANK-X", "P-SELLER")], False),
        ([("BANK-X", "P-BUYER")], False),
        ([("BANK-X", "X")], True),
        ([("BANK-X", "X"), ("X", "C1"), ("C1", "P-BUYER")], False),
        ([("BANK-X", "X"), ("X", None)], False),
        ([("BANK-X", "C1"), ("C1", "BANK-X"), ("BANK-X", "C1")], False),
        ([("C1", "BANK-X"), ("BANK-X", "C1")], True),
    ],
    ids=["supplier", "buyer", "stranger", "through", "blank", "circle", "circle from elsewhere"],
)
def test_endorsements_must_reach_the_deal(
    pairs: list[tuple[str, str | None]], is_missing: bool
) -> None:
    rows = ordered(*pairs)
    assert told(rows, "endorsement_is_missing") == (is_missing,)
    rows["endorsements"].reverse()
    assert told(rows, "endorsement_is_missing") == (is_missing,)


def test_an_order_party_under_another_id_is_the_same() -> None:
    rows = ordered(("BANK-XX", "C1"))
    assert told(rows, "endorsement_is_missing") == (True,)
    rows["party_links"] = [
        {"party_id": "BANK-X", "other_party_id": "BANK-XX", "kind": "same_entity"}
    ]
    assert told(rows, "endorsement_is_missing", "order_party") == (False, "BANK-X")


@pytest.mark.parametrize(
    ("released", "is_due"), [(None, None), (date(2025, 12, 31), True), (date(2026, 1, 1), None)]
)
def test_the_bank_must_endorse_once_it_has_released_the_papers(
    released: date | None, is_due: bool | None
) -> None:
    rows = ordered()
    rows["letters_of_credit"] = [
        {
            "lc_no": "L1",
            "deal_id": "D1",
            "issuing_bank_id": "BANK-X",
            "papers_released_on": released,
        }
    ]
    assert told(rows, "endorsement_is_missing", "endorsement_is_due") == (True, is_due)


def test_more_allocated_than_the_bill_carries_is_overdrawn() -> None:
    rows = honest()
    rows["deal_documents"] = [
        {
            "deal_id": "D1",
            "document_id": OLD,
            "leg": "both",
            "allocated_quantity": 130,
            "unit": "TNE",
        }
    ]
    names = ("bill_allocated_ratio", "overdrawn_by", "overdrawn_bill_document_id")
    assert told(rows, *names) == (1.3, "P-SELLER", OLD)
    assert "AUT-03" in hits(screened(rows))


@pytest.mark.parametrize("side", ["title_in_date", "title_out_date"])
def test_a_day_of_title_left_blank_leaves_a_spent_bill_unknown(side: str) -> None:
    rows = honest()
    rows["deals"][0][side] = None
    assert told(rows, "bill_status_at_title") == (None,), "given up on some day before the as-of"
    rows["document_events"].pop()
    assert told(rows, "bill_status_at_title") == ("ISSUED",), "in force throughout"
    rows["document_events"].append({"document_id": OLD, "status": "VOIDED", "at": at(3, 14)})
    assert told(rows, "bill_status_at_title") == ("VOIDED",), "void on the day that is stated"
    rows["deals"][0] |= {"title_in_date": None, "title_out_date": None}
    assert told(rows, "bill_status_at_title") == (None,)


@pytest.mark.parametrize(
    ("latest", "changes", "missing"),
    [
        ("DRAFT", [], 1),
        ("APPROVED", [("DRAFT", at(3, 1))], 1),
        (None, [("DRAFT", at(3, 1))], 1),
        (None, [("DRAFT", at(3, 1)), ("ISSUED", at(3, 12))], 0),
        ("DRAFT", [("ISSUED", at(3, 12))], 0),
        (None, [], 0),
    ],
)
def test_a_bill_that_was_never_issued_gives_no_title(
    latest: str | None, changes: list[tuple[str, Any]], missing: int
) -> None:
    rows = honest()
    rows["transport_documents"][0]["status"] = latest
    rows["document_events"] = [{"document_id": OLD, "status": s, "at": t} for s, t in changes]
    assert told(rows, "n_missing_papers", "title_is_awaited") == (missing, bool(missing))
    if missing:
        assert told(rows, "bill_status_at_title") == (None,)
        assert hits(screened(rows))["DOC-01"] == "hold"


def test_an_end_that_another_deals_copy_tells_in_the_batch() -> None:
    rows = honest()
    rows["deals"].append(rows["deals"][0] | {"deal_id": "D2"})
    copy = rows["transport_documents"][0] | {"document_id": "COPY", "deal_id": "D2"}
    rows["transport_documents"].append(copy)
    rows["document_events"] = [
        {"document_id": OLD, "status": "ISSUED", "at": at(3, 12)},
        {"document_id": "COPY", "status": "VOIDED", "at": at(3, 14)},
    ]
    names = ("bill_status_at_title", "bill_status_document_id")
    assert told(rows, *names) == ("VOIDED", OLD)
    copy["transport_doc_ref"] = "MAEUOTHER"
    assert told(rows, *names) == ("ISSUED", OLD)
