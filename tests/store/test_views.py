"""The views an auditor reads show live results, in plain words."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from screening.store import open_store, save
from tests.store.made import framed, made, made_key


def rows(db: Path, query: str) -> list[tuple[Any, ...]]:
    with open_store(db) as con:
        return con.execute(query).fetchall()


def test_queue_is_ordered_and_gives_reasons_in_both_languages(db: Path) -> None:
    queue = rows(
        db, "SELECT place, deal_id, disposition, top_rule_id, top_title, top_title_zh FROM queue"
    )
    assert queue == [
        (1, "D-1", "HOLD", "AUT-04", "Title of AUT-04", "AUT-04 标题"),
        (2, "D-2", "REVIEW", None, None, None),
        (3, "D-3", "PASS", None, None, None),
    ]
    ((reasons, reasons_zh, duties, waiting),) = rows(
        db, "SELECT reasons, reasons_zh, duties, n_payments_waiting FROM queue WHERE place = 1"
    )
    assert rows(db, "SELECT why, why_zh FROM queue WHERE place = 1") == [
        ("hold: AUT-04", "拦截:AUT-04")
    ]
    assert reasons.startswith("AUT-04: The bill was surrendered")
    assert " | COM-01: Unit price" in reasons
    assert "提单" in reasons_zh
    assert duties == ["REPORT_FRT"]
    assert waiting == 1


def test_ties_in_the_queue_fall_to_the_deal_id(db: Path) -> None:
    save(made(made_key("b0"), prefix="C"), db)
    assert rows(db, "SELECT deal_id FROM queue") == [
        (f"{p}-{i}",) for i in (1, 2, 3) for p in ("C", "D")
    ]


def test_a_deal_screened_again_stands_once_everywhere(db: Path) -> None:
    save(made(made_key("b2")), db)
    run = made_key("b2").run_id
    for view in ("queue", "findings", "payments_waiting", "duties", "answers", "addends"):
        assert rows(db, f"SELECT DISTINCT run_id FROM {view}") == [(run,)]
    assert len(rows(db, "FROM queue")) == 3
    assert len(rows(db, "FROM payments_waiting")) == 1


def test_answers_unpack_every_rule_of_every_deal(db: Path) -> None:
    told = rows(
        db, "SELECT deal_id, rule_id, answer, tier, cause FROM answers ORDER BY deal_id, rule_id"
    )
    assert told == [
        ("D-1", "AUT-04", "hit", 1, None),
        ("D-1", "COM-01", "hit", 2, None),
        ("D-1", "LOG-10", "pass", None, None),
        ("D-2", "AUT-04", "pass", None, None),
        ("D-2", "COM-01", "not_evaluable", None, "paper"),
        ("D-2", "LOG-10", "not_evaluable", None, "coverage"),
        ("D-3", "AUT-04", "pass", None, None),
        ("D-3", "COM-01", "pass", None, None),
        ("D-3", "LOG-10", "not_applicable", None, None),
    ]


def test_findings_point_to_rule_values_and_paper(db: Path) -> None:
    (row,) = rows(
        db,
        """SELECT title, version, tier, values_seen, document_id, reason, reason_zh
        FROM findings WHERE rule_id = 'AUT-04'""",
    )
    assert row[:3] == ("Title of AUT-04", 1, 1)
    assert "SURRENDERED" in row[3]
    assert row[4] == "D-BL1"


def test_addends_add_up_to_the_total(db: Path) -> None:
    assert rows(
        db,
        """SELECT count(*) FROM live_result
        LEFT JOIN (SELECT deal_id, sum(points) AS points FROM addends GROUP BY 1) USING (deal_id)
        WHERE points IS DISTINCT FROM total_points""",
    ) == [(0,)]


def test_runs_count_dispositions_and_live_deals(db: Path) -> None:
    save(made(made_key("b2")), db)
    assert rows(
        db, "SELECT run_no, n_hold, n_escalate, n_review, n_pass, n_live_deals FROM runs"
    ) == [
        (1, 1, 0, 1, 1, 0),
        (2, 1, 0, 1, 1, 3),
    ]


def test_coverage_and_rejects_name_their_run(db: Path) -> None:
    assert rows(db, "SELECT run_no, batch, file, line, reason FROM rejects") == [
        (1, "b1", "payments.csv", 7, "amount: not a number")
    ]
    assert rows(db, "SELECT title, n_deals, share FROM coverage WHERE cause = 'paper'") == [
        ("Title of COM-01", 1, 1 / 3)
    ]


def test_a_client_has_one_alert_a_period_that_names_its_deals(db: Path) -> None:
    told = """SELECT client_id, period, disposition, points, deal_points, reasons, reasons_zh,
        deal_ids"""
    alert = ("C1", "2025-06", "PASS_NOTE", 15, 10)
    reasons = ("NET-06: Most of its value stands with P1.", "NET-06: 价值集中于 P1。")
    assert rows(db, f"{told} FROM client_alerts") == [(*alert, *reasons, ["D-1", "D-2", "D-3"])]
    save(made(made_key("b0"), prefix="C"), db)
    assert rows(db, f"{told} FROM client_alerts") == [(*alert, *reasons, ["C-1", "C-2", "C-3"])]


def test_an_alert_lives_while_a_deal_judged_beside_it_does(db: Path) -> None:
    save(made(made_key("b2")), db)
    for view in ("live_client_result", "client_alerts", "client_findings", "client_answers"):
        assert rows(db, f"SELECT run_id FROM {view}") == [(made_key("b2").run_id,)]


def test_client_answers_unpack_the_rules_of_clients_alone(db: Path) -> None:
    assert rows(db, "SELECT client_id, rule_id, answer, tier FROM client_answers") == [
        ("C1", "NET-06", "hit", 1)
    ]
    assert "NET-06" not in {rule for (rule,) in rows(db, "SELECT rule_id FROM answers")}
    assert rows(db, "SELECT n_deals, share, grain FROM coverage WHERE rule_id = 'NET-06'") == [
        (1, 1.0, "client")
    ]


def test_client_facts_are_kept_beside_those_of_deals(db: Path) -> None:
    assert rows(db, "SELECT client_id, n_client_deals FROM client_fact") == [("C1", 3)]
    deal_columns = "SELECT column_name FROM duckdb_columns() WHERE table_name = 'deal_fact'"
    assert ("n_client_deals",) not in rows(db, deal_columns)


def test_a_pass_is_no_alert(db: Path) -> None:
    calm = made(made_key("b2"))
    quiet = calm.tables["client_result"].with_columns(disposition=pl.lit("PASS"))
    save(replace(calm, tables={**calm.tables, "client_result": quiet}), db)
    assert rows(db, "FROM client_alerts") == []


def test_nothing_found_is_told_with_the_list_it_was_not_found_in(db: Path) -> None:
    key = made_key("b3")
    at = datetime(2025, 6, 30, 12)  # noqa: DTZ001  (stored in UTC without a zone)
    once = {"list": "UN", "list_version": "2025-06", "list_digest": "d", "n_entries": 7}
    asked = [
        {**once, "screened_at": at, "kind": "name", "value": "Kabel BV"},
        {**once, "screened_at": at, "kind": "imo", "value": "9074729", "uid": "E1", "score": 1.0}
        | {"way": "identifier"},
    ]
    of_list = [{**once, "legal_effect": "un", "n_names": 9, "screened_at": at}]
    told = {"name_screened": asked, "list_screened": of_list}
    batch = made(key)
    framed_rows = {name: framed(name, key, rows_of) for name, rows_of in told.items()}
    save(replace(batch, tables={**batch.tables, **framed_rows}), db)
    query = """SELECT value, finding, uid, list, list_version, n_entries, legal_effect, screened_at
        FROM names_screened ORDER BY value"""
    assert rows(db, query) == [
        ("9074729", "identifier of an entry", "E1", "UN", "2025-06", 7, "un", at),
        ("Kabel BV", "nothing found", None, "UN", "2025-06", 7, "un", at),
    ]
