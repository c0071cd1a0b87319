"""Payments joined by what their remittance information names."""

from __future__ import annotations

from decimal import Decimal

from tests.linking.loose import anchored, named, paid_for, share, shares, use
from tests.one_deal import Rows, honest, linked, together

TEXT = " in remittance text"


def _told(*texts: str) -> Rows:
    """A deal with its papers in place, and payments P0, P1 ... that say no more than the texts."""
    rows = honest()
    bare = rows["payments"][0] | {"deal_id": None, "leg": None}
    rows["payments"] = [
        bare | {"payment_id": f"P{i}", "remittance_text": text} for i, text in enumerate(texts)
    ]
    return rows


def _invoice_named(*texts: str) -> list[str | None]:
    """The invoice each text was understood to name."""
    links = linked(_told(*texts))
    return [share(links, f"P{i}")[2] for i in range(len(texts))]


def _is_alone(rows: Rows, payment: str = "P0") -> bool:
    """Whether the payment became a deal of its own."""
    (deal,) = paid_for(linked(rows), payment)
    return deal.startswith("FOUND-")


def test_the_strongest_paper_named_counts() -> None:
    amount = Decimal(900000)
    texts = ("INVOICE D1PI77", "UNDER CONTRACT D1PC77", "B/L MAEUD1556677", "D1PC77 D1PI77")
    links = linked(_told(*texts))
    assert [share(links, f"P{i}") for i in range(4)] == [
        ("D1", "buy", "D1-BI", amount, "invoice_no" + TEXT, "D1PI77"),
        ("D1", "buy", None, amount, "contract_no" + TEXT, "D1PC77"),
        ("D1", "buy", None, amount, "transport_doc_ref" + TEXT, "MAEUD1556677"),
        ("D1", "buy", "D1-BI", amount, "invoice_no" + TEXT, "D1PI77"),
    ]


def test_case_blanks_and_punctuation_do_not_tell() -> None:
    texts = (
        "d1pi77",
        "D1-PI-77",
        "D1 PI 77",
        "INV.NO.: D1PI77,",
        "(D1PI77)",
        "货款D1PI77号发票",
        "FIRST LINE\nD1PI77",
        "D1PI77;D9PI00",
    )
    assert _invoice_named(*texts) == ["D1-BI"] * len(texts)


def test_a_number_between_slashes_is_found() -> None:
    """SWIFT field 70 writes /INV/ and /RFB/ before a number, and a slash between two."""
    texts = ("/INV/D1PI77", "/RFB/D1PI77", "D1PI77/D1SC99")
    assert _invoice_named(*texts) == ["D1-BI"] * len(texts)


def test_a_number_that_has_slashes_is_found() -> None:
    rows = _told("INV/2025/001", "INV-2025-001")
    rows["invoices"][0]["invoice_no"] = "INV/2025/001"
    links = linked(rows)
    assert [share(links, f"P{i}")[2] for i in (0, 1)] == ["D1-BI"] * 2


def test_part_of_a_number_or_a_longer_one_is_not_it() -> None:
    texts = ("D1PI771", "XD1PI77", "9D1PI77", "D1PI7", "D1PI", "PI77", "NO REFERENCE", "")
    links = linked(_told(*texts))
    found = [paid_for(links, f"P{i}") for i in range(len(texts))]
    assert all(len(d) == 1 and d[0].startswith("FOUND-") for d in found)
    assert len({d[0] for d in found}) == len(texts)


def test_a_number_too_short_to_be_told_from_chance_is_not_looked_for() -> None:
    rows = _told("PAYMENT 77 OF 2025")
    rows["invoices"][0]["invoice_no"] = "77"
    assert _is_alone(rows)


def test_a_structured_reference_is_taken_however_short() -> None:
    rows = _told("")
    rows["invoices"][0]["invoice_no"] = "77"
    rows["payment_references"] = [{"payment_id": "P0", "kind": "invoice", "number": "7-7"}]
    got = share(linked(rows), "P0")
    assert got == ("D1", "buy", "D1-BI", Decimal(900000), "invoice_no", "77")


