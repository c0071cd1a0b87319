"""Facts of like deals: the same trade the other way round, and the same trade once more."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, NOT_YET, B, N, S, of_family

_fact = of_family("likeness")

FACTS = (
    _fact(
        "n_mirror_deals",
        N,
        "deals of sixty days, of one commodity and within 2 % of its quantity, whose supplier is "
        "its buyer and whose buyer is its supplier",
        "镜像交易笔数",
        COVERAGE,
    ),
    _fact(
        "mirror_client_tie",
        S,
        "whose the closest of them is: the SAME client's, a SISTER's (tied to it, or both to one "
        "firm), OTHER",
        "镜像交易企业与本企业的关系",
        COVERAGE,
    ),
    _fact(
        "mirror_client_distance",
        N,
        "the same as a number: 0 the same client's, 1 a sister's, 2 another's",
        "镜像交易企业与本企业的距离",
        COVERAGE,
    ),
    _fact("mirror_other_deal", S, "the nearest of those", "最近的镜像交易", NOT_YET),
    _fact("mirror_days", N, "days between the two", "镜像交易间隔天数", NOT_YET, unit="days"),
    _fact("mirror_path", S, "the firms of both in order", "镜像交易双方路径", NOT_YET),
    _fact(
        "n_clone_deals",
        N,
        "other deals in the fullest thirty days around with its commodity, quantity, price and "
        "parcel: another number on the containers or the measured quantity of one voyage, or one "
        "bill that neither sales nor declared shares explain",
        "三十天内货物、数量、单价、船次均相同的其他业务笔数",
        COVERAGE,
        points_to="clone_document_id",
    ),
    _fact(
        "is_cloned_across_clients",
        B,
        "one like it within 180 days is of a client not tied to this one",
        "无关联企业之间存在相同业务",
        COVERAGE,
        points_to="clone_document_id",
    ),
    _fact("clone_other_deal", S, "the least of them", "相同的其他业务", NOT_YET),
    _fact("clone_document_id", S, "this deal's transport paper", "本业务的运输单据", NOT_YET),
)
