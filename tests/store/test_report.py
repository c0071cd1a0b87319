"""The numbers of a run are those of the store."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from screening.errors import StoreError
from screening.store import report_of
from tests.store.made import made_key


def test_the_report_counts_what_is_stored(db: Path) -> None:
    report = report_of(db, made_key().run_id)
    assert (report.deals, report.payments) == (3, 1)
    assert (report.rows_in, report.rows_loaded, report.rows_rejected) == (10, 9, 1)
    assert report.answers == {"hit": 2, "pass": 4, "not_evaluable": 2, "not_applicable": 1}
    assert report.dispositions == {"HOLD": 1, "ESCALATE": 0, "REVIEW": 1, "PASS_NOTE": 0, "PASS": 1}
    assert report.not_read == ("README.md: no table",)


def test_speed_is_known_only_to_the_run_that_took_the_time(db: Path) -> None:
    report = report_of(db, made_key().run_id, no_op=True, message="nothing to do")
    assert report.deals_per_second is None
    timed = replace(report, no_op=False, stages={"facts": 1.0, "store": 0.5})
    assert timed.deals_per_second == 2.0


def test_it_is_plain_json(db: Path) -> None:
    told = json.loads(json.dumps(report_of(db, made_key().run_id).as_json()))
    assert told["as_of"] == "2025-06-30T12:00:00Z"
    assert set(told) >= {
        *("run_id", "deals", "rows_in", "rows_loaded", "rows_rejected", "answers"),
        *("dispositions", "stages", "deals_per_second", "as_of", "as_of_source", "no_op"),
        *("db", "published"),
    }


def test_an_unknown_run_is_an_error(db: Path) -> None:
    with pytest.raises(StoreError, match="no run"):
        report_of(db, "nope")
