"""Facts of the document policy: papers demanded, unfit papers, numbers used again, blank fields."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, B, D, N, S, of_family

_fact = of_family("documents")

FACTS = (
    _fact(
        "n_missing_papers",
        N,
        "papers the document policy demands, that are due and not there",
        "按单证政策应交未交的单证份数",
        PAPER,
    ),
    _fact("missing_papers", S, "which papers", "应交未交的单证名称", PAPER),
    _fact(
        "waived_papers",
        S,
        "papers demanded that are not there and that a waiver in order excuses",
        "已获有效豁免的单证名称",
        NOT_YET,
    ),
    _fact(
        "title_is_awaited",
        B,
        "the policy demands a title paper, none is there and none is waived",
        "按单证政策尚待提交货权凭证",
        COVERAGE,
    ),
    _fact(
        "sample_is_owed",
        B,
        "the policy's sampling rate picks this deal for a later look",
        "按单证政策抽样比例应事后抽查",
        COVERAGE,
    ),
    _fact(
        "document_policy_row",
        S,
        "policy row and version applied",
        "适用的单证政策条目及版本",
        COVERAGE,
    ),
    _fact(
        "document_policy_usd",
        D,
        "value for the policy's amount bands, if it has any: bought, by invoices, else contracts, "
        "else sold",
        "单证政策按金额分档时所依据的业务金额",
        COVERAGE,
        unit="USD",
    ),
    _fact(
        "payment_method",
        S,
        "method its payments state, if they state one and the policy asks for it",
        "单证政策区分结算方式时所依据的结算方式",
        COVERAGE,
    ),
    _fact(
        "n_papers_in_wrong_medium",
        N,
        "papers demanded as originals of which no original was handed in",
        "应交正本而仅交副本的单证份数",
        COVERAGE,
        points_to="unfit_paper_document_id",
    ),
    _fact(
        "n_superseded_papers",
        N,
        "papers replaced by another that is none of the deal's own",
        "已被替换而新单证不在本业务内的单证份数",
        NEVER,
        points_to="unfit_paper_document_id",
    ),
    _fact(
        "n_expired_papers",
        N,
        "warehouse receipts that had expired when they were handed in",
        "提交时已过有效期的仓单份数",
        PAPER,
        points_to="unfit_paper_document_id",
    ),
    _fact("unfit_paper_document_id", S, "the first of these", "首份不合要求的单证", NOT_YET),
    _fact(
        "n_invoice_number_clashes",
        N,
        "invoices whose seller and number stand elsewhere with other content within 9 months",
        "卖方和发票号相同、开票日期相距九个月内而内容不同的发票份数",
        PAPER,
        points_to="clashing_invoice_document_id",
    ),
    _fact("clashing_invoice_no", S, "the first such number", "首个内容冲突的发票号", NOT_YET),
    _fact("clashing_invoice_document_id", S, "that invoice", "首份内容冲突的发票", NOT_YET),
    _fact(
        "n_blank_fields",
        N,
        "fields that a paper, payment or the deal must bear and that are blank",
        "必填要素缺失处数",
        NEVER,
        points_to="blank_field_document_id",
    ),
    _fact("blank_fields", S, "which fields, as table.column", "缺失的必填要素名称", NOT_YET),
    _fact("blank_field_document_id", S, "the first paper with one", "首份要素缺失的单证", NOT_YET),
    _fact(
        "n_unsure_fields",
        N,
        "fields of its papers that a machine read with a confidence below 0.85",
        "机器识别置信度不足八成半的要素处数",
        NEVER,
        points_to="unsure_field_document_id",
    ),
    _fact("unsure_fields", S, "which fields so read", "机器识别存疑的要素名称", NOT_YET),
    _fact(
        "unsure_field_document_id",
        S,
        "the first paper with a field so read",
        "首份要素识别存疑的单证",
        NOT_YET,
    ),
    _fact(
        "worst_field_state",
        S,
        "BLANK where a field that must be filled is blank, else UNSURE where one was read without "
        "certainty, else FILLED",
        "要素填写状态",
        NEVER,
    ),
)
