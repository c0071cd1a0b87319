"""Each duty by the smallest case that raises it, what does not raise it, and its clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from screening.rulepack import load_pack
from screening.schema import TABLES
from screening.score.duties import duties
from tests.score.made import TODAY, facts_of, found, hit, judged, small_policy

Owed = dict[str, tuple[Any, ...]]


def _owed(*rows: Mapping[str, Any], calendar: pl.DataFrame | None = None, **facts: Any) -> Owed:
    """Duties of D1: rules, first and last day, by name."""
    said = judged(rows, facts=facts_of(facts), calendar=calendar).duties
    columns = ("duty", "rule_ids", "starts_on", "due_on")
    return {row[0]: row[1:] for row in said.select(columns).iter_rows()}


def test_a_deal_with_nothing_found_owes_nothing() -> None:
    assert _owed(policy_tier="T2") == {}


def test_a_policy_may_name_no_duties() -> None:
    said = judged([hit("NET-04", "hold", 100)], policy=small_policy(duties=()))
    assert said.duties.height == 0


def test_a_curable_note_or_any_note_owes_nothing() -> None:
    assert _owed(hit("COM-04", "note", 5, curable=True)) == {}


@pytest.mark.parametrize("rule", ["PAY-01", "PAY-02"])
def test_special_for_foreign_exchange(rule: str) -> None:
    """Five working days after Friday 2025-09-26: Sunday 28th makes up; 1 to 8 October are free."""
    due = date(2025, 10, 10)
    assert _owed(hit(rule, "escalate", 30), has_fx_payment=True) == {"SPECIAL": (rule, TODAY, due)}


def test_the_special_clock_starts_with_the_payment_and_stops_with_the_report() -> None:
    row = hit("PAY-02", "escalate", 30)
    paid: dict[str, Any] = {"has_fx_payment": True, "special_since_on": date(2025, 9, 1)}
    assert _owed(row, **paid)["SPECIAL"] == ("PAY-02", date(2025, 9, 1), date(2025, 9, 8))
    earlier = pl.DataFrame(
        {"deal_id": ["D1"], "duty": ["SPECIAL"], "starts_on": [date(2025, 8, 1)]}
    )
    policy, calendar = load_pack(None).policy, TABLES["calendar"].empty()
    facts = facts_of({"has_fx_payment": True})
    waits = duties(found(row), facts, policy, TODAY, calendar, earlier)
    assert waits["starts_on"].item() == TODAY, "nothing is processed: the clock has not begun"
    done = judged([row], facts=facts_of(paid | {"special_met_on": date(2025, 9, 4)})).duties
    assert done.select("duty", "due_on", "met_on").rows() == [
        ("SPECIAL", date(2025, 9, 8), date(2025, 9, 4))
    ]


def test_special_stays_due_when_its_reason_is_on_file() -> None:
    owed = _owed(hit("PAY-01", "escalate", 30), has_fx_payment=True, has_different_bank_reason=True)
    assert list(owed) == ["SPECIAL"]


def test_special_names_both_rules() -> None:
    rows = [hit("PAY-02", "escalate", 30), hit("PAY-01", "escalate", 30)]
    assert _owed(*rows, has_fx_payment=True)["SPECIAL"][0] == "PAY-01, PAY-02"


def test_special_is_for_foreign_exchange_and_its_rules_alone() -> None:
    assert "SPECIAL" not in _owed(hit("PAY-01", "escalate", 30), has_rmb_payment=True)
    assert "SPECIAL" not in _owed(hit("PAY-05", "escalate", 30), has_fx_payment=True)
    assert "SPECIAL" not in _owed(has_fx_payment=True)


def test_the_banks_own_calendar_moves_a_working_day() -> None:
    own = pl.DataFrame(
        [{"date": date(2025, 10, 9), "is_working_day_cn": False}], schema=TABLES["calendar"].dtypes
    )
    owed = _owed(hit("PAY-01", "escalate", 30), has_fx_payment=True, calendar=own)
    assert owed["SPECIAL"][2] == date(2025, 10, 11)  # the Saturday that makes up


@pytest.mark.parametrize("severity", ["review", "escalate", "hold"])
def test_cure_when_all_that_is_serious_can_be_cured(severity: str) -> None:
    owed = _owed(hit("LOG-15", severity, 30, curable=True), hit("COM-05", "note", 5))
    assert owed == {"CURE": ("LOG-15", TODAY, date(2025, 10, 10))}


def test_late_papers_have_thirty_days_to_come() -> None:
    """Domain 4.1: five working days, thirty for late papers; something else beside them, five."""
    late = (hit("DOC-01", "hold", 60, curable=True), hit("DOC-04", "hold", 60, curable=True))
    assert _owed(*late) == {"CURE": ("DOC-01, DOC-04", TODAY, date(2025, 10, 26))}
    beside = _owed(*late, hit("LOG-15", "review", 10, curable=True))
    assert beside["CURE"][2] == date(2025, 10, 10)


@pytest.mark.parametrize("severity", ["review", "escalate", "hold"])
def test_no_cure_beside_something_serious_that_cannot_be_cured(severity: str) -> None:
    assert "CURE" not in _owed(
        hit("DOC-04", "escalate", 30, curable=True), hit("LOG-03", severity, 9)
    )


def test_no_cure_for_what_cannot_be_cured() -> None:
    assert _owed(hit("LOG-03", "review", 25)) == {}


def test_the_enterprise_report_runs_from_the_first_leg() -> None:
    row = hit("PAY-06", "note", 0)
    owed = _owed(row, first_leg_on=date(2025, 5, 6))
    assert owed == {"ENTERPRISE_REPORT": ("PAY-06", date(2025, 5, 6), date(2025, 6, 5))}
    assert _owed(row)["ENTERPRISE_REPORT"] == ("PAY-06", TODAY, date(2025, 10, 26))
    assert "ENTERPRISE_REPORT" not in _owed(hit("PAY-05", "note", 0), first_leg_on=TODAY)


@pytest.mark.parametrize("tier", ["T0", "T1"])
def test_a_deal_paid_on_instruction_is_sampled_without_any_hit(tier: str) -> None:
    owed = _owed(policy_tier=tier, first_leg_on=date(2025, 9, 1))
    assert owed == {"MONITOR": (None, date(2025, 9, 1), date(2025, 10, 1))}


@pytest.mark.parametrize("tier", ["T2", "T3", None])
def test_an_ordinary_deal_is_not_sampled(tier: str | None) -> None:
    assert _owed(policy_tier=tier, first_leg_on=TODAY) == {}


def test_an_rmb_payment_is_reported_without_any_hit_and_promptly() -> None:
    paid = date(2025, 9, 20)
    owed = _owed(n_unreported_rmb_payments=1, rmb_unreported_since_on=paid)
    assert owed == {"RMB_REPORT": (None, paid, None)}
    assert _owed(has_rmb_payment=True, n_unreported_rmb_payments=0) == {}, "it was reported"
    assert _owed(has_rmb_payment=True, n_unreported_rmb_payments=None) == {}, "nothing is paid"


def test_a_duty_that_no_rule_raised_names_none() -> None:
    owed = _owed(hit("COM-05", "note", 5), n_unreported_rmb_payments=1, policy_tier="T0")
    assert (owed["RMB_REPORT"][0], owed["MONITOR"][0]) == (None, None)


@pytest.mark.parametrize(
    ("rule", "duties"),
    [
        ("AUT-01", {"REPORT_FRT"}),
        ("AUT-03", {"REPORT_FRT"}),
        ("AUT-04", {"REPORT_FRT"}),
        ("COM-01", {"REPORT_FRT", "REPORT_STR"}),
        ("NET-04", {"REPORT_FRT", "REPORT_STR"}),
        ("DOC-01", set()),
        ("ELG-01", set()),
    ],
)
def test_suspicion_is_reported_promptly(rule: str, duties: set[str]) -> None:
    owed = _owed(hit(rule, "hold", 90))
    assert owed == dict.fromkeys(duties, (rule, TODAY, None))
    assert _owed(hit(rule, "escalate", 90)) == {}


def test_what_evidence_lowered_is_no_suspicion() -> None:
    row = hit("AUT-01", "hold", 90)
    assert list(_owed(row)) == ["REPORT_FRT"]
    assert _owed(row, has_title_chain=True) == {}


def test_a_shadow_rule_raises_no_duty() -> None:
    assert _owed(hit("NET-04", "hold", 0, status="shadow")) == {}
    assert _owed(hit("DOC-04", "escalate", 0, curable=True, status="shadow")) == {}


def test_a_question_not_asked_raises_no_duty() -> None:
    row = hit("DOC-04", "note", 0, curable=True) | {"answer": "not_evaluable", "severity": None}
    assert _owed(row | {"cause": "paper"}) == {}


def test_several_deals_owe_each_its_own_once() -> None:
    rows = [hit("NET-04", "hold", 100), hit("COM-01", "hold", 70, deal_id="D3")]
    facts = facts_of(
        {}, {"n_unreported_rmb_payments": 2}, {"policy_tier": "T0", "first_leg_on": TODAY}
    )
    said = judged(rows, facts=facts).duties
    assert said.select("deal_id", "duty").rows() == [
        ("D1", "REPORT_FRT"),
        ("D1", "REPORT_STR"),
        ("D2", "RMB_REPORT"),
        ("D3", "MONITOR"),
        ("D3", "REPORT_FRT"),
        ("D3", "REPORT_STR"),
    ]
    assert said["title"].null_count() == said["title_zh"].null_count() == 0
