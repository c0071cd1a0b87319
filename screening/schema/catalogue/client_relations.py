"""Facts of a client's relations: related trade, firms under one controller, who owns and leads it.

Relations are those of the day of decision: links in force, one controller, owner or director, or
two shared lines (address, telephone, domain). One shared line alone relates nobody.
"""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, B, D, N, S, of_family

_fact = of_family("client_relations", grain="client")

FACTS = (
    _fact(
        "client_related_ratio_12m",
        D,
        "share of the value of twelve months in deals of which a counterparty is related to the "
        "client or to another of the deal; of a favoured client's own group those alone count that "
        "are not declared and not of its mandate",
        "企业近十二个月关联交易金额占比,便利企业已披露的集团内交易不计",
        COVERAGE,
        unit="ratio",
        needs=("party_links", "parties"),
    ),
    _fact(
        "client_related_party",
        S,
        "the related counterparty that stands in most of that value",
        "企业近十二个月第一大关联交易对手",
        NOT_YET,
    ),
    _fact(
        "n_client_firms_of_controller",
        N,
        "clients of the bank with deals in twelve months under its controller, itself among them",
        "同一实际控制人名下有业务的客户家数",
        COVERAGE,
        needs=("parties",),
    ),
    _fact("client_controller", S, "that controller", "企业实际控制人", NOT_YET),
    _fact(
        "client_controller_usd_12m",
        D,
        "value of the deals of all of these in twelve months",
        "同一实际控制人名下客户近十二个月业务金额合计",
        COVERAGE,
        unit="USD",
    ),
    _fact(
        "has_client_owner",
        B,
        "a controller or shareholder of the client is on record; asked where the bank keeps the "
        "owners of its clients",
        "企业受益所有人已登记",
        COVERAGE,
        needs=("party_links", "parties"),
    ),
    _fact(
        "n_firms_of_client_director",
        N,
        "firms led by that one of its directors who leads most",
        "企业董事同时任职的企业家数,取最多",
        COVERAGE,
        needs=("party_links",),
    ),
    _fact("client_director", S, "that director", "任职企业最多的董事", NOT_YET),
)
