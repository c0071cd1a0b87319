"""One deal, told from the store and checked against itself."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from screening.audit import explain
from screening.errors import StoreError, UsageError
from screening.store import publish, save
from tests.store.made import made, made_key


def test_the_addends_are_the_total(db: Path) -> None:
    told = explain(db, "D-1")
    assert [(a.kind, a.rule_id, a.points) for a in told.addends] == [
        ("base", None, -100),
        ("rule", "AUT-04", 120),
        ("rule", "COM-01", 20),
    ]
    assert told.total_points == 40
    assert told.score == 80.0


def test_findings_carry_values_limits_and_paper(db: Path) -> None:
    first, second = explain(db, "D-1").findings
    assert first.values_seen["bill_status_at_title"] == "SURRENDERED"
    assert first.document_id == "D-BL1"
    assert (second.lowered_by, second.rule_severity, second.severity) == ("R11", "hold", "review")


def test_what_could_not_be_asked_is_told_required_first_with_its_cause(db: Path) -> None:
    told = explain(db, "D-2")
    assert [(u.rule_id, u.required, u.cause, u.missing_facts) for u in told.not_evaluable] == [
        ("COM-01", True, "paper", "price_deviation"),
        ("LOG-10", False, "coverage", None),
    ]
    assert told.not_evaluable[1].title == "Title of LOG-10"
    assert told.unasked_groups == "commercial"


def test_every_group_says_how_it_was_answered(db: Path) -> None:
    groups = {g.rule_group: g for g in explain(db, "D-3").groups}
    assert (groups["authenticity"].passed, groups["authenticity"].hit) == (1, 0)
    assert groups["logic"].not_applicable == 1


def test_papers_payments_duties_and_facts_are_there(db: Path) -> None:
    told = explain(db, "D-1")
    assert [(d.document_id, d.joined_by, d.joined_on) for d in told.documents] == [
        ("D-BL1", "deal_id", "D-1")
    ]
    assert [(p.payment_id, p.amount, p.decision) for p in told.payments] == [
        ("D-P1", Decimal("180000.000"), "HOLD")
    ]
    assert [d.duty for d in told.duties] == ["REPORT_FRT"]
    facts = {f.name: f for f in told.facts}
    assert facts["price_deviation"].value == 5.1
    assert facts["price_deviation"].unit == "ratio"
    assert "load_port" not in facts


def test_a_deal_screened_again_tells_its_earlier_results(db: Path) -> None:
    save(made(made_key("b2")), db)
    told = explain(db, "D-1")
    assert told.run_id == made_key("b2").run_id
    assert [(e.run_id, e.disposition) for e in told.earlier] == [(made_key().run_id, "HOLD")]
    assert len(told.findings) == 2
    assert len(told.addends) == 3
    assert len(told.payments) == 1


def test_the_alert_of_the_client_stands_beside_what_the_deal_inherits(db: Path) -> None:
    told = explain(db, "D-3")
    assert [(a.kind, a.points, a.client_alert) for a in told.addends] == [
        ("base", -100, None),
        ("client", 10, "C1 2025-06"),
    ]
    alert = told.client_alert
    assert alert is not None
    assert (alert.client_id, alert.points, alert.deal_points) == ("C1", 15, 10)
    assert [(f.rule_id, f.title, f.severity) for f in alert.findings] == [
        ("NET-06", "Title of NET-06", "review")
    ]
    assert alert.findings[0].values_seen["client_top_counterparty"] == "P1"
    assert "NET-06" not in {f.rule_id for f in told.findings}


def test_the_alert_is_that_of_the_deals_own_run(db: Path) -> None:
    save(made(made_key("b2"), prefix="E"), db)
    with duckdb.connect(db) as con:
        second = [made_key("b2").run_id]
        con.execute("UPDATE client_result SET points = 99 WHERE run_id = ?", second)
    alerts = [explain(db, deal).client_alert for deal in ("D-1", "E-1")]
    assert [a and a.points for a in alerts] == [15, 99]


def test_a_total_that_does_not_add_up_is_an_error(db: Path) -> None:
    with duckdb.connect(db) as con:
        con.execute("UPDATE addend SET points = 119 WHERE points = 120")
    with pytest.raises(StoreError, match="add up to 39, stored is 40"):
        explain(db, "D-1")
    assert explain(db, "D-2").total_points == -70


def test_an_unknown_deal_names_the_nearest(db: Path) -> None:
    with pytest.raises(UsageError, match='did you mean "D-1"'):
        explain(db, "D-1x")


@pytest.mark.parametrize("name", ["D-P1", "D-BL1"])
def test_a_payment_or_paper_leads_to_its_deal(db: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        explain(db, name)
    assert "screening explain D-1" in caught.value.do


def test_an_unknown_language(db: Path) -> None:
    with pytest.raises(UsageError, match="no language 'fr'"):
        explain(db, "D-1", lang="fr")


def test_the_published_copy_is_read_while_the_store_is_unchanged(db: Path) -> None:
    copy = publish(db)
    with duckdb.connect(db):  # held: only the copy can be read
        assert explain(db, "D-1").total_points == 40
    save(made(made_key("b2")), db)
    later = copy.stat().st_mtime_ns + 1_000_000
    os.utime(db, ns=(later, later))
    assert explain(db, "D-1").batch == "b2"


def test_quotes_in_a_deal_id_are_text(db: Path) -> None:
    with pytest.raises(UsageError, match="no deal"):
        explain(db, "D-1' OR '1'='1")


def test_json_is_plain_exact_and_bilingual(db: Path) -> None:
    told = json.loads(json.dumps(explain(db, "D-1").as_json()))
    assert told["as_of"] == "2025-06-30T12:00:00Z"
    assert told["payments"][0]["amount"] == "180000.000"
    assert told["findings"][0]["reason_zh"].startswith("提单")
    assert sum(a["points"] for a in told["addends"]) == told["total_points"]
