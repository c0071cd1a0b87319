"""Facts of the deal itself: who, in what mode, and which papers and payments it has."""

from __future__ import annotations

from screening.schema.fact import DAY, NEVER, PAPER, B, N, S, of_family

_fact = of_family("deal")

FACTS = (
    _fact("mode", S, "kind of offshore trade", "业务模式", PAPER),
    _fact("client_id", S, "client whose deal it is", "业务所属企业", PAPER),
    _fact(
        "policy_tier", S, "tier of document review, T2 unless the desk said", "单证审核档次", NEVER
    ),
    _fact("is_special", B, "marked as a special offshore resale", "已标注特殊离岸转手", NEVER),
    _fact(
        "is_special_reported",
        B,
        "the special case was reported to the local SAFE",
        "特殊离岸转手已报告所在地外汇局",
        NEVER,
    ),
    _fact(
        "submitted_on",
        DAY,
        "day the first of its papers reached the bank",
        "首份单证提交银行的日期",
        PAPER,
    ),
    _fact("cargo_form", S, "BULK, BOX, LIQUID or BREAKBULK", "货物形态", PAPER),
    _fact("n_contracts", N, "contracts", "合同份数", NEVER),
    _fact("n_invoices", N, "invoices", "发票份数", NEVER),
    _fact("n_transport_documents", N, "transport papers", "运输单据份数", NEVER),
    _fact("n_warehouse_receipts", N, "warehouse receipts", "仓单份数", NEVER),
    _fact("n_goods_lines", N, "goods lines of its papers", "单证所列货物行数", NEVER),
    _fact(
        "n_payments",
        N,
        "payments, neither returned nor cancelled",
        "未退回、未撤销的收付款笔数",
        NEVER,
    ),
    _fact("n_open_payments", N, "payments that wait for release", "待放行的收付款笔数", NEVER),
    _fact(
        "has_sea_transport",
        B,
        "a bill of lading or sea waybill is there",
        "有海运提单或海运单",
        NEVER,
    ),
    _fact(
        "has_title_paper",
        B,
        "a transport paper or warehouse receipt is there",
        "有运输单据或仓单",
        NEVER,
    ),
    _fact("has_buy_contract", B, "a purchase contract is there", "有采购合同", NEVER),
    _fact("has_sell_contract", B, "a sale contract is there", "有销售合同", NEVER),
)
