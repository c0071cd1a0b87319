"""One file for several papers, and papers that came back changed after a refusal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.one_deal import Rows, at, fact_row, honest, together

SHA = "cd" * 32
AGAIN = ("n_resubmitted_papers", "resubmitted_changes", "resubmitted_document_id")
NONE = (0, None, None)
SOME = {"document_id": "D1-SI", "number": "D1SI88", "amount": Decimal(918000)}


def told(rows: Rows, *names: str) -> tuple[Any, ...]:
    facts = fact_row(rows)
    return tuple(facts[n] for n in names)


def filed(deal: str, sha: str = SHA, **change: Any) -> Rows:
    """A deal each of whose papers has a file; the bill's is that one."""
    rows = honest(deal)
    rows["transport_documents"][0] |= {"transport_doc_ref": "MAEU1", **change}
    papers = [
        row["document_id"]
        for table in ("contracts", "invoices", "transport_documents")
        for row in rows[table]
    ]
    rows["document_files"] = [
        {"document_id": d, "sha256": sha if d == f"{deal}-BL" else f"{d:0<64}"} for d in papers
    ]
    return rows


def test_a_file_of_two_different_bills() -> None:
    rows = together(filed("D1", consignee_id="P-BUYER"), filed("D2", consignee_id="P-OTHER"))
    names = ("n_other_papers_of_file", "shared_file_document_id", "shared_file_deal")
    assert told(rows, *names, "shared_file_other_document_id") == (1, "D1-BL", "D2", "D2-BL")


def test_a_file_of_the_same_bill_in_two_deals() -> None:
    assert told(together(filed("D1"), filed("D2")), "n_other_papers_of_file") == (0,)


def test_a_paper_without_a_file_leaves_it_open_unless_another_is_found() -> None:
    rows = filed("D1")
    del rows["document_files"][0]
    assert told(rows, "n_other_papers_of_file") == (None,)
    rows = together(rows, filed("D2", transport_doc_ref="X"))
    assert told(rows, "n_other_papers_of_file") == (1,)


def test_no_files_at_all() -> None:
    assert told(honest(), "n_other_papers_of_file") == (None,)


def refused(**change: Any) -> Rows:
    """The sale invoice, handed in on 16 March, was refused on the 10th as it then was."""
    rows = honest()
    rows["rejections"] = [SOME | {"rejected_at": at(3, 10)} | change]
    return rows


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, NONE),
        ({"amount": Decimal(900000)}, (1, "amount", "D1-SI")),
        ({"dated_on": date(2025, 3, 14)}, (1, "date", "D1-SI")),
        ({"dated_on": date(2025, 3, 15)}, NONE),
        ({"party_id": "P-OTHER"}, (1, "party", "D1-SI")),
        ({"party_id": "P-BUYER"}, NONE),
        ({"number": "D1SI99"}, (1, "number", "D1-SI")),
        ({"number": "d1-si 88"}, NONE),
        (
            {"amount": Decimal(1), "dated_on": date(2025, 1, 1)},
            (1, "date, amount", "D1-SI"),
        ),
        ({"amount": Decimal(1), "asked_to_mend": True}, NONE),
        ({"amount": Decimal(1), "asked_to_mend": False}, (1, "amount", "D1-SI")),
        ({"amount": Decimal(1), "rejected_at": at(3, 17)}, NONE),
    ],
)
def test_a_paper_changed_after_a_refusal(change: Any, expected: tuple[Any, ...]) -> None:
    assert told(refused(**change), *AGAIN) == expected


@pytest.mark.parametrize(("day", "n"), [(17, 1), (16, 0)])
def test_a_refusal_counts_for_180_days(day: int, n: int) -> None:
    """180 days before 16 March 2025 is 17 September 2024."""
    when = at(9, day).replace(year=2024)
    assert told(refused(amount=Decimal(1), rejected_at=when), AGAIN[0]) == (n,)


def test_another_paper_of_the_same_number_and_kind() -> None:
    away = {"document_id": "OLD", "amount": Decimal(1)}
    assert told(refused(**away), *AGAIN) == (1, "amount", "D1-SI")
    # a contract of that number is another paper
    rows = refused(**away)
    rows["contracts"].append(rows["contracts"][0] | {"document_id": "OLD", "contract_no": "Q"})
    assert told(rows, *AGAIN) == NONE
    assert told(refused(**away, number="ELSE"), *AGAIN) == NONE


def test_a_paper_that_replaces_the_refused_one_under_another_number() -> None:
    rows = refused(document_id="OLD", number="ELSE")
    link = {"parent_id": "OLD", "child_id": "D1-SI", "kind": "replaces"}
    rows["document_links"] = [link]
    assert told(rows, *AGAIN) == (1, "number", "D1-SI")
    # a circle of replacements is followed one step and no further
    rows["document_links"].append(link | {"parent_id": "D1-SI", "child_id": "OLD"})
    assert told(rows, *AGAIN) == (1, "number", "D1-SI")


def test_an_answer_to_a_request_is_no_finding_whatever_was_refused_before() -> None:
    rows = refused(amount=Decimal(1))
    later = rows["rejections"][0] | {"rejected_at": at(3, 12), "asked_to_mend": True}
    rows["rejections"].append(later)
    assert told(rows, *AGAIN) == NONE


def test_a_bill_by_quantity_and_consignee() -> None:
    rows = honest()
    was = {"document_id": "D1-BL", "rejected_at": at(3, 10), "quantity": Decimal(90)}
    rows["rejections"] = [was]
    assert told(rows, *AGAIN) == (1, "quantity", "D1-BL")


def test_a_paper_with_no_day_of_submission_may_be_either() -> None:
    rows = refused(amount=Decimal(1))
    rows["invoices"][1]["submitted_at"] = None
    assert told(rows, *AGAIN) == (None, None, None)


def test_a_paper_that_was_not_refused() -> None:
    rows = refused(document_id="NOBODYS", number="ELSE")
    assert told(rows, *AGAIN) == NONE
    assert told(honest(), *AGAIN) == (None, None, None)
