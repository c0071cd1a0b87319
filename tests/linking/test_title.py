"""Title decides, not mere reuse: strings, split lots, overdrawn bills (domain 2.11)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.linking.loose import use
from tests.linking.strings import book, chained, paper, ratios, remembered, sale
from tests.one_deal import Rows, at, bill, together


def test_a_bill_used_once() -> None:
    said = paper(book(sale("D1", "S", "C1", "B")), "D1")
    assert (said["n_other_deals"], said["other_deal"]) == (0, None)
    assert (said["has_title_chain"], said["has_declared_allocations"]) == (False, False)
    assert said["allocated_ratio"] == 1.0


def test_a_string_of_two_sales() -> None:
    said = book(sale("D1", "S", "C1", "C2"), sale("D2", "C1", "C2", "B"))
    assert paper(said, "D1")["n_other_deals"] == paper(said, "D2")["n_other_deals"] == 1
    assert (paper(said, "D1")["other_deal"], paper(said, "D2")["other_deal"]) == ("D2", "D1")
    assert (chained(said), ratios(said)) == ({True}, {1.0})


def test_a_string_of_three_sales_in_any_order_of_ids() -> None:
    said = book(
        sale("D3", "S", "C1", "C2"), sale("D1", "C1", "C2", "C3"), sale("D2", "C2", "C3", "B")
    )
    assert set(said.papers["n_other_deals"]) == {2}
    assert (chained(said), ratios(said)) == ({True}, {1.0})


def test_a_string_through_a_firm_that_is_no_client() -> None:
    said = book(sale("D1", "S", "C1", "P-X"), sale("D2", "P-X", "C2", "B"))
    assert (chained(said), ratios(said)) == ({True}, {1.0})


def test_a_client_is_known_under_its_party_id() -> None:
    rows = together(sale("D1", "S", "C1", "P-C2"), sale("D2", "C1", "C2", "B"))
    assert chained(book(rows)) == {False}
    rows["parties"].append({"party_id": "P-C2", "client_id": "C2"})
    assert chained(book(rows)) == {True}


def test_one_paper_for_all_deals_is_as_good_as_copies() -> None:
    rows = together(sale("D1", "S", "C1", "C2"), sale("D2", "C1", "C2", "B"))
    rows["transport_documents"] = [bill("BL", None, "MAEU556677")]
    rows["deal_documents"] = [use("D1", "BL", "both"), use("D2", "BL", "both")]
    said = book(rows)
    assert (chained(said), ratios(said)) == ({True}, {1.0})


def test_a_bill_used_with_no_sale_that_leads_to_it() -> None:
    said = book(sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2"))
    assert chained(said) == {False}
    assert ratios(said) == {2.0}


def test_a_string_with_a_stranger_at_its_side() -> None:
    string = (sale("D1", "S", "C1", "C2"), sale("D2", "C1", "C2", "B"))
    said = book(*string, sale("D3", "S3", "C3", "B3"))
    assert chained(said) == {False}
    assert ratios(said) == {2.0}


def test_two_strings_on_one_bill_are_no_unbroken_chain() -> None:
    """Each use follows a sale, but the second string starts from nobody who held the bill."""
    said = book(
        sale("D1", "S", "C1", "C2"),
        sale("D2", "C1", "C2", "B"),
        sale("D3", "S3", "C3", "C4"),
        sale("D4", "C3", "C4", "B4"),
    )
    assert ratios(said) == {2.0}
    assert chained(said) == {False}


def test_a_holder_who_sells_one_bill_to_two_buyers() -> None:
    """C1 acquired 100 t and sold 100 t to P-X; what C2 holds from it was C1's no more."""
    said = book(sale("D1", "S", "C1", "P-X"), sale("D2", "C1", "C2", "B"))
    assert ratios(said) == {2.0}


def test_a_holder_who_declares_parts_and_sells_them_to_two_buyers() -> None:
    """C1 acquired 60 t; it sold 60 t to P-X and 60 t to C2: twice what it had."""
    said = book(sale("D1", "S", "C1", "P-X", "60"), sale("D2", "C1", "C2", "B", "60"))
    assert ratios(said) == {2.0}
    assert set(said.papers["overdrawn_by"]) == {"C1"}


def test_a_holder_who_sells_more_than_it_had_within_the_papers_quantity() -> None:
    """C1 acquired 30 t of 100 t and sold 30 t twice; the bill could have borne it, C1 could not."""
    said = book(sale("D1", "S", "C1", "P-X", "30"), sale("D2", "C1", "C2", "B", "30"))
    assert (ratios(said), set(said.papers["overdrawn_by"])) == ({2.0}, {"C1"})


