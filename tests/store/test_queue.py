"""The head of the queue a run prints."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from screening.store import queue_head, save
from tests.store.made import made, made_key


def test_deals_that_pass_clean_are_not_looked_at(db: Path) -> None:
    head = queue_head(db, made_key().run_id)
    assert [(d.deal_id, d.disposition) for d in head.deals] == [("D-1", "HOLD"), ("D-2", "REVIEW")]
    assert head.n_deals == 2


def test_reasons_come_worst_first_and_hits_only(db: Path) -> None:
    first, second = queue_head(db, made_key().run_id).deals
    assert [(r.rule_id, r.severity) for r in first.reasons] == [
        ("AUT-04", "hold"),
        ("COM-01", "review"),
    ]
    assert second.reasons == ()
    assert second.why == "cannot be asked for want of a paper or field: COM-01"


def test_limits_hold_while_counts_are_whole(db: Path) -> None:
    head = queue_head(db, made_key().run_id, limit=1, reasons=1)
    assert [d.deal_id for d in head.deals] == ["D-1"]
    assert len(head.deals[0].reasons) == 1
    assert head.n_deals == 2


def test_waiting_payments_are_counted_by_decision(db: Path) -> None:
    head = queue_head(db, made_key().run_id)
    assert head.n_payments == {"HOLD": 1}
    assert head.payments[0].amount == Decimal("180000.000")


def test_a_run_that_was_replaced_has_no_queue(db: Path) -> None:
    save(made(made_key("b2")), db)
    head = queue_head(db, made_key().run_id)
    assert (head.deals, head.n_deals, head.n_payments) == ((), 0, {})
