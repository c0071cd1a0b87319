"""Tables at the grain of the client."""

from __future__ import annotations

from screening.schema.result_table import table_of
from screening.schema.results.keys import DEAL_ID, RUN_ID

CLIENT_ID = ("client_id", "VARCHAR", "client")
PERIOD = ("period", "VARCHAR", "month of the day of decision, as 2025-12")
CLIENT_RESULT = table_of(
    "client_result",
    "one row a client of a run's deals and period",
    ("run_id", "client_id"),
    RUN_ID,
    CLIENT_ID,
    PERIOD,
    ("disposition", "VARCHAR", "PASS, PASS_NOTE, REVIEW, ESCALATE or HOLD, as proposed"),
    ("disposition_rank", "BIGINT", "1 HOLD ... 5 PASS, for ordering"),
    ("points", "BIGINT", "sum of the points of its findings"),
    ("deal_points", "BIGINT", "of them, what each of its deals of the run inherits"),
    ("n_deals", "BIGINT", "its deals of the run"),
    ("n_hits", "BIGINT", "active rules hit"),
    ("n_not_evaluable", "BIGINT", "active rules that could not be asked"),
    ("why", "VARCHAR", "what set the disposition"),
    ("why_zh", "VARCHAR", "what set the disposition, in Chinese"),
    ("answers", "UTINYINT[]", "answer code of every client rule, by run_rule.position"),
)
CLIENT_FINDING = table_of(
    "client_finding",
    "one row a hit of a client, or a required rule that could not be asked of it",
    ("run_id", "client_id", "rule_id"),
    RUN_ID,
    CLIENT_ID,
    PERIOD,
    ("rule_id", "VARCHAR", "rule"),
    ("version", "BIGINT", "its version"),
    ("status", "VARCHAR", "active or shadow"),
    ("rule_group", "VARCHAR", "group"),
    ("typology", "VARCHAR", "typology"),
    ("answer", "VARCHAR", "hit or not_evaluable"),
    ("tier", "BIGINT", "tier that held, from 1, worst first"),
    ("severity", "VARCHAR", "hold, escalate, review or note"),
    ("points", "BIGINT", "points"),
    ("cause", "VARCHAR", "why it could not be asked"),
    ("missing_facts", "VARCHAR", "facts that were missing"),
    ("values_seen", "VARCHAR", "JSON: the facts asked, and the limits they met"),
    ("reason", "VARCHAR", "reason in English"),
    ("reason_zh", "VARCHAR", "reason in Chinese"),
)
CLIENT_DEAL = table_of(
    "client_deal",
    "one row a deal of a client: the narrow ledger later batches consult",
    ("run_id", "client_id", "deal_id"),
    RUN_ID,
    CLIENT_ID,
    DEAL_ID,
    ("dated_on", "DATE", "day of the first of its papers, else payments; as-of day at the latest"),
    ("value_cents", "BIGINT", "larger of its legs' invoices in US cents; null: cannot be valued"),
    ("is_loss", "BOOLEAN", "sold below its purchase; false while unsold; null: cannot be told"),
    ("is_on_instruction", "BOOLEAN", "paid on instruction or simplified (tiers T0, T1)"),
    ("counterparty_ids", "VARCHAR", "firms bought from or sold to, commas; null: one is not named"),
    (
        "margin_ppm",
        "BIGINT",
        "margin over the purchase in millionths; null: unsold or cannot be told",
    ),
    ("hs2s", "VARCHAR", "HS chapters of its goods, commas; null: a goods line has no code"),
    ("disposition", "VARCHAR", "PASS, PASS_NOTE, REVIEW, ESCALATE or HOLD, as proposed"),
)
