"""Facts of what a client may and does trade: its registered scope against the deal's goods."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, PAPER, B, D, S, of_family

_fact = of_family("scope")

FACTS = (
    _fact(
        "has_new_chapter",
        B,
        "goods of an HS chapter the client did not trade in the 24 months before",
        "含企业此前二十四个月未经营的商品章次",
        PAPER,
        points_to="new_chapter_document_id",
    ),
    _fact(
        "new_chapter",
        S,
        "that chapter, of several the one its scope fits least",
        "此前二十四个月未经营的商品章次",
        NOT_YET,
        points_to="new_chapter_document_id",
    ),
    _fact(
        "new_chapter_scope_score",
        D,
        "how well the registered scope fits it, 0 to 1; a scope that names no goods fits all",
        "新章次与企业经营范围的相符程度",
        COVERAGE,
        needs=("clients",),
        points_to="new_chapter_document_id",
    ),
    _fact(
        "new_chapter_document_id",
        S,
        "first paper that names it",
        "首份载有新章次商品的单证",
        NOT_YET,
    ),
)
