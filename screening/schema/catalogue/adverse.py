"""Facts of adverse records of counterparties within twenty-four months."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NOT_YET, N, S, of_family

_fact = of_family("adverse")

FACTS = (
    _fact(
        "adverse_record_level",
        N,
        "gravest record of a counterparty within 24 months: 2 a penalty under the rules of foreign "
        "exchange, 1 another penalty, a report, lawsuit or news, 0 none",
        "交易对手二十四个月内不良记录的程度,取最重",
        COVERAGE,
        needs=("adverse_records",),
    ),
    _fact("adverse_record_kind", S, "what it is", "交易对手不良记录的种类", NOT_YET),
    _fact("adverse_record_party_id", S, "that counterparty", "有不良记录的交易对手", NOT_YET),
    _fact("adverse_record_no", S, "its number", "交易对手不良记录的文号", NOT_YET),
    _fact("adverse_record_on", DAY, "its day", "交易对手不良记录之日", NOT_YET),
)
