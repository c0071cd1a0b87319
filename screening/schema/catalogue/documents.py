"""Facts of the document policy: papers demanded, numbers used again, blank fields."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NEVER, NOT_YET, PAPER, N, S, of_family

_fact = of_family("documents")

FACTS = (
    _fact(
        "n_missing_papers",
        N,
        "papers the document policy demands, that are due and not there",
        "按单证政策应交未交的单证份数",
        COVERAGE,
    ),
    _fact("missing_papers", S, "which papers", "应交未交的单证名称", COVERAGE),
    _fact(
        "document_policy_row",
        S,
        "policy row and version applied",
        "适用的单证政策条目及版本",
        COVERAGE,
    ),
    _fact(
        "n_invoice_number_clashes",
        N,
        "invoices whose seller and number stand elsewhere with other content",
        "卖方和发票号相同而内容不同的发票份数",
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
)
