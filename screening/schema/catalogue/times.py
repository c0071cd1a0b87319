"""Facts of times: the order of events and dates that cannot be."""

from __future__ import annotations

from screening.schema.fact import NEVER, NOT_YET, PAPER, N, S, of_family

_fact = of_family("times")

FACTS = (
    _fact(
        "sale_after_discharge_days",
        N,
        "days a sale contract was signed after delivery of goods whose bill was surrendered",
        "销售合同签订日晚于交单提货的天数",
        PAPER,
        unit="days",
        points_to="late_sale_document_id",
    ),
    _fact("late_sale_document_id", S, "that contract", "交单提货后签订的销售合同", NOT_YET),
    _fact(
        "invoice_before_contract_days",
        N,
        "days an invoice was issued before the first contract of its leg was signed",
        "发票开立日早于本侧首份合同签订日的天数",
        PAPER,
        unit="days",
        points_to="early_invoice_document_id",
    ),
    _fact("early_invoice_document_id", S, "that invoice", "早于合同开立的发票", NOT_YET),
    _fact(
        "purchase_after_on_board_days",
        N,
        "days the first purchase contract was signed after goods were on board",
        "首份采购合同签订日晚于装船日的天数",
        PAPER,
        unit="days",
        points_to="late_purchase_document_id",
    ),
    _fact("late_purchase_document_id", S, "that contract", "装船后签订的采购合同", NOT_YET),
    _fact(
        "n_future_dates",
        N,
        "papers dated after the time of decision",
        "日期晚于审核日的单证份数",
        NEVER,
    ),
)
