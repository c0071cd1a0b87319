"""Facts of payments: banks, currencies, gaps, third parties, payments made twice."""

from __future__ import annotations

from screening.schema.fact import DAY, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("payments")

FACTS = (
    _fact(
        "currency_kind",
        S,
        "FX, RMB or MIXED, of payments, else of contracts",
        "业务币种类别",
        PAPER,
    ),
    _fact("has_fx_payment", B, "a payment is in foreign currency", "有外币收付款", NEVER),
    _fact("has_rmb_payment", B, "a payment is in RMB", "有人民币收付款", NEVER),
    _fact("buy_bank", S, "bank of the purchase leg", "采购付款银行", NOT_YET),
    _fact("sell_bank", S, "bank of the sale leg", "销售收款银行", NOT_YET),
    _fact(
        "legs_at_different_banks",
        B,
        "the legs are settled at two banks",
        "收付款不在同一家银行",
        NOT_YET,
    ),
    _fact(
        "has_different_bank_reason",
        B,
        "marked special with a reason (R07)",
        "已标注特殊离岸转手并说明不同银行原因",
        NEVER,
    ),
    _fact("buy_currency", S, "currency of the purchase leg", "采购付款币种", NOT_YET),
    _fact("sell_currency", S, "currency of the sale leg", "销售收款币种", NOT_YET),
    _fact(
        "legs_in_different_currencies", B, "the legs differ in currency", "收付款币种不同", NOT_YET
    ),
    _fact(
        "has_different_currency_reason",
        B,
        "marked special with a reason (R08)",
        "已标注特殊离岸转手并说明不同币种原因",
        NEVER,
    ),
    _fact("first_leg_on", DAY, "day of the first receipt or payment", "首笔收付日期", NOT_YET),
    _fact(
        "first_leg_usd",
        D,
        "amount of the leg settled first",
        "先行收付一侧的金额",
        NOT_YET,
        unit="USD",
    ),
    _fact(
        "days_since_first_leg",
        N,
        "days from then to the as-of day",
        "首笔收付日至审核日的天数",
        NOT_YET,
        unit="days",
    ),
    _fact("has_agreed_tenor", B, "a contract agrees days of credit", "合同约定账期", NEVER),
    _fact("agreed_tenor_days", N, "the longest agreed", "约定账期的最长天数", NOT_YET, unit="days"),
    _fact(
        "leg_gap_days",
        N,
        "days between the legs' last payments",
        "采购与销售两侧末笔收付的间隔天数",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "leg_gap_beyond_tenor_days",
        N,
        "the same less the agreed tenor",
        "收付间隔超出约定账期的天数",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "expected_leg_gap_days",
        N,
        "days between the legs, the open one expected by its invoice's due date or tenor",
        "按发票到期日或账期预计的收付间隔天数",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "has_enterprise_report",
        B,
        "the enterprise has reported the gap",
        "企业已报告收付间隔",
        NEVER,
    ),
    _fact(
        "payment_over_invoice_ratio",
        D,
        "paid over invoiced, less 1, the larger of the legs",
        "收付金额超出发票金额的比例,取购销两侧较大者",
        PAPER,
        unit="ratio",
    ),
    _fact("overpaid_leg", S, "that leg", "收付超出发票比例较大的一侧", NOT_YET),
    _fact(
        "n_third_party_payments",
        N,
        "payments to a payee that sells, or from a payer that buys, under none of its contracts",
        "对方不是合同当事人的收付款笔数",
        PAPER,
        points_to="third_party_payment_id",
    ),
    _fact("third_party_payment_id", S, "the first of them", "首笔第三方收付款", NOT_YET),
    _fact("has_assignment", B, "an assignment is on file (R09)", "有债权或债务转让文件", NEVER),
    _fact(
        "n_duplicate_invoice_payments",
        N,
        "payments beyond the first on the same invoice, payee and amount",
        "同一发票、收款人和金额的重复付款笔数",
        NOT_YET,
        points_to="duplicate_payment_id",
    ),
    _fact("duplicate_payment_id", S, "the first of them", "首笔重复付款", NOT_YET),
    _fact("duplicate_invoice_no", S, "the invoice paid twice", "被重复付款的发票号", NOT_YET),
)
