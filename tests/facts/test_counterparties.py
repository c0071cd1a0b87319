"""Why a firm stands in between, and of what substance the counterparties are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, bill, disposition, hits, honest, screened

SELLER, BUYER = 0, 1


def rows(*links: dict[str, Any]) -> Rows:
    """The honest deal, with relations of parties and a declaration of other goods on file."""
    deal = honest()
    deal["party_links"] = [
        {"party_id": "X", "other_party_id": "Y", "kind": "same_group", "valid_from": START},
        *links,
    ]
    deal["customs_declarations"] = [declaration("D1-BL")]
    return deal


START = date(2020, 1, 1)


def link(a: str, b: str, kind: str = "same_group", **more: Any) -> dict[str, Any]:
    return {"party_id": a, "other_party_id": b, "kind": kind, "valid_from": START, **more}


def declaration(document: str, no: str = "24CL1", **more: Any) -> dict[str, Any]:
    return {
        "declaration_no": no,
        "document_id": document,
        "accepted_on": date(2024, 10, 1),
        "exporter_name": "MINERA SUR, S.A.",
        "importer_name": "Kabel B.V.",
        **more,
    }


def facts(deal: Rows, **more: Any) -> dict[str, Any]:
    return told(deal, ["counterparties"], **more)


def doubt(deal: Rows) -> tuple[Any, ...]:
    said = facts(deal)
    return said["intermediary_doubt"], said["doubtful_end"], said["doubtful_other_end"]


def test_strangers_and_what_was_not_delivered() -> None:
    said = facts(rows())
    assert (said["intermediary_doubt"], said["has_direct_trade"]) == ("NONE", False)
    for table in ("party_links", "customs_declarations"):
        less = rows()
        del less[table]
        assert facts(less)["intermediary_doubt"] is None
    unnamed = rows()
    for table in ("contracts", "invoices"):
        unnamed[table].pop()
    bare = facts(unnamed)
    assert (bare["has_both_ends"], bare["intermediary_doubt"]) == (False, None)


@pytest.mark.parametrize(
    ("tie", "is_tied"),
    [
        (link("P-SELLER", "P-BUYER"), True),
        (link("P-BUYER", "P-SELLER", "director"), True),
        (link("P-SELLER", "P-BUYER", "shareholder", share_ratio=Decimal("0.05")), False),
        (link("P-SELLER", "P-BUYER", "shareholder", share_ratio=Decimal("0.3")), True),
        (link("P-SELLER", "P-BUYER", valid_to=date(2025, 1, 1)), False),
        (link("P-SELLER", "P-BUYER", known_from=datetime(2026, 1, 1, tzinfo=UTC)), False),
    ],
)
def test_related_ends(tie: dict[str, Any], is_tied: bool) -> None:
    expected = ("RELATED", "P-SELLER", "P-BUYER") if is_tied else ("NONE", None, None)
    assert doubt(rows(tie)) == expected


def test_one_controller_and_one_address() -> None:
    owned = rows()
    for party in owned["parties"]:
        party["controller_id"] = "UBO"
    assert doubt(owned)[0] == "RELATED"
    housed = rows()
    for party in housed["parties"]:
        party["address"] = "1 Harbour Road, Hong Kong"
    assert doubt(housed)[0] == "SAME_ADDRESS"
    housed["parties"][BUYER]["is_mass_address"] = True
    assert doubt(housed)[0] == "NONE"


def test_direct_trade_is_seen_in_goods_of_no_deal_alone() -> None:
    own = facts(rows())  # goods of this deal go straight from supplier to buyer: that is its nature
    assert own["direct_trade_declaration_no"] is None
    seen = rows()
    seen["transport_documents"].append(bill("OTHER-BL", None, "MAEU999"))
    seen["customs_declarations"] += [declaration("GONE", "24CL9"), declaration("GONE", "24CL2")]
    said = facts(seen)
    assert (said["intermediary_doubt"], said["direct_trade_declaration_no"]) == (
        "DIRECT_TRADE",
        "24CL2",
    )
    for change in (
        {"accepted_on": date(2023, 2, 28)},
        {"accepted_on": date(2025, 3, 1)},
        {"importer_name": "Somebody BV"},
    ):
        other = rows()
        other["customs_declarations"].append(declaration("GONE", "24CL2", **change))
        assert facts(other)["has_direct_trade"] is False


def test_trade_within_the_group_under_its_mandate_ends_as_a_note() -> None:
    own_group = rows(link("C1", "P-SELLER"))
    assert doubt(own_group) == ("OWN_GROUP", "P-SELLER", "C1")
    assert facts(own_group)["is_group_trade_mandated"] is False
    assert hits(screened(own_group))["COM-15"] == "review"
    mandate = {"client_id": "C1", "kind": "group_procurement", "valid_from": START}
    own_group["client_mandates"] = [mandate | {"parent_id": "HQ"}]
    results = screened(own_group)
    assert hits(results)["COM-15"] == "note"
    assert disposition(results) == "PASS_NOTE"
    (reason,) = results.tables["finding"].filter(rule_id="COM-15")["lowered_by"]
    assert reason == "R06"
    over = [mandate | {"valid_to": date(2025, 12, 30)}]
    assert facts(own_group | {"client_mandates": over})["is_group_trade_mandated"] is False
    through = rows(link("HQ", "P-BUYER"))
    through["client_mandates"] = [mandate | {"parent_id": "HQ"}]
    assert doubt(through) == ("OWN_GROUP", "P-BUYER", "C1")
    both = rows(link("C1", "P-SELLER"), link("P-SELLER", "P-BUYER"))
    both["client_mandates"] = [mandate]
    assert hits(screened(both))["COM-15"] == "escalate"


# substance


def shaped(**changes: Any) -> Rows:
    """The honest deal between firms of substance, the buyer changed."""
    deal = honest()
    for party in deal["parties"]:
        party |= {
            "incorporated_on": date(2001, 1, 1),
            "phone": "+56 2 2345",
            "website": "https://example.test",
            "is_mass_address": False,
        }
    deal["parties"][BUYER] |= changes
    deal["country_risk"] = [
        {
            "list": "BANK",
            "place": "VG",
            "scheme": "secrecy",
            "legal_effect": "bank_policy",
            "valid_from": START,
        }
    ]
    return deal


def test_age_is_of_the_day_the_deal_was_handed_in() -> None:
    said = facts(shaped(incorporated_on=date(2024, 12, 1)))
    assert (said["youngest_counterparty_days"], said["youngest_counterparty"]) == (90, "P-BUYER")
    assert said["n_foreign_counterparties"] == 2
    unknown = shaped()
    unknown["parties"][SELLER]["incorporated_on"] = None
    assert facts(unknown)["youngest_counterparty_days"] is None
    unknown["parties"][BUYER]["incorporated_on"] = date(2025, 2, 1)
    assert facts(unknown)["youngest_counterparty_days"] == 28


def test_weak_signs_add_up_and_what_is_not_known_is_no_sign() -> None:
    assert facts(shaped())["n_weak_signs"] == 0
    assert facts(shaped(phone=None))["n_weak_signs"] == 0
    weak = shaped(country="VG", phone=None, website=None, is_mass_address=True)
    said = facts(weak)
    assert (said["n_weak_signs"], said["weakest_counterparty"]) == (3, "P-BUYER")
    assert said["weakest_counterparty_country"] == "VG"
    never_kept = shaped()
    for row in never_kept["parties"]:
        row |= {"phone": None, "website": None}
    assert facts(never_kept)["n_weak_signs"] is None
    less = shaped(country="VG", is_mass_address=True)
    del less["country_risk"]
    assert facts(less)["n_weak_signs"] is None
    two = shaped(country="VG", phone=None, website=None, is_mass_address=None)
    assert facts(two)["n_weak_signs"] == 2


def test_residents_and_banks_are_not_asked_and_no_order_of_rows_changes_a_fact() -> None:
    at_home = shaped(is_resident=True, country="CN")
    at_home["parties"][SELLER]["is_bank"] = True
    said = facts(at_home)
    assert (said["n_foreign_counterparties"], said["n_weak_signs"]) == (0, None)
    deal = rows(link("P-SELLER", "P-BUYER"), link("C1", "P-BUYER"))
    assert [facts(deal, seed=s, partitions=2) for s in range(3)] == [facts(deal)] * 3


def test_the_rule_of_substance() -> None:
    assert hits(screened(shaped(incorporated_on=date(2024, 12, 1))))["COM-18"] == "escalate"
    assert hits(screened(shaped(incorporated_on=date(2024, 6, 1))))["COM-18"] == "review"
    assert "COM-18" not in hits(screened(shaped()))
