"""Registers, classes and lists in both axes of time, and treatment that only a list gives."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.facts.family import told
from tests.one_deal import Rows, hits, honest, screened

PAID = date(2025, 4, 10)  # of the honest deal, whose first paper came on 2025-03-01
LISTED = {"scheme": "offshore_list", "value": "listed", "source_ref": "沪商离岸〔2025〕1号"}


def entry(scheme: str, value: str, start: date = date(2020, 1, 1), **more: Any) -> dict[str, Any]:
    return {"client_id": "C1", "scheme": scheme, "value": value, "valid_from": start, **more}


def listed(start: date = date(2020, 1, 1), **more: Any) -> dict[str, Any]:
    return entry(**{"start": start, **LISTED, **more})


def with_entries(*rows: dict[str, Any], tier: str | None = None) -> Rows:
    """The honest deal, its client in the directory and in class A, with more entries."""
    deal = honest()
    deal["client_status"] += rows
    deal["deals"][0]["policy_tier"] = tier
    return deal


def facts(*rows: dict[str, Any], tier: str | None = None, **more: Any) -> dict[str, Any]:
    return told(with_entries(*rows, tier=tier), ["eligibility", "list_treatment"], **more)


def test_the_days_that_count_and_what_was_not_delivered() -> None:
    said = facts()
    assert (said["eligibility_on"], said["initiated_on"]) == (PAID, date(2025, 3, 1))
    assert (said["is_in_directory"], said["safe_class"]) == (True, "A")
    unknown = ("client_class", "registry_status", "is_on_rmb_key_supervision")
    assert [said[n] for n in unknown] == [None] * 3
    assert [said[n] for n in ("is_on_offshore_list", "is_on_lingang_list")] == [False] * 2
    nothing = honest()
    del nothing["client_status"]
    nothing["payments"], nothing["deals"][0]["submitted_at"] = [], None
    for table in ("contracts", "invoices", "transport_documents"):
        for row in nothing[table]:
            row["submitted_at"] = None
    bare = told(nothing, ["eligibility"])
    assert bare["eligibility_on"] == bare["initiated_on"] == date(2025, 12, 31)
    assert (bare["is_in_directory"], bare["status_conflict"]) == (None, None)


def test_what_was_learnt_after_the_decision_changes_nothing() -> None:
    late = datetime(2026, 1, 5, tzinfo=UTC)
    demoted = entry("safe_class", "B", date(2025, 4, 1), known_from=late)
    assert facts(demoted)["safe_class"] == "A"
    assert facts(demoted, as_of=datetime(2026, 1, 6, tzinfo=UTC))["safe_class"] == "B"
    wrong = entry("safe_class", "C", date(2025, 4, 1), known_to=late)
    assert facts(wrong)["safe_class"] == "C"
    assert facts(wrong, as_of=datetime(2026, 1, 6, tzinfo=UTC))["safe_class"] == "A"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2025, 4, 10), None, "B"),
        (date(2025, 4, 11), None, "A"),
        (date(2025, 4, 1), date(2025, 4, 10), "B"),
        (date(2025, 4, 1), date(2025, 4, 9), "A"),
    ],
)
def test_both_ends_of_an_entry_count(start: date, end: date | None, expected: str) -> None:
    assert facts(entry("safe_class", "B", start, valid_to=end))["safe_class"] == expected


def test_overlapping_entries() -> None:
    start, first = date(2025, 1, 1), datetime(2025, 1, 2, tzinfo=UTC)
    later_start = (entry("client_class", "1", start), entry("client_class", "2", PAID))
    assert facts(*later_start)["client_class"] == "2"
    corrected = (
        entry("client_class", "1", start, known_from=first),
        entry("client_class", "2", start, known_from=first.replace(day=3)),
    )
    assert facts(*corrected)["client_class"] == "2"
    at_once = (entry("client_class", "1", start), entry("client_class", "2", start))
    said = facts(*at_once)
    assert (said["client_class"], said["status_conflict"]) == (None, "ENTRIES")
    one_ended = (at_once[0] | {"valid_to": date(2025, 4, 9)}, at_once[1])
    assert facts(*one_ended)["client_class"] == "2"
    twins = (listed(start), listed(start, value="removed"))
    said = facts(*twins, tier="T1")
    assert (said["is_on_offshore_list"], said["is_listed_at_payment"]) == (None, None)
    for seed in range(3):
        assert facts(*at_once, *twins, tier="T1", seed=seed) == facts(*at_once, *twins, tier="T1")


def test_only_the_authorities_notice_lists() -> None:
    assert facts(listed())["is_on_offshore_list"] is True
    assert facts(listed(), listed(source_ref=None))["is_on_offshore_list"] is True
    for ref in (None, "bank own list 3", "沪商离岸", "2025", "notice 1"):
        assert facts(listed(source_ref=ref))["is_on_offshore_list"] is False
    for ref in ("沪商[2025] 1号", "商务委 2025年第12号", "Commission 1号 (notice 4)"):
        assert facts(listed(source_ref=ref))["is_on_offshore_list"] is True
    assert facts(listed(), listed(date(2025, 4, 1), value="suspended"))["is_on_offshore_list"] is (
        False
    )
    white = facts(entry("bank_white_list", "listed"), tier="T1")
    assert white["is_listed_at_payment"] is False
    pilot = listed(scheme="lingang_white_list")
    assert facts(pilot, tier="T0")["is_listed_at_payment"] is True
    assert facts(pilot | {"source_ref": None}, tier="T0")["is_listed_at_payment"] is False
    assert hits(screened(with_entries(tier="T0"))).get("ELG-03") == "escalate"


OF_OTHERS = [
    entry(scheme, value) | {"client_id": "C7", "source_ref": "沪商离岸〔2025〕1号"}
    for scheme, value in (
        ("directory", "listed"),
        ("safe_class", "A"),
        ("client_class", "1"),
        ("offshore_list", "listed"),
        ("lingang_white_list", "listed"),
        ("bank_white_list", "listed"),
        ("rmb_key_supervision", "listed"),
        ("registry_status", "normal"),
    )
]


@pytest.mark.parametrize("kept", [(), ("directory",), ("safe_class",), ("directory", "safe_class")])
def test_entries_of_other_clients_change_no_answer(kept: tuple[str, ...]) -> None:
    rows = with_entries(tier="T0")
    rows["client_status"] = [r for r in rows["client_status"] if r["scheme"] in kept]
    alone = told(rows, ["eligibility", "list_treatment"])
    answers = hits(screened(rows)) if kept == ("safe_class",) else None
    for other in OF_OTHERS:
        beside = rows | {"client_status": [*rows["client_status"], other]}
        assert told(beside, ["eligibility", "list_treatment"]) == alone, other["scheme"]
    if answers is not None:
        assert answers.get("ELG-01") == "hold", "no entry at all is in no directory"
        everyone = rows | {"client_status": [*rows["client_status"], *OF_OTHERS]}
        assert hits(screened(everyone)) == answers


def test_no_class_on_file_is_a_missing_paper() -> None:
    rows = with_entries()
    rows["client_status"] = rows["client_status"][:1]
    found = screened(rows).tables["finding"].filter(rule_id="ELG-02")
    assert found.select("answer", "cause").rows() == [("not_evaluable", "paper")]


@pytest.mark.parametrize(
    ("scheme", "value", "fact", "expected"),
    [
        ("directory", "REMOVED", "is_in_directory", False),
        ("directory", " 已注销 ", "is_in_directory", False),
        ("directory", "delisted", "is_in_directory", False),
        ("directory", "已列入", "is_in_directory", True),
        ("directory", "quasi", "is_in_directory", None),
        ("safe_class", "b", "safe_class", "B"),
        ("safe_class", "Ｂ 类", "safe_class", "B"),
        ("safe_class", "D", "safe_class", None),
        ("client_class", "三类", "client_class", "3"),
        ("registry_status", "存续（在营、开业、在册）", "registry_status", "normal"),
        ("rmb_key_supervision", "移出", "is_on_rmb_key_supervision", False),
    ],
)
def test_words_of_entries(scheme: str, value: str, fact: str, expected: Any) -> None:
    assert facts(entry(scheme, value, date(2024, 1, 1)))[fact] == expected


GOOD = (
    entry("client_class", "1"),
    entry("registry_status", "normal"),
    entry("rmb_key_supervision", "none"),
)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((), "NONE"),
        ((entry("safe_class", "B", date(2025, 4, 1)),), "CLASS_B_OR_C"),
        ((entry("client_class", "3", date(2025, 4, 1)),), "LOWEST_CLASS"),
        ((entry("registry_status", "revoked", date(2025, 4, 1)),), "REGISTRY"),
        ((entry("rmb_key_supervision", "listed", date(2025, 4, 1)),), "KEY_SUPERVISION"),
        ((entry("directory", "removed", date(2025, 4, 1)),), "NO_DIRECTORY"),
    ],
)
def test_statuses_that_conflict_with_a_favour(rows: tuple[Any, ...], expected: str) -> None:
    assert facts(*GOOD, *rows, entry("bank_white_list", "listed"))["status_conflict"] == expected
    assert facts(*GOOD, *rows)["status_conflict"] == "NONE"


def test_a_register_nobody_gave_leaves_a_favoured_client_open() -> None:
    said = facts(*GOOD[1:], listed())
    assert said["status_conflict"] is None
    assert facts(*GOOD[1:], listed(), entry("safe_class", "C", PAID))["status_conflict"] == (
        "CLASS_B_OR_C"
    )


TREATMENT = [
    (listed(), None, True, True, False, None),
    (listed(valid_to=date(2025, 5, 5)), None, True, True, False, None),
    (listed(valid_to=date(2025, 4, 10)), None, True, False, True, date(2025, 4, 11)),
    (listed(valid_to=date(2025, 4, 9)), None, True, False, True, date(2025, 4, 10)),
    (listed(valid_to=date(2025, 2, 28)), None, False, False, False, None),
    (listed(date(2025, 3, 2)), None, False, True, False, None),
    (
        listed(valid_to=date(2025, 3, 10)),
        listed(date(2025, 3, 20)),
        True,
        True,
        True,
        date(2025, 3, 11),
    ),
    (
        listed(),
        listed(date(2025, 3, 15), value="suspended", source_ref=None),
        True,
        False,
        True,
        date(2025, 3, 15),
    ),
    (listed(valid_to=date(2025, 3, 10)), listed(date(2025, 3, 5)), True, True, False, None),
]


@pytest.mark.parametrize(("one", "two", "begun", "paid", "gap", "ended"), TREATMENT)
def test_list_treatment_needs_an_entry_from_first_paper_to_payment(
    one: Any, two: Any, begun: bool, paid: bool, gap: bool, ended: date | None
) -> None:
    said = facts(*filter(None, (one, two)), tier="T1")
    assert said["has_list_treatment"] is True
    names = ("is_listed_at_initiation", "is_listed_at_payment", "has_list_gap", "list_ended_on")
    assert [said[n] for n in names] == [begun, paid, gap, ended]


def test_no_treatment_is_not_asked_and_a_policy_row_for_the_listed_is_treatment() -> None:
    plain = facts(listed(valid_to=date(2025, 4, 1)))
    assert (plain["has_list_treatment"], plain["has_list_gap"]) == (False, None)
    rows = with_entries(listed())
    rows["document_policy"].append(
        rows["document_policy"][0] | {"policy_id": "LISTED", "list_status": "listed"}
    )
    said = told(rows, ["list_treatment"])
    assert (said["has_list_treatment"], said["is_listed_at_payment"]) == (True, True)


def test_the_rules_answer() -> None:
    ended = with_entries(listed(valid_to=date(2025, 4, 9)), tier="T1")
    assert hits(screened(ended)).get("ELG-04") == "escalate"
    never = with_entries(listed(valid_to=date(2024, 4, 9)), tier="T1")
    assert hits(screened(never)).get("ELG-03") == "escalate"
    supervised = with_entries(entry("rmb_key_supervision", "listed"))
    assert hits(screened(supervised)).get("ELG-11") == "note"
    yuan = deepcopy(supervised)
    for table in ("contracts", "invoices", "payments"):
        for row in yuan[table]:
            row["currency"] = "CNY"
    assert hits(screened(yuan)).get("ELG-11") == "escalate"
    demoted = with_entries(entry("safe_class", "B", date(2025, 4, 1)))
    assert hits(screened(demoted)).get("ELG-02") == "hold"
    for table in ("contracts", "invoices", "payments"):
        for row in demoted[table]:
            row["currency"] = "CNY"
    assert hits(screened(demoted)).get("ELG-02") == "review"
