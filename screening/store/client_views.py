"""Views at the grain of the client: its alerts, as the live results of its deals were judged."""

from __future__ import annotations

from types import MappingProxyType

from screening.store.view import View

LIVE_CLIENT_RESULT = View(
    "live_client_result",
    "one row a client and period: its latest result, while a deal judged beside it is live",
    ("client_result",),
    """
    SELECT c.* FROM client_result AS c
    JOIN run AS r USING (run_id)
    SEMI JOIN live_result AS l ON l.run_id = c.run_id AND l.client_id = c.client_id
    QUALIFY row_number() OVER (PARTITION BY c.client_id, c.period ORDER BY r.run_no DESC) = 1
    """,
)
CLIENT_FINDINGS = View(
    "client_findings",
    "one row a finding of a live result of a client, with the rule's title, worst first",
    ("client_finding", "rule_text"),
    """
    SELECT f.*, t.title, t.title_zh,
           row_number() OVER (
               PARTITION BY f.run_id, f.client_id
               ORDER BY f.status, f.answer,
                        list_position(['hold', 'escalate', 'review', 'note'], f.severity)
                            NULLS LAST,
                        f.points DESC, f.rule_id
           ) AS place
    FROM client_finding AS f
    SEMI JOIN live_client_result AS l USING (run_id, client_id)
    LEFT JOIN run_rule AS r USING (run_id, rule_id)
    LEFT JOIN rule_text AS t ON t.rule_id = f.rule_id AND t.version = f.version
                            AND t.digest = r.digest
    """,
    MappingProxyType({"place": "rank among the client's findings, worst first"}),
)
CLIENT_ALERTS = View(
    "client_alerts",
    "one row a client and period with something found, in the order to be looked at",
    ("client_result",),
    """
    SELECT c.client_id, c.period, c.disposition, c.points, c.deal_points, c.n_deals, c.n_hits,
           c.n_not_evaluable, c.why, c.why_zh, f.reasons, f.reasons_zh, d.deal_ids,
           c.disposition_rank, c.run_id
    FROM live_client_result AS c
    LEFT JOIN (
        SELECT run_id, client_id,
               string_agg(rule_id || ': ' || reason, ' | ' ORDER BY place) AS reasons,
               string_agg(rule_id || ': ' || reason_zh, ' | ' ORDER BY place) AS reasons_zh
        FROM client_findings WHERE status = 'active' GROUP BY run_id, client_id
    ) AS f USING (run_id, client_id)
    LEFT JOIN (
        SELECT run_id, client_id, list(deal_id ORDER BY deal_id) AS deal_ids
        FROM live_result GROUP BY run_id, client_id
    ) AS d USING (run_id, client_id)
    WHERE c.disposition <> 'PASS'
    ORDER BY c.disposition_rank, c.points DESC, c.client_id, c.period
    """,
    MappingProxyType(
        {
            "reasons": "reasons of its findings, weightiest first",
            "reasons_zh": "the same in Chinese",
            "deal_ids": "its live deals of the run, which inherit deal_points",
        }
    ),
)
CLIENT_ANSWERS = View(
    "client_answers",
    "one row a rule and live result of a client: what the rule answered, clear answers included",
    ("client_finding", "run_rule"),
    """
    WITH asked AS (
        SELECT *, row_number() OVER (PARTITION BY run_id ORDER BY position) AS place
        FROM run_rule WHERE grain = 'client'
    )
    SELECT u.run_id, u.client_id, u.period, r.rule_id, r.version, r.rule_group, r.status,
           r.required, c.answer, c.tier, c.cause
    FROM (
        SELECT run_id, client_id, period, unnest(answers)::BIGINT AS code,
               generate_subscripts(answers, 1) AS place
        FROM live_client_result
    ) AS u
    JOIN asked AS r USING (run_id, place)
    JOIN answer_code AS c USING (code)
    """,
)
CLIENT_VIEWS = (LIVE_CLIENT_RESULT, CLIENT_FINDINGS, CLIENT_ALERTS, CLIENT_ANSWERS)
