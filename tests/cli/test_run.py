"""`screening run` prints what is stored."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screening import pipeline
from screening.cli.summary import summary
from screening.errors import InputError
from screening.store import QueueHead, RunReport, report_of
from tests.cli.conftest import Call
from tests.store.made import made_key


class Pipeline:
    """Stands in for the pipeline: remembers how it was called, reports the hand-made run."""

    def __init__(self, report: RunReport) -> None:
        self.report = report
        self.given: dict[str, Any] = {}

    def __call__(self, batch: Path, db: Path, **given: Any) -> RunReport:
        given["progress"]("facts")
        self.given = {"batch": batch, "db": db, **given}
        return self.report


@pytest.fixture
def run(db: Path, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    report = replace(report_of(db, made_key().run_id), stages={"read": 0.5, "facts": 1.0})
    stand_in = Pipeline(report)
    monkeypatch.setattr(pipeline, "run", stand_in)
    return stand_in


def test_the_summary_has_numbers_queue_payments_and_what_comes_next(
    run: Pipeline, call: Call, db: Path
) -> None:
    told = call("run", "b1", "--db", db)
    assert told.code == 0
    assert told.err == ""
    for part in (
        "10 in = 9 loaded + 1 rejected",
        "3 with 1 payments",
        "hit 2 · pass 4 · not_evaluable 2 · not_applicable 1",
        "HOLD 1 · ESCALATE 0 · REVIEW 1 · PASS_NOTE 0 · PASS 1",
        "2025-06-30 12:00 UTC (from payments.requested_at)",
        "first 2 of 2 deals",
        "AUT-04 [hold] The bill was surrendered",
        "HOLD       D-P1  OUT 180,000.00 USD for AUT-04 (deal D-1)",
        "README.md: no table",
        f"screening explain D-1 --db {db}",
        'store.published.duckdb "FROM queue LIMIT 20"',
        '"FROM rejects"',
    ):
        assert part in told.out
    assert told.out.index("D-1") < told.out.index("D-2")
    assert "D-3" not in told.out


@pytest.mark.parametrize(
    ("numbers", "told_as"),
    [
        ({"rows_loaded": 0, "rows_rejected": 4, "deals": 0}, "nothing was loaded, every row was"),
        ({"rows_loaded": 0, "rows_rejected": 0, "deals": 0}, "nothing was loaded, the files hold"),
        ({"rows_loaded": 3, "rows_rejected": 0, "deals": 0}, "no deals: no deal, paper or payment"),
        (
            {"rows_loaded": 3, "rows_rejected": 1, "deals": 1},
            "nothing to look at, every deal that was loaded passes;",
        ),
        ({"rows_loaded": 3, "rows_rejected": 0, "deals": 1}, "nothing to look at, every deal pass"),
    ],
)
def test_an_empty_queue_says_why_it_is_empty(
    run: Pipeline, numbers: dict[str, int], told_as: str
) -> None:
    head = QueueHead((), 0, (), {})
    told = summary(replace(run.report, **numbers), head)  # type: ignore[arg-type]
    assert f"Queue: {told_as}" in told
    assert ("every deal passes" in told) == (numbers["deals"] > 0 and not numbers["rows_rejected"])
    assert ('"FROM rejects"' in told) == (numbers["rows_rejected"] > 0)


def test_notes_on_files_are_shown_and_in_the_json(run: Pipeline, call: Call, db: Path) -> None:
    notes = tuple(f"f{i}.csv: read as GB18030" for i in range(25))
    run.report = replace(run.report, notes=notes)
    told = call("run", "b1", "--db", db).out
    assert "Notes on files\n     f0.csv: read as GB18030\n" in told
    assert "f19.csv" in told
    assert "f20.csv" not in told
    assert "and 5 more" in told
    assert json.loads(call("run", "b1", "--db", db, "--json").out)["notes"] == list(notes)


def test_what_a_terminal_would_obey_is_shown_not_sent(run: Pipeline, call: Call, db: Path) -> None:
    name = "a\n\x1b[31mb\x9b2J\u202e\udcff\r.csv: no table"
    run.report = replace(run.report, not_read=(name,))
    told = call("run", "b1", "--db", db).out
    assert r"a\n\u001b[31mb\u009b2J\u202e\udcff\u000d.csv: no table" in told
    as_json = call("run", "b1", "--db", db, "--json").out
    assert not set(as_json) & {"\x1b", "\x9b", "\u202e", "\udcff"}
    assert json.loads(as_json)["not_read"] == [name]


def test_json_has_the_same_numbers(run: Pipeline, call: Call, db: Path) -> None:
    told = json.loads(call("run", "b1", "--db", db, "--json").out)
    assert told == run.report.as_json()
    assert told["deals_per_second"] == 2.0
    assert told["no_op"] is False


def test_options_reach_the_pipeline(run: Pipeline, call: Call, db: Path) -> None:
    call("run", "b1", "--db", db)
    assert (run.given["rules"], run.given["reference"], run.given["as_of"]) == (None, None, None)
    assert run.given["rescreen"] is False
    call(
        *("run", "b1", "--db", db, "--rules", "r", "--reference", "f"),
        *("--as-of", "2025-07-01", "--rescreen"),
    )
    assert run.given["rules"] == Path("r")
    assert run.given["reference"] == Path("f")
    assert run.given["as_of"] == date(2025, 7, 1)
    assert run.given["rescreen"] is True


def test_a_run_with_nothing_to_do_says_so_first(run: Pipeline, call: Call, db: Path) -> None:
    run.report = replace(run.report, no_op=True, message="nothing to do", stages={})
    told = call("run", "b1", "--db", db)
    assert told.out.startswith("nothing to do\n")
    assert "deals a second" not in told.out
    assert json.loads(call("run", "b1", "--db", db, "--json").out)["no_op"] is True


def test_an_input_error_is_told_and_ends_with_3(
    call: Call, db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: Any, **__: Any) -> RunReport:
        raise InputError("no readable file", where="b1", exists="README.md", do="add tables")

    monkeypatch.setattr(pipeline, "run", failing)
    told = call("run", "b1", "--db", db)
    assert told.code == 3
    assert told.out == ""
    assert told.err == (
        "error: b1: no readable file\n  what exists: README.md\n  what to do: add tables\n"
    )
