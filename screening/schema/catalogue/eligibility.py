"""Facts of eligibility: registers, classes and lists on the day that counts."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, NOT_YET, PAPER, B, Fact, S, of_family

_fact = of_family("eligibility")
_STATUS = ("client_status",)


def _named(name: str, meaning: str, meaning_zh: str) -> tuple[Fact, Fact]:
    """The payment that decides, and the day it was asked for."""
    return (
        _fact(
            f"{name}_payment_id",
            S,
            f"the first payment {meaning}",
            f"{meaning_zh}首笔收付",
            NOT_YET,
        ),
        _fact(f"{name}_on", DAY, f"the first day {meaning}", f"{meaning_zh}首个收付日", NOT_YET),
    )


def _kind(name: str, other: str, meaning_zh: str) -> Fact:
    """The law of the payment that decides, the stricter first."""
    return _fact(
        f"{name}_kind",
        S,
        f"FX or RMB: the law of the payment that decides, {other} first; of the deal where none "
        "does",
        f"{meaning_zh}收付属外币或人民币",
        PAPER,
    )


FACTS = (
    _fact(
        "eligibility_on",
        DAY,
        "first payment's day, or the as-of day where all wait or none was made",
        "主体资格判断日,即首笔收付日或审核日",
        NEVER,
    ),
    _fact(
        "last_eligibility_on",
        DAY,
        "last payment's day, or the as-of day where one waits or none was made",
        "末笔收付日,有待办或尚无收付时为审核日",
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
        "is_in_directory_when_paid",
        B,
        "in the trade FX directory (名录) on the day of every payment; one that waits is asked for "
        "on the as-of day, and so is a deal without payment",
        "每笔收付当日企业均在贸易外汇收支企业名录内",
        COVERAGE,
        needs=_STATUS,
        points_to="off_directory_payment_id",
    ),
    *_named("off_directory", "when it was not in the directory", "不在名录时"),
    _kind("off_directory", "FX", "不在名录时"),
    _fact(
        "safe_class_when_paid",
        S,
        "SAFE class B or C of the first payment on whose day it was so, else A if it was A on all",
        "各笔收付当日外汇局企业分类中的不利分类",
        PAPER,
        needs=_STATUS,
        points_to="low_class_payment_id",
    ),
    *_named("low_class", "made in class B or C", "属 B 类或 C 类时"),
    _kind("low_class", "FX", "属 B 类或 C 类时"),
    _fact(
        "is_supervised_when_paid",
        B,
        "on the key supervision list of cross-border RMB business on the day of any payment",
        "任一笔收付当日企业在跨境人民币业务重点监管名单内",
        COVERAGE,
        needs=_STATUS,
        points_to="supervised_payment_id",
    ),
    *_named("supervised", "made under key supervision", "属重点监管时"),
    _kind("supervised", "RMB", "属重点监管时"),
    _fact(
        "status_conflict",
        S,
        "how its statuses contradict each other on the first payment's day on which they do, NONE "
        "where they do on none",
        "任一笔收付当日企业各项名单与分类状态的冲突",
        COVERAGE,
        needs=_STATUS,
        points_to="conflict_payment_id",
    ),
    *_named("conflict", "made while its statuses conflicted", "状态冲突时"),
)
