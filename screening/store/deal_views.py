"""Views at the grain of the deal; all of them show live results only.

A result is live until a later run screens the same deal; `live_result` is where that is said.
"""

from __future__ import annotations

from types import MappingProxyType

from screening.rulepack.answers import CAUSE_CODES, FIRST_HIT, NOT_APPLICABLE, PASS, answer_of
from screening.schema.results import CURED
from screening.store.sql import literal
from screening.store.view import View

_TITLES = MappingProxyType(
    {
        "place": "rank among the deal's findings, worst first",
        "cure": "cured, accepted (counts when next asked) or refused; null: none was offered",
    }
)
_CURE = f"""CASE WHEN f.lowered_by = '{CURED}' THEN 'cured' ELSE c.status END AS cure"""


def _codes() -> str:
    """(code, answer, cause, tier) of every code, as rows of VALUES."""
    rows = []
    for code in _codes_in_use():
        answer, cause = answer_of(code)
        told = [str(code), literal(answer), literal(cause) if cause else "NULL::VARCHAR"]
        told.append(f"{code - FIRST_HIT + 1}" if code >= FIRST_HIT else "NULL::BIGINT")
        rows.append(f"({', '.join(told)})")
    return ", ".join(rows)


def _codes_in_use() -> list[int]:
    below = [NOT_APPLICABLE, PASS, *CAUSE_CODES.values()]
    return [*below, *range(FIRST_HIT, 256)]


