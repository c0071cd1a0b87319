"""Facts of declarations: special cases, codes, remarks, days, large items, RMB reports."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("declarations")

FACTS = (
    _fact(
        "is_special_case",
        B,
        "settled at two banks or in two currencies",
        "属特殊离岸转手情形",
        NOT_YET,
    ),
    _fact(
        "special_since_on",
        DAY,
        "day of the first payment made at another bank or in another currency",
        "构成特殊离岸转手之日",
        NOT_YET,
    ),
    _fact(
        "n_unmarked_special_payments",
        N,
        "payments in foreign currency since then whose remark does not say 特殊离岸转手",
        "未标注特殊离岸转手的外币收付款笔数",
        PAPER,
        points_to="unmarked_special_payment_id",
    ),
    _fact("unmarked_special_payment_id", S, "the first of them", "首笔未标注的外币收付款", NOT_YET),
    _fact(
        "special_days_overdue",
        N,
        "working days beyond the fifth until the case was reported and marked, or until now",
        "特殊离岸转手报告超过五个工作日的天数",
        NOT_YET,
        unit="working days",
    ),
    _fact(
        "is_special_case_reported",
        B,
        "the special case was reported to the local SAFE, on or after the payment that made it so",
        "构成特殊离岸转手后已报告所在地外汇局",
        NEVER,
    ),
    _fact(
        "special_met_on",
        DAY,
        "day of that report, where every payment since is marked",
        "特殊离岸转手已标注并报告之日",
        NOT_YET,
    ),
    _fact(
        "n_wrong_bop_codes",
        N,
        "payments in foreign currency declared under another code than 122010, or without one "
        "beside others that have one",
        "交易编码不是122010的外币收付款笔数",
        PAPER,
        points_to="wrong_bop_code_payment_id",
    ),
    _fact("wrong_bop_code", S, "the code of the first", "首笔错误的交易编码", NOT_YET),
    _fact("wrong_bop_code_payment_id", S, "that payment", "首笔交易编码错误的收付款", NOT_YET),
    _fact(
        "n_wrong_bop_remarks",
        N,
        "payments in foreign currency whose remark neither says offshore resale of what nor marks "
        "a special one, or that were declared without one beside others that have one",
        "交易附言不符合离岸转手格式的外币收付款笔数",
        PAPER,
        points_to="wrong_bop_remark_payment_id",
    ),
    _fact("wrong_bop_remark", S, "the remark of the first", "首笔不符格式的交易附言", NOT_YET),
    _fact("wrong_bop_remark_payment_id", S, "that payment", "首笔附言不符的收付款", NOT_YET),
    _fact(
        "largest_unverified_payment_usd",
        D,
        "the largest payment in foreign currency without a verification form, 0 where all have one",
        "未附核查表的最大一笔外币收付金额",
        COVERAGE,
        unit="USD",
        points_to="unverified_payment_id",
    ),
    _fact("unverified_payment_id", S, "that payment", "未附核查表的最大一笔收付款", NOT_YET),
    _fact(
        "inward_declaration_days",
        N,
        "most working days from a receipt of foreign currency to its declaration, or until now",
        "外币收款至申报的最长工作日数",
        NOT_YET,
        unit="working days",
        points_to="late_declared_payment_id",
    ),
    _fact("late_declared_payment_id", S, "that receipt", "申报最晚的外币收款", NOT_YET),
    _fact(
        "n_unreported_rmb_payments",
        N,
        "RMB payments made without a day of report to the RMB reporting system",
        "尚无报送日的人民币收付款笔数",
        NOT_YET,
    ),
    _fact(
        "rmb_unreported_since_on",
        DAY,
        "day of the first of them",
        "首笔未报送人民币收付款之日",
        NOT_YET,
    ),
)
