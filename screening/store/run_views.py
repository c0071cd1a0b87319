"""Views at the grain of the run, the rule, the row rejected, the payment and the name screened."""

from __future__ import annotations

from types import MappingProxyType

from screening.store.view import View

_DISPOSITIONS = ("HOLD", "ESCALATE", "REVIEW", "PASS_NOTE", "PASS")

RUNS = View(
    "runs",
    "one row a run, in the order they were stored",
    ("run",),
    """
    SELECT r.*, d.* EXCLUDE (run_id),
           (SELECT count(*) FROM run_history AS h WHERE h.run_id = r.run_id) AS n_consulted
    FROM run AS r
    LEFT JOIN (
        SELECT a.run_id, count(l.deal_id) AS n_live_deals,
               count(*) FILTER (a.disposition = 'HOLD') AS n_hold,
               count(*) FILTER (a.disposition = 'ESCALATE') AS n_escalate,
               count(*) FILTER (a.disposition = 'REVIEW') AS n_review,
               count(*) FILTER (a.disposition = 'PASS_NOTE') AS n_pass_note,
               count(*) FILTER (a.disposition = 'PASS') AS n_pass
        FROM deal_result AS a LEFT JOIN live_result AS l USING (run_id, deal_id)
        GROUP BY a.run_id
    ) AS d USING (run_id)
    ORDER BY r.run_no
    """,
    MappingProxyType(
        {
            "n_live_deals": "of its deals, those no later run has screened again",
            **{f"n_{x.lower()}": f"deals it proposed {x} for" for x in _DISPOSITIONS},
            "n_consulted": "earlier runs whose uses of papers it saw",
        }
    ),
)
COVERAGE = View(
    "coverage",
    "one row a run, rule, answer and cause: what was asked and what could not be",
    ("run_rule_coverage", "run_rule", "run", "rule_text"),
    """
    SELECT r.run_no, c.run_id, c.rule_id, c.version, u.rule_group, u.stage, u.status, u.required,
           u.grain, t.title, t.title_zh, c.answer, c.cause, c.missing_tables, c.n_deals,
           c.n_deals / sum(c.n_deals) OVER (PARTITION BY c.run_id, c.rule_id) AS share
    FROM run_rule_coverage AS c
    JOIN run AS r USING (run_id)
    LEFT JOIN run_rule AS u USING (run_id, rule_id)
    LEFT JOIN rule_text AS t ON t.rule_id = c.rule_id AND t.version = c.version
                            AND t.digest = u.digest
    ORDER BY r.run_no, c.rule_id, c.answer, c.cause
    """,
    MappingProxyType({"share": "of the run's deals, or of its clients"}),
)
REJECTS = View(
    "rejects",
    "one row a rejected input row, with the batch it came in",
    ("reject", "run"),
    """
    SELECT r.run_no, r.batch, j.* FROM reject AS j JOIN run AS r USING (run_id)
    ORDER BY r.run_no, j.file, j.line, j.raw_sha256
    """,
)
PAYMENTS_WAITING = View(
    "payments_waiting",
    "one row a payment that waits for release, by the live results of its deals, worst first",
    ("payment_decision",),
    """
    SELECT p.payment_id, p.decision, p.direction, p.amount, p.currency, p.requested_at,
           p.deal_ids, p.rule_ids, p.run_id
    FROM payment_decision AS p
    JOIN run AS r USING (run_id)
    SEMI JOIN (
        SELECT run_id, payment_id FROM deal_payment SEMI JOIN live_result USING (run_id, deal_id)
    ) AS l ON l.run_id = p.run_id AND l.payment_id = p.payment_id
    QUALIFY row_number() OVER (
        PARTITION BY p.payment_id
        ORDER BY list_position(['HOLD', 'ESCALATE', 'REVIEW', 'RELEASE'], p.decision) NULLS FIRST,
                 r.run_no DESC
    ) = 1
    ORDER BY list_position(['HOLD', 'ESCALATE', 'REVIEW', 'RELEASE'], p.decision) NULLS FIRST,
             p.requested_at NULLS LAST, p.payment_id
    """,
)
NAMES_SCREENED = View(
    "names_screened",
    "one row a name or identifier of a run and list it was held against, nothing found told too",
    ("name_screened", "list_screened", "run"),
    """
    SELECT r.run_no, n.run_id, n.list, l.legal_effect, n.list_version, n.list_digest, n.n_entries,
           l.n_names, n.screened_at, n.kind, n.value,
           CASE WHEN n.uid IS NULL THEN 'nothing found' WHEN n.way = 'identifier'
                THEN 'identifier of an entry' ELSE 'near an entry' END AS finding,
           n.uid, n.listed_name, n.score, n.way
    FROM name_screened AS n
    JOIN run AS r USING (run_id)
    LEFT JOIN list_screened AS l USING (run_id, list, list_digest)
    ORDER BY r.run_no, n.list, n.kind, n.value
    """,
    MappingProxyType({"finding": "nothing found, near an entry, or identifier of an entry"}),
)
RUN_VIEWS = (RUNS, COVERAGE, REJECTS, PAYMENTS_WAITING, NAMES_SCREENED)
