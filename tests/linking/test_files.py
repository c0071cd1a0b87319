"""One file for several papers: what the ledger of files says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from tests.linking.strings import book, remembered
from tests.one_deal import Rows, honest, together

SHA = "ab" * 32
SAME = (0, None, None)


def scanned(deal: str, document: str = "SI", sha: str = SHA, **change: Any) -> Rows:
    """An honest deal one of whose papers came in that file; `change` is what it says else."""
    rows = honest(deal)
    key = f"{deal}-{document}"
    rows["document_files"] = [{"document_id": key, "sha256": sha}]
    said = {"invoice_no": "SI88", "buyer_id": "P-BUYER", **change}
    rows["invoices"] = [
        row | said if row["document_id"] == key else row for row in rows["invoices"]
    ]
    return rows


def file(rows: Rows, document: str, past: Any = None) -> tuple[Any, ...]:
    """Other papers of the file of one document, the first of them, and its deal."""
    told: Mapping[str, Any] = book(rows, past=past).files.row(
        by_predicate=pl.col("document_id") == document, named=True
    )
    return told["n_other_papers"], told["other_document_id"], told["other_deal"]


def test_the_same_paper_in_two_deals_is_no_finding() -> None:
    assert file(together(scanned("D1"), scanned("D2")), "D1-SI") == SAME


@pytest.mark.parametrize(
    "change",
    [
        {"invoice_no": "SI89"},
        {"issue_date": date(2025, 3, 16)},
        {"total_amount": Decimal("918000.01")},
        {"buyer_id": "P-OTHER"},
    ],
    ids=["number", "day", "amount", "party"],
)
def test_a_file_with_other_content(change: dict[str, Any]) -> None:
    rows = together(scanned("D1"), scanned("D2", **change))
    assert file(rows, "D1-SI") == (1, "D2-SI", "D2")
    assert file(rows, "D2-SI") == (1, "D1-SI", "D1")


def test_a_number_typed_in_another_way_is_the_same_number() -> None:
    assert file(together(scanned("D1"), scanned("D2", invoice_no="si-88")), "D1-SI") == SAME


def test_a_field_that_one_of_two_does_not_state_tells_nothing() -> None:
    rows = together(scanned("D1"), scanned("D2", issue_date=None, buyer_id=None))
    assert file(rows, "D1-SI") == SAME


def test_a_party_under_two_ids_is_one_party() -> None:
    rows = together(scanned("D1"), scanned("D2", buyer_id="P-BUYER-2"))
    rows["party_links"] = [
        {"party_id": "P-BUYER", "other_party_id": "P-BUYER-2", "kind": "same_entity"}
    ]
    assert file(rows, "D1-SI") == SAME


def test_papers_of_another_kind_in_one_file_are_a_folder() -> None:
    assert file(together(scanned("D1"), scanned("D2", "SC")), "D1-SI") == SAME


def test_several_papers_of_one_deal_in_one_file_cannot_be_held_against_one() -> None:
    one = scanned("D1")
    one["document_files"].append({"document_id": "D1-BI", "sha256": SHA})
    assert file(one, "D1-SI") == SAME
    assert file(together(one, scanned("D2")), "D1-SI") == (None, None, None)


def test_other_papers_are_counted_and_the_first_is_named() -> None:
    rows = together(scanned("D3", invoice_no="X3"), scanned("D1", invoice_no="X1"), scanned("D2"))
    assert file(rows, "D2-SI") == (2, "D1-SI", "D1")
    assert file(rows, "D1-SI") == (2, "D2-SI", "D2")


def test_the_digest_is_read_in_either_case() -> None:
    rows = together(scanned("D1"), scanned("D2", sha=SHA.upper(), invoice_no="X"))
    assert file(rows, "D1-SI") == (1, "D2-SI", "D2")


def test_a_file_of_an_earlier_batch() -> None:
    past = remembered(book(scanned("D1")))
    assert file(scanned("D2", invoice_no="X"), "D2-SI", past) == (1, "D1-SI", "D1")
    assert file(scanned("D2"), "D2-SI", past) == SAME
