"""What a store says of its live deals and payments, to hold a prediction against."""

from __future__ import annotations

import shutil
from pathlib import Path

from screening.impact import Impact
from screening.pipeline import run
from screening.store import open_store

EVERY = 1_000_000  # examples enough for every deal

Decisions = dict[str, tuple[str, str]]
"""Disposition and why, by deal."""


def decisions(db: Path) -> Decisions:
    with open_store(db) as con:
        rows = con.sql("SELECT deal_id, disposition, coalesce(why, '') FROM live_result").fetchall()
    return {deal: (disposition, why) for deal, disposition, why in rows}


def payments(db: Path) -> dict[str, str]:
    with open_store(db) as con:
        return dict(con.sql("SELECT payment_id, decision FROM payments_waiting").fetchall())


def hits(db: Path) -> dict[str, set[str]]:
    """Deals hit, by rule."""
    with open_store(db) as con:
        rows = con.sql("SELECT rule_id, deal_id FROM answers WHERE answer = 'hit'").fetchall()
    found: dict[str, set[str]] = {}
    for rule_id, deal_id in rows:
        found.setdefault(rule_id, set()).add(deal_id)
    return found


def predicted(before: Decisions, impact: Impact) -> Decisions:
    """The decisions as the impact says they would be; why is known of those that move."""
    moved = {d.deal_id: (d.now, d.why_now) for d in impact.deal_examples}
    assert len(moved) == sum(impact.deals_moved.values())
    assert all(before[d.deal_id][0] == d.was for d in impact.deal_examples)
    return before | moved


def rescreened(batch: Path, db: Path, pack: Path, folder: Path) -> Path:
    """A copy of the store in which the batch was really screened again under the pack."""
    copy = folder / "again.duckdb"
    shutil.copy(db, copy)
    assert not run(batch, copy, rules=pack, rescreen=True).no_op
    return copy
