"""The facts a criterion of the list of enterprises asks of one client, beside those of clients.

The list is the authorities'; these are what a bank recommends by. They are taken on the day the
list is asked about, from what the store knew by then, and never in a run over deals.
"""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("recommending", grain="list")
_RECORDS, _STATUS = ("adverse_records",), ("client_status",)

FACTS = (
    _fact("is_on_list", B, "on the authorities' list that day", "名单判断日在企业名单内", NEVER),
    _fact("on_list_since", DAY, "day its unbroken time on it began", "列入企业名单之日", NOT_YET),
    _fact("days_on_list", N, "days from then", "列入企业名单的天数", NOT_YET, unit="days"),
    _fact(
        "operating_days",
        N,
        "days since it was incorporated",
        "企业成立天数",
        COVERAGE,
        unit="days",
        needs=("clients",),
    ),
    _fact(
        "n_penalties_24m",
        N,
        "penalties of twenty-four months",
        "企业近二十四个月行政处罚次数",
        COVERAGE,
        needs=_RECORDS,
    ),
    _fact(
        "n_risk_records_12m",
        N,
        "risk reports and adverse news of twelve months",
        "企业近十二个月风险交易报告及负面舆情次数",
        COVERAGE,
        needs=_RECORDS,
    ),
    _fact(
        "n_grave_records_on_list",
        N,
        "penalties and risk reports since it is on the list",
        "列入名单后的行政处罚及风险交易报告次数",
        COVERAGE,
        needs=_RECORDS,
    ),
    _fact(
        "grave_record_on",
        DAY,
        "day of the latest penalty or risk report",
        "最近一次行政处罚或风险交易报告之日",
        NOT_YET,
    ),
    _fact("grave_record_ref", S, "its number", "最近一次处罚或风险交易报告的文号", NOT_YET),
    _fact(
        "enterprise_safe_class",
        S,
        "SAFE class on the day asked about",
        "名单判断日外汇局企业分类",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "enterprise_is_in_directory",
        B,
        "in the trade FX directory on the day asked about",
        "名单判断日在贸易外汇收支企业名录内",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "enterprise_client_class",
        S,
        "the bank's own class on the day asked about",
        "名单判断日银行客户分类",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "enterprise_registry_status",
        S,
        "state in the companies register on the day asked about",
        "名单判断日企业登记状态",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "enterprise_is_abnormal",
        B,
        "that state is any other than in business",
        "名单判断日企业登记状态异常",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "enterprise_is_rmb_supervised",
        B,
        "on the RMB key-supervision list on the day asked about",
        "名单判断日在跨境人民币业务重点监管名单内",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "n_grave_deals_12m",
        N,
        "deals of twelve months, or of no known day, that stand at HOLD or ESCALATE",
        "企业近十二个月仍处拦截或上报的业务笔数",
        NEVER,
    ),
    _fact("grave_deals", S, "which deals, the first five", "处于拦截或上报的业务编号", NOT_YET),
    _fact("n_open_cures", N, "deals with papers still to be put right", "待补正业务笔数", NEVER),
    _fact("n_overdue_cures", N, "of them, those past their last day", "逾期未补正业务笔数", NEVER),
    _fact(
        "full_papers_ratio_12m",
        D,
        "deals of twelve months with every paper demanded by then, over all of them",
        "企业近十二个月单证齐全业务占比",
        PAPER,
        unit="ratio",
    ),
)
