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
        "title_out_before_in_days",
        N,
        "days title went out to the buyer before it came in from the supplier",
        "转出货权早于取得货权的天数",
        NOT_YET,
        unit="days",
        points_to="early_sale_document_id",
    ),
    _fact(
        "early_sale_document_id",
        S,
        "the first of its title papers",
        "首份货权凭证",
        NOT_YET,
    ),
    _fact(
        "n_future_dates",
        N,
        "papers dated after the time of decision",
        "日期晚于审核日的单证份数",
        NEVER,
        points_to="future_date_document_id",
    ),
    _fact(
        "future_date_document_id",
        S,
        "the first of them",
        "首份日期晚于审核日的单证",
        NOT_YET,
    ),
    _fact(
        "n_impossible_dates",
        N,
        "title papers whose own dates cannot be together, such as discharged before loaded",
        "所载日期自相矛盾的货权凭证份数",
        NEVER,
        points_to="impossible_date_document_id",
    ),
    _fact(
        "impossible_date_kind", S, "what is wrong on the worst of them", "日期矛盾的情形", NOT_YET
    ),
    _fact("impossible_date_document_id", S, "that paper", "日期自相矛盾的货权凭证", NOT_YET),
)
