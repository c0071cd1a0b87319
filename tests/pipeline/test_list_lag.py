"""What would have been said had the bank known: entries learnt after a deal was judged."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from screening.pipeline import run
from screening.store import open_store
from tests.one_deal import Rows, honest
from tests.pipeline.rows_as_files import written

LEARNT = datetime(2026, 2, 10, 9, tzinfo=UTC)
DAY = date(2025, 12, 31)


def entry(scheme: str, value: str, start: date, **more: Any) -> dict[str, Any]:
    return {
        "client_id": "C1",
        "scheme": scheme,
        "value": value,
        "valid_from": start,
        "known_from": LEARNT,
        **more,
    }


def test_entries_learnt_later_are_told_and_change_no_stored_answer(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    run(written(honest(), tmp_path / "january"), db, as_of=DAY)
    later: Rows = deepcopy(honest("D2"))
    later["client_status"] += [
        entry("safe_class", "B", date(2025, 4, 1)),
        entry("safe_class", "C", date(2025, 5, 6)),
        entry("directory", "suspended", date(2025, 4, 20), valid_to=date(2025, 4, 30)),
        entry("safe_class", "C", date(2025, 5, 1), valid_to=date(2025, 5, 5)),
        entry("directory", "removed", date(2025, 4, 1), valid_to=date(2025, 4, 9)),
        entry("rmb_key_supervision", "listed", date(2025, 1, 1)),
    ]
    run(written(later, tmp_path / "february"), db, as_of=date(2026, 2, 28))
    with open_store(db) as con:
        told = con.execute(
            """SELECT deal_id, scheme, value, rule_id, would_say, lag_days, said_safe_class,
                      disposition FROM list_lag"""
        ).fetchall()
        judged = con.execute(
            "SELECT safe_class, safe_class_when_paid FROM deal_fact"
            " JOIN live_result USING (run_id, deal_id)"
            " ORDER BY deal_id"
        ).fetchall()
    assert [row[:7] for row in told] == [
        ("D1", "directory", "suspended", "ELG-01", "ask again", 41, "A"),
        ("D1", "rmb_key_supervision", "listed", "ELG-11", "hit", 41, "A"),
        ("D1", "safe_class", "B", "ELG-02", "hit", 41, "A"),
        ("D1", "safe_class", "C", "ELG-02", "hit", 41, "A"),
    ]
    assert judged == [("A", "A"), ("B", "B")]
