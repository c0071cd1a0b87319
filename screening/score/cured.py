"""A finding that was put right stays, and no longer decides (domain 4.3)."""

from __future__ import annotations

import polars as pl

from screening.schema.results import CURED
from screening.score.lowering import RANK


def cured(findings: pl.DataFrame, cures: pl.DataFrame) -> pl.DataFrame:
    """The findings after cures: a cured one stays, as a note without points, lowered by CURED.

    A cure covers the finding it was accepted for: the same rule on the same paper and payment,
    no more severe by the rule alone than it was then.
    """
    if cures.is_empty():
        return findings
    key = ["deal_id", "rule_id", "document_id", "payment_id"]
    worst = cures.with_columns(
        covers=pl.col("severity").replace_strict(RANK, return_dtype=pl.Int64)
    )
    joined = findings.join(
        worst.group_by(key).agg(pl.col("covers").min()),
        on=key,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    own = pl.col("rule_severity").replace_strict(RANK, default=None, return_dtype=pl.Int64)
    applies = ((pl.col("answer") == "hit") & (own >= pl.col("covers"))).fill_null(value=False)
    return joined.with_columns(
        severity=pl.when(applies).then(pl.lit("note")).otherwise("severity"),
        points=pl.when(applies).then(pl.lit(0, pl.Int64)).otherwise("points"),
        lowered_by=pl.when(applies).then(pl.lit(CURED)).otherwise("lowered_by"),
    ).select(findings.columns)
