"""Who stands on a transport paper against who is in the deal, and who issued it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.one_deal import Rows, at, fact_row, honest, together

NAMED = {"shipper_id": "P-SELLER", "consignee_id": "P-BUYER"}
STRANGERS = {"shipper_id": "X", "consignee_id": "Y", "notify_id": "Z"}


def billed(deal: str = "D1", **change: Any) -> Rows:
    """An honest deal whose bill says so of its parties."""
    rows = honest(deal)
    rows["transport_documents"][0] |= {"shipper_id": None, "consignee_id": None} | change
    return rows


def endorsed(rows: Rows, *pairs: tuple[str, str | None]) -> Rows:
    """The deal with its bill endorsed from each to each."""
    rows["endorsements"] = [
        {"document_id": "D1-BL", "sequence": i, "endorser_id": a, "endorsee_id": b}
        for i, (a, b) in enumerate(pairs, 1)
    ]
    return rows


def told(rows: Rows, *names: str, deal: str = "D1") -> tuple[Any, ...]:
    """Those facts of the deal."""
    facts = fact_row(rows, deal)
    return tuple(facts[n] for n in names)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (NAMED, False),
        ({"shipper_id": "P-SELLER"}, False),
        ({"notify_id": "P-BUYER"}, False),
        ({**STRANGERS, "notify_id": "C1"}, False),
        (STRANGERS, True),
        ({"shipper_id": "X", "consignee_id": "Y"}, True),
        ({"shipper_id": "X"}, None),
        ({"consignee_id": "Y"}, None),
        ({}, None),
        ({"shipper_id": "X", "is_to_order": True}, True),
    ],
)
def test_a_bill_that_names_strangers_only(change: Mapping[str, Any], expected: Any) -> None:
    assert told(billed(**change), "bill_names_strangers_only") == (expected,)


def test_a_bill_of_strangers_says_which_and_whose() -> None:
    names = ("untitled_bill_cause", "untitled_bill_other", "untitled_bill_document_id")
    assert told(billed(**STRANGERS), *names) == ("NAMES_STRANGERS", "X", "D1-BL")
    assert told(billed(**NAMED), *names) == (None, None, None)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("X", "W")], True),
        ([("X", "P-SELLER")], False),
        ([("X", "W"), ("W", "C1")], False),
        ([("X", None)], False),
        ([("X", "W"), ("W", "X"), ("X", "W")], True),
    ],
    ids=["to a stranger", "to the supplier", "on to the client", "in blank", "in a circle"],
)
def test_endorsements_may_lead_from_strangers(pairs: Any, expected: bool) -> None:
    rows = endorsed(billed(**STRANGERS, is_to_order=True), *pairs)
    assert told(rows, "bill_names_strangers_only") == (expected,)


def test_a_bank_of_the_credit_is_no_stranger() -> None:
    rows = billed(shipper_id="X", consignee_id="BANK", is_to_order=True)
    assert told(rows, "bill_names_strangers_only") == (True,)
    rows["letters_of_credit"] = [{"lc_no": "L", "deal_id": "D1", "advising_bank_id": "BANK"}]
    assert told(rows, "bill_names_strangers_only") == (False,)


def test_strangers_cannot_be_told_while_a_leg_is_missing() -> None:
    rows = billed(**STRANGERS)
    rows["contracts"], rows["invoices"] = rows["contracts"][:1], rows["invoices"][:1]
    names = ("bill_names_strangers_only", "bill_fits_nobody", "consignee_is_stranger")
    assert told(rows, *names) == (None, None, None)


def test_one_bill_of_two_that_names_strangers_decides() -> None:
    rows = billed(**NAMED)
    rows["transport_documents"].append(
        rows["transport_documents"][0]
        | STRANGERS
        | {"document_id": "A-BL", "transport_doc_ref": "OTHER1"}
    )
    names = ("bill_names_strangers_only", "untitled_bill_document_id", "misfit_bill_document_id")
    assert told(rows, *names) == (True, "A-BL", "A-BL")
    rows["transport_documents"].reverse()
    assert told(rows, *names) == (True, "A-BL", "A-BL")


def test_a_firm_under_several_ids_is_one() -> None:
    rows = billed(**STRANGERS)
    rows["party_links"] = [{"party_id": "X", "other_party_id": "P-SELLER", "kind": "same_entity"}]
    assert told(rows, "bill_names_strangers_only", "bill_fits_nobody") == (False, False)
    rows["party_links"][0]["kind"] = "shareholder"
    assert told(rows, "bill_names_strangers_only", "bill_fits_nobody") == (True, True)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("MINERA SUR S.A.", False), ("MINERA SUR CHILE SA", None), ("QUITE ANOTHER PTE LTD", True)],
    ids=["the same name", "a name somewhat like it", "a name unlike all"],
)
def test_a_party_known_by_name_alone(name: str, expected: Any) -> None:
    """The supplier is Minera Sur SA."""
    rows = billed(shipper_id=f"NAME:{name}", consignee_id="Y")
    rows["parties"].append({"party_id": f"NAME:{name}", "name": name})
    rows["clients"][0]["name_en"] = "Shanghai Somewhat Trading Co Ltd"
    assert told(rows, "bill_fits_nobody") == (expected,)
    # held against a firm of which no name in that script is known, a name tells nothing apart
    rows["clients"][0]["name_en"] = None
    assert told(rows, "bill_fits_nobody") == (expected and None,)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (NAMED, (True, False)),
        ({"consignee_id": "C1"}, (True, False)),
        ({"consignee_id": "Y"}, (True, True)),
        ({"consignee_id": None}, (True, None)),
        ({"consignee_id": "Y", "is_to_order": True}, (False, None)),
        ({"consignee_id": "Y", "type": "SWB", "is_to_order": None}, (True, True)),
        ({"consignee_id": "Y", "is_to_order": None}, (None, None)),
    ],
)
def test_a_straight_paper_consigned_to_a_stranger(
    change: Mapping[str, Any], expected: tuple[Any, Any]
) -> None:
    rows = billed(**change)
    assert told(rows, "has_non_negotiable_bill", "consignee_is_stranger") == expected


def test_a_straight_paper_consigned_to_a_bank() -> None:
    rows = billed(consignee_id="BANK")
    rows["parties"].append({"party_id": "BANK", "is_bank": True})
    names = ("consignee_is_stranger", "stranger_consignee", "straight_bill_ref")
    assert told(rows, *names) == (False, None, None)
    rows["parties"][-1]["is_bank"] = None
    assert told(rows, *names) == (True, "BANK", "MAEUD1556677")


def test_no_bill_no_straight_bill() -> None:
    rows = honest()
    rows["transport_documents"] = []
    assert told(rows, "has_non_negotiable_bill", "consignee_is_stranger") == (False, None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (STRANGERS, True),
        ({**STRANGERS, "shipper_id": "P-SELLER"}, False),
        ({**STRANGERS, "shipper_id": "C1"}, False),
        ({**STRANGERS, "shipper_id": "P-BUYER"}, True),
        ({**STRANGERS, "consignee_id": "P-BUYER"}, False),
        ({**STRANGERS, "consignee_id": "P-SELLER"}, True),
        ({**STRANGERS, "notify_id": "P-BUYER"}, False),
        ({**STRANGERS, "is_to_order": True}, False),
        ({**STRANGERS, "shipper_id": None}, None),
        ({**STRANGERS, "consignee_id": None}, None),
        ({"consignee_id": "P-BUYER"}, False),
    ],
)
def test_a_bill_that_fits_nobody(change: Mapping[str, Any], expected: Any) -> None:
    assert told(billed(**change), "bill_fits_nobody") == (expected,)


def later(**change: Any) -> Rows:
    """Another client's deal, handed in later, on the bill of D1; its parties are other firms."""
    rows = billed("D2", transport_doc_ref="MAEUD1556677", **change)
    swap = {"P-SELLER": "S2", "C1": "C2", "P-BUYER": "B2"}
    told = {
        table: [{c: swap.get(v, v) if isinstance(v, str) else v for c, v in r.items()} for r in rs]
        for table, rs in rows.items()
    }
    told["parties"] = []
    for table in ("deals", "contracts", "invoices", "transport_documents"):
        for row in told[table]:
            row["submitted_at"] = at(6, 1)
    return told


