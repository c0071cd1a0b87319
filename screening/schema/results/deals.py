"""Tables of a deal: its papers and payments, its result, the addends of its points."""

from __future__ import annotations

from screening.schema.result_table import table_of
from screening.schema.results.keys import DEAL_ID, RUN_ID

DEAL_DOCUMENT = table_of(
    "deal_document",
    "one row a use of a paper by a deal",
    ("run_id", "deal_id", "document_id", "leg", "line_no"),
    RUN_ID,
    DEAL_ID,
    ("document_id", "VARCHAR", "paper"),
    ("table_name", "VARCHAR", "kind of paper"),
    ("leg", "VARCHAR", "buy, sell or both; null when it could not be told"),
    ("line_no", "BIGINT", "goods line drawn on, null for the whole paper"),
    ("allocated_quantity", "DECIMAL(18,3)", "quantity drawn, as declared"),
    ("unit", "VARCHAR", "unit of it"),
    ("allocated_amount", "DECIMAL(18,3)", "amount drawn, as declared"),
    ("currency", "VARCHAR", "currency of it"),
    ("joined_by", "VARCHAR", "why it was joined: given, deal_id, contract_no, invoice_no, ..."),
    ("joined_on", "VARCHAR", "the value that matched"),
)
DEAL_PAYMENT = table_of(
    "deal_payment",
    "one row a share of a payment in a deal",
    ("run_id", "deal_id", "payment_id", "invoice_document_id"),
    RUN_ID,
    DEAL_ID,
    ("payment_id", "VARCHAR", "payment"),
    ("invoice_document_id", "VARCHAR", "invoice it pays, where known"),
    ("leg", "VARCHAR", "buy or sell; null when it could not be told"),
    ("amount", "DECIMAL(18,3)", "share in the payment's currency; null when it could not be told"),
    ("joined_by", "VARCHAR", "why it was joined"),
    ("joined_on", "VARCHAR", "the value that matched"),
)
DEAL_RESULT = table_of(
    "deal_result",
    "one row a deal",
    ("run_id", "deal_id"),
    RUN_ID,
    DEAL_ID,
    ("client_id", "VARCHAR", "client"),
    ("submitted_on", "DATE", "day the first of its papers reached the bank"),
    ("disposition", "VARCHAR", "PASS, PASS_NOTE, REVIEW, ESCALATE or HOLD, as proposed"),
    ("disposition_rank", "BIGINT", "1 HOLD ... 5 PASS, for ordering"),
    ("total_points", "BIGINT", "sum of all addends"),
    ("rule_points", "BIGINT", "sum of rules and caps: no base, no anomaly, no alert of the client"),
    ("score", "DOUBLE", "100 / (1 + 2^(-total_points / 20))"),
    ("n_hits", "BIGINT", "active rules hit"),
    ("n_not_evaluable", "BIGINT", "active rules that could not be asked"),
    ("unasked_groups", "VARCHAR", "policy groups in which no key rule was answered"),
    ("why", "VARCHAR", "what set the disposition"),
    ("why_zh", "VARCHAR", "what set the disposition, in Chinese"),
    ("answers", "UTINYINT[]", "answer code of every rule, by run_rule.position"),
)
ADDEND = table_of(
    "addend",
    "one row an addend of a deal's total",
    ("run_id", "deal_id", "position"),
    RUN_ID,
    DEAL_ID,
    ("position", "BIGINT", "place in the sum, from 1"),
    ("kind", "VARCHAR", "base, rule, group_cap, anomaly or client"),
    ("rule_id", "VARCHAR", "rule, for kind rule"),
    ("rule_group", "VARCHAR", "group, for rule and group_cap"),
    ("full_points", "BIGINT", "points before the same-typology reduction"),
    ("points", "BIGINT", "points added"),
    ("client_alert", "VARCHAR", "client and period of the alert, for kind client"),
)
FOUND_PREFIX = "FOUND-"  # of the id of a deal made of what no deal claimed
