"""Facts of the counterparties: why a middleman is needed between them, and of what substance."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, N, S, of_family

_fact = of_family("counterparties")

FACTS = (
    _fact(
        "has_both_ends",
        B,
        "a supplier and a buyer are named",
        "采购卖方与销售买方均已载明",
        NEVER,
    ),
    _fact(
        "intermediary_doubt",
        S,
        "why no intermediary is needed: RELATED, DIRECT_TRADE, SAME_ADDRESS, MAY_BE_ONE (two of "
        "the ends and the client may be one firm under two names) or OWN_GROUP (one end "
        "is of the client's own group), else NONE",
        "中间商必要性存疑的情形",
        COVERAGE,
        needs=("party_links", "customs_declarations"),
    ),
    _fact("doubtful_end", S, "firm so tied", "存在该情形的交易方", NOT_YET),
    _fact("doubtful_other_end", S, "firm it is tied to", "与该交易方相关的企业", NOT_YET),
    _fact(
        "has_direct_trade",
        B,
        "a customs declaration of goods of no deal shows supplier and buyer trading directly in "
        "the 24 months before",
        "近二十四个月购销两端曾直接交易",
        COVERAGE,
        needs=("customs_declarations",),
    ),
    _fact(
        "direct_trade_declaration_no",
        S,
        "the first such declaration",
        "购销两端直接交易的首份报关单号",
        NOT_YET,
    ),
    _fact(
        "is_group_trade_mandated",
        B,
        "only the client's own group is concerned, and a mandate for its group was in force",
        "仅涉及企业所属集团且有有效集团授权",
        NEVER,
    ),
    _fact(
        "n_foreign_counterparties",
        N,
        "counterparties that are neither residents nor banks",
        "境外交易对手家数",
        NEVER,
    ),
    _fact(
        "youngest_counterparty_days",
        N,
        "age of the youngest of them when the deal was handed in",
        "最年轻境外交易对手的成立天数",
        COVERAGE,
        unit="days",
        needs=("parties",),
    ),
    _fact("youngest_counterparty", S, "that firm", "成立时间最短的境外交易对手", NOT_YET),
    _fact(
        "n_weak_signs",
        N,
        "signs of no substance of the worst of them: secrecy jurisdiction, neither telephone nor "
        "web site, mass address",
        "境外交易对手实体薄弱迹象项数,取最多",
        COVERAGE,
        needs=("parties", "country_risk"),
    ),
    _fact("weakest_counterparty", S, "that firm", "实体薄弱迹象最多的境外交易对手", NOT_YET),
    _fact(
        "weakest_counterparty_country",
        S,
        "its country",
        "实体薄弱迹象最多的境外交易对手所在地",
        PAPER,
    ),
)
