"""Facts of what a client can carry: its means, or its group's, against what it trades.

A favoured client (on a list of the authorities, or with a mandate for its group, on the day of
decision) is measured by its group's consolidated figures and the volume approved at onboarding.
"""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("client_means", grain="client")

FACTS = (
    _fact(
        "is_client_favoured",
        B,
        "on a list of the authorities, or with a mandate for its group, on the day of decision",
        "审核日企业在有权部门名单内或有有效集团授权",
        NEVER,
    ),
    _fact(
        "client_favour",
        S,
        "why: MANDATE or LIST, else NONE",
        "企业享受便利的依据",
        NEVER,
    ),
    _fact(
        "client_yearly_limit_usd",
        D,
        "volume a year its mandate approves",
        "集团授权核定的年度业务规模",
        NOT_YET,
        unit="USD",
    ),
    _fact(
        "is_client_over_limit",
        B,
        "value of twelve months above that volume; FALSE where none is approved",
        "企业近十二个月业务金额超出核定规模",
        PAPER,
    ),
    _fact(
        "client_revenue_usd",
        D,
        "revenue of the last year the bank has statements of, consolidated for the favoured",
        "企业最近年度营业收入,便利企业取合并口径",
        COVERAGE,
        unit="USD",
    ),
    _fact(
        "client_capital_usd",
        D,
        "paid-in capital at its end, consolidated for the favoured",
        "企业最近年末实缴资本,便利企业取合并口径",
        COVERAGE,
        unit="USD",
    ),
    _fact(
        "client_largest_deal_usd_12m",
        D,
        "value of the largest deal of twelve months",
        "企业近十二个月最大单笔业务金额",
        PAPER,
        unit="USD",
    ),
    _fact("client_largest_deal", S, "that deal", "企业近十二个月金额最大的业务", NOT_YET),
    _fact(
        "client_largest_deal_over_revenue_ratio",
        D,
        "that value over the revenue",
        "最大单笔业务金额与营业收入之比",
        COVERAGE,
        unit="ratio",
    ),
    _fact(
        "client_largest_deal_over_capital_ratio",
        D,
        "that value over the paid-in capital",
        "最大单笔业务金额与实缴资本之比",
        COVERAGE,
        unit="ratio",
    ),
    _fact(
        "client_year_over_revenue_ratio",
        D,
        "value of twelve months over the revenue",
        "近十二个月业务金额与营业收入之比",
        COVERAGE,
        unit="ratio",
    ),
    _fact(
        "client_fresh_days",
        N,
        "days since it was incorporated, or came back after a year without a deal",
        "企业成立或沉寂一年后恢复业务以来的天数",
        COVERAGE,
        unit="days",
        needs=("clients",),
    ),
    _fact(
        "client_merchanting_ratio_12m",
        D,
        "offshore resale (122010) in the receipts and payments of the twelve full months before",
        "企业前十二个整月离岸转手买卖收支占比",
        COVERAGE,
        unit="ratio",
        needs=("cross_border_flows",),
    ),
    _fact(
        "n_client_margins_with_one_party_12m",
        N,
        "deals of twelve months bought and sold in which one firm stands, the most",
        "企业近十二个月与同一对手购销齐备的业务笔数,取最多",
        PAPER,
    ),
    _fact(
        "client_margin_spread_points",
        D,
        "standard deviation of the margins of five or more such deals with one firm, the least",
        "企业与同一对手五笔以上业务毛利率的标准差,取最小",
        PAPER,
        unit="percentage points",
    ),
    _fact("client_margin_party", S, "that firm", "毛利率标准差最小的交易对手", NOT_YET),
    _fact(
        "n_client_margin_deals",
        N,
        "deals it is measured over",
        "毛利率标准差所依据的业务笔数",
        NOT_YET,
    ),
)
