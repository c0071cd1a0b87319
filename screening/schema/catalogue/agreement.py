"""Facts of agreement: sold against bought goods, and the papers of one leg against each other."""

from __future__ import annotations

from screening.schema.fact import NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("agreement")

FACTS = (
    _fact(
        "has_goods_codes",
        B,
        "every goods line bought and sold bears its commodity code",
        "购销两侧各货物行均载有商品编码",
        NEVER,
    ),
    _fact(
        "shared_hs_digits",
        N,
        "digits (0, 2, 4, 6) the code sold that is least like any bought shares with one of them",
        "销售商品编码与采购商品编码相同的前几位数,取最少",
        PAPER,
        points_to="changed_goods_document_id",
    ),
    _fact("sold_goods", S, "that code", "与采购差别最大的销售商品编码", NOT_YET),
    _fact("bought_goods", S, "the first code bought", "与其比对的采购商品编码", NOT_YET),
    _fact(
        "changed_goods_document_id",
        S,
        "the paper of the sale with that code",
        "载有该销售商品编码的单证",
        NOT_YET,
    ),
    _fact(
        "goods_similarity",
        D,
        "likeness (0 to 1) of the description sold that is least like any bought",
        "销售货物描述与采购货物描述的相似度,取最低",
        PAPER,
    ),
    _fact(
        "n_goods_attributes_changed",
        N,
        "how many of grade, brand and origin were given on both legs and contradict each other",
        "购销两侧均载明而相互矛盾的等级、品牌、原产地项数",
        NEVER,
    ),
    _fact(
        "worst_disagreement",
        S,
        "CONTRADICTION, DIFFERENCE or NONE between papers of one leg",
        "同侧单证不一致的程度",
        PAPER,
        points_to="disagreement_document_id",
    ),
    _fact("disagreement_document_id", S, "the paper of it", "同侧不一致的单证", NOT_YET),
    _fact(
        "n_contradictions",
        N,
        "papers that contradict the others of their leg: goods, seller, buyer or amount",
        "与同侧其他单证相矛盾的单证份数",
        PAPER,
        points_to="contradiction_document_id",
    ),
    _fact("contradiction_kind", S, "in what the worst of them does", "最严重矛盾的事项", NOT_YET),
    _fact("contradiction_said", S, "what it says", "该矛盾单证所载内容", NOT_YET),
    _fact("contradiction_expected", S, "what the others say", "其他单证所载内容", NOT_YET),
    _fact("contradiction_document_id", S, "that paper", "矛盾最严重的单证", NOT_YET),
    _fact(
        "invoiced_over_contract_ratio",
        D,
        "fixed-price invoices of a leg over its contracts, less the tolerance, the furthest",
        "固定价发票金额超出合同金额及溢短装的比例,取最大",
        PAPER,
        unit="ratio",
    ),
    _fact(
        "n_differences",
        N,
        "harmless kinds of difference between papers of a leg: other words, another port named",
        "同侧单证间措辞或港口不一的事项数",
        PAPER,
        points_to="difference_document_id",
    ),
    _fact("difference_kind", S, "the first of them", "首个不一致的事项", NOT_YET),
    _fact("difference_document_id", S, "the paper of it", "措辞或港口不一的单证", NOT_YET),
    _fact(
        "wording_similarity",
        D,
        "likeness (0 to 1) of the goods description least like the others of its leg",
        "同侧单证货物描述的相似度,取最低",
        PAPER,
    ),
)
