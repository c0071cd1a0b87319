"""Every word an explanation uses, in English and Chinese."""

from __future__ import annotations

from types import MappingProxyType

from screening.rulepack.answers import CAUSE_WORDS
from screening.schema.chinese import GROUPS_ZH, LEGS_ZH, PAPERS_ZH, SEVERITIES_ZH

LANGUAGES = ("en", "zh")

LABELS = MappingProxyType(
    {
        "deal": ("Deal", "交易"),
        "client": ("client", "客户"),
        "run": ("run", "筛查批次"),
        "as_of": ("as of", "判断时点"),
        "from": ("from", "取自"),
        "submitted_on": ("first papers", "首次提交"),
        "disposition": ("Proposed", "建议处置"),
        "score": ("score", "得分"),
        "points": ("points", "分"),
        "why": ("Why", "依据"),
        "addends": ("How the points add up", "分值构成"),
        "total": ("total", "合计"),
        "before_reduction": ("before reduction", "折减前"),
        "before_cap": ("before its cap", "封顶前"),
        "client_alert": ("Alert of the client", "客户预警"),
        "inherited": ("of which this deal inherits", "其中计入本笔交易"),
        "findings": ("Findings", "发现的问题"),
        "late": ("Known since, by later deals", "后续业务揭示的问题"),
        "is_known": ("found in its own result too", "本笔结果中亦已发现"),
        "seen": ("seen", "所见数值"),
        "limits": ("limits", "界限"),
        "paper": ("paper", "单证"),
        "payment": ("payment", "付款"),
        "lowered": ("lowered by evidence on file", "因在案证据降级"),
        "curable": ("curable", "可补正"),
        "shadow": ("shadow: not counted", "试运行:不计分"),
        "not_evaluable": ("Could not be asked", "无法判断"),
        "required": ("required", "必答"),
        "groups": ("What was asked", "判断范围"),
        "hit": ("hit", "命中"),
        "pass": ("clear", "通过"),
        "not_applicable": ("not applicable", "不适用"),
        "unasked": ("not asked", "未判断"),
        "duties": ("Duties", "待办义务"),
        "due": ("due", "期限"),
        "met": ("done", "已完成"),
        "promptly": ("promptly", "立即"),
        "payments": ("Payments", "付款"),
        "decision": ("waits; proposed", "待放行;建议"),
        "documents": ("Papers, and why each belongs here", "单证及归入依据"),
        "joined_by": ("joined by", "归入依据"),
        "draws": ("draws", "占用数量"),
        "line": ("line", "行"),
        "facts": ("facts known", "已知事实"),
        "earlier": ("Earlier results, replaced", "以前的结果(已被取代)"),
        "none": ("none", "无"),
        "leg_unknown": ("leg unknown", "买卖方向不明"),
        "version": ("version", "版本"),
        "cures": ("Corrections offered", "补正记录"),
        "blank": ("blank", "空白"),
        "proof": ("proof", "证明文件"),
        "cured_by": ("by", "经办"),
        "sources": ("Taken from the store", "取自库存记录"),
    }
)
_GROUPS = {group: group for group in GROUPS_ZH} | {"commercial": "commercial reasonableness"}
_LEGS = {"buy": "buy", "sell": "sell", "both": "both legs"}
_PAPERS = {
    "contracts": "contract",
    "invoices": "invoice",
    "transport_documents": "transport document",
    "warehouse_receipts": "warehouse receipt",
}
TERMS = MappingProxyType(
    {
        **{code: (code, chinese) for code, chinese in SEVERITIES_ZH.items()},
        **{code: (_GROUPS[code], chinese) for code, chinese in GROUPS_ZH.items()},
        **{code: (_LEGS[code], chinese) for code, chinese in LEGS_ZH.items()},
        **{code: (_PAPERS[code], chinese) for code, chinese in PAPERS_ZH.items()},
        **{cause.value: words for cause, words in CAUSE_WORDS.items()},
        "PASS": ("PASS", "通过"),
        "PASS_NOTE": ("PASS with notes", "通过(有提示)"),
        "REVIEW": ("REVIEW", SEVERITIES_ZH["review"]),
        "ESCALATE": ("ESCALATE", SEVERITIES_ZH["escalate"]),
        "HOLD": ("HOLD", SEVERITIES_ZH["hold"]),
        "RELEASE": ("RELEASE", "放行"),
        "base": ("base", "基础分"),
        "rule": ("rule", "规则"),
        "group_cap": ("cap of the group", "组别封顶"),
        "anomaly": ("anomaly model", "异常模型"),
        "client": ("alert of the client", "客户预警"),
        "given": ("given", "批次已列明"),
        "deal_id": ("deal id on it", "载明交易编号"),
        "contract_no": ("contract number", "合同号"),
        "invoice_no": ("invoice number", "发票号"),
        "transport_doc_ref": ("transport document number", "运输单据号"),
        "receipt_no": ("warehouse receipt number", "仓单号"),
        "invoice_no in remittance text": (
            "invoice number in the remittance text",
            "汇款附言中的发票号",
        ),
        "contract_no in remittance text": (
            "contract number in the remittance text",
            "汇款附言中的合同号",
        ),
        "transport_doc_ref in remittance text": (
            "transport document number in the remittance text",
            "汇款附言中的运输单据号",
        ),
        "receipt_no in remittance text": (
            "warehouse receipt number in the remittance text",
            "汇款附言中的仓单号",
        ),
        "document_id": ("paper's key", "单证编号"),
        "payment_id": ("payment's key", "付款编号"),
        "shared paper": ("a paper shared with another deal", "与另一交易共用单证"),
        "shared payment": ("a payment shared with another deal", "与另一交易共用付款"),
        "monitor": ("asked again by time", "到期复查"),
        "cured": ("cured", "已补正"),
        "accepted": ("cure accepted: counts when next asked", "补正已接受,下次复查时计入"),
        "refused": ("cure refused", "补正未获接受"),
        "document_links": ("given link between papers", "单证间关联"),
        "own deal": ("nothing: it fits no other deal", "无:不属于其他任何交易"),
    }
)


def label(name: str, lang: str) -> str:
    """The label in that language; KeyError for a label nobody wrote."""
    return LABELS[name][LANGUAGES.index(lang)]


def term(code: str | None, lang: str) -> str:
    """The word for a stored code; a code without a word is shown as it stands."""
    if code is None:
        return label("none", lang)
    return TERMS[code][LANGUAGES.index(lang)] if code in TERMS else code
