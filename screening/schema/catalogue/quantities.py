"""Facts of quantities: bought, sold and carried, in one unit."""

from __future__ import annotations

from screening.schema.fact import NEVER, NOT_YET, PAPER, B, D, S, of_family

_fact = of_family("quantities")

FACTS = (
    _fact("buy_quantity", D, "quantity bought", "采购数量", PAPER, unit="quantity_unit"),
    _fact("sell_quantity", D, "quantity sold", "销售数量", PAPER, unit="quantity_unit"),
    _fact("quantity_unit", S, "unit both are turned into", "购销数量的统一计量单位", PAPER),
    _fact(
        "quantity_tolerance_ratio",
        D,
        "widest tolerance the contracts agree; else 0.1 for 'about', 0.05 in bulk (UCP 600, 30)",
        "合同约定的溢短装比例,未约定时按 UCP600 第 30 条",
        PAPER,
        unit="ratio",
    ),
    _fact(
        "quantity_gap_beyond_tolerance_ratio",
        D,
        "gap between bought and sold over bought, less that tolerance",
        "超出约定溢短装的购销数量差额与采购数量之比",
        PAPER,
        unit="ratio",
        points_to="quantity_gap_document_id",
    ),
    _fact(
        "quantity_gap_document_id",
        S,
        "the first paper of the sale compared",
        "用于比对数量的首份销售单证",
        NOT_YET,
    ),
    _fact(
        "quantity_basis_differs",
        B,
        "the legs state their quantities on different bases (wet, dry, shipped, outturn)",
        "购销两侧数量的计量基准不同",
        NEVER,
    ),
    _fact(
        "weight_conflict_ratio",
        D,
        "widest gap between what two papers say of quantity or weight, over what is expected",
        "单证间数量或重量的最大差额与应有数之比",
        PAPER,
        unit="ratio",
        points_to="weight_conflict_document_id",
    ),
    _fact(
        "weight_conflict_kind",
        S,
        "which papers it is between",
        "数量或重量差额最大的比对项",
        PAPER,
    ),
    _fact(
        "weight_conflict_expected",
        D,
        "quantity or weight expected there",
        "该比对项的应有数量或重量",
        PAPER,
        unit="weight_conflict_unit",
    ),
    _fact(
        "weight_conflict_found",
        D,
        "quantity or weight found there",
        "该比对项的实载数量或重量",
        PAPER,
        unit="weight_conflict_unit",
    ),
    _fact("weight_conflict_unit", S, "unit of both", "该比对项的计量单位", PAPER),
    _fact(
        "weight_conflict_document_id",
        S,
        "the title paper of that gap",
        "数量或重量不符的货权凭证",
        NOT_YET,
    ),
    _fact(
        "title_papers_quantity",
        D,
        "quantity the title papers carry for the deal",
        "货权凭证所载归属本业务的数量",
        PAPER,
        unit="quantity_unit",
    ),
)
