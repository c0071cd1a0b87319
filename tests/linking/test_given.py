"""Links that are stated are taken as they are."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from tests.linking.loose import anchored, deals_of, named, reason, share, shares, use
from tests.one_deal import honest, linked, together


def test_a_deal_and_leg_on_a_paper_become_a_link() -> None:
    links = linked(honest())
    assert reason(links, "D1-BC") == ("D1", "buy", "deal_id", "D1")
    assert reason(links, "D1-SI") == ("D1", "sell", "deal_id", "D1")
    assert links.documents.height == 5


def test_a_transport_paper_without_a_leg_serves_both() -> None:
    assert reason(linked(honest()), "D1-BL") == ("D1", "both", "deal_id", "D1")


def test_a_leg_not_stated_is_told_by_the_clients_part() -> None:
    rows = honest()
    for row in (*rows["contracts"], *rows["invoices"]):
        row["leg"] = None
    links = linked(rows)
    assert [reason(links, f"D1-{p}")[1] for p in ("BC", "BI", "SC", "SI")] == [
        "buy",
        "buy",
        "sell",
        "sell",
    ]


def test_a_firm_known_under_a_party_id_tells_the_leg_too() -> None:
    rows = honest()
    rows["invoices"][0] |= {"leg": None, "buyer_id": "P-OURS"}
    rows["parties"].append({"party_id": "P-OURS", "client_id": "C1"})
    assert reason(linked(rows), "D1-BI")[1] == "buy"


def test_a_leg_nobody_can_tell_stays_unknown() -> None:
    rows = honest()
    rows["invoices"][0] |= {"leg": None, "seller_id": None, "buyer_id": None}
    assert reason(linked(rows), "D1-BI")[1] is None


def test_a_given_link_is_taken_with_its_shares() -> None:
    rows = anchored()
    rows["deal_documents"] = [
        use("D1", "D1-BL", "both", drawn="60"),
        use("D1", "D1-BI", "buy", line_no=1, allocated_amount=Decimal(500), currency="USD"),
    ]
    links = linked(rows)
    assert reason(links, "D1-BL") == ("D1", "both", "given", None)
    columns = ("line_no", "allocated_quantity", "unit", "allocated_amount", "currency")
    by_paper = {row[0]: row[1:] for row in links.documents.select("document_id", *columns).rows()}
    assert by_paper["D1-BL"] == (None, Decimal(60), "TNE", None, None)
    assert by_paper["D1-BI"] == (1, None, None, Decimal(500), "USD")


def test_a_given_link_and_the_same_deal_on_the_paper_are_one_use() -> None:
    rows = honest()
    rows["deal_documents"] = [use("D1", "D1-BL", "both", drawn="100")]
    assert reason(linked(rows), "D1-BL") == ("D1", "both", "given", None)


def test_a_given_link_to_another_deal_stands_beside_the_papers_own() -> None:
    rows = together(honest("D1"), honest("D2"))
    rows["deal_documents"] = [use("D2", "D1-BL", "both")]
    assert deals_of(linked(rows), "D1-BL") == ["D1", "D2"]


def test_a_stated_deal_is_not_overruled_by_a_reference() -> None:
    rows = together(honest("D1"), honest("D2"))
    rows["invoices"][0]["contract_no"] = "D2PC77"
    assert deals_of(linked(rows), "D1-BI") == ["D1"]


def test_a_given_link_is_not_overruled_by_a_reference() -> None:
    rows = together(named("D1"), named("D2"))
    rows["deal_documents"] = [use("D2", "D1-BI", "buy")]
    assert reason(linked(rows), "D1-BI") == ("D2", "buy", "given", None)


def test_one_paper_can_be_a_sale_of_one_deal_and_a_purchase_of_the_next() -> None:
    rows = together(honest("D1"), honest("D2"))
    rows["deal_documents"] = [use("D1", "D1-SI", "sell"), use("D2", "D1-SI", "buy")]
    uses = linked(rows).documents.filter(pl.col("document_id") == "D1-SI")
    assert uses.select("deal_id", "leg").rows() == [("D1", "sell"), ("D2", "buy")]


def test_a_payments_stated_deal_is_taken_with_the_sole_invoice_of_its_leg() -> None:
    links = linked(honest())
    assert share(links, "D1-P1") == ("D1", "buy", "D1-BI", Decimal(900000), "deal_id", "D1")
    assert share(links, "D1-P2") == ("D1", "sell", "D1-SI", Decimal(918000), "deal_id", "D1")


def test_of_two_invoices_a_payment_names_none_so_none_is_guessed() -> None:
    rows = honest()
    rows["invoices"].append(rows["invoices"][0] | {"document_id": "D1-BI2", "invoice_no": "X99999"})
    assert share(linked(rows), "D1-P1")[2] is None


def test_of_two_invoices_the_one_named_is_paid() -> None:
    rows = honest()
    rows["invoices"].append(rows["invoices"][0] | {"document_id": "D1-BI2", "invoice_no": "X99999"})
    rows["payments"][0]["remittance_text"] = "INVOICE X99999"
    assert share(linked(rows), "D1-P1")[2] == "D1-BI2"


def test_given_allocations_share_a_payment_among_deals() -> None:
    rows = together(honest("D1"), honest("D2"))
    rows["payment_allocations"] = [
        _allocation("D1", "D1-BI", "400000"),
        _allocation("D2", "D2-BI", "500000"),
    ]
    assert shares(linked(rows), "D1-P1") == [
        ("D1", "buy", "D1-BI", Decimal(400000), "given", None),
        ("D2", "buy", "D2-BI", Decimal(500000), "given", None),
    ]


def test_an_allocation_without_a_deal_goes_to_the_deal_of_its_invoice() -> None:
    rows = together(anchored("D1"), honest("D2"))
    rows["payment_allocations"] = [_allocation(None, "D2-BI", "900000")]
    got = share(linked(rows), "D1-P1")
    assert got[0] == "D2"
    assert got[2:5] == ("D2-BI", Decimal(900000), "given")


def _allocation(deal: str | None, invoice: str, amount: str) -> dict[str, object]:
    return {
        "payment_id": "D1-P1",
        "deal_id": deal,
        "invoice_document_id": invoice,
        "amount": Decimal(amount),
    }
