"""Facts of list treatment: whether a deal has it, and whether the authorities' list gives it."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, NOT_YET, B, of_family

_fact = of_family("list_treatment")
_STATUS = ("client_status",)

FACTS = (
    _fact(
        "has_list_treatment",
        B,
        "reviewed in tier T0 or T1, or by a row of the document policy for listed enterprises",
        "按名单企业便利化办理",
        NEVER,
    ),
    _fact(
        "is_listed_at_initiation",
        B,
        "a list of the authorities held the client on the day of the first paper; asked of deals "
        "with list treatment",
        "业务发起日企业在有权部门名单内",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "is_listed_at_payment",
        B,
        "the same on the day of every payment; one that waits is asked for on the as-of day",
        "每笔收付当日企业均在有权部门名单内",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "has_list_gap",
        B,
        "listed on the first paper's day, and on a later day to the last payment's listed no more",
        "业务发起后至末笔收付前曾移出名单",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact("list_ended_on", DAY, "the first such day", "移出有权部门名单后的首日", NOT_YET),
)
