"""Facts of goods that lie in China, and of the code such trade is declared under."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, PAPER, B, S, of_family

_fact = of_family("trade_place")

FACTS = (
    _fact(
        "china_storage",
        S,
        "whether goods lie in mainland China by a warehouse receipt: BONDED_ZONE, IN_COUNTRY, "
        "ZONE_NOT_STATED, NONE",
        "仓单所载货物在境内存放的情况",
        PAPER,
        points_to="china_storage_document_id",
    ),
    _fact("china_storage_place", S, "where they lie", "境内存放地", NOT_YET),
    _fact("china_storage_document_id", S, "that receipt", "载明境内存放的仓单", NOT_YET),
    _fact(
        "proposed_bop_code",
        S,
        "code such trade is declared under instead of 122010",
        "建议改用的交易编码",
        COVERAGE,
    ),
    _fact(
        "is_declared_as_resale",
        B,
        "a payment is declared as offshore resale (122010), or none states its code",
        "收付款按离岸转手买卖申报或未载明交易编码",
        NOT_YET,
    ),
)
