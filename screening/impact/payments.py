"""Waiting payments by decision, before and after; the strictest of several runs counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from screening.impact.account import PaymentExample
from screening.impact.frame import frame
from screening.impact.load import DECISIONS
from screening.impact.stored_runs import LIVE_WITHIN, Span

_MOVED: Mapping[str, pl.DataType] = {
    "payment_id": pl.String(),
    "was": pl.String(),
    "now": pl.String(),
    "deal_ids": pl.String(),
}


@dataclass(frozen=True, slots=True)
class WaitingPayments:
    """Payments by decision before, and one row a payment whose decision moves."""

    before: Mapping[str, int]
    rows: pl.DataFrame

    @property
    def moved(self) -> Counter[tuple[str, str]]:
        """How many move, by (before, after)."""
        counted = self.rows.group_by("was", "now").len()
        return Counter({(was, now): n for was, now, n in counted.iter_rows()})

    def examples(self, n: int) -> tuple[PaymentExample, ...]:
        """The first n by id of each move, the strictest outcome first."""
        first = self.rows.sort("payment_id").group_by("now", "was", maintain_order=True).head(n)
        rank = {d: i for i, d in enumerate(DECISIONS)}
        order = [pl.col(c).replace_strict(rank, return_dtype=pl.Int64) for c in ("now", "was")]
        shown = first.sort(*order, "payment_id").select("payment_id", "was", "now", "deal_ids")
        return tuple(PaymentExample(*row) for row in shown.iter_rows())


def waiting_payments(
    con: duckdb.DuckDBPyConnection, span: Span, decided: Sequence[pl.DataFrame]
) -> WaitingPayments:
    """Payments with a live deal of the span; `decided` are `Reconsidered.payments`.

    A payment for deals of several runs has the strictest of their decisions, as the desk sees it.
    """
    live = _LIVE_PAYMENTS.format(share=_IN_SPAN if span.is_bounded else _LIVE)
    bounds = span.bounds if span.is_bounded else {}
    counts = frame(con, _COUNTS.format(live=live), bounds)
    before = dict.fromkeys(DECISIONS, 0) | dict(counts.iter_rows())
    moved = [d.filter(pl.col("decision") != pl.col("was_decision")) for d in decided]
    changed = pl.concat(moved) if moved else pl.DataFrame()
    if changed.is_empty():
        return WaitingPayments(before, pl.DataFrame(schema=_MOVED))
    con.register("changed_payments", changed.to_arrow())
    rows = frame(con, _MOVES.format(live=live), bounds)
    con.unregister("changed_payments")
    return WaitingPayments(before, rows)


# A payment for one deal names it whole; only those for several (or with a comma in an id) need the
# big table of shares.
PAYMENT_SHARES = """SELECT run_id, payment_id, deal_ids AS deal_id FROM payment_decision
    WHERE NOT contains(deal_ids, ', ')
    UNION ALL
    SELECT DISTINCT run_id, payment_id, deal_id FROM deal_payment
    SEMI JOIN (FROM payment_decision WHERE contains(deal_ids, ', ')) USING (run_id, payment_id)"""
_LIVE = f"({PAYMENT_SHARES}) ANTI JOIN superseded USING (run_id, deal_id)"
_IN_SPAN = (
    f"({PAYMENT_SHARES}) SEMI JOIN (SELECT run_id, deal_id {LIVE_WITHIN}) USING (run_id, deal_id)"
)
_LIVE_PAYMENTS = """SELECT payment_id, run_id, decision, deal_ids FROM payment_decision
    SEMI JOIN (SELECT run_id, payment_id FROM {share}) USING (run_id, payment_id)"""
_DECISIONS = str(list(DECISIONS))
_COUNTS = f"""SELECT {_DECISIONS}[rank], count(*) FROM (
        SELECT min(list_position({_DECISIONS}, decision)) AS rank FROM ({{live}})
        GROUP BY payment_id) GROUP BY ALL"""  # noqa: S608 - constants of our own
_MOVES = f"""SELECT payment_id, {_DECISIONS}[was] AS was, {_DECISIONS}[now] AS now, deal_ids
    FROM (
        SELECT l.payment_id, min(list_position({_DECISIONS}, l.decision)) AS was,
               min(list_position({_DECISIONS}, coalesce(c.decision, l.decision))) AS now,
               string_agg(DISTINCT l.deal_ids, ', ' ORDER BY l.deal_ids) AS deal_ids
        FROM ({{live}}) AS l LEFT JOIN changed_payments AS c USING (run_id, payment_id)
        WHERE l.payment_id IN (SELECT payment_id FROM changed_payments)
        GROUP BY l.payment_id
    ) WHERE was <> now ORDER BY payment_id"""  # noqa: S608
