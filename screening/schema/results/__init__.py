"""Result tables: what a run leaves behind, column by column; the store is built from this."""

from __future__ import annotations

from types import MappingProxyType

from screening.schema.chain import CHAIN_TABLES
from screening.schema.results.anomaly import ANOMALY_REASON, DEAL_ANOMALY, MODEL_DRIFT
from screening.schema.results.clients import (
    CLIENT_DEAL,
    CLIENT_FINDING,
    CLIENT_ID,
    CLIENT_RESULT,
    PERIOD,
)
from screening.schema.results.cures import CURE, CURE_CONDITION, CURE_TABLES, CURED
from screening.schema.results.deals import (
    ADDEND,
    DEAL_DOCUMENT,
    DEAL_PAYMENT,
    DEAL_RESULT,
    FOUND_PREFIX,
)
from screening.schema.results.findings import DUTY, FINDING, LATE_FINDING, PAYMENT_DECISION
from screening.schema.results.keys import DEAL_ID, RUN_ID
from screening.schema.results.lists import (
    LIST_ENTRY,
    LIST_GROUND,
    LIST_NAME,
    LIST_NOTICE,
    LIST_PROPOSAL,
    LIST_SUBMISSION,
    LIST_TABLES,
    NOTICE_NO,
    PROPOSAL_NO,
)
from screening.schema.results.parties import (
    PARTY_ENTITY,
    PARTY_ID,
    PARTY_KEY,
    PARTY_MATCH,
    PARTY_TABLES,
)
from screening.schema.results.runs import (
    DEAL_SOURCE,
    POLICY_TEXT,
    REJECT,
    RULE_TEXT,
    RUN,
    RUN_FILE,
    RUN_HISTORY,
    RUN_RULE,
    RUN_RULE_COVERAGE,
    SUPERSEDED,
)
from screening.schema.results.screened import (
    LIST_DIGEST,
    LIST_MATCH,
    LIST_SCREENED,
    NAME_SCREENED,
    SCREENED_TABLES,
)
from screening.schema.results.uses import (
    CONSULTED_TABLES,
    EVER_TABLES,
    FILE_USE,
    FLOW_USE,
    INVOICE_USE,
    PAPER_USE,
    PAYMENT_USE,
    PEER_MONTHS,
    PRICE_USE,
    RECEIPT_USE,
    TRADE_USE,
    USE_TABLES,
    VOYAGE_USE,
)

RESULT_TABLES = MappingProxyType(
    {
        t.name: t
        for t in (
            RUN,
            RUN_HISTORY,
            RUN_FILE,
            REJECT,
            RUN_RULE,
            RULE_TEXT,
            POLICY_TEXT,
            DEAL_DOCUMENT,
            DEAL_PAYMENT,
            DEAL_RESULT,
            ADDEND,
            DEAL_ANOMALY,
            ANOMALY_REASON,
            MODEL_DRIFT,
            FINDING,
            LATE_FINDING,
            DUTY,
            PAYMENT_DECISION,
            RUN_RULE_COVERAGE,
            CLIENT_RESULT,
            CLIENT_FINDING,
            SUPERSEDED,
            DEAL_SOURCE,
            *CHAIN_TABLES,
            *CURE_TABLES,
            *LIST_TABLES,
            *SCREENED_TABLES,
            *PARTY_TABLES,
            *CONSULTED_TABLES,
        )
    }
)

__all__ = [
    "ADDEND",
    "ANOMALY_REASON",
    "CLIENT_DEAL",
    "CLIENT_FINDING",
    "CLIENT_ID",
    "CLIENT_RESULT",
    "CONSULTED_TABLES",
    "CURE",
    "CURED",
    "CURE_CONDITION",
    "CURE_TABLES",
    "DEAL_ANOMALY",
    "DEAL_DOCUMENT",
    "DEAL_ID",
    "DEAL_PAYMENT",
    "DEAL_RESULT",
    "DEAL_SOURCE",
    "DUTY",
    "EVER_TABLES",
    "FILE_USE",
    "FINDING",
    "FLOW_USE",
    "FOUND_PREFIX",
    "INVOICE_USE",
    "LATE_FINDING",
    "LIST_DIGEST",
    "LIST_ENTRY",
    "LIST_GROUND",
    "LIST_MATCH",
    "LIST_NAME",
    "LIST_NOTICE",
    "LIST_PROPOSAL",
    "LIST_SCREENED",
    "LIST_SUBMISSION",
    "LIST_TABLES",
    "MODEL_DRIFT",
    "NAME_SCREENED",
    "NOTICE_NO",
    "PAPER_USE",
    "PARTY_ENTITY",
    "PARTY_ID",
    "PARTY_KEY",
    "PARTY_MATCH",
    "PARTY_TABLES",
    "PAYMENT_DECISION",
    "PAYMENT_USE",
    "PEER_MONTHS",
    "PERIOD",
    "POLICY_TEXT",
    "PRICE_USE",
    "PROPOSAL_NO",
    "RECEIPT_USE",
    "REJECT",
    "RESULT_TABLES",
    "RULE_TEXT",
    "RUN",
    "RUN_FILE",
    "RUN_HISTORY",
    "RUN_ID",
    "RUN_RULE",
    "RUN_RULE_COVERAGE",
    "SCREENED_TABLES",
    "SUPERSEDED",
    "TRADE_USE",
    "USE_TABLES",
    "VOYAGE_USE",
]
