"""From files to a committed store: numbers, repeats, history and broken batches."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from screening.pipeline import run
from screening.store import RunReport, open_store, published_path
from tests.cli.conftest import Call
from tests.one_deal import Rows, honest
from tests.pipeline import golden
from tests.pipeline.rows_as_files import written

SAMPLE = Path(__file__).parents[2] / "sample_data" / "batch"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunReport]:
    db = tmp_path_factory.mktemp("store") / "screening.duckdb"
    return db, run(SAMPLE, db)


@pytest.fixture
def copied(stored: tuple[Path, RunReport], tmp_path: Path) -> Path:
    """A store of this test's own that holds the sample."""
    db = tmp_path / "screening.duckdb"
    shutil.copy(stored[0], db)
    return db


def asked(db: Path, query: str) -> list[Any]:
    with open_store(db) as con:
        rows: list[Any] = con.execute(query).fetchall()
    return rows


def test_numbers_in_json_stored_and_printed_agree(
    stored: tuple[Path, RunReport], copied: Path, call: Call
) -> None:
    told = json.loads(call("run", SAMPLE, "--db", copied, "--json").out)
    printed = call("run", SAMPLE, "--db", copied).out
    report = stored[1].as_json()
    for name in ("run_id", "deals", "rows_in", "rows_loaded", "rows_rejected", "answers"):
        assert told[name] == report[name]
    stored_ends = dict(asked(copied, "SELECT disposition, count(*) FROM live_result GROUP BY ALL"))
    assert told["dispositions"] == {n: stored_ends.get(n, 0) for n in told["dispositions"]}
    hits = "SELECT count(*) FROM finding WHERE answer = 'hit' AND status = 'active'"
    assert asked(copied, hits) == [(told["answers"]["hit"],)]
    ((rows_in, rows_rejected),) = asked(
        copied, "SELECT sum(n_rows_in)::BIGINT, sum(n_rows_rejected)::BIGINT FROM run_file"
    )
    assert (told["rows_in"], told["rows_rejected"]) == (rows_in, rows_rejected)
    assert told["rows_in"] == told["rows_loaded"] + told["rows_rejected"]
    for name, n in {**told["answers"], **told["dispositions"]}.items():
        assert re.search(rf"\b{name} {n:,}( |\n)", printed), name
    assert f"{told['deals']:,} with" in printed


def test_each_answer_is_given_once_a_deal_and_rule(stored: tuple[Path, RunReport]) -> None:
    report = stored[1]
    ((n_rules,),) = asked(stored[0], "SELECT count(*) FROM run_rule WHERE grain = 'deal'")
    assert sum(report.answers.values()) == report.deals * int(str(n_rules))


def test_points_are_the_sum_of_their_addends(stored: tuple[Path, RunReport]) -> None:
    wrong = asked(
        stored[0],
        """SELECT deal_id FROM deal_result JOIN addend USING (run_id, deal_id)
        GROUP BY ALL HAVING sum(points) <> any_value(total_points)""",
    )
    assert wrong == []


def test_a_second_run_does_nothing(copied: Path) -> None:
    before = asked(copied, "SELECT run_id, run_no, committed_at FROM run ORDER BY ALL")
    again = run(SAMPLE, copied)
    assert again.no_op
    assert "nothing to do" in again.message
    assert asked(copied, "SELECT run_id, run_no, committed_at FROM run ORDER BY ALL") == before


