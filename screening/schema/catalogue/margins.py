"""Facts of margin: what is left of a deal after freight and hedges, and why it may be lost."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("margins")

FACTS = (
    _fact(
        "freight_paid_usd",
        D,
        "payments of purpose freight, net of those received",
        "已付运费净额",
        COVERAGE,
        unit="USD",
    ),
    _fact(
        "has_hedge",
        B,
        "a hedge of the deal is on record; one without a result is none once it must be closed",
        "已登记套期保值且未逾期无结果",
        NEVER,
    ),
    _fact(
        "hedge_cover_ratio",
        D,
        "share of the loss before hedges that their result makes good; 1 where nothing is lost",
        "套保损益弥补亏损的比例",
        NOT_YET,
        unit="ratio",
    ),
    _fact(
        "hedge_result_usd",
        D,
        "what the hedges gained or lost, nought without one",
        "套期保值损益",
        NOT_YET,
        unit="USD",
    ),
    _fact(
        "margin_after_freight_usd",
        D,
        "all sales less all purchases, net of notes, less freight paid",
        "扣除运费后的销售减采购差额",
        NOT_YET,
        unit="USD",
    ),
    _fact(
        "margin_after_freight_ratio",
        D,
        "that margin over the purchases",
        "扣除运费后的毛利率",
        NOT_YET,
        unit="ratio",
    ),
    _fact(
        "margin_after_costs_usd",
        D,
        "all sales less all purchases, net of notes, less freight paid, with the hedges' result",
        "扣除运费并计入套保损益后的差额",
        NOT_YET,
        unit="USD",
    ),
    _fact(
        "margin_after_costs_ratio",
        D,
        "that margin with hedges over the purchases",
        "扣除运费并计入套保损益后的毛利率",
        NOT_YET,
        unit="ratio",
    ),
    _fact(
        "n_earlier_losses_with_pair",
        N,
        "losses of the client with the same supplier and buyer in the twelve months before",
        "此前十二个月与同一购销对手的亏损笔数",
        PAPER,
    ),
    _fact(
        "carriage_borne_by_client",
        B,
        "bought on terms without carriage and sold on terms with it",
        "采购术语不含运费而销售术语含运费",
        PAPER,
        points_to="carriage_document_id",
    ),
    _fact(
        "carriage_unexplained_ratio",
        D,
        "carriage the terms and the gap of prices do not explain, over the purchases",
        "贸易术语与价差不能解释的运费占采购额比例",
        COVERAGE,
        unit="ratio",
        points_to="carriage_document_id",
    ),
    _fact(
        "carriage_unexplained_usd",
        D,
        "that carriage",
        "贸易术语与价差不能解释的运费",
        COVERAGE,
        unit="USD",
        points_to="carriage_document_id",
    ),
    _fact("carriage_document_id", S, "the sale contract", "载有销售贸易术语的合同", COVERAGE),
)