def test_a_supplier_that_sells_one_bill_to_two_clients_is_named() -> None:
    said = book(sale("D1", "S", "C1", "B"), sale("D2", "S", "C2", "B2"))
    assert (ratios(said), set(said.papers["overdrawn_by"])) == ({2.0}, {"S"})


def test_two_suppliers_of_one_bill_are_named_together() -> None:
    said = book(sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2"))
    assert set(said.papers["overdrawn_by"]) == {"S + S2"}


def test_a_deal_that_draws_more_than_the_bill_carries() -> None:
    said = paper(book(sale("D1", "S", "C1", "B", "120")), "D1")
    assert (said["allocated_ratio"], said["overdrawn_by"]) == (1.2, "S")


def _also_sold_to(rows: Rows, buyer: str) -> Rows:
    """The sale goes half to the buyer there is, half to another."""
    more = rows["contracts"][1] | {"document_id": "SC2", "contract_no": "S2", "buyer_id": buyer}
    rows["contracts"].append(more)
    return rows


def test_a_deal_that_sells_one_bill_to_two_buyers_sells_it_once() -> None:
    two_buyers = _also_sold_to(sale("D1", "S", "C1", "B", "60"), "B2")
    assert ratios(book(two_buyers, sale("D2", "S9", "C9", "B9", "40"))) == {1.0}


def test_what_one_of_two_buyers_tells_is_not_counted_for_the_other_again() -> None:
    """C1 sold 100 t to C2 and B2; C2 says 60 t were its own, so B2 had the other 40 t."""
    said = book(
        _also_sold_to(sale("D1", "S", "C1", "C2", "100"), "B2"), sale("D2", "C1", "C2", "B", "60")
    )
    assert ratios(said) == {1.0}
    assert chained(said) == {True}


@pytest.mark.parametrize(
    "deals",
    [
        (sale("D1", "S", "C1", "C2"), sale("D2", "C1", "C2", "B")),
        (sale("D2", "S", "C1", "C2"), sale("D1", "C1", "C2", "B")),
        (sale("D1", "S", "C1", "P-X"), sale("D2", "P-X", "C2", "B")),
        (sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C2", "B2", "40")),
        (sale("D1", "S", "C1", "B"), sale("D2", "S2", "C1", "B2")),
    ],
    ids=["string", "string told backwards", "through a firm", "split lot", "its own paper"],
)
def test_a_use_that_a_sale_or_the_client_itself_leads_to_is_titled(
    deals: tuple[Rows, Rows],
) -> None:
    said = book(*deals)
    assert set(said.papers["is_untitled"]) == {False}
    assert set(said.papers["earlier_deal"]) == {None}


def test_a_use_of_an_unrelated_clients_paper_is_untitled() -> None:
    said = book(sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2"))
    assert (paper(said, "D1")["is_untitled"], paper(said, "D2")["is_untitled"]) == (False, True)
    assert paper(said, "D2")["earlier_deal"] == "D1"


def test_a_second_string_beside_the_first_is_untitled_in_every_part() -> None:
    said = book(
        sale("D1", "S", "C1", "C2"),
        sale("D2", "C1", "C2", "B"),
        sale("D3", "S3", "C3", "C4"),
        sale("D4", "C3", "C4", "B4"),
    )
    told = {d: paper(said, d)["is_untitled"] for d in ("D1", "D2", "D3", "D4")}
    assert told == {"D1": False, "D2": False, "D3": True, "D4": True}


def _endorsed(rows: Rows, *pairs: tuple[str, str]) -> Rows:
    document = rows["transport_documents"][0]["document_id"]
    rows["endorsements"] = [
        {"document_id": document, "sequence": i, "endorser_id": a, "endorsee_id": b}
        for i, (a, b) in enumerate(pairs, 1)
    ]
    return rows


def test_an_endorsement_on_the_paper_leads_to_a_use() -> None:
    """B endorsed the bill to S2; nobody showed the bank a contract between them."""
    first, later = sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2")
    assert paper(book(first, later), "D2")["is_untitled"]
    assert not paper(book(first, _endorsed(later, ("B", "S2"))), "D2")["is_untitled"]


def test_a_bank_on_the_paper_leads_from_nobody_to_nobody() -> None:
    first = _endorsed(sale("D1", "S", "C1", "B"), ("B", "BANK"))
    later = _endorsed(sale("D2", "S2", "C2", "B2"), ("BANK", "S2"))
    rows = together(first, later)
    assert not paper(book(rows), "D2")["is_untitled"]
    rows["parties"] = [{"party_id": "BANK", "is_bank": True}]
    assert paper(book(rows), "D2")["is_untitled"]


def test_a_firm_with_two_ids_is_one_firm_in_the_chain() -> None:
    rows = together(sale("D1", "S", "C1", "P-X"), sale("D2", "P-Y", "C2", "B"))
    assert paper(book(rows), "D2")["is_untitled"]
    rows["party_links"] = [
        {"party_id": "P-Y", "other_party_id": "P-X", "kind": "same_entity", "valid_from": None}
    ]
    assert not paper(book(rows), "D2")["is_untitled"]
    assert chained(book(rows)) == {True}


def test_a_firm_of_an_earlier_batch_goes_by_the_name_it_has_now() -> None:
    past = remembered(book(sale("D1", "S", "C1", "P-X")))
    later = sale("D2", "P-Y", "C2", "B")
    assert paper(book(later, past=past), "D2")["is_untitled"]
    later["party_links"] = [
        {"party_id": "P-X", "other_party_id": "P-Y", "kind": "same_entity", "valid_from": None}
    ]
    assert not paper(book(later, past=past), "D2")["is_untitled"]


def test_a_circle_of_endorsements_is_read_once_and_leads_where_it_leads() -> None:
    rows = _endorsed(sale("D2", "S2", "C2", "B2"), ("B", "S2"), ("S2", "B"), ("B", "S2"))
    assert not paper(book(sale("D1", "S", "C1", "B"), rows), "D2")["is_untitled"]


def test_a_ring_that_bought_from_nobody_but_itself() -> None:
    """C1 and C2 buy the 100 t from each other, and each sells them to a buyer outside."""
    said = book(sale("D1", "C2", "C1", "B"), sale("D2", "C1", "C2", "B2"))
    assert ratios(said) == {2.0}


def test_the_same_client_uses_a_bill_twice() -> None:
    said = book(sale("D1", "S", "C1", "B"), sale("D2", "S", "C1", "B2"))
    assert chained(said) == {False}
    assert ratios(said) == {2.0}


def test_a_split_lot_declares_what_each_deal_draws() -> None:
    said = book(sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C1", "B2", "40"))
    assert set(said.papers["has_declared_allocations"]) == {True}
    assert chained(said) == {False}
    assert ratios(said) == {1.0}


def test_a_split_lot_declared_in_other_units() -> None:
    rows = together(sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C1", "B2", "40000"))
    rows["deal_documents"][1]["unit"] = "KGM"
    assert ratios(book(rows)) == {1.0}


def test_a_split_lot_overdrawn() -> None:
    said = book(sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C1", "B2", "50"))
    assert ratios(said) == {1.1}


def test_a_lot_split_among_two_clients_overdrawn() -> None:
    said = book(sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C2", "B2", "50"))
    assert ratios(said) == {1.1}


def test_a_use_that_declares_nothing_draws_the_whole() -> None:
    said = book(sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C1", "B2"))
    assert set(said.papers["has_declared_allocations"]) == {False}
    assert ratios(said) == {1.6}


def test_a_lot_split_and_each_part_sold_on() -> None:
    said = book(
        sale("D1", "S", "C1", "C2", "60"),
        sale("D2", "S", "C1", "C3", "40"),
        sale("D3", "C1", "C2", "B", "60"),
        sale("D4", "C1", "C3", "B2", "40"),
    )
    assert (chained(said), ratios(said)) == ({True}, {1.0})
    assert set(said.papers["n_other_deals"]) == {3}


def test_a_part_drawn_by_both_legs_and_by_two_lines_counts_as_the_holder_drew_it() -> None:
    rows = sale("D1", "S", "C1", "B")
    rows["deal_documents"] = [
        use("D1", "D1-BL", "buy", line_no=1, drawn="30"),
        use("D1", "D1-BL", "buy", line_no=2, drawn="30"),
        use("D1", "D1-BL", "sell", drawn="60"),
    ]
    assert ratios(book(rows)) == {0.6}


def test_a_bill_that_states_no_quantity_cannot_be_overdrawn_or_clean() -> None:
    rows = together(sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2"))
    for row in rows["transport_documents"]:
        row |= {"quantity": None, "unit": None, "gross_weight_kg": None}
    assert ratios(book(rows)) == {None}


@pytest.mark.parametrize("bill", [{"quantity": None}, {"quantity": None, "unit": None}])
def test_a_bill_that_states_no_quantity_has_that_of_its_gross_weight(bill: dict[str, Any]) -> None:
    rows = together(sale("D1", "S", "C1", "B", "80.4"), sale("D2", "S", "C1", "B2", "60.3"))
    for row in rows["transport_documents"]:
        row.update(bill)
    said = book(rows)
    assert ratios(said) == {1.4}  # of 100.5 t
    assert set(said.papers["has_declared_allocations"]) == {False}


@pytest.mark.parametrize(
    ("bill", "share"),
    [
        ({"quantity": None, "gross_weight_kg": None}, {}),
        ({"unit": "XX9", "gross_weight_kg": None}, {}),
        ({"unit": "XX9", "gross_weight_kg": None}, {"unit": "XX9"}),
        ({}, {"unit": "XX9"}),
        ({}, {"unit": "PCE"}),
        ({}, {"allocated_quantity": Decimal(-5)}),
        ({}, {"allocated_quantity": Decimal(0)}),
    ],
    ids=str,
)
def test_shares_that_cannot_be_held_against_the_bill_explain_nothing(
    bill: dict[str, Any], share: dict[str, Any]
) -> None:
    rows = together(sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C1", "B2", "40"))
    for row in rows["transport_documents"]:
        row.update(bill)
    for row in rows["deal_documents"]:
        row.update(share)
    said = book(rows)
    assert set(said.papers["has_declared_allocations"]) == {False}
    assert ratios(said) == ({None} if bill else {2.0})


def test_a_line_of_unknown_unit_is_not_left_out_of_what_is_declared() -> None:
    rows = together(sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C1", "B2", "40"))
    rows["deal_documents"][1] |= {"line_no": 1}
    rows["deal_documents"].append(rows["deal_documents"][1] | {"line_no": 2, "unit": "XX9"})
    said = book(rows)
    assert (ratios(said), set(said.papers["has_declared_allocations"])) == ({1.6}, {False})


def test_shares_that_exceed_the_bill_explain_nothing() -> None:
    said = book(sale("D1", "S", "C1", "B", "60"), sale("D2", "S", "C1", "B2", "41"))
    assert set(said.papers["has_declared_allocations"]) == {False}


@pytest.mark.parametrize(
    ("change", "n"),
    [
        ({"transport_doc_ref": "maeu-55 66 77"}, 1),
        ({"transport_doc_ref": "ＭＡＥＵ５５６６７７"}, 1),
        ({"transport_doc_ref": "556677"}, 1),
        ({"transport_doc_ref": "556677", "carrier_code": " ｍａｅｕ"}, 1),
        ({"carrier_code": "maeu"}, 1),
        ({"transport_doc_ref": "MAEU556678"}, 0),
        ({"transport_doc_ref": "MAEU"}, 0),
        ({"carrier_code": "MSCU"}, 0),
        ({"transport_doc_ref": "MSCU556677", "carrier_code": "MSCU"}, 0),
    ],
)
def test_a_paper_is_its_carrier_and_normalised_number(change: dict[str, str], n: int) -> None:
    rows = together(sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2"))
    rows["transport_documents"][1] |= change
    assert set(book(rows).papers["n_other_deals"]) == {n}


def test_a_bill_that_is_its_carriers_code_alone_keeps_it() -> None:
    rows = together(sale("D1", "S", "C1", "B", ref="MAEU"), sale("D2", "S2", "C2", "B2", ref=""))
    rows["transport_documents"][1]["transport_doc_ref"] = "提单"
    said = book(rows)
    assert paper(said, "D1")["paper_key"] == "MAEU:MAEU"
    assert said.papers["deal_id"].to_list() == ["D1"]  # no number is no key


_REUSE = ("n_other_deals", "allocated_ratio", "is_untitled")


@pytest.mark.parametrize("blank", ["MAEU556677", "556677", "maeu-556677"])
def test_a_blank_carrier_hides_no_reuse(blank: str) -> None:
    """Leaving a field blank never buys a pass: whichever came first, it could be one paper."""
    stated, unstated = sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2", ref=blank)
    unstated["transport_documents"][0]["carrier_code"] = None
    for first, later in ((stated, unstated), (unstated, stated)):
        said = book(later, past=remembered(book(first)))
        (told,) = said.papers.select(_REUSE).rows()
        assert told == (None, None, None)
        assert said.clashes.now.is_empty()
    assert set(book(stated, unstated).papers["n_other_deals"]) == {None}
    assert set(book(unstated).papers["n_other_deals"]) == {0}


def test_a_blank_carrier_leaves_other_numbers_and_long_past_ones_alone() -> None:
    unstated = sale("D2", "S2", "C2", "B2", ref="OOLU556677")
    unstated["transport_documents"][0]["carrier_code"] = None
    stated = sale("D1", "S", "C1", "B")
    assert set(book(stated, unstated).papers["n_other_deals"]) == {0}
    unstated["transport_documents"][0]["transport_doc_ref"] = "MAEU556677"
    past = remembered(book(_handed_in(unstated, 2021, 3, 1)))
    assert paper(book(stated, past=past), "D1")["n_other_deals"] == 0


_DOUBT, _NONE = (None, None, None), (0, 1.0, False)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (("MAEU", "MAEU556677"), ("MSK", "556677"), _DOUBT),
        (("MAEU", "556677"), ("Maersk", "MAEU556677"), _DOUBT),
        (("MSK", "556677"), ("MAERSK LINE A/S", "MAEU556677"), _DOUBT),
        (("MAERSK", "556677"), ("A.P. Moller - Maersk", "556677"), _DOUBT),
        (("MAERSK", "556677"), ("马士基", "556677"), _DOUBT),
        (("马士基航运", "556677"), ("马士基", "556677"), _DOUBT),
        (("MSK", "MAEU556677"), ("MSK", "556677"), _DOUBT),
        (("MAEU", "556677"), ("OOLU", "556677"), _NONE),
        (("MAEU", "556677"), ("OOLU", "MAEU556677"), _NONE),
        (("MSK", "MAEU556677"), ("OOLU", "556677"), _NONE),
        (("MSK", "556677"), ("OOL", "556677"), _NONE),
        (("DHL GLOBAL", "556677"), ("SINOTRANS", "556677"), _NONE),
        (("马士基", "556677"), ("地中海航运", "556677"), _NONE),
        (("FWDX", "SHAA556677"), ("FWDX", "NGBA556677"), _NONE),
        (("FWDX", "SHAA556677"), ("FWDX", "556677"), _NONE),
        (("MAEU", "556677"), ("MSK", "556678"), _NONE),
    ],
)
def test_carriers_that_may_be_one_leave_their_number_in_doubt(
    first: tuple[str, str], second: tuple[str, str], told: tuple[Any, ...]
) -> None:
    a, b = sale("D1", "S", "C1", "B", ref=first[1]), sale("D2", "S2", "C2", "B2", ref=second[1])
    a["transport_documents"][0]["carrier_code"] = first[0]
    b["transport_documents"][0]["carrier_code"] = second[0]
    assert set(book(a, b).papers.select(_REUSE).rows()) == {told}
    for early, late in ((a, b), (b, a)):
        assert book(late, past=remembered(book(early))).papers.select(_REUSE).rows() == [told]


def test_codes_that_the_register_gives_one_name_may_be_one_carrier() -> None:
    a, b = sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2", ref="556677")
    b["transport_documents"][0]["carrier_code"] = "SEAU"
    a["carriers"] = [
        {"carrier_code": code, "name": "Maersk A/S", "valid_from": date(2020, 1, 1)}
        for code in ("MAEU", "SEAU")
    ]
    assert set(book(a, b).papers["n_other_deals"]) == {None}
    a["carriers"][0]["name"] = "Moller"
    assert set(book(a, b).papers["n_other_deals"]) == {0}


def test_a_use_that_is_known_outweighs_one_that_is_doubtful() -> None:
    unstated = sale("D3", "S3", "C3", "B3")
    unstated["transport_documents"][0]["carrier_code"] = None
    said = book(sale("D1", "S", "C1", "B"), sale("D2", "S2", "C2", "B2"), unstated)
    assert paper(said, "D2")["n_other_deals"] == 1
    assert (paper(said, "D2")["allocated_ratio"], paper(said, "D2")["is_untitled"]) == (2.0, True)


def _handed_in(rows: Rows, year: int, month: int, day: int) -> Rows:
    for table in ("deals", "contracts", "invoices", "transport_documents"):
        for row in rows[table]:
            row["submitted_at"] = at(month, day).replace(year=year)
    return rows


@pytest.mark.parametrize(("day", "n"), [(1, 1), (2, 0)])
def test_reuse_is_looked_for_within_36_months(day: int, n: int) -> None:
    early = _handed_in(sale("D1", "S", "C1", "B"), 2022, 3, 1)
    late = _handed_in(sale("D2", "S2", "C2", "B2"), 2025, 3, day)
    assert set(book(early, late).papers["n_other_deals"]) == {n}


def test_the_other_deal_named_is_the_earliest_then_the_first_by_id() -> None:
    said = book(
        _handed_in(sale("D1", "S", "C1", "B"), 2025, 3, 3),
        _handed_in(sale("D2", "S", "C1", "B"), 2025, 3, 2),
        _handed_in(sale("D3", "S", "C1", "B"), 2025, 3, 2),
    )
    assert [paper(said, d)["other_deal"] for d in ("D1", "D2", "D3")] == ["D2", "D3", "D2"]
