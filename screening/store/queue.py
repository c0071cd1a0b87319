"""The head of a run's queue and of its waiting payments, for the summary after a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb

from screening.store.connection import open_store

LOOKED_AT = 4  # disposition_rank of PASS_NOTE: a deal that passes clean is not looked at


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deal stands where it stands: one finding."""

    rule_id: str
    severity: str
    title: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class QueuedDeal:
    """One deal of the queue with its weightiest findings."""

    deal_id: str
    disposition: str
    score: float
    rule_points: int
    why: str | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WaitingPayment:
    """One payment that waits for release, with the decision proposed."""

    payment_id: str
    decision: str
    direction: str | None
    amount: Decimal | None
    currency: str | None
    requested_at: datetime | None
    deal_ids: str | None
    rule_ids: str | None


@dataclass(frozen=True, slots=True)
class QueueHead:
    """The first deals of a run to look at, how many there are, and its waiting payments."""

    deals: tuple[QueuedDeal, ...]
    n_deals: int
    payments: tuple[WaitingPayment, ...]
    n_payments: Mapping[str, int]


def queue_head(db: Path, run_id: str, *, limit: int = 10, reasons: int = 3) -> QueueHead:
    """The first `limit` live deals of the run that do not pass clean, and as many payments.

    Asks the narrow tables first and the reasons of those deals only: the view `queue` would
    rank a whole store for ten rows.
    """
    with open_store(db) as con:
        deals = con.execute(_DEALS, {"run": run_id, "rank": LOOKED_AT, "n": limit}).fetchall()
        found = _reasons(con, run_id, [d[0] for d in deals], reasons)
        (n_deals,) = con.execute(_N_DEALS, {"run": run_id, "rank": LOOKED_AT}).fetchall()[0]
        payments = con.execute(_PAYMENTS, {"run": run_id, "n": limit}).fetchall()
        n_payments = con.execute(_N_PAYMENTS, {"run": run_id}).fetchall()
    return QueueHead(
        tuple(
            QueuedDeal(deal, disposition, score, points, why, tuple(found[deal]))
            for deal, disposition, score, points, why in deals
        ),
        n_deals,
        tuple(WaitingPayment(*row) for row in payments),
        dict(n_payments),
    )


def _reasons(
    con: duckdb.DuckDBPyConnection, run_id: str, deals: Sequence[str], most: int
) -> Mapping[str, list[Reason]]:
    rows = con.execute(_REASONS, {"run": run_id, "deals": list(deals), "most": most}).fetchall()
    found: defaultdict[str, list[Reason]] = defaultdict(list)
    for deal, *reason in rows:
        found[deal].append(Reason(*reason))
    return found


_DEALS = """SELECT deal_id, disposition, score, rule_points, why FROM live_result
    WHERE run_id = $run AND disposition_rank <= $rank
    ORDER BY disposition_rank, total_points DESC, deal_id LIMIT $n"""
_N_DEALS = "SELECT count(*) FROM live_result WHERE run_id = $run AND disposition_rank <= $rank"
_REASONS = """SELECT deal_id, rule_id, severity, title, reason FROM findings
    WHERE run_id = $run AND list_contains($deals, deal_id) AND status = 'active'
      AND answer = 'hit' AND place <= $most
    ORDER BY deal_id, place"""
_PAYMENTS = """SELECT payment_id, decision, direction, amount, currency, requested_at, deal_ids,
    rule_ids FROM payments_waiting WHERE run_id = $run LIMIT $n"""
_N_PAYMENTS = """SELECT decision, count(*) FROM payments_waiting WHERE run_id = $run
    GROUP BY decision ORDER BY decision"""
