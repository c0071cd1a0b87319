"""Facts of terms: freight and insurance against the Incoterm, shipment against its window."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("terms")

FACTS = (
    _fact("buy_incoterm", S, "delivery terms of the purchase", "采购贸易术语", PAPER),
    _fact("sell_incoterm", S, "delivery terms of the sale", "销售贸易术语", PAPER),
    _fact(
        "freight_term_conflicts",
        B,
        "freight is collect though a seller owes it, or prepaid though no seller does",
        "运费支付方式与贸易术语矛盾",
        PAPER,
        points_to="freight_term_document_id",
    ),
    _fact("freight_term", S, "who pays freight by that paper", "单据所载运费支付方式", PAPER),
    _fact(
        "freight_term_document_id",
        S,
        "the first paper that does",
        "载明运费支付方式的单据",
        NOT_YET,
    ),
    _fact("has_insured_term", B, "a leg is agreed CIF or CIP", "有一侧按 CIF 或 CIP 成交", PAPER),
    _fact(
        "insurance_cover_ratio",
        D,
        "sum insured over the value of the CIF or CIP leg, the least; 0 without a certificate",
        "保险金额与该侧货值之比,取最低",
        COVERAGE,
        unit="ratio",
        needs=("insurances",),
        points_to="insured_contract_document_id",
    ),
    _fact("least_insured_leg", S, "that leg", "投保比例最低的一侧", NOT_YET),
    _fact("insured_contract_document_id", S, "a contract of it", "约定投保的合同", NOT_YET),
    _fact(
        "shipment_outside_window_days",
        N,
        "days from a shipment to the window its contract allows, the most; 0 inside",
        "实际装运日超出合同装运期的天数,取最多",
        PAPER,
        unit="days",
        points_to="off_window_document_id",
    ),
    _fact("off_window_shipped_on", DAY, "day of that shipment", "该批货物装运日", PAPER),
    _fact("off_window_document_id", S, "the paper of it", "该批货物的运输单据", NOT_YET),
    _fact(
        "off_window_contract_document_id", S, "the contract nearest to it", "对应的合同", NOT_YET
    ),
)
