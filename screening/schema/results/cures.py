"""Tables of corrections offered for findings."""

from __future__ import annotations

from screening.schema.result_table import table_of
from screening.schema.results.keys import DEAL_ID

CURED = "CURED"  # finding.lowered_by of a finding that was put right
CURE = table_of(
    "cure",
    "one row a correction offered for a finding: a new fact beside the old, never an edit",
    ("cure_no",),
    ("cure_no", "BIGINT", "place of the cure in the store, from 1"),
    DEAL_ID,
    ("rule_id", "VARCHAR", "rule of the finding"),
    ("run_id", "VARCHAR", "the run whose finding it answers"),
    ("severity", "VARCHAR", "severity of that finding by the rule alone"),
    ("document_id", "VARCHAR", "the paper the finding points to"),
    ("payment_id", "VARCHAR", "the payment it points to"),
    ("field", "VARCHAR", "fact, or table.column, that was wrong"),
    ("corrects", "VARCHAR", "the paper, payment or deal it stands on; null: a fact of the deal"),
    ("original_value", "VARCHAR", "what was stored; null: it was blank"),
    ("corrected_value", "VARCHAR", "what is right"),
    ("proof", "VARCHAR", "the paper that proves it"),
    ("cured_by", "VARCHAR", "who put it right"),
    ("cured_on", "DATE", "day it was put right"),
    ("status", "VARCHAR", "accepted or refused"),
    ("reason", "VARCHAR", "why it was refused"),
    ("reason_zh", "VARCHAR", "the same in Chinese"),
    ("recorded_at", "TIMESTAMP", "UTC time it was written"),
)
CURE_CONDITION = table_of(
    "cure_condition",
    "one row a cure and condition of the test: whether it held",
    ("cure_no", "position"),
    ("cure_no", "BIGINT", "the cure"),
    ("position", "BIGINT", "place in the test, from 1"),
    ("condition", "VARCHAR", "what was asked: curable, rest_is_clean, rare, small, ..."),
    ("holds", "BOOLEAN", "null: it could not be told"),
    ("told", "VARCHAR", "what was seen"),
    ("told_zh", "VARCHAR", "the same in Chinese"),
)
CURE_TABLES = (CURE, CURE_CONDITION)
