"""Tables of what was found, what is owed and what is proposed for a payment."""

from __future__ import annotations

from screening.schema.result_table import table_of
from screening.schema.results.keys import DEAL_ID, RUN_ID

FINDING = table_of(
    "finding",
    "one row a hit, or a required rule that could not be asked",
    ("run_id", "deal_id", "rule_id"),
    RUN_ID,
    DEAL_ID,
    ("rule_id", "VARCHAR", "rule"),
    ("version", "BIGINT", "its version"),
    ("status", "VARCHAR", "active or shadow"),
    ("rule_group", "VARCHAR", "group"),
    ("stage", "VARCHAR", "pre_payment, post_payment or both"),
    ("typology", "VARCHAR", "typology"),
    ("curable", "BOOLEAN", "may be mended without adverse inference"),
    ("answer", "VARCHAR", "hit or not_evaluable"),
    ("tier", "BIGINT", "tier that held, from 1, worst first"),
    ("severity", "VARCHAR", "hold, escalate, review or note, after evidence on file"),
    ("rule_severity", "VARCHAR", "severity by the rule alone"),
    ("points", "BIGINT", "points after evidence on file, before reductions and caps"),
    ("lowered_by", "VARCHAR", "reason code that lowered it"),
    ("cause", "VARCHAR", "why it could not be asked"),
    ("missing_facts", "VARCHAR", "facts that were missing"),
    ("values_seen", "VARCHAR", "JSON: the facts asked, and the limits they met"),
    ("document_id", "VARCHAR", "the paper it points to"),
    ("payment_id", "VARCHAR", "the payment it points to"),
    ("reason", "VARCHAR", "reason in English"),
    ("reason_zh", "VARCHAR", "reason in Chinese"),
)
DUTY = table_of(
    "duty",
    "one row a duty of a deal",
    ("run_id", "deal_id", "duty"),
    RUN_ID,
    DEAL_ID,
    ("duty", "VARCHAR", "SPECIAL, CURE, ENTERPRISE_REPORT, MONITOR, REPORT_FRT, ..."),
    ("title", "VARCHAR", "what is to be done"),
    ("title_zh", "VARCHAR", "the same in Chinese"),
    ("rule_ids", "VARCHAR", "rules it comes from"),
    ("starts_on", "DATE", "day its clock starts"),
    ("due_on", "DATE", "last day; null means promptly"),
    ("met_on", "DATE", "day it was done by what the batch brought; null means still owed"),
)
PAYMENT_DECISION = table_of(
    "payment_decision",
    "one row a payment that waits for release",
    ("run_id", "payment_id"),
    RUN_ID,
    ("payment_id", "VARCHAR", "payment"),
    ("deal_ids", "VARCHAR", "deals it is for"),
    ("direction", "VARCHAR", "OUT or IN"),
    ("amount", "DECIMAL(18,3)", "amount"),
    ("currency", "VARCHAR", "currency"),
    ("requested_at", "TIMESTAMP", "UTC time it was asked for"),
    ("decision", "VARCHAR", "RELEASE, REVIEW, ESCALATE or HOLD, as proposed"),
    (
        "rule_ids",
        "VARCHAR",
        "rules that decide it: its holds, else its escalations, else all it has or cannot be asked",
    ),
)
LATE_FINDING = table_of(
    "late_finding",
    "one row a deal of an earlier run, rule and key that a deal of this run uses again",
    ("run_id", "deal_id", "rule_id", "key"),
    RUN_ID,
    ("deal_id", "VARCHAR", "the earlier deal, whose own result stays as it was"),
    ("deal_run_id", "VARCHAR", "the run of the earlier deal's result"),
    ("rule_id", "VARCHAR", "rule that the two deals break together"),
    ("by_deal_id", "VARCHAR", "first deal of this run that uses the key again"),
    ("document_id", "VARCHAR", "paper of the earlier deal"),
    ("payment_id", "VARCHAR", "payment of the earlier deal, for an invoice paid again"),
    ("key", "VARCHAR", "what both use: transport paper, receipt, lot, file or invoice"),
    ("severity", "VARCHAR", "hold, escalate or review, as of the finding of the later deal"),
    ("reason", "VARCHAR", "reason in English"),
    ("reason_zh", "VARCHAR", "reason in Chinese"),
)
