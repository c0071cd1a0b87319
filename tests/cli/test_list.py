"""`screening list` on the command line: what it prints, its exit codes, its JSON."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Call
from tests.listing.made import NOTICE, as_file

DAY = ("--as-of", "2025-07-31")


def test_a_notice_imported_shown_and_imported_again(call: Call, db: Path) -> None:
    notice = as_file(db.parent)
    line = ("list", "import", notice, "--db", db, "--by", "zhang", "--received-on", "2025-06-01")
    told = call(*line)
    assert told.code == 0, told.err
    assert "notice 1: 市商务委 1号 of 2025-05-20, offshore_list, 2 entries recorded" in told.out
    assert "no client of the bank so far: 2" in told.out
    assert "nothing to do: notice 1" in call(*line).out
    shown = call("list", "show", *DAY, "--db", db)
    assert shown.out.startswith("2 enterprises listed on 2025-07-31, by all that is recorded")
    early = call("list", "show", *DAY, "--known-at", "2025-05-31", "--db", db, "--json")
    assert json.loads(early.out)["entries"] == []
    late = json.loads(call("list", "show", *DAY, "--db", db, "--json").out)
    assert [e["state"] for e in late["entries"]] == ["listed", "listed"]


def test_a_wrong_notice_is_one_error_with_its_line(call: Call, db: Path) -> None:
    notice = as_file(db.parent, NOTICE.replace("2025-12-31", "2025-05-31"))
    told = call("list", "import", notice, "--db", db, "--by", "zhang")
    assert told.code == 3
    assert "notice.csv line 3: ends on 2025-05-31, before it begins" in told.err


def test_proposals_are_told_with_reasons_and_submitted(call: Call, db: Path) -> None:
    told = call("list", "propose", *DAY, "--db", db)
    assert told.code == 0, told.err
    assert "criteria of this bank" in told.out
    assert "no notice of the list is recorded by then" in told.out
    assert "left out: " in told.out
    assert "无法判断" in told.out
    out = db.parent / "list.csv"
    made = call("list", "submit", *DAY, "--db", db, "--out", out, "--json")
    assert json.loads(made.out)["n_rows"] == 0
    assert out.read_text(encoding="utf-8-sig").startswith("建议 proposal,")
    again = json.loads(call("list", "propose", *DAY, "--db", db, "--json").out)
    assert again["proposal_no"] == 1
    assert {p["proposal"] for p in again["proposals"]} == {"left_out"}
    assert all(p["grounds"] for p in again["proposals"])


def test_a_day_is_needed(call: Call, db: Path) -> None:
    assert call("list", "propose", "--db", db).code == 2
    told = call("list", "propose", "--as-of", "2020-01-01", "--db", db)
    assert told.code == 2
    assert "no run as of 2020-01-01" in told.err
