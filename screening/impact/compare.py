"""Stored deals under other rules: only what changed is asked, only what it moves is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl

from screening.impact.account import Impact
from screening.impact.ask import asked_again
from screening.impact.cohort import Cohort
from screening.impact.effects import neutral_pairs
from screening.impact.examples import MOVED, Examples
from screening.impact.false_hits import FalseHits, Share
from screening.impact.gains import GAINS_SCHEMA, severe_gains, with_clients
from screening.impact.load import DISPOSITIONS, moved_to
from screening.impact.payments import waiting_payments
from screening.impact.reconsidered import Reconsidered, reconsidered
from screening.impact.rule_change import RuleChange, pairs_of, rule_changes
from screening.impact.stored_runs import LIVE_WITHIN, Span
from screening.stopwatch import Stopwatch


@dataclass(slots=True)
class _Found:
    """What the cohorts gave so far."""

    rules: dict[str, RuleChange]
    examples: Examples
    n_asked: int = 0
    deals_moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    payments: list[pl.DataFrame] = field(default_factory=list)
    gains: list[pl.DataFrame] = field(default_factory=list)


def compare(
    con: duckdb.DuckDBPyConnection,
    db: Path,
    found: Sequence[Cohort],
    span: Span,
    *,
    examples: int = 3,
    notes: Iterable[str] = (),
    watch: Stopwatch | None = None,
) -> Impact:
    """What the cohorts' rules would have made of their live deals; nothing is written.

    `examples` is how many deals are told a rule and direction, and a change of disposition.
    """
    watch = watch or Stopwatch()
    so_far = _Found(rule_changes(found), Examples(examples))
    for cohort in found:
        _add(con, cohort, span, so_far, watch)
    with watch("totals"):
        return _impact(con, db, found, span, so_far, tuple(notes))


def _add(
    con: duckdb.DuckDBPyConnection,
    cohort: Cohort,
    span: Span,
    so_far: _Found,
    watch: Stopwatch,
) -> None:
    if cohort.is_same:
        so_far.n_asked += _n_live(con, cohort, span)
        return
    with watch("ask"):
        codes = asked_again(con, cohort, span)
    with watch("count"):
        so_far.n_asked += codes.height
        for i, change in enumerate(cohort.changes):
            so_far.rules[change.rule_id].count(change, pairs_of(codes, i))
        for change in cohort.left:
            so_far.rules[change.rule_id].n_not_asked += codes.height
        rows = _rows_to_decide(codes, cohort)
    decided = None
    if rows.height:
        with watch("decide"):
            decided = reconsidered(con, cohort, rows)
            _add_decided(decided, cohort, codes, rows, so_far)
    with watch("examples"):
        so_far.examples.add(con, cohort, codes, decided)


def _n_live(con: duckdb.DuckDBPyConnection, cohort: Cohort, span: Span) -> int:
    query = f"SELECT count(*) {LIVE_WITHIN} AND list_contains($runs, run_id)"
    return int(con.execute(query, {**span.bounds, "runs": list(cohort.runs)}).fetchall()[0][0])


def _rows_to_decide(codes: pl.DataFrame, cohort: Cohort) -> pl.DataFrame:
    """Rows of the deals which a changed answer, a changed weight or another policy may move."""
    if not cohort.is_same_policy:
        return codes.select("row", "fact_row")
    moves = pl.lit(value=False)
    for i, change in enumerate(cohort.changes):
        neutral = neutral_pairs(
            change.before_rule, change.after, cohort.absent, is_readable=change.is_readable
        )
        old, new = (pl.col(f"{side}_{i}").fill_null(0) for side in ("old", "new"))
        pair = old.cast(pl.UInt16) * 256 + new.cast(pl.UInt16)
        still = [before * 256 + after for before, after in neutral]
        moves = moves | ~pair.is_in(pl.Series(still, dtype=pl.UInt16).implode())
    return codes.lazy().filter(moves).select("row", "fact_row").collect()


def _add_decided(
    decided: Reconsidered, cohort: Cohort, codes: pl.DataFrame, rows: pl.DataFrame, so_far: _Found
) -> None:
    of_span = decided.deals.filter(pl.col("row").is_in(rows["row"].implode()))
    moved = of_span.filter(MOVED).group_by("was_disposition", "disposition").len()
    for was, now, n in moved.iter_rows():
        so_far.deals_moved[(was, now)] += n
    so_far.payments.append(decided.payments)
    so_far.gains.append(severe_gains(decided, cohort, codes))


def _impact(
    con: duckdb.DuckDBPyConnection,
    db: Path,
    found: Sequence[Cohort],
    span: Span,
    so_far: _Found,
    notes: tuple[str, ...],
) -> Impact:
    before = _dispositions(con, span)
    payments = waiting_payments(con, span, so_far.payments)
    gains = with_clients(con, pl.concat([pl.DataFrame(schema=GAINS_SCHEMA), *so_far.gains]))
    for rule_id, account in so_far.rules.items():
        account.gained_examples = so_far.examples.gained(rule_id)
        account.lost_examples = so_far.examples.lost(rule_id)
    n_deals = sum(before.values())
    if so_far.n_asked < n_deals:
        n = n_deals - so_far.n_asked
        notes += (f"{n:,} deals have no stored facts and stay as they are",)
    return Impact(
        store=str(db),
        span=str(span),
        n_deals=n_deals,
        n_runs=sum(len(c.runs) for c in found),
        rules=tuple(so_far.rules.values()),
        policy_changed=any(not c.is_same_policy for c in found),
        deals=(before, moved_to(before, so_far.deals_moved)),
        deals_moved=so_far.deals_moved,
        deal_examples=so_far.examples.moves(),
        payments=(payments.before, moved_to(payments.before, payments.moved)),
        payments_moved=payments.moved,
        payment_examples=payments.examples(so_far.examples.n),
        false_hits=_false_hits(gains, n_deals),
        false_hits_by_rule={
            str(rule_id): _false_hits(of_rule, n_deals)
            for (rule_id,), of_rule in gains.group_by("rule_id", maintain_order=True)
        },
        notes=notes,
    )


def _dispositions(con: duckdb.DuckDBPyConnection, span: Span) -> dict[str, int]:
    query = f"SELECT disposition, count(*) {LIVE_WITHIN} GROUP BY ALL"
    return dict.fromkeys(DISPOSITIONS, 0) | dict(con.execute(query, span.bounds).fetchall())


def _false_hits(gains: pl.DataFrame, n_deals: int) -> FalseHits:
    alone = gains.filter("is_alone")
    return FalseHits(
        Share(alone.height, gains.height),
        Share(alone.filter("is_client_clean").height, gains.height),
        n_deals,
    )
