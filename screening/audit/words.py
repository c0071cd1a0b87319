"""Every word an explanation uses, in English and Chinese."""

from __future__ import annotations

import re
from types import MappingProxyType

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
        "findings": ("Findings", "发现的问题"),
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
    }
)
TERMS = MappingProxyType(
    {
        "PASS": ("PASS", "通过"),
        "PASS_NOTE": ("PASS with notes", "通过(有提示)"),
        "REVIEW": ("REVIEW", "复核"),
        "ESCALATE": ("ESCALATE", "上报"),
        "HOLD": ("HOLD", "拦截"),
        "RELEASE": ("RELEASE", "放行"),
        "hold": ("hold", "拦截"),
        "escalate": ("escalate", "上报"),
        "review": ("review", "复核"),
        "note": ("note", "提示"),
        "base": ("base", "基础分"),
        "rule": ("rule", "规则"),
        "group_cap": ("cap of the group", "组别封顶"),
        "anomaly": ("anomaly model", "异常模型"),
        "authenticity": ("authenticity", "真实性"),
        "legality": ("legality", "合法性"),
        "commercial": ("commercial reasonableness", "商业合理性"),
        "logic": ("logic", "逻辑性"),
        "documents": ("documents", "单证"),
        "eligibility": ("eligibility", "主体资格"),
        "payments": ("payments", "收付"),
        "network": ("network", "关联网络"),
        "paper": ("a required paper or field is missing", "缺少应有的单证或字段"),
        "not_yet": ("the event has not happened yet", "相关事项尚未发生"),
        "coverage": ("no reference or outside data covers it", "无可用的参考或外部数据"),
        "source": ("a data feed was down", "数据源不可用"),
        "buy": ("buy", "买入"),
        "sell": ("sell", "卖出"),
        "both": ("both legs", "买卖双方"),
        "contracts": ("contract", "合同"),
        "invoices": ("invoice", "发票"),
        "transport_documents": ("transport document", "运输单证"),
        "warehouse_receipts": ("warehouse receipt", "仓单"),
        "given": ("given", "批次已列明"),
        "deal_id": ("deal id on it", "载明交易编号"),
        "contract_no": ("contract number", "合同号"),
        "invoice_no": ("invoice number", "发票号"),
        "transport_doc_ref": ("transport document number", "运输单证号"),
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
            "汇款附言中的运输单证号",
        ),
        "receipt_no in remittance text": (
            "warehouse receipt number in the remittance text",
            "汇款附言中的仓单号",
        ),
        "document_links": ("given link between papers", "单证间关联"),
        "own deal": ("nothing: it fits no other deal", "无:不属于其他任何交易"),
    }
)
_WHY = (
    (r"(-?\d+) points reach the review band of (\d+)", r"规则分 \1 达到复核线 \2"),
    (r"cannot be asked for want of a paper or field: ", "因缺少单证或字段无法判断:"),
    (r"no key rule answered in: ", "下列方面没有关键规则得到回答:"),
    (r"(^|; )hold: ", r"\1拦截:"),
    (r"(^|; )escalate: ", r"\1上报:"),
    (r"(^|; )notes: ", r"\1提示:"),
)


def label(name: str, lang: str) -> str:
    """The label in that language; KeyError for a label nobody wrote."""
    return LABELS[name][LANGUAGES.index(lang)]


def term(code: str | None, lang: str) -> str:
    """The word for a stored code; a code without a word is shown as it stands."""
    if code is None:
        return label("none", lang)
    return TERMS[code][LANGUAGES.index(lang)] if code in TERMS else code


def why(text: str | None, lang: str) -> str:
    """The stored English sentence on what set the disposition, put into Chinese if asked."""
    if not text:
        return label("none", lang)
    if lang == "en":
        return text
    for pattern, chinese in _WHY:
        text = re.sub(pattern, chinese, text)
    for group in ("authenticity", "legality", "commercial", "logic"):
        text = re.sub(rf"\b{group}\b", term(group, lang), text)
    return text