ANSWER_CODE = View(
    "answer_code",
    "one row a code in deal_result.answers: what it stands for",
    ("run_rule_coverage", "finding"),
    f"FROM (VALUES {_codes()}) AS v (code, answer, cause, tier)",
    MappingProxyType({"code": "the number packed in deal_result.answers"}),
)
LIVE_RESULT = View(
    "live_result",
    "one row a deal: its latest result, not superseded by a later run",
    ("deal_result",),
    "SELECT r.* FROM deal_result AS r ANTI JOIN superseded AS s USING (run_id, deal_id)",
)
FINDINGS = View(
    "findings",
    "one row a finding of a live result, with the rule's title, worst first within a deal",
    ("finding", "rule_text"),
    f"""
    SELECT f.*, t.title, t.title_zh, {_CURE},
           row_number() OVER (
               PARTITION BY f.run_id, f.deal_id
               ORDER BY f.status, f.answer,
                        list_position(['hold', 'escalate', 'review', 'note'], f.severity)
                            NULLS LAST,
                        f.points DESC, f.rule_id
           ) AS place
    FROM finding AS f
    SEMI JOIN live_result AS l USING (run_id, deal_id)
    LEFT JOIN run_rule AS r USING (run_id, rule_id)
    LEFT JOIN rule_text AS t ON t.rule_id = f.rule_id AND t.version = f.version
                            AND t.digest = r.digest
    LEFT JOIN (
        SELECT deal_id, rule_id, document_id, payment_id,
               arg_max(status, cure_no) AS status
        FROM cure GROUP BY ALL
    ) AS c ON c.deal_id = f.deal_id AND c.rule_id = f.rule_id AND f.answer = 'hit'
          AND c.document_id IS NOT DISTINCT FROM f.document_id
          AND c.payment_id IS NOT DISTINCT FROM f.payment_id
    """,  # noqa: S608
    _TITLES,
)
CURES = View(
    "cures",
    "one row a correction offered for a finding, newest first, with the test it met",
    ("cure",),
    """
    SELECT c.*, t.not_met, t.not_known
    FROM cure AS c
    LEFT JOIN (
        SELECT cure_no,
               string_agg(condition, ', ' ORDER BY position) FILTER (NOT holds) AS not_met,
               string_agg(condition, ', ' ORDER BY position) FILTER (holds IS NULL) AS not_known
        FROM cure_condition GROUP BY cure_no
    ) AS t USING (cure_no)
    ORDER BY c.cure_no DESC
    """,
    MappingProxyType(
        {
            "not_met": "conditions of the test that did not hold",
            "not_known": "conditions of the test that could not be told",
        }
    ),
)
LATE_FINDINGS = View(
    "late_findings",
    "one row a deal, rule and key of which a later run made known that it is used again",
    ("late_finding", "rule_text"),
    """
    SELECT f.*, t.title, t.title_zh, h.deal_id IS NOT NULL AS is_known
    FROM late_finding AS f
    SEMI JOIN live_result AS e ON e.run_id = f.deal_run_id AND e.deal_id = f.deal_id
    SEMI JOIN live_result AS b ON b.run_id = f.run_id AND b.deal_id = f.by_deal_id
    LEFT JOIN (
        SELECT run_id, deal_id, rule_id FROM finding
        WHERE answer = 'hit' AND status = 'active' AND severity <> 'note'
    ) AS h ON h.run_id = f.deal_run_id AND h.deal_id = f.deal_id AND h.rule_id = f.rule_id
    LEFT JOIN run_rule AS r ON r.run_id = f.run_id AND r.rule_id = f.rule_id
    LEFT JOIN rule_text AS t ON t.rule_id = f.rule_id AND t.version = r.version
                            AND t.digest = r.digest
    ORDER BY list_position(['hold', 'escalate', 'review'], f.severity), f.deal_id, f.rule_id,
             f.key, f.run_id
    """,
    MappingProxyType({"is_known": "the earlier deal's own result has that rule's finding too"}),
)
ADDENDS = View(
    "addends",
    "one row an addend of a live result; they add up to its total_points",
    ("addend", "rule_text"),
    """
    SELECT a.*, t.title, t.title_zh
    FROM addend AS a
    SEMI JOIN live_result AS l USING (run_id, deal_id)
    LEFT JOIN run_rule AS r USING (run_id, rule_id)
    LEFT JOIN rule_text AS t ON t.rule_id = r.rule_id AND t.version = r.version
                            AND t.digest = r.digest
    """,
)
DUTIES = View(
    "duties",
    "one row a duty of a live result: those still owed, soonest first, then those met",
    ("duty",),
    """
    SELECT d.* FROM duty AS d SEMI JOIN live_result AS l USING (run_id, deal_id)
    ORDER BY met_on IS NOT NULL, due_on NULLS FIRST, deal_id, duty
    """,
)
ANSWERS = View(
    "answers",
    "one row a rule and deal of a live result: what the rule answered, clear answers included",
    ("finding", "run_rule"),
    """
    SELECT u.run_id, u.deal_id, r.rule_id, r.version, r.rule_group, r.stage, r.status, r.required,
           c.answer, c.tier, c.cause
    FROM (
        SELECT run_id, deal_id, unnest(answers)::BIGINT AS code,
               generate_subscripts(answers, 1) AS position
        FROM live_result
    ) AS u
    JOIN run_rule AS r USING (run_id, position)
    JOIN answer_code AS c USING (code)
    """,
)
QUEUE = View(
    "queue",
    "one row a deal, live results only, in the order in which they are to be looked at",
    ("deal_result",),
    """
    SELECT row_number() OVER (
               ORDER BY least(q.disposition_rank, l.late_rank), l.late_rank = 1 DESC NULLS LAST,
                        q.total_points DESC, q.deal_id) AS place,
           q.deal_id, q.client_id, q.submitted_on, q.disposition, q.score, q.total_points,
           q.n_hits, q.n_not_evaluable, q.why, q.why_zh, f.top_rule_id, f.top_title,
           f.top_title_zh, f.reasons, f.reasons_zh, f.cures, l.late_findings, d.duties,
           coalesce(p.n_payments_waiting, 0) AS n_payments_waiting, q.disposition_rank, q.run_id
    FROM live_result AS q
    LEFT JOIN (
        SELECT run_id, deal_id,
               any_value(rule_id) FILTER (place = 1) AS top_rule_id,
               any_value(title) FILTER (place = 1) AS top_title,
               any_value(title_zh) FILTER (place = 1) AS top_title_zh,
               string_agg(rule_id || ': ' || reason, ' | ' ORDER BY place) FILTER (place <= 3)
                   AS reasons,
               string_agg(rule_id || ': ' || reason_zh, ' | ' ORDER BY place) FILTER (place <= 3)
                   AS reasons_zh,
               string_agg(rule_id || ' ' || cure, ', ' ORDER BY place) FILTER (cure IS NOT NULL)
                   AS cures
        FROM findings
        WHERE status = 'active' AND answer = 'hit'
        GROUP BY run_id, deal_id
    ) AS f USING (run_id, deal_id)
    LEFT JOIN (
        SELECT deal_id,
               string_agg(DISTINCT rule_id || ' by ' || by_deal_id, ', '
                          ORDER BY rule_id || ' by ' || by_deal_id) AS late_findings,
               min(list_position(['hold', 'escalate', 'review'], severity)) AS late_rank
        FROM late_findings WHERE NOT is_known GROUP BY deal_id
    ) AS l USING (deal_id)
    LEFT JOIN (
        SELECT run_id, deal_id, list(duty ORDER BY duty) AS duties
        FROM duty GROUP BY run_id, deal_id
    ) AS d USING (run_id, deal_id)
    LEFT JOIN (
        SELECT run_id, deal_id, count(DISTINCT payment_id) AS n_payments_waiting
        FROM deal_payment SEMI JOIN payment_decision USING (run_id, payment_id)
        GROUP BY run_id, deal_id
    ) AS p USING (run_id, deal_id)
    ORDER BY place
    """,
    MappingProxyType(
        {
            "place": "place in the queue: disposition or late finding, whichever is worse, late "
            "ones of severity hold first, then total_points, then deal_id",
            "top_rule_id": "the finding that weighs most",
            "top_title": "title of its rule",
            "top_title_zh": "the same in Chinese",
            "reasons": "reasons of the three findings that weigh most",
            "reasons_zh": "the same in Chinese",
            "cures": "findings for which a cure was offered, and what became of it",
            "late_findings": "rules, and the later deals by which they were broken since",
            "duties": "names of its duties",
            "n_payments_waiting": "its payments that wait for release",
        }
    ),
)
DEAL_VIEWS = (
    ANSWER_CODE,
    LIVE_RESULT,
    FINDINGS,
    LATE_FINDINGS,
    CURES,
    ADDENDS,
    DUTIES,
    ANSWERS,
    QUEUE,
)
