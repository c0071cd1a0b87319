"""What an imported notice does to runs: seen once it is known, and no earlier answer changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from screening.errors import UsageError
from screening.listing import import_notice, listed_on, propose, submit
from screening.monitor import monitor
from screening.pipeline import run
from tests.listing.made import NOTICE, as_file
from tests.one_deal import Rows, honest
from tests.pipeline.rows_as_files import written
from tests.pipeline.test_growing_deals import asked

pytestmark = pytest.mark.slow

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 31)
SEEN = """SELECT source_ref, value FROM input_client_status JOIN run USING (run_id)
    WHERE scheme = 'offshore_list' ORDER BY run_no, valid_from"""


def rows() -> Rows:
    """An honest deal; the bank's own file says its client is listed, by no notice of the store."""
    mine = honest("D1")
    mine["client_status"].append(
        {
            "client_id": "C1",
            "scheme": "offshore_list",
            "value": "listed",
            "valid_from": date(2024, 1, 1),
            "source_ref": "a copy of 〔2025〕1号",
        }
    )
    return mine


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    return written(rows(), tmp_path / "batch")


@pytest.fixture
def db(tmp_path: Path, batch: Path) -> Path:
    path = tmp_path / "store.duckdb"
    run(batch, path, as_of=BEFORE)
    return path


def imported(db: Path, received: date, text: str = NOTICE) -> None:
    import_notice(as_file(db.parent, text), db, by="zhang", received=received)


def facts(db: Path) -> list[object]:
    return asked(
        db,
        "SELECT is_on_offshore_list FROM deal_fact JOIN run USING (run_id) ORDER BY run_no",
    )


def test_a_run_after_an_import_is_another_run_and_sees_the_notice(db: Path, batch: Path) -> None:
    removed = NOTICE.replace("C1,甲公司,listed", "C9,甲公司,listed")
    imported(db, date(2025, 6, 20), removed)
    again = run(batch, db, as_of=BEFORE)
    assert again.no_op
    assert "only the history has changed" in again.message
    rescreened = run(batch, db, as_of=BEFORE, rescreen=True)
    assert not rescreened.no_op
    assert facts(db) == [(True,), (False,)]
    assert run(batch, db, as_of=BEFORE).no_op
    assert asked(db, SEEN) == [
        ("a copy of 〔2025〕1号", "listed"),
        ("市商务委 1号 (notice 1)", "listed"),
        ("市商务委 1号 (notice 1)", "listed"),
    ]


def test_a_notice_known_later_changes_no_earlier_answer(db: Path, batch: Path) -> None:
    imported(db, date(2025, 7, 5), NOTICE.replace("C1", "C9"))
    again = run(batch, db, as_of=BEFORE, rescreen=True)
    assert again.no_op
    later = run(batch, db, as_of=AFTER)
    assert not later.no_op
    assert facts(db) == [(True,), (False,)]


def test_monitor_sees_the_notices_known_on_its_day(tmp_path: Path) -> None:
    db, mine = tmp_path / "open.duckdb", rows()
    del mine["payments"][1]  # its sale is not paid yet, so the deal stays open
    run(written(mine, tmp_path / "open"), db, as_of=BEFORE)
    imported(db, date(2025, 7, 5), NOTICE.replace("C1", "C9"))
    assert monitor(db, date(2025, 7, 4)).report is not None
    assert monitor(db, AFTER).report is not None
    assert facts(db) == [(True,), (True,), (False,)]


def test_proposals_are_recorded_once_and_submitted(db: Path, tmp_path: Path) -> None:
    first = propose(db, AFTER)
    row = first.proposals.row(0, named=True)
    assert (row["client_id"], row["proposal"]) == ("C1", "keep")  # the copy bears a source
    assert not propose(db, AFTER).is_new
    imported(db, date(2025, 7, 5), NOTICE.replace("C1", "C9"))
    second = propose(db, AFTER)
    assert (second.proposal_no, second.is_new) == (2, True)
    assert second.proposals["proposal"].to_list() == ["left_out"]
    another = NOTICE.replace("1号", "2号").replace("91310000MA1FL99990", "91310000MA1FL0000N")
    imported(db, date(2025, 7, 6), another)
    third = propose(db, AFTER)
    assert third.proposals["proposal"].to_list() == ["keep"]
    assert propose(db, BEFORE).proposals["list_state"].to_list() == ["listed"]
    out = tmp_path / "list.csv"
    told = submit(db, AFTER, out)
    assert (told.submission_no, told.proposal_no, told.n_rows) == (1, 3, 1)
    assert not submit(db, AFTER, out).is_new
    assert submit(db, AFTER, tmp_path / "list.xlsx").submission_no == 2
    sheet = pl.read_csv(out)
    assert sheet["建议(中文)"].to_list() == ["建议保留"]
    carried = asked(db, "SELECT proposal_no, submission_no, file FROM list_proposals ORDER BY 1")
    assert carried == [(1, None, None), (2, None, None), (3, 2, "list.xlsx"), (4, None, None)]
    texts = asked(db, "SELECT count(*) FROM rule_text WHERE starts_with(rule_id, 'LST-')")
    assert texts == [(16,)]
    assert asked(db, "SELECT count(*) FROM run_rule WHERE starts_with(rule_id, 'LST-')") == [(0,)]


def test_nothing_is_proposed_of_a_day_before_every_run(db: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no run as of 2025-01-01"):
        propose(db, date(2025, 1, 1))
    with pytest.raises(UsageError, match="nothing was proposed"):
        submit(db, AFTER, tmp_path / "list.csv")
    with pytest.raises(UsageError, match=r'cannot write "\.txt"'):
        submit(db, AFTER, tmp_path / "list.txt")
    assert listed_on(db, AFTER).entries.is_empty()
