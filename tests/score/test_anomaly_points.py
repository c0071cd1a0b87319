"""Points of the percentile: steps that never fall, a cap, nothing for a model in shadow."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from screening.rulepack.policy import AnomalyStep
from screening.score.addends import addends
from screening.score.anomaly_points import anomaly_points
from tests.score.made import small_policy

STEPS = (AnomalyStep(95.0, 3), AnomalyStep(99.0, 8))


def scored(*percentiles: float, role: str = "in_force") -> pl.DataFrame:
    ids = [f"D{i}" for i in range(len(percentiles))]
    return pl.DataFrame(
        {"deal_id": ids, "percentile": pl.Series(percentiles, dtype=pl.Float64)}
    ).with_columns(role=pl.lit(role))


def test_the_highest_step_reached_counts() -> None:
    policy = replace(small_policy(), anomaly_steps=STEPS)
    told = anomaly_points(scored(0, 94.9999, 95, 98.9, 99, 100), policy)
    assert told.rows() == [("D2", 3), ("D3", 3), ("D4", 8), ("D5", 8)]
    capped = replace(policy, anomaly_cap=5)
    assert anomaly_points(scored(99), capped)["points"].to_list() == [5]
    assert anomaly_points(scored(99, role="shadow"), policy).is_empty()
    assert anomaly_points(scored(99), replace(policy, anomaly_steps=())).is_empty()


def test_every_deal_has_one_anomaly_addend() -> None:
    policy = replace(small_policy(), anomaly_steps=STEPS)
    hits = pl.DataFrame(
        schema={
            **dict.fromkeys(("deal_id", "rule_id", "rule_group", "typology"), pl.String),
            "points": pl.Int64,
        }
    )
    odd = anomaly_points(scored(10, 99), policy)
    told = addends(pl.Series("deal_id", ["D0", "D1"]), hits, policy, odd)
    assert told.filter(kind="anomaly").select("deal_id", "full_points", "points").rows() == [
        ("D0", 0, 0),
        ("D1", 8, 8),
    ]
