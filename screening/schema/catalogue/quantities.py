"""Facts of quantities: bought, sold and carried, in one unit."""

from __future__ import annotations

from screening.schema.fact import NOT_YET, PAPER, D, S, of_family

_fact = of_family("quantities")

FACTS = (
    _fact("buy_quantity", D, "quantity bought", "采购数量", PAPER, unit="quantity_unit"),
    _fact("sell_quantity", D, "quantity sold", "销售数量", PAPER, unit="quantity_unit"),
    _fact("quantity_unit", S, "unit both are turned into", "购销数量的统一计量单位", PAPER),
    _fact(
        "quantity_gap_beyond_tolerance_ratio",
        D,
        "gap between bought and sold over bought, less the tolerance agreed",
        "超出约定溢短装的购销数量差额与采购数量之比",
        PAPER,
        unit="ratio",
    ),
    _fact(
        "weight_conflict_ratio",
        D,
        "gap between the quantity bought and that of the title papers, over the one bought",
        "采购数量与货权凭证数量的差额与采购数量之比",
        PAPER,
        unit="ratio",
        points_to="weight_conflict_document_id",
    ),
    _fact(
        "title_papers_quantity",
        D,
        "quantity the title papers carry for the deal",
        "货权凭证所载归属本业务的数量",
        PAPER,
        unit="quantity_unit",
    ),
    _fact(
        "weight_conflict_document_id", S, "a title paper in conflict", "数量不符的货权凭证", NOT_YET
    ),
)
