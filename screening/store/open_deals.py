"""Deals that time alone can change, and what a run changed about the deals it asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from screening.rulepack.answers import CAUSE_CODES
from screening.schema import Absence
from screening.schema.results import CURED
from screening.store.connection import open_store

_NOT_YET = CAUSE_CODES[Absence.NOT_YET]
_OPEN = f"""WITH live AS (
        SELECT l.run_id, l.deal_id, l.answers, r.as_of, r.pack_digest
        FROM live_result AS l JOIN run AS r USING (run_id)
    ), cured_since AS (
        SELECT DISTINCT f.deal_id FROM finding AS f SEMI JOIN live USING (run_id, deal_id)
        JOIN cure AS c ON c.deal_id = f.deal_id AND c.rule_id = f.rule_id
            AND c.document_id IS NOT DISTINCT FROM f.document_id
            AND c.payment_id IS NOT DISTINCT FROM f.payment_id
        WHERE c.status = 'accepted' AND f.answer = 'hit'
            AND f.lowered_by IS DISTINCT FROM '{CURED}'
    ), why AS (
        SELECT deal_id, 1 AS place, 'not yet' AS why FROM live
        WHERE list_contains(answers, {_NOT_YET}::UTINYINT)
        UNION ALL SELECT deal_id, 2, 'payment waits' FROM live JOIN deal_payment
            USING (run_id, deal_id) SEMI JOIN payment_decision USING (run_id, payment_id)
        UNION ALL SELECT deal_id, 3, 'duty not due yet' FROM live JOIN duty
            USING (run_id, deal_id) WHERE due_on >= as_of::DATE AND met_on IS NULL
        UNION ALL SELECT deal_id, 4, 'paper missing' FROM live JOIN finding
            USING (run_id, deal_id) WHERE status = 'active' AND (cause = 'paper'
                OR answer = 'hit' AND rule_group = 'documents')
        UNION ALL SELECT deal_id, 5, 'cured since' FROM cured_since
    )
    SELECT deal_id, 'monitor' AS taken_by,
           string_agg(DISTINCT why, ', ' ORDER BY why) AS taken_on,
           bool_or(l.as_of < $moment OR l.pack_digest <> $pack
                   OR deal_id IN (FROM cured_since)) AS is_due
    FROM why JOIN live AS l USING (deal_id) GROUP BY deal_id ORDER BY deal_id"""  # noqa: S608


def open_deals(db: Path, moment: datetime, pack_digest: str) -> pl.DataFrame:
    """One row an open deal: deal_id, taken_by, taken_on (why it is open), is_due.

    Open is a live result with an answer `not_yet`, a payment that waits, a duty whose clock runs,
    a paper or field missing, or a cure accepted since. It is due to be asked again at `moment`
    unless it was asked then by that pack and nothing was cured since.
    """
    at = moment.astimezone(UTC).replace(tzinfo=None)
    with open_store(db) as con:
        found: pl.DataFrame = con.sql(_OPEN, params={"moment": at, "pack": pack_digest}).pl()
    return found


def last_as_of(db: Path) -> datetime | None:
    """The latest time of decision (UTC) of any run in the store; None without a run."""
    with open_store(db) as con:
        ((latest,),) = con.execute("SELECT max(as_of) FROM run").fetchall()
    return latest.replace(tzinfo=UTC) if isinstance(latest, datetime) else None


@dataclass(frozen=True, slots=True)
class Change:
    """What a run changed about one deal: its disposition, or its duties and their clocks."""

    deal_id: str
    was: str
    now: str
    was_points: int
    points: int
    new_duties: str | None
    ended_duties: str | None
    overdue: str | None
    why: str | None
    why_zh: str | None


def changes(db: Path, run_id: str) -> tuple[Change, ...]:
    """The deals whose disposition or duties the run changed, or whose clock has run out since.

    Against the result the run superseded; worst disposition first.
    """
    with open_store(db) as con:
        rows = con.execute(_CHANGES, {"run": run_id}).fetchall()
    return tuple(Change(*row) for row in rows)


_CHANGES = """WITH pair AS (
        SELECT n.deal_id, o.run_id AS old_run, o.disposition AS was, n.disposition AS now,
               o.total_points AS was_points, n.total_points AS points, n.why, n.why_zh,
               n.disposition_rank, old.as_of::DATE AS was_on, new.as_of::DATE AS now_on
        FROM deal_result AS n
        JOIN superseded AS s ON s.by_run_id = n.run_id AND s.deal_id = n.deal_id
        JOIN deal_result AS o ON o.run_id = s.run_id AND o.deal_id = s.deal_id
        JOIN run AS old ON old.run_id = o.run_id JOIN run AS new ON new.run_id = n.run_id
        WHERE n.run_id = $run
    ), owed AS (
        SELECT p.deal_id, coalesce(a.duty, b.duty) AS duty, a.duty IS NULL AS is_new,
               b.duty IS NULL AS is_ended, b.due_on BETWEEN p.was_on AND p.now_on - 1
                   AND b.met_on IS NULL AS is_over
        FROM pair AS p
        JOIN (SELECT DISTINCT deal_id, duty FROM duty SEMI JOIN pair USING (deal_id)) AS d
             USING (deal_id)
        LEFT JOIN duty AS a ON a.run_id = p.old_run AND a.deal_id = p.deal_id AND a.duty = d.duty
        LEFT JOIN duty AS b ON b.run_id = $run AND b.deal_id = p.deal_id AND b.duty = d.duty
        WHERE a.duty IS NOT NULL OR b.duty IS NOT NULL
    ), told AS (
        SELECT deal_id, string_agg(duty, ', ' ORDER BY duty) FILTER (is_new) AS new_duties,
               string_agg(duty, ', ' ORDER BY duty) FILTER (is_ended) AS ended_duties,
               string_agg(duty, ', ' ORDER BY duty) FILTER (is_over) AS overdue
        FROM owed GROUP BY deal_id
    )
    SELECT p.deal_id, was, now, was_points, points, new_duties, ended_duties, overdue, why, why_zh
    FROM pair AS p LEFT JOIN told USING (deal_id)
    WHERE was <> now OR new_duties IS NOT NULL OR ended_duties IS NOT NULL OR overdue IS NOT NULL
    ORDER BY disposition_rank, points DESC, p.deal_id"""
