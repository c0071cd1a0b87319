"""Hits gained at review or above, and what else is known of their deals and clients."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from screening.impact.cohort import Cohort
from screening.impact.frame import frame
from screening.impact.reconsidered import Reconsidered
from screening.rulepack.answers import FIRST_HIT

_SEVERE = ("hold", "escalate", "review")
_SERIOUS = ("HOLD", "ESCALATE")
GAINS_SCHEMA: Mapping[str, pl.DataType] = {
    "rule_id": pl.String(),
    "client_id": pl.String(),
    "is_alone": pl.Boolean(),
    "was_serious": pl.Boolean(),
}


def severe_gains(decided: Reconsidered, cohort: Cohort, codes: pl.DataFrame) -> pl.DataFrame:
    """One row a hit gained by an active rule, at review or above after evidence (GAINS_SCHEMA)."""
    severe = decided.findings.filter(
        (pl.col("answer") == "hit")
        & (pl.col("status") == "active")
        & pl.col("severity").is_in(list(_SEVERE))
    )
    alone = severe.with_columns(is_alone=pl.len().over("deal_id") == 1)
    gained = [
        codes.filter(
            (pl.col(f"new_{i}") >= FIRST_HIT) & (pl.col(f"old_{i}").fill_null(0) < FIRST_HIT)
        ).select("row", rule_id=pl.lit(change.rule_id))
        for i, change in enumerate(cohort.changes)
        if change.after is not None
    ]
    rows = pl.concat([pl.DataFrame(schema={"row": pl.Int64, "rule_id": pl.String}), *gained])
    return (
        rows.join(decided.deals, on="row")
        .join(alone.select("deal_id", "rule_id", "is_alone"), on=["deal_id", "rule_id"])
        .with_columns(was_serious=pl.col("was_disposition").is_in(list(_SERIOUS)))
        .select(*GAINS_SCHEMA)
    )


def with_clients(con: duckdb.DuckDBPyConnection, gains: pl.DataFrame) -> pl.DataFrame:
    """The gains with is_client_clean: no other live deal of the client is held or escalated.

    A deal that names no client has no history to be clean.
    """
    if gains.is_empty():
        return gains.with_columns(is_client_clean=pl.lit(value=True))
    serious = frame(
        con,
        """SELECT client_id, count(*) AS n_serious
        FROM deal_result ANTI JOIN superseded USING (run_id, deal_id)
        WHERE disposition IN ('HOLD', 'ESCALATE') AND client_id IS NOT NULL GROUP BY client_id""",
    )
    others = pl.col("n_serious").fill_null(0) - pl.col("was_serious").cast(pl.Int64)
    joined = gains.join(serious, on="client_id", how="left")
    return joined.with_columns(is_client_clean=(others <= 0) & pl.col("client_id").is_not_null())
