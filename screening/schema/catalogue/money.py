"""Facts of money: invoices net of credits, margin, arithmetic of the papers."""

from __future__ import annotations

from screening.schema.fact import NEVER, NOT_YET, PAPER, B, D, S, of_family

_fact = of_family("money")

FACTS = (
    _fact(
        "buy_invoice_usd",
        D,
        "purchase invoices net of credits",
        "扣除贷项后的采购发票金额",
        PAPER,
        unit="USD",
    ),
    _fact(
        "sell_invoice_usd",
        D,
        "sale invoices net of credits",
        "扣除贷项后的销售发票金额",
        NOT_YET,
        unit="USD",
    ),
    _fact(
        "invoice_usd",
        D,
        "the larger of the two legs' invoices",
        "采购与销售发票金额中的较大者",
        PAPER,
        unit="USD",
    ),
    _fact("margin_usd", D, "sale less purchase", "销售减采购差额", NOT_YET, unit="USD"),
    _fact(
        "margin_ratio",
        D,
        "sale less purchase, over the purchase",
        "毛利率,即销售减采购差额与采购金额之比",
        NOT_YET,
        unit="ratio",
    ),
    _fact(
        "has_true_up_invoice",
        B,
        "a final invoice replaces a provisional one",
        "最终发票已替换暂定发票",
        NEVER,
    ),
    _fact(
        "arithmetic_error_ratio",
        D,
        "gap between quantity times price and amount, over the amount, the worst line or total",
        "单证金额计算误差与金额之比,取最大",
        PAPER,
        unit="ratio",
        points_to="arithmetic_document_id",
    ),
    _fact(
        "arithmetic_error_amount",
        D,
        "that gap",
        "单证金额计算误差",
        PAPER,
        unit="currency of the paper",
        points_to="arithmetic_document_id",
    ),
    _fact(
        "arithmetic_document_id", S, "the paper with that gap", "金额计算误差最大的单证", NOT_YET
    ),
)
