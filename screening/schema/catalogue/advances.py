"""Facts of advances: what was paid before shipment, what was agreed, and to whom."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("advances")

FACTS = (
    _fact(
        "has_shipment",
        B,
        "a paper says the goods were shipped or stored",
        "已有装运或入库单据",
        NOT_YET,
    ),
    _fact(
        "advance_ratio",
        D,
        "share of the purchase paid before shipment",
        "装运前已付比例",
        NOT_YET,
        unit="ratio",
        points_to="advance_payment_id",
    ),
    _fact("advance_payment_id", S, "the first payment before shipment", "首笔装运前付款", NOT_YET),
    _fact(
        "agreed_advance_ratio",
        D,
        "share the contracts agree to pay before shipment, 0 where they name none",
        "合同约定的预付比例",
        PAPER,
        unit="ratio",
    ),
    _fact(
        "advance_beyond_agreed_ratio",
        D,
        "the first less the second",
        "预付超出约定的比例",
        NOT_YET,
        unit="ratio",
        points_to="advance_payment_id",
    ),
    _fact(
        "days_since_advance",
        N,
        "days since the first payment before shipment",
        "首笔预付至审核日的天数",
        NOT_YET,
        unit="days",
    ),
    _fact(
        "is_new_supplier",
        B,
        "its client is not known to have dealt with a firm it pays before",
        "收款方为首次往来的交易对手",
        COVERAGE,
    ),
    _fact(
        "has_known_supplier",
        B,
        "its client is known to have dealt before with each firm it pays",
        "已知与各收款方曾有往来",
        NEVER,
    ),
)