def test_a_missing_published_copy_is_made_by_the_second_run(copied: Path) -> None:
    assert not published_path(copied).exists()
    assert run(SAMPLE, copied).no_op
    with duckdb.connect(str(published_path(copied)), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM queue").fetchone() != (0,)


def test_another_day_of_decision_is_another_run_that_supersedes(
    stored: tuple[Path, RunReport], copied: Path
) -> None:
    later = run(SAMPLE, copied, as_of=date(2026, 3, 31))
    assert not later.no_op
    assert later.run_id != stored[1].run_id
    live = asked(copied, "SELECT DISTINCT run_id FROM live_result")
    assert live == [(later.run_id,)]
    assert asked(copied, "SELECT count(*) FROM run") == [(2,)]


def test_an_edited_batch_run_twice_is_screened_once(copied: Path, tmp_path: Path) -> None:
    edited = tmp_path / "edited"
    shutil.copytree(SAMPLE, edited)
    path = edited / "deals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("D-OK-001", "D-OK-901"), "utf-8")
    assert not run(edited, copied).no_op
    assert run(edited, copied).no_op


@pytest.mark.parametrize(
    ("kept", "text"),
    [(golden.QUEUE, golden.queue_text), (golden.EXPLANATIONS, golden.explanations_text)],
    ids=["queue", "explanations"],
)
def test_the_sample_comes_to_what_it_came_to(
    kept: Path, text: Callable[[Path], str], stored: tuple[Path, RunReport]
) -> None:
    assert text(stored[0]) == kept.read_text(encoding="utf-8"), (
        "an answer changed: if that is meant, run python -m tests.pipeline.golden and say why"
    )


# one batch after another


def reusing(deal: str, of: Rows) -> Rows:
    """An honest deal of another client that hands in the bill of an earlier deal."""
    rows = honest(deal)
    for name in ("transport_doc_ref", "carrier_code"):
        rows["transport_documents"][0][name] = of["transport_documents"][0][name]
    return rows


def ends(db: Path) -> dict[object, object]:
    return dict(asked(db, "SELECT deal_id, disposition FROM live_result"))


def test_a_bill_used_in_an_earlier_batch_is_found(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    first = run(written(honest("D1"), tmp_path / "january"), db)
    second = run(written(reusing("D2", honest("D1")), tmp_path / "february"), db)
    assert ends(db) == {"D1": "PASS", "D2": "HOLD"}
    found = asked(
        db, "SELECT rule_id, document_id FROM findings WHERE deal_id = 'D2' AND answer = 'hit'"
    )
    assert "AUT-01" in {rule for rule, paper in found if paper == "D2-BL"}
    consulted = asked(db, "SELECT consulted_run_id FROM run_history")
    assert consulted == [(first.run_id,)]
    assert run(tmp_path / "february", db).run_id == second.run_id


def test_a_batch_screened_before_history_changed_says_so_and_can_be_rescreened(
    tmp_path: Path,
) -> None:
    db = tmp_path / "store.duckdb"
    january = written(honest("D1"), tmp_path / "january")
    first = run(january, db)
    run(written(reusing("D2", honest("D1")), tmp_path / "february"), db)
    told = run(january, db)
    assert told.no_op
    assert "--rescreen" in told.message
    again = run(january, db, rescreen=True)
    assert not again.no_op
    assert again.run_id != first.run_id
    assert ends(db)["D1"] == "HOLD"
    assert run(january, db).no_op


def test_a_report_is_the_same_whoever_asks(stored: tuple[Path, RunReport], copied: Path) -> None:
    again = run(SAMPLE, copied)
    kept = replace(again, stages={}, no_op=False, message="", db=stored[0])
    asked_first = replace(stored[1], stages={})
    assert replace(kept, published=asked_first.published) == asked_first


def test_a_paper_that_came_before_its_deal_is_not_held_against_it(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    deal = honest("D1")
    alone: Rows = {"transport_documents": [deal["transport_documents"][0] | {"deal_id": None}]}
    run(written(alone, tmp_path / "january"), db)
    ((found,),) = asked(db, "SELECT deal_id FROM live_result")
    run(written(deal, tmp_path / "february"), db)
    assert ends(db) == {"D1": "PASS"}
    assert asked(db, "SELECT deal_id FROM superseded") == [(found,)]
    assert run(tmp_path / "february", db).no_op
