"""Facts of eligibility: registers, classes and lists on the day that counts."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, B, S, of_family

_fact = of_family("eligibility")
_STATUS = ("client_status",)

FACTS = (
    _fact(
        "eligibility_on",
        DAY,
        "first payment's day, or the as-of day",
        "主体资格判断日,即首笔收付日或审核日",
        NEVER,
    ),
    _fact(
        "initiated_on",
        DAY,
        "day the first of its papers reached the bank, else that day",
        "业务发起日,即首份单证提交日",
        NEVER,
    ),
    _fact(
        "is_in_directory",
        B,
        "the client was in the trade FX directory (名录) on that day",
        "当日企业在贸易外汇收支企业名录内",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "safe_class",
        S,
        "SAFE class A, B or C on that day",
        "当日外汇局企业分类",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "client_class",
        S,
        "the bank's own class of the client on that day",
        "当日银行客户分类",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "registry_status",
        S,
        "state in the companies register on that day",
        "当日企业登记状态",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "is_on_offshore_list",
        B,
        "on the list of offshore trade enterprises on that day, by a notice of the authorities",
        "当日企业在离岸经贸业务企业名单内",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "is_on_lingang_list",
        B,
        "on the Lin-gang white list on that day",
        "当日企业在临港白名单内",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "is_on_rmb_key_supervision",
        B,
        "on the key supervision list of cross-border RMB business on that day",
        "当日企业在跨境人民币业务重点监管名单内",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "status_conflict",
        S,
        "how its statuses of that day contradict each other, NONE where they do not",
        "当日企业各项名单与分类状态的冲突",
        COVERAGE,
        needs=_STATUS,
    ),
)
