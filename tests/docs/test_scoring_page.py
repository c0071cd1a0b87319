"""The numbers of docs/scoring.md are those of the rule pack and of the sample's results."""

from __future__ import annotations

import duckdb
import pytest

import screening as s
from screening.rulepack import Duty
from tests.docs import markdown
from tests.docs.reference_pages import DOCS

DEAL, LOWERED = "D-T10-001", "D-N07-001"


@pytest.fixture(scope="module")
def page() -> str:
    return (DOCS / "scoring.md").read_text(encoding="utf-8")


def test_what_evidence_lowers_is_the_policy(page: str) -> None:
    headers = ("rule", "reason code", "fact asked", "becomes", "points", "what it is")
    rows = (
        (
            f"{n.rule} (`{n.of}`)" if n.of else n.rule,
            n.reason_code,
            n.evidence,
            n.severity,
            n.points,
            n.title,
        )
        for n in s.load_pack().policy.lowerings
    )
    assert markdown.table(headers, rows) in page


def test_the_numbers_of_the_sum_are_the_policy(page: str) -> None:
    policy = s.load_pack().policy
    assert markdown.table(("group", "cap"), policy.group_caps.items()) in page
    steps = ((step.percentile, step.points) for step in policy.anomaly_steps)
    assert markdown.table(("percentile from", "points"), steps) in page
    assert f"**Base**: {policy.base_points} points" in page
    assert f"each other {policy.same_typology_num}/{policy.same_typology_den} of its" in page
    assert f"at most {policy.anomaly_cap} then" in page
    assert f"adds, at most {policy.client_cap}." in page
    assert f"inherit the points, at most {policy.client_cap} (`client_cap`)" in page
    assert f"reach the review band of {policy.review_band};" in page
    assert f"added up as above, reach {policy.review_band};" in page


def test_the_duties_are_the_policy(page: str) -> None:
    headers = ("duty", "what is to be done", "arises from", "clock starts", "last day")
    rows = (
        (d.name, d.title, _arises(d), d.starts or "day of decision", _last_day(d))
        for d in s.load_pack().policy.duties
    )
    assert markdown.table(headers, rows) in page


def _arises(duty: Duty) -> str:
    when = duty.when.text if duty.when else ""
    if duty.only_curable:
        return "hits at `review` or above, all of them curable"
    if not duty.rules:
        return when
    hit = f"a hit of {', '.join(duty.rules)} at `{duty.at_least or 'note'}` or above"
    return f"{hit}, if {when}" if when else hit


def _last_day(duty: Duty) -> str:
    if duty.days is None:
        return "promptly"
    told = f"{duty.days} {duty.day_kind} days"
    if not duty.longer_rules:
        return told
    longer = f"{duty.longer_days} {duty.longer_day_kind} days"
    return f"{told}; {longer} if all are of {', '.join(duty.longer_rules)}"


def test_the_example_s_findings_are_stored(page: str, con: duckdb.DuckDBPyConnection) -> None:
    found = con.execute(
        "SELECT rule_id, severity, typology, points, reason FROM findings"
        " WHERE deal_id = ? ORDER BY place",
        [DEAL],
    ).fetchall()
    headers = ("finding", "severity", "typology", "points", "reason")
    assert markdown.table(headers, found) in page


def test_the_example_s_addends_are_stored(page: str, con: duckdb.DuckDBPyConnection) -> None:
    rows = con.execute(
        """
        SELECT CASE kind WHEN 'rule' THEN rule_id WHEN 'group_cap' THEN 'cap of ' || rule_group
                    ELSE kind END,
               full_points, points, sum(points) OVER (ORDER BY position)::BIGINT
        FROM addends WHERE deal_id = ? ORDER BY position
        """,
        [DEAL],
    ).fetchall()
    assert markdown.table(("line", "points before", "points added", "so far"), rows) in page


def test_the_example_s_end_is_stored(page: str, con: duckdb.DuckDBPyConnection) -> None:
    total, rules, score, disposition, duties = con.execute(
        """
        SELECT l.total_points, l.rule_points, l.score, l.disposition,
               (SELECT list(duty) FROM duties AS d WHERE d.deal_id = l.deal_id AND due_on IS NULL)
        FROM live_result AS l WHERE deal_id = ?
        """,
        [DEAL],
    ).fetchall()[0]
    told = " ".join(page.split())
    assert f"In all {total} points, {rules} of them without the base" in told
    assert f"score is 100 / (1 + 2^(-{total} / 20)) = {score}." in told
    assert round(100 / (1 + 2 ** (-total / 20)), 4) == score
    assert f"proposed for {disposition}; AUT-01 and AUT-03 bring the duty {duties[0]}," in told
    assert len(duties) == 1


def test_the_lowered_example_is_stored(page: str, con: duckdb.DuckDBPyConnection) -> None:
    rule, before, after, points, code, total, score, end, duty, due, starts = con.execute(
        """
        SELECT f.rule_id, f.rule_severity, f.severity, f.points, f.lowered_by, l.total_points,
               l.score, l.disposition, d.duty, d.due_on, d.starts_on
        FROM findings AS f JOIN live_result AS l USING (run_id, deal_id)
        JOIN duties AS d USING (run_id, deal_id) WHERE deal_id = ?
        """,
        [LOWERED],
    ).fetchall()[0]
    told = " ".join(page.split("Beside it, ")[1].split())
    assert told.startswith(f"{LOWERED}: its legs are in two currencies, {rule} hits at `{before}`.")
    assert f"{code} lowers the finding to `{after}` with {points} points" in told
    assert f"stays at {total}, the shown score at {score}, the disposition is {end}." in told
    assert f"The duty {duty} arises all the same, by {due}:" in told
    assert told.endswith(f"after the payment that made it special, {starts}.")
