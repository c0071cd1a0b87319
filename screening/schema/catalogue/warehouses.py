"""Facts of warehouse receipts: used twice, more than is in store, keepers, goods that moved."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, DAY, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("warehouses")

FACTS = (
    _fact(
        "n_untitled_deals_on_receipt",
        N,
        "other deals that use the same receipt (warehouse and number) within 36 months where "
        "neither sales nor declared shares explain every use, most over its receipts",
        "无转让链条而使用同一仓单的其他业务笔数,取最多",
        PAPER,
        points_to="reused_receipt_document_id",
    ),
    _fact("reused_receipt_no", S, "number of that receipt", "被重复使用的仓单号", NOT_YET),
    _fact("reused_receipt_document_id", S, "that receipt", "被重复使用的仓单", NOT_YET),
    _fact(
        "reused_receipt_other_deal",
        S,
        "the first other deal that uses it",
        "使用同一仓单的首笔其他业务",
        NOT_YET,
    ),
    _fact(
        "receipt_lot_likeness",
        D,
        "how surely another deal's receipt stands for the same lot: 1 same quantity and in force "
        "while title was here; 0.5 validity overlaps; 0 none",
        "与其他业务仓单属同一批号货物的相似程度,取最高",
        PAPER,
        unit="ratio",
        points_to="lot_clash_document_id",
    ),
    _fact("n_lot_receipts", N, "such receipts", "同一批号货物的其他仓单份数", NOT_YET),
    _fact(
        "lot_clash_receipt_no",
        S,
        "number of this deal's receipt",
        "与他单批号相同的仓单号",
        NOT_YET,
    ),
    _fact("lot_clash_document_id", S, "that receipt", "与他单批号相同的仓单", NOT_YET),
    _fact(
        "lot_clash_other_deal",
        S,
        "a deal with the receipt most like it",
        "持有同批号仓单的其他业务",
        NOT_YET,
    ),
    _fact(
        "receipt_pledge_level",
        N,
        "whether a receipt stood pledged when title passed out: 2 it did; 1 to this bank as far "
        "as told, or released nobody knows when; 0 it did not",
        "货权转出时仓单质押等级,取最高",
        PAPER,
        points_to="pledged_receipt_document_id",
    ),
    _fact("pledged_receipt_no", S, "number of that receipt", "质押仓单号", NOT_YET),
    _fact("pledged_receipt_document_id", S, "that receipt", "质押仓单", NOT_YET),
    _fact(
        "receipts_over_stock_ratio",
        D,
        "receipts in force for warehouse and commodity over the stock found, both on the day of "
        "the latest count while a receipt of the deal was in force; 1000 at most",
        "盘点日在效仓单总量与实盘库存之比,取最大",
        COVERAGE,
        unit="ratio",
        needs=("stock_reports",),
        points_to="overissued_receipt_document_id",
    ),
    _fact("stock_counted_on", DAY, "day of that count", "仓单与库存之比最大的盘点日", NOT_YET),
    _fact(
        "overissued_warehouse",
        S,
        "warehouse of that count",
        "仓单与库存之比最大的仓库",
        NOT_YET,
    ),
    _fact(
        "overissued_receipt_document_id",
        S,
        "the receipt for that stock",
        "仓单与库存之比最大的仓单",
        NOT_YET,
    ),
    _fact(
        "receipts_over_capacity_ratio",
        D,
        "receipts in force for warehouse and commodity on the day of issue over the capacity of "
        "the warehouse, the largest; 1000 at most",
        "签发日在效仓单总量与仓库容量之比,取最大",
        COVERAGE,
        unit="ratio",
        needs=("warehouses",),
        points_to="overfull_receipt_document_id",
    ),
    _fact("overfull_warehouse", S, "that warehouse", "仓单与容量之比最大的仓库", NOT_YET),
    _fact("overfull_receipt_document_id", S, "that receipt", "仓单与容量之比最大的仓单", NOT_YET),
    _fact(
        "keeper_is_approved",
        B,
        "every receipt's warehouse and keeper stood on the bank's register on the day of issue",
        "仓单签发日仓库及保管人均在本行准入名册",
        COVERAGE,
        needs=("warehouses",),
        points_to="doubtful_keeper_document_id",
    ),
    _fact(
        "keeper_is_related",
        B,
        "a receipt's keeper is, or is known to be related to, the client, a supplier or a buyer",
        "仓单保管人与客户、供应商或买方有关联",
        COVERAGE,
        points_to="doubtful_keeper_document_id",
    ),
    _fact("keeper_doubt", S, "the gravest doubt about a keeper", "保管人存疑的缘由", NOT_YET),
    _fact("doubtful_keeper", S, "that keeper", "存疑的保管人", NOT_YET),
    _fact("doubtful_warehouse", S, "its warehouse", "存疑保管人的仓库", NOT_YET),
    _fact("keeper_related_to", S, "the party it is related to", "与保管人有关联的当事方", NOT_YET),
    _fact("doubtful_keeper_document_id", S, "the receipt", "保管人存疑的仓单", NOT_YET),
    _fact(
        "stored_goods_moved_unproven",
        B,
        "goods are to be delivered where no receipt of the purchase lies, and no transport paper "
        "leads there",
        "交货地与采购仓单存放地不同且无运输单据",
        PAPER,
        points_to="moved_goods_document_id",
    ),
    _fact("stored_at", S, "where the purchase's receipts lie", "采购仓单所载存放地", NOT_YET),
    _fact("moved_to", S, "where they are to be delivered", "与存放地不符的交货地", NOT_YET),
    _fact(
        "moved_goods_document_id",
        S,
        "the paper that says so",
        "载有不符交货地的单据",
        NOT_YET,
    ),
)