def test_a_bill_of_another_client_with_no_title_from_it() -> None:
    rows = together(billed(), later())
    names = ("bill_was_used_without_title", "untitled_bill_cause", "untitled_bill_other")
    assert told(rows, *names) == (False, None, None)
    assert told(rows, *names, deal="D2") == (True, "USED_BY_ANOTHER", "D1")


def test_a_proof_of_a_number_clash_answers_for_the_use_and_not_for_strangers() -> None:
    proof = {"deal_id": "D2", "reason_code": "R15", "document_id": "LETTER"}
    names = ("has_number_clash_proof", "untitled_use_is_number_clash")
    fitting = together(billed(), later(shipper_id="P-SELLER"))
    assert told(fitting, *names, deal="D2") == (False, False)
    fitting["evidence_on_file"] = [proof]
    assert told(fitting, *names, deal="D2") == (False, False)  # nobody has seen the letter
    fitting["document_files"] = [{"document_id": "LETTER", "sha256": "ab" * 32}]
    assert told(fitting, *names, deal="D2") == (True, True)
    for no_proof in (None, "D1-BL", "D2-BL"):  # none, or a bill of that number itself
        fitting["evidence_on_file"] = [proof | {"document_id": no_proof}]
        assert told(fitting, *names, deal="D2") == (False, False)
    strange = together(billed(), later(**STRANGERS))
    strange["evidence_on_file"] = [proof]
    strange["document_files"] = [{"document_id": "LETTER", "sha256": "ab" * 32}]
    assert told(strange, *names, deal="D2") == (True, False)


