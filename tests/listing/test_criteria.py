"""What is proposed for a client: by facts of the day, and never better than what could be asked."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.rulepack import load_pack
from tests.listing.made import (
    CRITERIA,
    DAY,
    answers,
    deals,
    entry,
    firm,
    known,
    proposed,
    record,
    utc,
)

EVENT = date(2025, 6, 2)


def test_a_client_nothing_stands_against_is_proposed_with_its_figures() -> None:
    told = proposed(known(firm(), deals()))
    assert (told["proposal"], told["list_state"], told["rule_ids"]) == ("add", "none", None)
    assert "6 deals of 6000000.0 USD" in told["reasons"]
    assert told["reasons_zh"].startswith(f"{len(CRITERIA)} 项标准均无不利情形")
    assert told["run_ids"] == "run-1"
    facts = json.loads(told["facts"])
    assert facts["operating_days"] == 3833
    assert facts["full_papers_ratio_12m"] == 1.0
    assert proposed(known(firm(), deals(), [entry()]))["proposal"] == "keep"


def status(scheme: str, value: str, since: date = EVENT) -> dict[str, Any]:
    return {"client_id": "C1", "scheme": scheme, "value": value, "valid_from": since}


@pytest.mark.parametrize(
    ("table", "row", "rule", "proposal"),
    [
        ("client_status", status("safe_class", "B"), "LST-05", "suspend"),
        ("client_status", status("safe_class", "C"), "LST-05", "suspend"),
        ("client_status", status("directory", "removed"), "LST-06", "suspend"),
        ("client_status", status("client_class", "3"), "LST-07", "suspend"),
        ("client_status", status("rmb_key_supervision", "listed"), "LST-08", "suspend"),
        ("client_status", status("registry_status", "经营异常"), "LST-10", "suspend"),
        ("client_status", status("registry_status", "revoked"), "LST-09", "remove"),
        ("adverse_records", record("C1", "penalty", EVENT), "LST-03", "suspend"),
        ("adverse_records", record("C1", "risk_report", EVENT), "LST-03", "suspend"),
        ("adverse_records", record("C1", "penalty", date(2024, 12, 31)), "LST-02", "keep"),
        ("adverse_records", record("C1", "adverse_news", EVENT), "LST-04", "keep"),
    ],
)
def test_an_event_proposes_suspension_at_once_and_keeps_others_out(
    table: str, row: dict[str, Any], rule: str, proposal: str
) -> None:
    rows = firm()
    rows[table] = [*rows[table], row]
    listed = proposed(known(rows, deals(), [entry()]))
    assert listed["proposal"] == proposal
    assert rule in listed["rule_ids"].split(", ")
    assert rule in listed["reasons"]
    assert rule in listed["reasons_zh"]
    outside = proposed(known(rows, deals()))
    assert outside["proposal"] == "left_out"


def test_what_is_learnt_or_dated_later_changes_nothing() -> None:
    rows = firm()
    rows["adverse_records"] += [
        record("C1", "penalty", date(2025, 7, 1)),
        record("C1", "penalty", EVENT, known_from=utc(2025, 7, 1)),
        record("C1", "penalty", date(2025, 6, 3), known_to=utc(2025, 6, 20)),
    ]
    rows["client_status"] += [
        status("safe_class", "B") | {"known_from": utc(2025, 7, 1)},
        status("safe_class", "C", date(2025, 7, 1)),
    ]
    later = deals(n=1, deal_id="LATER", dated_on=date(2025, 7, 1), disposition="HOLD")
    assert proposed(known(rows, deals() + later))["proposal"] == "add"


@pytest.mark.parametrize(
    ("changes", "rule", "listed"),
    [
        ({"n": 5}, "LST-14", "keep"),
        ({"n_missing_papers": 1}, "LST-16", "keep"),
        ({"disposition": "HOLD"}, "LST-12", "suspend"),
        ({"is_cure_open": True, "cure_due_on": date(2025, 6, 29)}, "LST-13", "keep"),
    ],
)
def test_deals_count_against_a_client(changes: dict[str, Any], rule: str, listed: str) -> None:
    told = proposed(known(firm(), deals(**changes)))
    assert told["proposal"] == "left_out"
    assert rule in told["rule_ids"]
    assert proposed(known(firm(), deals(**changes), [entry()]))["proposal"] == listed


def test_a_cure_within_its_clock_is_no_blemish() -> None:
    mine = deals(is_cure_open=True, cure_due_on=DAY)
    assert proposed(known(firm(), mine))["proposal"] == "add"


def test_one_grave_deal_bars_and_three_suspend() -> None:
    two = deals(n=4) + deals(n=2, disposition="ESCALATE", dated_on=EVENT)
    two = [d | {"deal_id": f"D{i}"} for i, d in enumerate(two)]
    told = proposed(known(firm(), two, [entry()]))
    assert (told["proposal"], told["rule_ids"]) == ("keep", "LST-11")


def test_a_year_on_the_list_without_a_deal_proposes_removal() -> None:
    old = entry(valid_from=date(2024, 6, 30), known_from=utc(2024, 6, 30).replace(tzinfo=None))
    assert proposed(known(firm(), [], [old]))["proposal"] == "remove"
    assert proposed(known(firm(), [], [entry()]))["proposal"] == "keep"


@pytest.mark.parametrize(
    ("table", "scheme", "rules"),
    [
        ("adverse_records", None, ("LST-02", "LST-04")),
        ("client_status", "safe_class", ("LST-05",)),
        ("client_status", "rmb_key_supervision", ("LST-08",)),
        ("client_status", "registry_status", ("LST-09", "LST-10")),
        ("clients", None, ("LST-01",)),
    ],
)
def test_what_cannot_be_asked_is_never_clean(
    table: str, scheme: str | None, rules: tuple[str, ...]
) -> None:
    rows = firm()
    rows[table] = [r for r in rows[table] if scheme and r["scheme"] != scheme]
    if not rows[table]:
        del rows[table]
    told = proposed(known(rows, deals()))
    assert told["proposal"] == "left_out"
    assert told["unasked_ids"].split(", ") == list(rules)
    assert "Cannot be asked, missing" in told["reasons"]
    listed = proposed(known(rows, deals(), [entry()]))
    assert listed["proposal"] == "keep"
    assert "无法判断" in listed["reasons_zh"]


def test_an_event_weighs_more_than_what_cannot_be_asked() -> None:
    rows = firm()
    del rows["adverse_records"]
    rows["client_status"].append(status("safe_class", "B"))
    assert proposed(known(rows, deals(), [entry()]))["proposal"] == "suspend"


def test_a_firm_of_several_ids_is_one_and_its_event_counts_once() -> None:
    rows = firm()
    rows["parties"] = [{"party_id": "P-C1", "client_id": "C1"}]
    rows["adverse_records"] += [record(p, "penalty", EVENT) for p in ("C1", "P-C1")]
    facts = answers(known(rows, deals(), [entry()])).clients
    row = facts.row(by_predicate=pl.col("client_id") == "C1", named=True)
    assert (row["n_penalties_24m"], row["n_grave_records_on_list"]) == (1, 1)
    assert (row["grave_record_on"], row["grave_record_ref"]) == (EVENT, f"R-{EVENT}")


@pytest.mark.parametrize(
    ("spans", "since"),
    [
        ([("2023-01-01", "2023-12-31"), ("2024-01-01", "2025-12-31")], date(2023, 1, 1)),
        ([("2023-01-01", "2023-12-30"), ("2024-01-01", None)], date(2024, 1, 1)),
        ([("2023-01-01", None), ("2025-01-01", None)], date(2023, 1, 1)),
    ],
)
def test_time_on_the_list_goes_on_with_a_renewal(
    spans: list[tuple[str, str | None]], since: date
) -> None:
    entries = [
        entry(notice_no=i, valid_from=date.fromisoformat(a), valid_to=b and date.fromisoformat(b))
        for i, (a, b) in enumerate(spans)
    ]
    row = answers(known(firm(), deals(), entries)).clients.row(0, named=True)
    assert row["on_list_since"] == since
    gone = entry(notice_no=9, action="removed", valid_from=date(2025, 2, 1))
    back = entry(notice_no=10, valid_from=date(2025, 3, 1))
    row = answers(known(firm(), deals(), [*entries, gone, back])).clients.row(0, named=True)
    assert row["on_list_since"] == date(2025, 3, 1)


def test_a_suspended_client_may_be_proposed_again_and_a_notice_by_uscc_finds_its_client() -> None:
    rested = entry(None, uscc="USCCC1", notice_no=2, action="suspended", valid_from=EVENT)
    told = proposed(known(firm(), deals(), [entry(), rested]))
    assert (told["list_state"], told["proposal"]) == ("suspended", "add")


def test_entries_that_contradict_each_other_are_never_added() -> None:
    rows = firm()
    ref = {"source_ref": "沪商〔2025〕1号", "known_from": utc(2025, 1, 2)}
    rows["client_status"] += [status("offshore_list", v) | ref for v in ("listed", "removed")]
    told = proposed(known(rows, deals()))
    assert (told["list_state"], told["proposal"]) == ("unclear", "keep")
    assert "contradict" in told["reasons"]


def test_shuffled_rows_give_the_same() -> None:
    rows = firm()
    rows["adverse_records"] += [record("C1", "penalty", EVENT)] * 1 + [
        record("C1", "risk_report", EVENT)
    ]
    other = firm("C2")
    for table, more in other.items():
        rows[table] = [*rows[table], *more]
    mine = deals() + deals("C2", disposition="HOLD")
    one = answers(known(rows, mine, [entry()]))
    two = answers(known({t: r[::-1] for t, r in rows.items()}, mine[::-1], [entry()]))
    assert_frame_equal(one.clients, two.clients)
    assert_frame_equal(one.grounds, two.grounds)


def test_criteria_are_asked_of_no_deal_and_of_no_client_in_a_run() -> None:
    pack = load_pack()
    assert {r.group for r in CRITERIA} == {"list"}
    assert not {r.id for grain in ("deal", "client") for r in pack.asked(DAY, grain)} & {
        r.id for r in CRITERIA
    }
    assert {(r.severity, r.points, r.required) for r in CRITERIA} == {("note", 0, True)}