def test_a_structured_reference_means_the_kind_of_paper_it_says() -> None:
    rows = _told("")
    rows["payment_references"] = [{"payment_id": "P0", "kind": "contract", "number": "D1PI77"}]
    assert _is_alone(rows)


def test_several_numbers_in_one_text_share_the_payment_in_amounts_nobody_stated() -> None:
    rows = together(honest("D1"), honest("D2"))
    rows["payments"] = [
        rows["payments"][0]
        | {"deal_id": None, "leg": None, "remittance_text": "D1PI77, D2PI77 AND D3PI77"}
    ]
    assert shares(linked(rows), "D1-P1") == [
        ("D1", "buy", "D1-BI", None, "invoice_no" + TEXT, "D1PI77"),
        ("D2", "buy", "D2-BI", None, "invoice_no" + TEXT, "D2PI77"),
    ]


def test_of_two_sellers_with_one_number_the_one_paid_counts() -> None:
    rows = _one_invoice_number_of_two_sellers()
    assert paid_for(linked(rows), "D1-P1") == ["D1"]
    rows["payments"][0] |= {"creditor_id": "P-OTHER", "debtor_id": "C2"}
    assert paid_for(linked(rows), "D1-P1") == ["D2"]


def test_of_two_sellers_with_one_number_none_counts_when_neither_is_paid() -> None:
    rows = _one_invoice_number_of_two_sellers()
    rows["payments"][0] |= {"creditor_id": None, "debtor_id": None}
    assert _is_alone(rows, "D1-P1")


def _one_invoice_number_of_two_sellers() -> Rows:
    rows = together(anchored("D1"), anchored("D2"))
    rows["invoices"] = [
        i | {"deal_id": d, "leg": "buy", "invoice_no": "INV2025", "seller_id": s, "buyer_id": b}
        for i, d, s, b in (
            (rows["invoices"][0], "D1", "P-SELLER", "C1"),
            (rows["invoices"][2], "D2", "P-OTHER", "C2"),
        )
    ]
    rows["payments"] = [rows["payments"][0] | {"remittance_text": "INV2025"}]
    return rows


def test_a_payment_that_names_its_invoice_is_not_drawn_into_deals_that_share_the_bill() -> None:
    rows = together(named("D1"), named("D2"))
    rows["deal_documents"] = [use("D1", "D1-BL", "both"), use("D2", "D1-BL", "both")]
    rows["payments"][0]["remittance_text"] = "D1PI77 BL MAEUD1556677"
    assert paid_for(linked(rows), "D1-P1") == ["D1"]


def test_an_invoice_found_by_its_references_brings_its_payment_along() -> None:
    got = share(linked(named()), "D1-P2")
    assert got == ("D1", "sell", "D1-SI", Decimal(918000), "invoice_no" + TEXT, "D1SI88")


def test_of_one_invoice_between_two_clients_each_has_its_own_payment() -> None:
    """The sale of one client is the purchase of the next; both payments name the invoice."""
    rows = together(honest("D1"), honest("D2"))
    for row in rows["deals"]:
        row["client_id"] = {"D1": "C1", "D2": "C2"}[row["deal_id"]]
    rows["deal_documents"] = [use("D1", "D1-SI", "sell"), use("D2", "D1-SI", "buy")]
    for row in rows["invoices"]:
        if row["document_id"] == "D1-SI":
            row |= {"deal_id": None, "leg": None}
    received, paid = (p for p in rows["payments"] if p["payment_id"] in ("D1-P2", "D2-P1"))
    for row, client in ((received, "C1"), (paid, "C2")):
        row |= {
            "deal_id": None,
            "leg": None,
            "client_id": client,
            "remittance_text": "INV D1SI88",
            "debtor_id": "P-BUYER",
            "creditor_id": "C1",
        }
    links = linked(rows)
    assert paid_for(links, "D1-P2") == ["D1"]
    assert paid_for(links, "D2-P1") == ["D2"]
