"""Views of the authorities' lists of enterprises and of what the bank recommended."""

from __future__ import annotations

from types import MappingProxyType

from screening.store.view import View

LIST_HISTORY = View(
    "list_history",
    "one row an entry of an official notice, in the order they came; none is ever edited",
    ("list_entry", "list_notice"),
    """
    SELECT e.list, coalesce(e.client_id, c.found, e.uscc) AS enterprise,
           coalesce(e.client_id, c.found) AS client_id, e.uscc, e.name,
           e.action, e.valid_from, e.valid_to, e.reason, n.issuer, n.number, n.dated,
           e.known_from, n.imported_at, n.imported_by, n.file_sha256, e.notice_no, e.line
    FROM list_entry AS e JOIN list_notice AS n USING (notice_no)
    LEFT JOIN (
        SELECT uscc, min(client_id) AS found FROM list_entry
        WHERE uscc IS NOT NULL AND client_id IS NOT NULL GROUP BY uscc
    ) AS c ON c.uscc = e.uscc
    ORDER BY e.notice_no, e.line
    """,
    MappingProxyType({"enterprise": "client, else the code in the notice"}),
)
ENTERPRISE_LIST = View(
    "enterprise_list",
    "one row an enterprise, list and span of days: its state by all notices recorded; for what was"
    " known at an earlier time use screening list show --known-at",
    ("list_entry", "list_notice"),
    """
    WITH day AS (
        SELECT enterprise, list, valid_from AS holds_from FROM list_history
        UNION SELECT enterprise, list, (valid_to + INTERVAL 1 DAY)::DATE FROM list_history
        WHERE valid_to IS NOT NULL
    ), told AS (
        SELECT d.enterprise, d.list, d.holds_from, h.client_id, h.uscc, h.name,
               coalesce(h.action, 'ended') AS state, h.issuer, h.number, h.known_from, h.reason,
               h.notice_no, h.line
        FROM day AS d LEFT JOIN list_history AS h
            ON h.enterprise = d.enterprise AND h.list = d.list AND h.valid_from <= d.holds_from
            AND (h.valid_to IS NULL OR h.valid_to >= d.holds_from)
        QUALIFY row_number() OVER (
            PARTITION BY d.enterprise, d.list, d.holds_from
            ORDER BY h.valid_from DESC NULLS LAST, h.known_from DESC, h.notice_no DESC, h.line DESC
        ) = 1
    )
    SELECT list, enterprise, client_id, uscc, name, state, holds_from,
           (lead(holds_from) OVER (PARTITION BY list, enterprise ORDER BY holds_from)
               - INTERVAL 1 DAY)::DATE AS holds_to,
           issuer, number, known_from, reason, notice_no, line
    FROM told
    ORDER BY list, enterprise, holds_from
    """,
    MappingProxyType(
        {
            "enterprise": "client, else the code in the notice",
            "state": "listed, suspended, removed, or ended: no entry holds any more",
            "holds_from": "first day of the span",
            "holds_to": "last day of the span; null: until a later notice",
        }
    ),
)
LIST_PROPOSALS = View(
    "list_proposals",
    "one row a client and proposing: what the bank would recommend, and whether it was submitted",
    ("list_proposal",),
    """
    SELECT p.* EXCLUDE (digest),
           s.submission_no, s.file
    FROM list_proposal AS p
    LEFT JOIN (
        SELECT proposal_no, max(submission_no) AS submission_no,
               arg_max(file, submission_no) AS file
        FROM list_submission GROUP BY proposal_no
    ) AS s ON s.proposal_no = p.proposal_no AND p.proposal <> 'left_out'
    ORDER BY p.proposal_no, p.client_id
    """,
    MappingProxyType(
        {
            "submission_no": "last recommendation file that carries it; null: none does",
            "file": "name of that file",
        }
    ),
)
LIST_VIEWS = (LIST_HISTORY, ENTERPRISE_LIST, LIST_PROPOSALS)
