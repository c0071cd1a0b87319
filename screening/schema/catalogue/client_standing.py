"""Facts of how a client stands on the day of decision: registers, classes, reviews, place."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, B, N, S, of_family

_fact = of_family("client_standing", grain="client")
_STATUS = ("client_status",)

FACTS = (
    _fact(
        "current_safe_class",
        S,
        "SAFE class on the day of decision",
        "审核日外汇局企业分类",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "has_client_class",
        B,
        "the bank has given it a class that holds on the day of decision",
        "审核日企业已有银行客户分类",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "current_client_class",
        S,
        "that class",
        "审核日银行客户分类",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "has_client_review",
        B,
        "the bank has reviewed it",
        "银行已对企业开展尽职调查",
        COVERAGE,
        needs=("client_reviews",),
    ),
    _fact(
        "client_review_overdue_days",
        N,
        "days since its review was due, a year after the last or as fixed then; below nought: not "
        "due yet",
        "企业复审逾期天数",
        COVERAGE,
        unit="days",
        needs=("client_reviews",),
    ),
    _fact(
        "has_enhanced_review",
        B,
        "enhanced due diligence of it within twelve months",
        "近十二个月已对企业强化尽职调查",
        COVERAGE,
        needs=("client_reviews",),
    ),
    _fact(
        "client_class_fault",
        S,
        "MISSING: no class; BETTER_TREATMENT: class 3, a deal of twelve months on instruction or "
        "simplified; NO_ENHANCED_REVIEW: class 3 without one; OVERDUE: no review, or overdue; NONE",
        "企业客户分类存在的问题",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "current_registry_status",
        S,
        "state in the companies register on the day of decision",
        "审核日企业登记状态",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "is_registry_abnormal",
        B,
        "that state is any other than in business",
        "审核日企业登记状态异常",
        COVERAGE,
        needs=_STATUS,
    ),
    _fact(
        "client_province",
        S,
        "province of registration",
        "企业注册地省份",
        COVERAGE,
        needs=("clients",),
    ),
    _fact(
        "client_branch_province",
        S,
        "province of the branch that keeps it",
        "开户行所在省份",
        COVERAGE,
        needs=("clients",),
    ),
    _fact(
        "is_client_nonlocal",
        B,
        "the two differ",
        "企业为异地企业",
        COVERAGE,
        needs=("clients",),
    ),
    _fact("has_nonlocal_reason", B, "a reason for that is on record", "已记录异地开户原因", NEVER),
    _fact(
        "client_adverse_record_level",
        N,
        "gravest record of the client within 24 months: 2 a penalty under the rules of foreign "
        "exchange, 1 another penalty, a report, lawsuit or news, 0 none",
        "企业二十四个月内不良记录的程度,取最重",
        COVERAGE,
        needs=("adverse_records",),
    ),
    _fact("client_adverse_record_kind", S, "what it is", "企业不良记录的种类", COVERAGE),
    _fact("client_adverse_record_no", S, "its number", "企业不良记录的文号", COVERAGE),
    _fact("client_adverse_record_on", DAY, "its day", "企业不良记录之日", COVERAGE),
)
