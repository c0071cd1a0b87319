"""Facts of eligibility: registers, classes and lists on the day that counts."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, B, S, of_family

_fact = of_family("eligibility")

FACTS = (
    _fact(
        "eligibility_on",
        DAY,
        "first payment's day, or the as-of day",
        "主体资格判断日,即首笔收付日或审核日",
        NEVER,
    ),
    _fact(
        "is_in_directory",
        B,
        "the client was in the trade FX directory (名录) on that day",
        "当日企业在贸易外汇收支企业名录内",
        COVERAGE,
        needs=("client_status",),
    ),
    _fact(
        "safe_class",
        S,
        "SAFE class A, B or C on that day",
        "当日外汇局企业分类",
        COVERAGE,
        needs=("client_status",),
    ),
    _fact(
        "client_class",
        S,
        "the bank's own class of the client on that day",
        "当日银行客户分类",
        COVERAGE,
        needs=("client_status",),
    ),
    _fact(
        "is_on_offshore_list",
        B,
        "on the list of offshore trade enterprises on that day",
        "当日企业在离岸经贸业务企业名单内",
        COVERAGE,
        needs=("client_status",),
    ),
)
