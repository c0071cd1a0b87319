"""Facts of owners: parties that persons on a list own to a half or more together."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, D, S, of_family

_fact = of_family("owners")

FACTS = (
    _fact(
        "owner_list_score",
        D,
        "how surely the owners of a half or more of the client or a party, added up over levels, "
        "are entries of a list: 2 by an identifier on a list of Chinese law or the UN's, 1 by one "
        "on another or by the very name, 0.92 by a name as near as that; 0 where others own more "
        "than half of each",
        "合计持股达半数以上的股东与名单条目的相符程度",
        COVERAGE,
        needs=("sanctions", "party_links"),
        points_to="owned_party_document_id",
    ),
    _fact("owned_party", S, "the party owned", "被名单人员合计持股的交易方", NOT_YET),
    _fact("listed_owner", S, "the largest of these owners", "持股最多的名单股东", NOT_YET),
    _fact(
        "listed_owner_path",
        S,
        "from that owner to the party, by the firms between",
        "持股路径",
        NOT_YET,
    ),
    _fact(
        "listed_owners_share",
        D,
        "share these owners hold together, firms they own to a half counted whole",
        "名单股东合计持股比例",
        NOT_YET,
        unit="ratio",
    ),
    _fact("owner_entry", S, "the list's name of that owner", "股东对应的名单条目名称", NOT_YET),
    _fact("owner_list", S, "the list", "股东对应的名单", NOT_YET),
    _fact("owner_uid", S, "the list's number of the entry", "股东对应的名单条目编号", NOT_YET),
    _fact(
        "owned_party_document_id",
        S,
        "first paper that names the party owned",
        "载有该交易方的单据",
        NOT_YET,
    ),
)
