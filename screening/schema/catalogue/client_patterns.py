"""Facts of how a client's trade runs: growth, bursts, the one group behind it, money passed on.

A month is thirty days, counted back from the day of a deal. One deal without a day leaves all of
this unknown, one without a value all that is told in money.
"""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, PAPER, D, N, S, of_family

_fact = of_family("client_patterns", grain="client")
_DAYS = ("account_days", "accounts")

FACTS = (
    _fact(
        "client_peak_growth_ratio_12m",
        D,
        "value of a month over the mean of the six months before: the fastest of twelve months, of "
        "those worth a quarter of the largest or more that had three deals before them, if any had",
        "企业近十二个月增长最快月份金额与此前六个月月均金额之比",
        NOT_YET,
        unit="ratio",
    ),
    _fact(
        "client_peak_growth_usd",
        D,
        "value of that month",
        "增长最快月份的业务金额",
        NOT_YET,
        unit="USD",
    ),
    _fact(
        "client_growth_deals_ratio",
        D,
        "deals of that month over the mean of the six months before",
        "增长最快月份笔数与此前六个月月均笔数之比",
        NOT_YET,
        unit="ratio",
    ),
    _fact(
        "n_client_growth_base_deals",
        N,
        "deals of the six months before it",
        "增长最快月份此前六个月的业务笔数",
        NOT_YET,
    ),
    _fact(
        "client_growth_history_days",
        N,
        "days from its first deal known to the end of that month: below 210 the months before "
        "are not known whole",
        "企业首笔业务至增长最快月份末的天数",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "client_dormancy_ratio",
        D,
        "value of the last ninety days over that of the largest ninety days of the nine months "
        "before them",
        "企业近九十天业务金额与此前最高九十天金额之比",
        NOT_YET,
        unit="ratio",
    ),
    _fact(
        "client_burst_usd",
        D,
        "value of those largest ninety days",
        "此前最高九十天业务金额",
        NOT_YET,
        unit="USD",
    ),
    _fact("n_client_burst_deals", N, "deals of them", "此前最高九十天业务笔数", NOT_YET),
    _fact(
        "client_top_group_ratio_12m",
        D,
        "largest share of the value of twelve months in which one counterparty stands, firms of "
        "one controller taken together",
        "企业近十二个月第一大交易对手金额占比,同一控制人合并计算",
        PAPER,
        unit="ratio",
    ),
    _fact(
        "client_top_group",
        S,
        "that firm or controller",
        "企业近十二个月第一大交易对手或其控制人",
        NOT_YET,
    ),
    _fact(
        "n_client_top_group_deals_12m",
        N,
        "deals of twelve months in which it stands",
        "企业近十二个月与其交易的笔数",
        PAPER,
    ),
    _fact(
        "n_client_pass_through_days_30d",
        N,
        "days of the last thirty on which what came into an account of the client went out the "
        "same day or the next (90 to 110 %) and less than 5 % of it was left, the most",
        "近三十天账户资金快进快出天数",
        COVERAGE,
        needs=_DAYS,
    ),
    _fact(
        "client_pass_through_account_no",
        S,
        "that account",
        "快进快出的账户",
        NOT_YET,
        needs=_DAYS,
    ),
)
