"""Papers joined by the numbers they carry or refer to, and why each was joined."""

from __future__ import annotations

from typing import Any

import pytest

from tests.linking.loose import anchored, deals_of, named, reason, use
from tests.linking.strings import REF, sale
from tests.one_deal import Rows, contract, honest, invoice, linked, together


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


def _contracts_named(*written: str) -> list[list[str]]:
    """The deals of invoices that name a contract in these words."""
    rows = anchored()
    first = rows["invoices"][0]
    rows["invoices"] = [
        first | {"document_id": f"I{i}", "invoice_no": f"I{i}", "contract_no": text}
        for i, text in enumerate(written)
    ]
    links = linked(rows)
    return [deals_of(links, f"I{i}") for i in range(len(written))]


def test_case_blanks_and_punctuation_do_not_tell() -> None:
    written = ("d1pc77", "D1-PC-77", "D1 PC 77", " D1PC/77 ", "D1_PC#77.")
    assert _contracts_named(*written) == [["D1"]] * len(written)


def test_another_number_joins_nothing() -> None:
    written = ("D1PC7", "D1PC777", "XD1PC77", "1PC77", "D1PC78", "--", "")
    deals = _contracts_named(*written)
    assert all(_own(d) for d in deals)
    assert len({d[0] for d in deals}) == len(written)


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


def test_a_stated_link_comes_before_a_contract() -> None:
    rows = together(honest("D1"), honest("D2"))
    rows["invoices"].append(_loose_invoice(contract_no="D1PC77", transport_doc_ref="MAEUD1556677"))
    assert deals_of(linked(rows), "LI") == ["D1"]
    rows["document_links"] = [{"parent_id": "D2-BC", "child_id": "LI", "kind": "contract-invoice"}]
    assert deals_of(linked(rows), "LI") == ["D2"]


def test_an_invoice_that_fits_several_deals_of_one_client_is_left_to_itself() -> None:
    rows = together(honest("D1"), honest("D2"))
    rows["deal_documents"] = [use("D2", "D1-BC", "buy"), use("D2", "D1-BL", "both")]
    by_contract = _loose_invoice(contract_no="D1PC77")
    by_bill = _loose_invoice(transport_doc_ref="MAEUD1556677") | {"document_id": "LJ"}
    rows["invoices"] += [by_contract, by_bill]
    links = linked(rows)
    assert _own(deals_of(links, "LI"))
    assert _own(deals_of(links, "LJ"))


def test_on_a_shared_bill_an_invoice_goes_to_the_deals_of_the_clients_on_it() -> None:
    """In a string the same invoice is a sale for one client and a purchase for the next."""
    rows = together(
        sale("D1", "S", "C1", "C2"), sale("D2", "C1", "C2", "C3"), sale("D3", "C2", "C3", "B")
    )
    rows["invoices"].append(_loose_invoice(transport_doc_ref=REF, seller_id="C1", buyer_id="C2"))
    uses = linked(rows).documents.filter(document_id="LI")
    assert uses.select("deal_id", "leg").rows() == [("D1", "sell"), ("D2", "buy")]


def _loose_invoice(**more: str) -> dict[str, Any]:
    return invoice("LI", None, None, "LI2025", "P-SELLER", "C1", "5") | more


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


def test_a_second_copy_of_a_bill_joins_the_deals_of_the_first() -> None:
    rows = honest("D1")
    copy = rows["transport_documents"][0] | {"document_id": "COPY", "deal_id": None, "leg": None}
    rows["transport_documents"].append(copy)
    joined = linked(rows).documents.filter(document_id="COPY")
    assert joined.select("deal_id", "leg", "joined_by").rows() == [
        ("D1", "both", "transport_doc_ref")
    ]
    copy["carrier_code"] = "MSCU"
    assert linked(rows).documents.filter(document_id="COPY")["deal_id"].item().startswith("FOUND-")
