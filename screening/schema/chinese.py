"""Chinese words for the codes a fact can hold, as banks and SAFE write them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from screening.schema.papers import MODE_ALIASES

GROUPS_ZH: Mapping[str, str] = MappingProxyType(
    {
        "authenticity": "真实性",
        "legality": "合法性",
        "commercial": "商业合理性",
        "logic": "逻辑性",
        "documents": "单证",
        "eligibility": "主体资格",
        "payments": "收付",
        "network": "关联网络",
    }
)
SEVERITIES_ZH: Mapping[str, str] = MappingProxyType(
    {"hold": "拦截", "escalate": "上报", "review": "复核", "note": "提示"}
)
LEGS_ZH: Mapping[str, str] = MappingProxyType({"buy": "采购", "sell": "销售", "both": "购销两侧"})
PAPERS_ZH: Mapping[str, str] = MappingProxyType(
    {
        "contracts": "合同",
        "invoices": "发票",
        "transport_documents": "运输单据",
        "warehouse_receipts": "仓单",
    }
)
LIST_SEPARATOR = ", "  # between the codes of a fact that lists several
LIST_SEPARATOR_ZH = "、"

_DEMANDED = {
    "buy_contract": "采购合同",
    "sell_contract": "销售合同",
    "buy_invoice": "采购发票",
    "sell_invoice": "销售发票",
    "title": "货权凭证",
}
_FIELDS = {
    "deals.mode": "业务模式",
    "contracts.contract_no": "合同号",
    "contracts.sign_date": "合同签订日",
    "contracts.seller_id": "合同卖方",
    "contracts.buyer_id": "合同买方",
    "contracts.currency": "合同币种",
    "invoices.invoice_no": "发票号",
    "invoices.issue_date": "发票开立日",
    "invoices.seller_id": "发票卖方",
    "invoices.buyer_id": "发票买方",
    "invoices.currency": "发票币种",
    "invoices.total_amount": "发票金额",
    "transport_documents.transport_doc_ref": "运输单据号",
    "transport_documents.carrier_code": "运输单据承运人",
    "transport_documents.on_board_date": "运输单据装船日",
    "transport_documents.load_port": "运输单据装货港",
    "transport_documents.discharge_port": "运输单据卸货港",
    "transport_documents.is_to_order": "运输单据是否凭指示",
    "warehouse_receipts.receipt_no": "仓单号",
    "warehouse_receipts.warehouse_id": "仓单所载仓库",
    "warehouse_receipts.issue_date": "仓单签发日",
    "warehouse_receipts.quantity": "仓单数量",
    "warehouse_receipts.unit": "仓单计量单位",
    "goods_lines.description": "货物描述",
    "goods_lines.quantity": "货物数量",
    "goods_lines.unit": "货物计量单位",
    "goods_lines.line_amount": "货物行金额",
    "payments.amount": "收付款金额",
    "payments.currency": "收付款币种",
    "payments.direction": "收付方向",
    "payments.bank": "收付款办理银行",
    "payments.value_date": "收付款起息日",
}
LISTS_ZH: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"missing_papers": MappingProxyType(_DEMANDED), "blank_fields": MappingProxyType(_FIELDS)}
)
"""By fact that lists codes: its codes."""
CODES_ZH: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "mode": MappingProxyType({code: chinese for chinese, code in MODE_ALIASES.items()}),
        "policy_tier": MappingProxyType(
            {"T0": "T0 档(凭指令)", "T1": "T1 档(简化)", "T2": "T2 档(常规)", "T3": "T3 档"}
        ),
        "cargo_form": MappingProxyType(
            {"BULK": "散货", "BOX": "集装箱货", "LIQUID": "液体散货", "BREAKBULK": "件杂货"}
        ),
        "bill_status_at_title": MappingProxyType(
            {
                "DRAFT": "草稿",
                "APPROVED": "已确认待签发",
                "ISSUED": "已签发",
                "PENDING_SURRENDER_FOR_AMENDMENT": "待交单改单",
                "SURRENDERED_FOR_AMENDMENT": "已交单改单",
                "PENDING_SURRENDER_FOR_DELIVERY": "待交单提货",
                "SURRENDERED_FOR_DELIVERY": "已交单提货",
                "TELEX_RELEASED": "已电放",
                "VOIDED": "已作废",
            }
        ),
        "price_basis": MappingProxyType(
            {"FIXED": "固定价", "FORMULA": "公式价", "PROVISIONAL": "暂定价"}
        ),
        "quantity_unit": MappingProxyType(
            {"KGM": "千克", "LTR": "升", "C62": "件", "KWH": "千瓦时"}
        ),
        "currency_kind": MappingProxyType({"FX": "外币", "RMB": "人民币", "MIXED": "本外币混合"}),
        "overpaid_leg": LEGS_ZH,
    }
)
"""By fact that holds one code: its codes. A code that is not here stands as it is."""
