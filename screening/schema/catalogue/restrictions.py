"""Facts of restrictions: restricted places on the goods' way, and risky jurisdictions."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NOT_YET, PAPER, N, S, of_family

_fact = of_family("restrictions")
_LISTS = ("country_risk",)

FACTS = (
    _fact(
        "restricted_place_level",
        N,
        "gravest restriction of a place the goods come from, pass or go to: 2 by law of China or "
        "the United Nations, 1 by the bank's policy, 0 none",
        "货物产地、途经地或目的地受限制的程度,取最重",
        PAPER,
        needs=_LISTS,
        points_to="restricted_place_document_id",
    ),
    _fact("restricted_place", S, "that place", "受限制的国家或港口", NOT_YET),
    _fact("restricted_place_kind", S, "what the goods do there", "货物与受限地的关系", NOT_YET),
    _fact("restricted_place_scheme", S, "what the list says of it", "受限地所属措施", NOT_YET),
    _fact("restricted_place_list", S, "that list", "载明受限地的清单", NOT_YET),
    _fact("restricted_place_on", DAY, "the day that counts", "货物处于受限地之日", NOT_YET),
    _fact(
        "restricted_place_document_id", S, "the paper that names it", "载明受限地的单据", NOT_YET
    ),
    _fact(
        "jurisdiction_risk_level",
        N,
        "riskiest jurisdiction of a counterparty: 3 FATF call for action, 2 FATF increased "
        "monitoring, 1 secrecy, 0 none",
        "交易对手所在法域的风险等级,取最高",
        PAPER,
        needs=_LISTS,
    ),
    _fact("risky_jurisdiction", S, "that country", "高风险法域", COVERAGE),
    _fact("risky_jurisdiction_scheme", S, "why it is risky", "高风险法域所属类别", COVERAGE),
    _fact("risky_jurisdiction_list", S, "the list that says so", "载明高风险法域的清单", COVERAGE),
    _fact(
        "risky_jurisdiction_party_id", S, "the counterparty there", "位于高风险法域的对手", COVERAGE
    ),
)
