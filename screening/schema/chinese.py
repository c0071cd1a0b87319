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
        "list": "企业名单",
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
    "transport_documents.shipper_id": "运输单据托运人",
    "transport_documents.consignee_id": "运输单据收货人",
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
    {
        "missing_papers": MappingProxyType(_DEMANDED),
        "waived_papers": MappingProxyType(_DEMANDED),
        "faulty_waivers": MappingProxyType(_DEMANDED),
        "blank_fields": MappingProxyType(_FIELDS),
        "unsure_fields": MappingProxyType(_FIELDS),
        "resubmitted_changes": MappingProxyType(
            {
                "number": "号码",
                "date": "日期",
                "amount": "金额",
                "quantity": "数量",
                "party": "当事方",
            }
        ),
    }
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
        "untitled_bill_cause": MappingProxyType(
            {"USED_BY_ANOTHER": "此前已由无关企业使用", "NAMES_STRANGERS": "所载各方均非交易方"}
        ),
        "restricted_place_kind": MappingProxyType(
            {
                "ORIGIN": "原产",
                "LOADING": "装货",
                "TRANSIT": "途经停靠",
                "DISCHARGE": "卸货",
                "DELIVERY": "交货",
                "STORAGE": "存放",
            }
        ),
        "restricted_place_scheme": MappingProxyType({"embargo": "禁运", "restricted": "限制"}),
        "risky_jurisdiction_scheme": MappingProxyType(
            {
                "fatf_high_risk": "FATF 呼吁采取行动",
                "fatf_monitored": "FATF 加强监测",
                "secrecy": "保密法域",
            }
        ),
        "control_category": MappingProxyType(
            {
                "prohibited": "禁止进出口",
                "dual_use": "两用物项",
                "arms": "军品",
                "precursor": "易制毒化学品",
                "cites": "濒危物种",
                "waste": "废物",
            }
        ),
        "control_legal_effect": MappingProxyType(
            {"statutory_cn": "中国法定", "un": "联合国", "bank_policy": "银行政策"}
        ),
        "china_storage": MappingProxyType(
            {
                "BONDED_ZONE": "海关特殊监管区域",
                "IN_COUNTRY": "境内区外",
                "ZONE_NOT_STATED": "境内,未说明是否区内",
                "NONE": "境外",
            }
        ),
        **{
            name: MappingProxyType(
                {
                    "penalty": "行政处罚",
                    "risk_report": "风险交易报告",
                    "litigation": "诉讼",
                    "adverse_news": "负面舆情",
                }
            )
            for name in ("adverse_record_kind", "client_adverse_record_kind")
        },
        "keeper_doubt": MappingProxyType(
            {
                "RELATED_TO_SUPPLIER": "与供应商有关联",
                "RELATED_TO_BUYER": "与买方有关联",
                "RELATED_TO_CLIENT": "与客户有关联",
                "NOT_ON_REGISTER": "不在准入名册",
                "NOT_APPROVED_THEN": "签发日不在准入有效期内",
                "OTHER_KEEPER": "保管人与名册不符",
            }
        ),
        "outside_contradiction": MappingProxyType(
            {
                "REPORTED": "外部来源答复不符",
                "CODE": "商品编码不符",
                "WEIGHT": "毛重不符",
                "DATE": "日期不符",
                "CONSIGNEE": "收货人不符",
                "NOT_FOUND": "外部来源查无此单",
                "EXPORTER": "报关出口人不符",
                "IMPORTER": "报关进口人不符",
            }
        ),
        "issuer_doubt": MappingProxyType(
            {
                "ON_NO_REGISTER": "不在任何承运人名册",
                "NOT_IN_FORCE": "签发日不在名册有效期内",
                "SEVERAL_MASTERS": "一份分单对应多份主单",
                "NO_MASTER": "分单无主单",
            }
        ),
        "price_basis": MappingProxyType(
            {"FIXED": "固定价", "FORMULA": "公式价", "PROVISIONAL": "暂定价"}
        ),
        "quantity_unit": MappingProxyType(
            {"KGM": "千克", "LTR": "升", "C62": "件", "KWH": "千瓦时"}
        ),
        "payment_method": MappingProxyType(
            {"TT": "电汇", "LC": "信用证", "collection": "托收", "OA": "赊销"}
        ),
        "worst_field_state": MappingProxyType(
            {"BLANK": "缺失", "UNSURE": "识别存疑", "FILLED": "齐全"}
        ),
        "weight_conflict_unit": MappingProxyType(
            {"KGM": "千克", "LTR": "升", "C62": "件", "KWH": "千瓦时"}
        ),
        "weight_conflict_kind": MappingProxyType(
            {
                "PURCHASE": "采购发票与货权凭证",
                "SALE": "销售发票与货权凭证",
                "CUSTOMS": "运输单据与境外报关单",
                "GROSS_WEIGHT": "运输单据的数量与毛重",
                "CONTAINERS": "运输单据与集装箱毛重",
            }
        ),
        "contradiction_kind": MappingProxyType(
            {
                "CODE": "商品编码",
                "SELLER": "卖方",
                "BUYER": "买方",
                "AMOUNT": "金额",
                "ORIGIN": "原产地",
                "BRAND": "品牌",
                "GRADE": "等级",
            }
        ),
        "worst_disagreement": MappingProxyType(
            {"CONTRADICTION": "相互矛盾", "DIFFERENCE": "无实质差异", "NONE": "一致"}
        ),
        "difference_kind": MappingProxyType({"WORDING": "货物措辞", "PLACE": "约定港口"}),
        "impossible_date_kind": MappingProxyType(
            {
                "DISCHARGED_BEFORE_LOADED": "卸货早于装船",
                "DELIVERED_BEFORE_LOADED": "提货放货早于装船",
                "RECEIVED_AFTER_LOADED": "收货待运晚于装船",
                "ISSUED_BEFORE_LOADED": "签发远早于装船批注",
                "EXPIRED_BEFORE_ISSUED": "有效期早于签发日",
            }
        ),
        "currency_kind": MappingProxyType({"FX": "外币", "RMB": "人民币", "MIXED": "本外币混合"}),
        **dict.fromkeys(
            ("off_directory_kind", "low_class_kind", "supervised_kind"),
            MappingProxyType({"FX": "外币", "RMB": "人民币"}),
        ),
        "overpaid_leg": LEGS_ZH,
        "final_shortfall_leg": LEGS_ZH,
        "ft_fault_kind": MappingProxyType(
            {
                "KIND": "账户类别不符",
                "HOLDER": "账户持有人不是该企业",
                "BANK": "开户银行非试点银行",
                "CLOSED": "账户在当日未开立或已销户",
                "CURRENCY": "二线划转使用外币",
            }
        ),
        "container_contradiction": MappingProxyType(
            {
                "elsewhere": "在他处装船或进闸",
                "other_shipment": "在另一运输单据项下装船",
                "loaded_empty": "空箱装船",
                "emptied": "取得货权前已拆箱或还空",
            }
        ),
        "misfit_vessel_type": MappingProxyType(
            {
                "bulk_carrier": "散货船",
                "tanker": "油轮",
                "gas_carrier": "气体运输船",
                "container": "集装箱船",
                "general_cargo": "杂货船",
                "ro_ro": "滚装船",
            }
        ),
        "misfit_cargo_form": MappingProxyType(
            {"BULK": "散货", "BOX": "集装箱货", "LIQUID": "液体散货", "BREAKBULK": "件杂货"}
        ),
        "status_conflict": MappingProxyType(
            {
                "ENTRIES": "同一名单或分类的登记相互矛盾",
                "CLASS_B_OR_C": "在名单内而外汇局分类为 B 类或 C 类",
                "LOWEST_CLASS": "在名单内而银行客户分类为三类",
                "REGISTRY": "在名单内而登记状态异常",
                "KEY_SUPERVISION": "在名单内而属跨境人民币业务重点监管",
                "NO_DIRECTORY": "在名单内而不在贸易外汇收支企业名录",
                "NONE": "无冲突",
            }
        ),
        "intermediary_doubt": MappingProxyType(
            {
                "RELATED": "购销两端相互关联",
                "DIRECT_TRADE": "购销两端曾直接交易",
                "SAME_ADDRESS": "购销两端同一地址",
                "MAY_BE_ONE": "两方可能为同一企业",
                "OWN_GROUP": "交易方与企业同属一集团",
                "NONE": "未见关联",
            }
        ),
        "client_class_fault": MappingProxyType(
            {
                "MISSING": "未分类",
                "BETTER_TREATMENT": "三类客户享受便利化办理",
                "NO_ENHANCED_REVIEW": "三类客户未强化尽职调查",
                "OVERDUE": "复审逾期",
                "NONE": "无",
            }
        ),
        "mirror_client_tie": MappingProxyType(
            {"SAME": "同一企业", "SISTER": "关联企业", "OTHER": "其他企业"}
        ),
        "client_favour": MappingProxyType(
            {"MANDATE": "集团授权", "LIST": "有权部门名单", "NONE": "不适用"}
        ),
        "least_insured_leg": LEGS_ZH,
        "value_shift_leg": LEGS_ZH,
        "value_shift_source": MappingProxyType({"peers": "同类业务", "reference": "参考价"}),
        "price_peer_group": MappingProxyType(
            {
                "hs6_lane": "同商品同航线",
                "hs4_lane": "同品目同航线",
                "hs4": "同品目",
            }
        ),
        "freight_term": MappingProxyType({"PRE": "预付", "COL": "到付"}),
        "watchlist_effect": MappingProxyType(
            {"statutory_cn": "境内法定名单", "un": "联合国名单", "bank_policy": "本行政策名单"}
        ),
        "watchlist_way": MappingProxyType(
            {
                "identifier": "识别码相同",
                "written": "名称相似",
                "read": "中外文名称读音相似",
                "same": "通用词名称相同",
                "bank_match": "本行筛查确认",
                "bank_possible": "本行筛查未决",
            }
        ),
    }
)
"""By fact that holds one code: its codes. A code that is not here stands as it is."""
