"""Evidence on file lowers a finding; the finding stays, with the reason code that lowered it."""

from __future__ import annotations

import polars as pl

from screening.rulepack import Policy
from screening.rulepack.answers import SEVERITIES

RANK = {severity: i for i, severity in enumerate(SEVERITIES)}  # 0 is the strongest


def lowered(findings: pl.DataFrame, facts: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The findings as they stand after evidence on file.

    `rule_severity` is what the rule alone says; severity, points and `lowered_by` are what is
    left. The first lowering of the policy that applies to the finding counts.
    """
    started = findings.with_columns(
        rule_severity=pl.col("severity"), lowered_by=pl.lit(None, pl.String)
    )
    if not policy.lowerings:
        return started
    evidence = pl.concat(
        facts.filter(pl.col(lowering.evidence)).select(
            "deal_id",
            rule_id=pl.lit(lowering.rule),
            place=pl.lit(place),
            code=pl.lit(lowering.reason_code),
            of=pl.lit(lowering.of),
            to_severity=pl.lit(lowering.severity),
            to_points=pl.lit(lowering.points, pl.Int64),
        )
        for place, lowering in enumerate(policy.lowerings)
    )
    key = ["deal_id", "rule_id"]
    found = started.select(*key, "severity")
    first = (
        evidence.join(found, on=key)
        .filter((pl.col("of") == "") | (pl.col("of") == pl.col("severity")))
        .sort(*key, "place")
        .unique(key, keep="first", maintain_order=True)
        .drop("severity", "of", "place")
    )
    joined = started.join(first, on=key, how="left", maintain_order="left")
    milder = pl.col("to_severity").replace_strict(RANK, default=None) > pl.col(
        "severity"
    ).replace_strict(RANK, default=None)
    applies = (pl.col("answer") == "hit") & milder.fill_null(value=False)
    return joined.with_columns(
        severity=pl.when(applies).then("to_severity").otherwise("severity"),
        points=pl.when(applies).then(pl.min_horizontal("to_points", "points")).otherwise("points"),
        lowered_by=pl.when(applies).then("code"),
    ).select(*findings.columns, "rule_severity", "lowered_by")
