"""Papers joined by the numbers they carry or refer to, and why each was joined."""

from __future__ import annotations

import pytest

from tests.linking.loose import anchored, deals_of, named, reason, use
from tests.one_deal import Rows, contract, honest, linked, together


def _own(links_of: list[str]) -> bool:
    """Whether a paper went to a deal of its own, alone."""
    (deal,) = links_of
    return deal.startswith("FOUND-")


def test_an_invoice_goes_with_the_contract_it_names() -> None:
    rows = anchored()
    rows["invoices"][0]["contract_no"] = "D1PC77"
    rows["invoices"][1]["contract_no"] = "D1SC88"
    links = linked(rows)
    assert reason(links, "D1-BI") == ("D1", "buy", "contract_no", "D1PC77")
    assert reason(links, "D1-SI") == ("D1", "sell", "contract_no", "D1SC88")


@pytest.mark.parametrize("table", ["transport_documents", "warehouse_receipts"])
def test_a_title_paper_goes_with_the_contract_it_names(table: str) -> None:
    rows = anchored()
    rows["warehouse_receipts"] = [{"document_id": "D1-WR", "receipt_no": "WR1234"}]
    paper = rows[table][0]
    paper["contract_no"] = "D1SC88"
    assert reason(linked(rows), paper["document_id"]) == ("D1", "both", "contract_no", "D1SC88")


def test_a_bill_goes_with_the_invoice_that_names_it() -> None:
    rows = anchored()
    rows["invoices"][0] |= {"deal_id": "D1", "leg": "buy", "transport_doc_ref": "MAEUD1556677"}
    got = reason(linked(rows), "D1-BL")
    assert got == ("D1", "both", "transport_doc_ref", "MAEUD1556677")


def test_an_invoice_goes_with_the_bill_it_names_on_the_leg_the_client_stands_on() -> None:
    rows = anchored()
    rows["transport_documents"][0]["deal_id"] = "D1"
    for row in rows["invoices"]:
        row["transport_doc_ref"] = "MAEUD1556677"
    links = linked(rows)
    assert reason(links, "D1-BI") == ("D1", "buy", "transport_doc_ref", "MAEUD1556677")
    assert reason(links, "D1-SI") == ("D1", "sell", "transport_doc_ref", "MAEUD1556677")


def test_references_are_followed_from_paper_to_paper() -> None:
    rows = anchored()
    rows["invoices"][0] |= {"contract_no": "D1PC77", "transport_doc_ref": "MAEUD1556677"}
    rows["invoices"][1] |= {"transport_doc_ref": "MAEUD1556677"}
    links = linked(rows)
    assert deals_of(links, "D1-BL") == ["D1"]
    assert reason(links, "D1-SI") == ("D1", "sell", "transport_doc_ref", "MAEUD1556677")


def test_a_link_between_papers_joins_them() -> None:
    rows = anchored()
    rows["document_links"] = [
        {"parent_id": "D1-BC", "child_id": "D1-BI", "kind": "contract-invoice"}
    ]
    got = reason(linked(rows), "D1-BI")
    assert got == ("D1", "buy", "document_links", "contract-invoice")


@pytest.mark.parametrize("written", ["d1pc77", "D1-PC-77", "D1 PC 77", " D1/PC.77 ", "D1_PC#77"])
def test_case_blanks_and_punctuation_do_not_tell(written: str) -> None:
    rows = anchored()
    rows["invoices"][0]["contract_no"] = written
    assert deals_of(linked(rows), "D1-BI") == ["D1"]


@pytest.mark.parametrize("written", ["D1PC7", "D1PC777", "XD1PC77", "1PC77", "D1PC78", "--", ""])
def test_another_number_joins_nothing(written: str) -> None:
    rows = anchored()
    rows["invoices"][0]["contract_no"] = written
    assert _own(deals_of(linked(rows), "D1-BI"))


def test_one_number_of_two_sellers_goes_by_the_seller() -> None:
    rows = _one_contract_number_of_two_sellers()
    rows["invoices"][0] |= {"contract_no": "PC2025", "buyer_id": None}
    assert deals_of(linked(rows), "D1-BI") == ["D1"]
    rows["invoices"][0]["seller_id"] = "P-OTHER"
    assert deals_of(linked(rows), "D1-BI") == ["D2"]


def test_one_number_of_two_sellers_joins_nothing_when_no_party_tells() -> None:
    rows = _one_contract_number_of_two_sellers()
    rows["invoices"][0] |= {"contract_no": "PC2025", "seller_id": None, "buyer_id": None}
    assert _own(deals_of(linked(rows), "D1-BI"))


def _one_contract_number_of_two_sellers() -> Rows:
    rows = together(anchored("D1"), anchored("D2"))
    rows["contracts"] = [
        contract("A", "D1", "buy", "PC2025", "P-SELLER", "C1", "1"),
        contract("B", "D2", "buy", "PC2025", "P-OTHER", "C2", "1"),
    ]
    return rows


def test_a_number_whose_parties_both_differ_is_chance() -> None:
    rows = anchored()
    rows["invoices"][0] |= {"contract_no": "D1PC77", "seller_id": "P-X", "buyer_id": "P-Y"}
    assert _own(deals_of(linked(rows), "D1-BI"))


def test_an_invoice_that_names_its_contract_is_not_drawn_into_deals_that_share_its_bill() -> None:
    """Nearest first: the contract says whose invoice it is; a shared bill does not."""
    rows = together(*(named(d) for d in ("D1", "D2", "D3")))
    rows["transport_documents"] = rows["transport_documents"][:1]
    rows["deal_documents"] = [use(d, "D1-BL", "both", drawn="30") for d in ("D1", "D2", "D3")]
    for row in rows["invoices"]:
        row["transport_doc_ref"] = "MAEUD1556677"
    links = linked(rows)
    for deal in ("D1", "D2", "D3"):
        assert deals_of(links, f"{deal}-BI") == [deal]
        assert deals_of(links, f"{deal}-SI") == [deal]


def test_a_bill_named_by_two_deals_invoices_belongs_to_both() -> None:
    rows = together(named("D1"), named("D2"))
    for row in rows["invoices"]:
        row["transport_doc_ref"] = "MAEUD1556677"
    links = linked(rows)
    assert deals_of(links, "D1-BL") == ["D1", "D2"]
    assert _own(deals_of(links, "D2-BL"))


def test_every_paper_and_payment_ends_in_a_deal_with_a_reason() -> None:
    rows = together(honest("D1"), named("D2"), anchored("D3"))
    links = linked(rows)
    papers = {
        row["document_id"]
        for table in ("contracts", "invoices", "transport_documents")
        for row in rows[table]
    }
    assert set(links.documents["document_id"]) == papers
    assert set(links.payments["payment_id"]) == {row["payment_id"] for row in rows["payments"]}
    for uses in (links.documents, links.payments):
        assert uses["joined_by"].null_count() == 0
        assert set(uses["deal_id"]) <= set(links.deals["deal_id"])
