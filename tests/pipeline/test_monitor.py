"""Time alone: open deals asked again from the store at a later day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from screening.errors import UsageError
from screening.monitor import monitor
from screening.pipeline import run
from screening.store import published_path
from tests.cli.conftest import Call
from tests.one_deal import Rows, honest, together
from tests.pipeline.rows_as_files import written
from tests.pipeline.test_growing_deals import asked

pytestmark = pytest.mark.slow

MAY, LATER = date(2025, 5, 6), date(2025, 12, 31)


def promised(deal: str = "D1") -> Rows:
    """A deal paid on the promise of a bill that should have sailed by 20 April."""
    rows = honest(deal)
    del rows["transport_documents"], rows["document_events"]
    for contract in rows["contracts"]:
        contract["shipment_to"] = date(2025, 4, 20)
    for paper in rows["document_policy"]:
        if paper["paper"] == "title":
            paper["due_after_days"] = 120
    return rows


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """A store of one open deal and one that is done."""
    path, other = tmp_path / "store.duckdb", honest("D2")
    del other["document_policy"]  # one policy for both
    run(written(together(promised("D1"), other), tmp_path / "batch"), path, as_of=MAY)
    return path


def test_a_paper_that_never_came_is_found_by_time_alone(db: Path) -> None:
    hits = "SELECT rule_id FROM findings WHERE deal_id = 'D1' AND answer = 'hit'"
    assert "DOC-05" not in {r for (r,) in asked(db, hits)}
    before = asked(db, "SELECT disposition FROM live_result WHERE deal_id = 'D1'")
    told = monitor(db, LATER)
    assert told.report is not None
    assert told.report.batch == "monitor"
    (change,) = [c for c in told.changes if c.deal_id == "D1"]
    assert [(change.was,)] == before
    assert change.was != change.now
    live = asked(db, "SELECT disposition, run_id FROM live_result WHERE deal_id = 'D1'")
    assert live == [(change.now, told.report.run_id)]
    assert {r for (r,) in asked(db, hits)} >= {"DOC-05"}
    assert published_path(db).stat().st_mtime_ns >= db.stat().st_mtime_ns


def test_it_is_a_run_like_any_other_and_stores_no_row_twice(db: Path) -> None:
    first = asked(db, "SELECT run_id FROM run")[0][0]
    rows = asked(db, "SELECT count(*) FROM input_contracts")
    told = monitor(db, LATER)
    assert told.report is not None
    run_id = told.report.run_id
    kept = asked(
        db, f"SELECT source_run_id, is_kept_there FROM deal_source WHERE run_id = '{run_id}'"
    )
    assert set(kept) == {(first, True)}
    assert asked(db, "SELECT count(*) FROM input_contracts") == rows
    assert asked(db, f"SELECT batch, as_of::DATE FROM run WHERE run_id = '{run_id}'") == [
        ("monitor", LATER)
    ]


def test_asked_twice_at_one_day_there_is_nothing_to_do(db: Path) -> None:
    monitor(db, LATER)
    again = monitor(db, LATER)
    assert again.report is None
    assert asked(db, "SELECT count(*) FROM run") == [(2,)]


def test_the_batch_again_has_still_nothing_to_do(db: Path, tmp_path: Path) -> None:
    monitor(db, LATER)
    assert run(tmp_path / "batch", db, as_of=MAY).no_op
    assert asked(db, "SELECT count(*) FROM run") == [(2,)]


def test_a_deal_grows_after_it_was_monitored(db: Path, tmp_path: Path) -> None:
    monitor(db, date(2025, 6, 30))
    names = ("transport_documents", "document_events")
    bill: Rows = {name: honest("D1")[name] for name in names}
    report = run(written(bill, tmp_path / "rest"), db)
    assert report.as_of.date() == date(2025, 6, 30)
    assert asked(db, "SELECT deal_id, disposition FROM live_result ORDER BY ALL") == [
        ("D1", "PASS"),
        ("D2", "PASS"),
    ]
    first = asked(db, "SELECT run_id FROM run WHERE run_no = 1")[0][0]
    source = f"SELECT source_run_id FROM deal_source WHERE run_id = '{report.run_id}'"
    assert asked(db, source) == [(first,)]


def test_a_duty_keeps_the_day_it_began(db: Path) -> None:
    begun = dict(asked(db, "SELECT duty, starts_on FROM duties WHERE deal_id = 'D1'"))
    monitor(db, LATER)
    after = dict(asked(db, "SELECT duty, starts_on FROM duties WHERE deal_id = 'D1'"))
    assert all(after[duty] == day for duty, day in begun.items() if duty in after)


@pytest.mark.parametrize(
    ("day", "said"),
    [(None, "no day to ask"), (date(2025, 5, 5), "time does not run back")],
)
def test_the_day_must_be_said_and_lie_ahead(day: date | None, said: str, db: Path) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        monitor(db, day)
    assert "2025-05-06" in caught.value.exists


def test_what_changed_is_printed_as_a_table(db: Path, call: Call) -> None:
    told = call("monitor", "--as-of", LATER, "--db", db)
    assert told.code == 0
    assert "changed" in told.out
    assert "D1" in told.out
    assert call("monitor", "--as-of", LATER, "--db", db).out.startswith("nothing to do")
    assert call("monitor", "--db", db).code == 2
