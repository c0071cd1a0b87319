"""Facts of peers: prices against like deals struck before, and the value shifted by them."""

from __future__ import annotations

from screening.schema.fact import COVERAGE, D, N, S, of_family

_fact = of_family("peers")

FACTS = (
    _fact(
        "peer_fence_multiple",
        D,
        "the k of the skew-adjusted fence around the peers' prices that a price lies on, the "
        "farthest; nought within the middle half",
        "单价偏离同类业务四分位围栏的倍数,取最大",
        COVERAGE,
        points_to="peer_price_document_id",
    ),
    _fact(
        "peer_unit_price_usd",
        D,
        "that price, FOB",
        "偏离同类业务最远的离岸单价",
        COVERAGE,
        unit="USD a unit of the paper",
    ),
    _fact(
        "peer_q1_usd",
        D,
        "first quartile of its peers",
        "同类业务单价第一四分位数",
        COVERAGE,
        unit="USD a unit of the paper",
    ),
    _fact(
        "peer_median_usd",
        D,
        "median of its peers",
        "同类业务单价中位数",
        COVERAGE,
        unit="USD a unit of the paper",
    ),
    _fact(
        "peer_q3_usd",
        D,
        "third quartile of its peers",
        "同类业务单价第三四分位数",
        COVERAGE,
        unit="USD a unit of the paper",
    ),
    _fact("n_price_peers", N, "deals among its peers", "同类业务笔数", COVERAGE),
    _fact(
        "price_peer_group",
        S,
        "what its peers share: commodity and lane, heading and lane, or heading",
        "同类业务的范围",
        COVERAGE,
    ),
    _fact(
        "peer_price_document_id", S, "the paper with that price", "载有该偏离单价的单证", COVERAGE
    ),
    _fact(
        "value_shifted_usd",
        D,
        "purchases above the third quartile and sales below the first, times quantity",
        "高于上四分位采购与低于下四分位销售转移的价值",
        COVERAGE,
        unit="USD",
        points_to="value_shift_document_id",
    ),
    _fact(
        "value_shifted_ratio",
        D,
        "how far the line that shifts most lies beyond its quartile, over the quartile",
        "转移价值最大一行超出四分位数的比例",
        COVERAGE,
        unit="ratio",
        points_to="value_shift_document_id",
    ),
    _fact("value_shift_leg", S, "leg of that line", "转移价值最大一行所在侧", COVERAGE),
    _fact(
        "value_shift_source",
        S,
        "whose quartiles: those of the peers, or of the published reference",
        "四分位数来源",
        COVERAGE,
    ),
    _fact(
        "value_shift_document_id", S, "the paper with that line", "转移价值最大一行的单证", COVERAGE
    ),
)
