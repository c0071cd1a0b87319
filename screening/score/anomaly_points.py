"""What an odd deal adds to its total: steps of the percentile, by the policy."""

from __future__ import annotations

import polars as pl

from screening.rulepack import Policy

IN_FORCE = "in_force"


def anomaly_points(scored: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """One row a deal whose percentile reaches a step of the policy: deal_id, points.

    `scored` is `deal_anomaly`; a model in shadow adds nothing. The highest step reached counts,
    and steps only rise, so an odder deal never adds less; the policy's cap is their end.
    """
    points = pl.lit(0, pl.Int64)
    for step in policy.anomaly_steps:
        points = (
            pl.when(pl.col("percentile") >= step.percentile).then(step.points).otherwise(points)
        )
    told = scored.filter(pl.col("role") == IN_FORCE).select(
        "deal_id", points=pl.min_horizontal(points.cast(pl.Int64), policy.anomaly_cap)
    )
    return told.filter(pl.col("points") > 0)