CARRIER = {"carrier_code": "MAEU", "valid_from": date(2020, 1, 1)}


@pytest.mark.parametrize(
    ("register", "change", "expected"),
    [
        ([CARRIER], {}, (0, None)),
        ([CARRIER | {"carrier_code": "OTHR"}], {}, (2, "ON_NO_REGISTER")),
        ([CARRIER | {"valid_to": date(2025, 3, 11)}], {}, (1, "NOT_IN_FORCE")),
        ([CARRIER | {"valid_to": date(2025, 3, 12)}], {}, (0, None)),
        ([CARRIER | {"known_from": at(1, 1).replace(year=2026)}], {}, (2, "ON_NO_REGISTER")),
        ([CARRIER], {"carrier_code": None}, (None, None)),
        ([CARRIER], {"house_or_master": "house"}, (1, "NO_MASTER")),
        ([CARRIER], {"house_or_master": "house", "master_ref": "M1"}, (0, None)),
        ([CARRIER], {"house_or_master": "master"}, (0, None)),
        ([CARRIER], {"issue_date": None, "on_board_date": None}, (None, None)),
    ],
)
def test_the_issuer_of_a_paper(register: Any, change: Any, expected: tuple[Any, Any]) -> None:
    rows = billed(**change) | {"carriers": register}
    assert told(rows, "issuer_doubt_level", "issuer_doubt") == expected


def test_no_register_of_carriers_says_nothing() -> None:
    assert told(billed(house_or_master="house"), "issuer_doubt_level") == (None,)


def linked(*links: tuple[str, str], **change: Any) -> Rows:
    rows = billed(house_or_master="house", **change) | {"carriers": [CARRIER]}
    rows["document_links"] = [
        {"parent_id": p, "child_id": c, "kind": "master-house"} for p, c in links
    ]
    rows["transport_documents"] += [
        rows["transport_documents"][0]
        | {
            "document_id": m,
            "deal_id": None,
            "transport_doc_ref": f"{m}-77",
            "house_or_master": "master",
        }
        for m in ("M1", "M2")
    ]
    return rows


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (linked(("M1", "D1-BL")), None),
        (linked(("M1", "D1-BL"), master_ref="m1 77"), None),
        (linked(("M1", "D1-BL"), ("M2", "D1-BL")), "SEVERAL_MASTERS"),
        (linked(("M1", "D1-BL"), master_ref="M9"), "SEVERAL_MASTERS"),
        (linked(("ELSEWHERE", "D1-BL"), master_ref="M9"), None),
        (linked(("M1", "D1-BL"), ("D1-BL", "M1")), "NO_MASTER"),
        (linked(("D1-BL", "D1-BL")), "NO_MASTER"),
    ],
    ids=["one", "one told twice", "two", "another number", "not in hand", "circle", "itself"],
)
def test_master_bills_of_a_house_bill(rows: Rows, expected: str | None) -> None:
    assert told(rows, "issuer_doubt") == (expected,)


def test_the_order_of_rows_changes_nothing() -> None:
    rows = together(linked(("M1", "D1-BL"), ("M2", "D1-BL"), **NAMED), later(**STRANGERS))
    rows["party_links"] = [
        {"party_id": a, "other_party_id": b, "kind": "same_entity"}
        for a, b in (("X", "S2"), ("P-SELLER", "P-9"), ("P-9", "P-8"))
    ]
    turned = {table: some[::-1] for table, some in rows.items()}
    for deal in ("D1", "D2"):
        assert fact_row(turned, deal) == fact_row(rows, deal)


def test_a_master_bill_is_not_asked_for_the_parties_of_its_house_bill() -> None:
    names = ("bill_names_strangers_only", "consignee_is_stranger", "bill_fits_nobody")
    rows = linked(("M1", "D1-BL"), **NAMED)
    rows["transport_documents"].pop()
    rows["transport_documents"][1] |= {"shipper_id": "FORWARDER", "consignee_id": "AGENT"}
    assert told(rows, *names) == (False, False, False)
    unlinked = rows | {"document_links": []}
    unlinked["transport_documents"][1]["deal_id"] = "D1"
    assert told(unlinked, *names) == (True, True, True)
    rows["document_links"] = [{"parent_id": "M1", "child_id": "D1-BL", "kind": "master-house"}]
    strange = rows["transport_documents"][0]
    strange |= {"shipper_id": "X", "consignee_id": "Y"}
    assert told(rows, *names) == (True, True, True)
