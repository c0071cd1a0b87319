"""Chinese words for facts and for the codes a fact can hold, as banks and SAFE write them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from screening.schema.papers import MODE_ALIASES

MEANING_ZH: Mapping[str, str] = MappingProxyType(
    {
        # deal
        "mode": "业务模式",
        "client_id": "业务所属企业",
        "policy_tier": "单证审核档次",
        "is_special": "已标注特殊离岸转手",
        "is_special_reported": "特殊离岸转手已报告所在地外汇局",
        "submitted_on": "首份单证提交银行的日期",
        "cargo_form": "货物形态",
        "n_contracts": "合同份数",
        "n_invoices": "发票份数",
        "n_transport_documents": "运输单据份数",
        "n_warehouse_receipts": "仓单份数",
        "n_goods_lines": "单证所列货物行数",
        "n_payments": "未退回、未撤销的收付款笔数",
        "n_open_payments": "待放行的收付款笔数",
        "has_sea_transport": "有海运提单或海运单",
        "has_title_paper": "有运输单据或仓单",
        "has_buy_contract": "有采购合同",
        "has_sell_contract": "有销售合同",
        # title
        "n_other_deals_on_bill": "使用同一运输单据的其他业务笔数,以最多的单据计",
        "reused_bill_ref": "被重复使用的运输单据号",
        "reused_bill_document_id": "被重复使用的运输单据",
        "reused_bill_other_deal": "使用该重复单据的最早一笔其他业务",
        "has_title_chain": "单据的每次使用均承接前一持有人的转让",
        "has_declared_allocations": "单据的每次使用均申报支取数量",
        "bill_allocated_ratio": "同一持有人累计支取数量与运输单据数量之比,取最大",
        "overdrawn_bill_ref": "支取比例最高的运输单据号",
        "overdrawn_bill_document_id": "支取比例最高的运输单据",
        "bill_status_at_title": "货权转移时运输单据的最差状态",
        "bill_status_document_id": "货权转移时状态最差的运输单据",
        "bill_status_ref": "货权转移时状态最差的运输单据号",
        "bill_age_at_title_days": "装船日至取得货权日的天数减约定账期,取最长",
        "bill_age_beyond_voyage_days": "装船日至取得货权日的天数减约定账期及应有航程天数,取最长",
        "stale_bill_document_id": "装船日至取得货权日间隔最长的提单",
        "stale_bill_ref": "装船日至取得货权日间隔最长的提单号",
        "has_order_bill": "有指示提单",
        "endorsement_is_missing": "指示提单缺少自指示人起的连续背书",
        "endorsement_is_due": "指示人并非在信用证或托收项下仍持有单据的银行",
        "unendorsed_bill_document_id": "缺少连续背书的指示提单",
        "unendorsed_bill_ref": "缺少连续背书的指示提单号",
        "order_party": "缺少连续背书的指示提单的指示人",
        "n_receipts_not_in_force": "货权转移时未生效、已过期或已注销的仓单份数",
        "receipt_not_in_force_no": "货权转移时首份无效仓单的编号",
        "receipt_not_in_force_document_id": "货权转移时的首份无效仓单",
        # identifiers
        "has_container": "单证载有集装箱号",
        "n_bad_container_numbers": "校验位错误的集装箱号个数",
        "bad_container_ref": "首个校验位错误的集装箱号",
        "bad_container_document_id": "载有首个错误集装箱号的单据",
        "has_vessel": "运输单据载有船名",
        "imo_is_valid": "IMO 船舶编号均通过校验",
        "vessel_name_similarity": "船名与装船日登记船名的相似度,取最低",
        "vessel_imo": "存疑船舶的 IMO 编号",
        "vessel_name": "存疑船舶的船名",
        "vessel_document_id": "载有存疑船舶的运输单据",
        # places
        "n_bills_discharged_in_china": "卸货港或交货地在境内的运输单据份数",
        "china_discharge_port": "境内的卸货港或交货地",
        "china_discharge_document_id": "卸货港或交货地在境内的运输单据",
        "has_on_carriage": "有自境内卸货地续运的单据",
        "n_resident_counterparties": "属境内居民的采购卖方和销售买方个数",
        "resident_counterparty": "首个属境内居民的交易对手",
        "implied_speed_kn": "按最短海上航程折算的航速,取最高",
        "voyage_distance_nm": "折算航速最高航次的最短海上航程",
        "voyage_days": "折算航速最高航次的装船至卸货天数",
        "voyage_document_id": "折算航速最高航次的运输单据",
        "load_port": "折算航速最高航次的装货港",
        "discharge_port": "折算航速最高航次的卸货港",
        "has_transhipment": "单据载明货物转船",
        # prices
        "price_deviation": "单价与参考价的偏离幅度",
        "price_ratio": "单价与参考价之比",
        "unit_price_usd": "偏离参考价最大的美元单价",
        "reference_price_usd": "当时已知的美元参考价",
        "reference_price_on": "参考价日期",
        "price_document_id": "载有偏离参考价最大单价的单证",
        "price_basis": "定价方式",
        "is_exchange_traded": "参考价为交易所报价",
        "n_priced_lines_without_reference": "有单价而无参考价的货物行数",
        "n_vague_lines": "缺少 HS 编码或描述过于笼统的货物行数",
        # money
        "buy_invoice_usd": "扣除贷项后的采购发票金额",
        "sell_invoice_usd": "扣除贷项后的销售发票金额",
        "invoice_usd": "采购与销售发票金额中的较大者",
        "margin_usd": "销售减采购差额",
        "margin_ratio": "毛利率,即销售减采购差额与采购金额之比",
        "has_true_up_invoice": "最终发票已替换暂定发票",
        "arithmetic_error_ratio": "单证金额计算误差与金额之比,取最大",
        "arithmetic_error_amount": "单证金额计算误差",
        "arithmetic_document_id": "金额计算误差最大的单证",
        # quantities
        "buy_quantity": "采购数量",
        "sell_quantity": "销售数量",
        "quantity_unit": "购销数量的统一计量单位",
        "quantity_gap_beyond_tolerance_ratio": "超出约定溢短装的购销数量差额与采购数量之比",
        "weight_conflict_ratio": "采购数量与货权凭证数量的差额与采购数量之比",
        "title_papers_quantity": "货权凭证所载归属本业务的数量",
        "weight_conflict_document_id": "数量不符的货权凭证",
        # times
        "sale_after_discharge_days": "销售合同签订日晚于交单提货的天数",
        "late_sale_document_id": "交单提货后签订的销售合同",
        "invoice_before_contract_days": "发票开立日早于本侧首份合同签订日的天数",
        "early_invoice_document_id": "早于合同开立的发票",
        "purchase_after_on_board_days": "首份采购合同签订日晚于装船日的天数",
        "late_purchase_document_id": "装船后签订的采购合同",
        "n_future_dates": "日期晚于审核日的单证份数",
        # documents
        "n_missing_papers": "按单证政策应交未交的单证份数",
        "missing_papers": "应交未交的单证名称",
        "document_policy_row": "适用的单证政策条目及版本",
        "n_invoice_number_clashes": "卖方和发票号相同而内容不同的发票份数",
        "clashing_invoice_no": "首个内容冲突的发票号",
        "clashing_invoice_document_id": "首份内容冲突的发票",
        "n_blank_fields": "必填要素缺失处数",
        "blank_fields": "缺失的必填要素名称",
        "blank_field_document_id": "首份要素缺失的单证",
        # eligibility
        "eligibility_on": "主体资格判断日,即首笔收付日或审核日",
        "is_in_directory": "当日企业在贸易外汇收支企业名录内",
        "safe_class": "当日外汇局企业分类",
        "client_class": "当日银行客户分类",
        "is_on_offshore_list": "当日企业在离岸经贸业务企业名单内",
        # payments
        "currency_kind": "业务币种类别",
        "has_fx_payment": "有外币收付款",
        "has_rmb_payment": "有人民币收付款",
        "buy_bank": "采购付款银行",
        "sell_bank": "销售收款银行",
        "legs_at_different_banks": "收付款不在同一家银行",
        "has_different_bank_reason": "已标注特殊离岸转手并说明不同银行原因",
        "buy_currency": "采购付款币种",
        "sell_currency": "销售收款币种",
        "legs_in_different_currencies": "收付款币种不同",
        "has_different_currency_reason": "已标注特殊离岸转手并说明不同币种原因",
        "first_leg_on": "首笔收付日期",
        "first_leg_usd": "先行收付一侧的金额",
        "days_since_first_leg": "首笔收付日至审核日的天数",
        "has_agreed_tenor": "合同约定账期",
        "agreed_tenor_days": "约定账期的最长天数",
        "leg_gap_days": "采购与销售两侧末笔收付的间隔天数",
        "leg_gap_beyond_tenor_days": "收付间隔超出约定账期的天数",
        "expected_leg_gap_days": "按发票到期日或账期预计的收付间隔天数",
        "has_enterprise_report": "企业已报告收付间隔",
        "payment_over_invoice_ratio": "收付金额超出发票金额的比例,取购销两侧较大者",
        "overpaid_leg": "收付超出发票比例较大的一侧",
        "n_third_party_payments": "对方不是合同当事人的收付款笔数",
        "third_party_payment_id": "首笔第三方收付款",
        "has_assignment": "有债权或债务转让文件",
        "n_duplicate_invoice_payments": "同一发票、收款人和金额的重复付款笔数",
        "duplicate_payment_id": "首笔重复付款",
        "duplicate_invoice_no": "被重复付款的发票号",
        # network
        "supplier_is_buyer": "采购卖方与销售买方为同一企业或受同一控制人控制",
        "round_trip_party": "同处购销两端的企业或控制人",
        # client
        "n_client_deals": "企业全部业务笔数",
        "n_client_undated_deals": "企业日期不明的业务笔数",
        "client_first_deal_on": "企业首笔有日期业务的日期",
        "days_since_first_client_deal": "企业首笔有日期业务至审核日的天数",
        "n_client_deals_30d": "企业近三十天业务笔数",
        "n_client_deals_12m": "企业近十二个月业务笔数",
        "client_turnover_usd_30d": "企业近三十天业务金额",
        "client_turnover_usd_12m": "企业近十二个月业务金额",
        "client_growth_ratio": "企业近三十天业务金额与此前六个三十天平均金额之比",
        "n_client_counterparties_12m": "企业近十二个月交易对手家数",
        "client_top_counterparty_ratio_12m": "企业近十二个月第一大交易对手的金额占比",
        "client_top_counterparty": "企业近十二个月第一大交易对手",
        "client_loss_ratio_12m": "企业近十二个月亏损销售业务占比",
        "n_client_losses_with_one_party_12m": "企业近十二个月与同一对手的亏损销售业务笔数,取最多",
        "client_loss_party": "企业近十二个月亏损销售业务最多的交易对手",
        "n_client_serious_deals_12m": "企业近十二个月建议拦截或上报的业务笔数",
        "client_instruction_ratio_12m": "企业近十二个月凭指令或简化办理的业务占比",
        "client_turnover_over_capital_ratio": "企业近十二个月业务金额与实缴资本之比",
        "client_turnover_over_revenue_ratio": "企业近十二个月业务金额与上一完整年度营业收入之比",
    }
)
"""What each fact of the catalogue is; no brackets or semicolons, as sentences put these in."""

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
