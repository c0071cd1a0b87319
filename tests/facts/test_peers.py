"""The fence around the prices of like deals of before, and what lies beyond it."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from screening.facts.peers import LEAST
from screening.linking import History
from screening.schema.results import PRICE_USE
from tests.one_deal import FactRow, Rows, fact_row, honest, screened


def peer(i: int, **more: Any) -> dict[str, Any]:
    """A purchase of copper from Chile to the Netherlands in January, 9,000 and up USD a tonne."""
    row = {"run_id": "r0", "deal_id": f"A{i:02}", "document_id": f"A{i:02}-BC", "line_no": 1}
    row |= {"leg": "buy", "hs6": "740311", "lane": "CL-NL", "base_unit": "KGM"}
    row |= {"priced_on": date(2025, 1, 5), "recorded_on": date(2025, 1, 31)}
    return row | {"price_month": "7403:2025-01", "price_micro": 9_000_000 + 100_000 * i} | more


def asked(rows: Rows, *peers: dict[str, Any]) -> FactRow:
    """The facts of the deal, its purchase struck on 2025-02-15, after those prices."""
    frame = pl.DataFrame([{c: p.get(c) for c in PRICE_USE.dtypes} for p in peers])
    return fact_row(rows, past=History.of({"price_use": PRICE_USE.shape(frame)}))


def bought(price: int) -> Rows:
    """The honest deal without a reference, its purchase at that price and its sale unpriced."""
    rows = honest()
    del rows["reference_prices"]
    rows["goods_lines"] = [rows["goods_lines"][0] | {"unit_price": price}]
    return rows


def test_the_fence_follows_each_half_of_the_box() -> None:
    # 20 prices from 9.0 up by tenths: Q1 9.4, median 9.9, Q3 10.5 USD a kilogram
    twenty = [peer(i) for i in range(LEAST)]
    above, below = asked(bought(12_300), *twenty), asked(bought(8_400), *twenty)
    assert above["peer_fence_multiple"] == 1.5  # 1.8 above Q3, over twice 0.6
    assert below["peer_fence_multiple"] == 1.0  # 1.0 below Q1, over twice 0.5
    assert (above["n_price_peers"], above["price_peer_group"]) == (20, "hs6_lane")
    assert (above["peer_q1_usd"], above["peer_median_usd"], above["peer_q3_usd"]) == (
        9400.0,
        9900.0,
        10500.0,
    )
    assert above["peer_price_document_id"] == "D1-BC"
    assert above["value_shifted_usd"] == 180_000.0  # 100 t at 1,800
    assert (above["value_shifted_ratio"], above["value_shift_leg"]) == (0.171429, "buy")
    assert above["value_shift_source"] == "peers"
    assert below["value_shifted_usd"] == 0.0  # a cheap purchase moves nothing abroad
    inside = asked(bought(9_500), *twenty)
    assert (inside["peer_fence_multiple"], inside["value_shifted_usd"]) == (0.0, 0.0)


def test_too_few_peers_are_widened_and_never_guessed() -> None:
    few = [peer(i) for i in range(LEAST - 1)]
    assert asked(bought(9_500), *few)["peer_fence_multiple"] is None
    twice = peer(0, line_no=2)  # a second line of one deal is no further peer
    assert asked(bought(9_500), *few, twice)["n_price_peers"] is None
    heading = peer(19, hs6="740319")
    assert asked(bought(9_500), *few, heading)["price_peer_group"] == "hs4_lane"
    other_lane = peer(19, lane="PE-NL")
    assert asked(bought(9_500), *few, other_lane)["price_peer_group"] == "hs4"
    for unlike in (
        {"leg": "sell"},
        {"base_unit": "LTR"},
        {"hs6": "750210"},
        {"priced_on": date(2025, 2, 1)},  # the month of the price itself
        {"priced_on": date(2024, 10, 31)},  # more than a quarter before
    ):
        assert asked(bought(9_500), *few, peer(19, **unlike))["n_price_peers"] is None


def test_a_move_of_the_market_is_no_finding() -> None:
    rows = honest()
    rows["goods_lines"] = rows["goods_lines"][:1]
    half = {"price_micro": 4_500_000, "ratio_micro": 990_000}  # the market was at half
    said = asked(rows, *(peer(i, **half) for i in range(LEAST)))
    assert said["peer_fence_multiple"] < 0.1
    without = {"price_micro": 4_500_000}
    assert asked(rows, *(peer(i, **without) for i in range(LEAST)))["peer_fence_multiple"] > 3


def test_what_is_recorded_for_later() -> None:
    rows = honest()
    rows["goods_lines"][1] |= {"quantity": -100}  # nobody's peer: its invoice stands in
    kept = screened(rows).tables["price_use"]
    assert kept.select("document_id", "leg", "price_micro", "lane", "price_month").rows() == [
        ("D1-BC", "buy", 9_000_000, "CL-NL", "7403:2025-02"),
        ("D1-SI", "sell", 9_180_000, "CL-NL", "7403:2025-02"),
    ]
    assert kept["ratio_micro"].to_list() == [989_011, 1_008_791]
    assert kept["recorded_on"].unique().to_list() == [date(2025, 12, 31)]


def test_prices_recorded_on_the_day_of_decision_are_not_seen() -> None:
    day, other = date(2025, 3, 31), date(2025, 3, 30)
    frame = pl.DataFrame(
        [
            {c: p.get(c) for c in PRICE_USE.dtypes}
            for p in (
                peer(0, recorded_on=day),
                peer(1, recorded_on=other),
                peer(1, recorded_on=date(2025, 3, 1), run_id="r9", price_micro=1),
            )
        ]
    )
    past = History.of({"price_use": PRICE_USE.shape(frame)})
    assert past.before(day).uses["price_use"]["price_micro"].to_list() == [9_100_000]
    assert past.before(other).uses["price_use"]["price_micro"].to_list() == [1]
