"""Facts of controlled goods: what lists of controlled goods say of the deal's."""

from __future__ import annotations

from screening.schema.fact import NOT_YET, PAPER, N, S, of_family

_fact = of_family("controlled_goods")

FACTS = (
    _fact(
        "control_match_level",
        N,
        "how surely the goods stand on a list of controlled goods: 3 a code of six digits, 2 a "
        "heading and its words, 1 words or a heading alone, 0 not at all",
        "货物与管制清单的匹配程度",
        PAPER,
        needs=("control_lists",),
        points_to="controlled_goods_document_id",
    ),
    _fact("control_list", S, "that list", "匹配的管制清单", NOT_YET),
    _fact("control_category", S, "why such goods are controlled", "管制类别", NOT_YET),
    _fact("control_legal_effect", S, "whose rule it is", "管制清单的法律效力", NOT_YET),
    _fact("controlled_hs6", S, "commodity code of the goods", "受管制货物的商品编码", NOT_YET),
    _fact(
        "controlled_goods_document_id",
        S,
        "the paper that names them",
        "载明受管制货物的单据",
        NOT_YET,
    ),
)
