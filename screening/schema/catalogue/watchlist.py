"""Facts of lists: how near the names and identifiers of a deal come to entries of a list."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, D, N, S, of_family

_fact = of_family("watchlist")
_NEEDS = ("sanctions",)

FACTS = (
    _fact(
        "watchlist_paper_score",
        D,
        "nearest entry of a list in force, by the client or what the papers name: likeness of the "
        "names; 1 where an identifier is the entry's, 2 where that list is Chinese law or the UN's",
        "单据所载名称与名单条目的最高相似度,识别码相同为1,属法定或联合国名单为2",
        COVERAGE,
        needs=_NEEDS,
        points_to="watchlist_document_id",
    ),
    _fact(
        "watchlist_payment_score",
        D,
        "the same, by what the payments name",
        "收付款所载名称与名单条目的最高相似度",
        COVERAGE,
        needs=_NEEDS,
        points_to="watchlist_payment_id",
    ),
    _fact(
        "watchlist_value", S, "the nearest name or identifier", "最接近名单的名称或识别码", NOT_YET
    ),
    _fact("watchlist_entry", S, "the list's name that it is near", "名单条目名称", NOT_YET),
    _fact("watchlist_list", S, "the list", "名单名称", NOT_YET),
    _fact("watchlist_uid", S, "the list's number of the entry", "名单条目编号", NOT_YET),
    _fact("watchlist_effect", S, "what the list binds the bank by", "名单法律效力", NOT_YET),
    _fact("watchlist_way", S, "how it was met", "比对方式", NOT_YET),
    _fact(
        "watchlist_document_id",
        S,
        "paper that bears the nearest name or identifier",
        "载有该名称的单据",
        NOT_YET,
    ),
    _fact(
        "watchlist_payment_id", S, "payment that bears the nearest", "载有该名称的收付款", NOT_YET
    ),
    _fact(
        "n_matches_cleared",
        N,
        "near entries that the bank's own screening has found to be others",
        "本行筛查系统已排除的名单匹配数",
        COVERAGE,
        needs=_NEEDS,
    ),
)
