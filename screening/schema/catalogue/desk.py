"""Facts of the desk's own records: promised papers, marks of use, changes, samples, waivers."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NOT_YET, B, N, S, of_family

_fact = of_family("desk")

FACTS = (
    _fact(
        "planned_shipment_on",
        DAY,
        "last day of shipment its contracts name, else its credit, else the first payment's day",
        "计划装运日期",
        NOT_YET,
    ),
    _fact(
        "days_since_planned_shipment",
        N,
        "days from the planned shipment to the as-of day, of a deal with a payment that its status "
        "says was made",
        "有状态为已办理的收付款的业务自计划装运日至审核日的天数",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "days_since_planned_shipment_unstated",
        N,
        "the same, of a deal with a payment of no status that its value date says was made; 0 "
        "where there is none",
        "含未注明状态收付款的业务自计划装运日至审核日的天数,无此类收付款为零",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "n_unmarked_papers",
        N,
        "title papers that bear no mark of use",
        "未签注的货权凭证份数",
        COVERAGE,
        needs=("usage_marks",),
        points_to="unmarked_paper_document_id",
    ),
    _fact(
        "usage_mark_overdue_days",
        N,
        "days since the last day on which the first such paper was to be marked",
        "应签注期限届满后的天数",
        NOT_YET,
        unit="days",
        points_to="unmarked_paper_document_id",
    ),
    _fact(
        "unmarked_paper_document_id",
        S,
        "the paper that has waited longest for its mark",
        "逾期最久的未签注货权凭证",
        NOT_YET,
    ),
    _fact(
        "most_amendments",
        N,
        "times one of its papers was changed unasked after it was handed in, the most",
        "单份单证提交后未经要求的修改次数,取最多",
        COVERAGE,
        needs=("amendments",),
        points_to="most_amended_document_id",
    ),
    _fact("most_amended_document_id", S, "that paper", "修改次数最多的单证", NOT_YET),
    _fact(
        "amendment_to_payment_days",
        N,
        "working days from a change of a paper to the next payment, the fewest",
        "单证修改日至下一笔收付的工作日天数,取最少",
        COVERAGE,
        unit="working days",
        needs=("amendments",),
        points_to="late_amended_document_id",
    ),
    _fact("late_amended_document_id", S, "the paper so changed", "收付前修改的单证", NOT_YET),
    _fact(
        "has_sample_in_order",
        B,
        "the latest later look at its papers found them in order",
        "最近一次事后抽查结果正常",
        COVERAGE,
        needs=("samples",),
    ),
    _fact("n_waivers", N, "waivers of a paper", "单证豁免份数", COVERAGE, needs=("waivers",)),
    _fact(
        "n_faulty_waivers",
        N,
        "waivers without approver, reason or last day, or approved by the one who asked",
        "要素不全或自批的单证豁免份数",
        COVERAGE,
        needs=("waivers",),
    ),
    _fact("faulty_waivers", S, "the papers so waived", "豁免手续有缺陷的单证名称", NOT_YET),
)
