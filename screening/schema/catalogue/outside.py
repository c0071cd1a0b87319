"""Facts of outside evidence: what platforms and customs abroad say of a deal's papers."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, N, S, of_family

_fact = of_family("outside")

FACTS = (
    _fact(
        "outside_contradiction_level",
        N,
        "how gravely a platform or customs abroad contradicts a title paper: 2 it says otherwise, "
        "1 it does not know the paper, or names other parties in a declaration, 0 it agrees",
        "平台或境外海关信息与单据不符的程度,取最重",
        COVERAGE,
        points_to="outside_document_id",
    ),
    _fact("outside_contradiction", S, "what it contradicts", "外部信息与单据不符的事项", NOT_YET),
    _fact("outside_said", S, "what it says", "外部信息所载内容", NOT_YET),
    _fact("outside_expected", S, "what the paper says", "与外部信息不符的单据内容", NOT_YET),
    _fact("outside_source", S, "who says so", "提供不符信息的外部来源", NOT_YET),
    _fact("outside_document_id", S, "the paper", "与外部信息不符的单据", NOT_YET),
)
