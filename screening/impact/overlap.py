"""Which other rules hit the same deals as a rule that is tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import duckdb
import polars as pl

from screening.impact.ask import asked_again
from screening.impact.cohort import Cohort
from screening.impact.frame import frame
from screening.impact.stored_runs import Span
from screening.rulepack.answers import FIRST_HIT


def hits_shared_with(
    con: duckdb.DuckDBPyConnection, found: Sequence[Cohort], span: Span, rule_id: str
) -> dict[str, int]:
    """Deals the rule would hit that another rule of their run hit, by rule, most first."""
    shared: Counter[str] = Counter()
    for cohort in found:
        place = next((i for i, c in enumerate(cohort.changes) if c.rule_id == rule_id), None)
        if place is not None:
            hits = asked_again(con, cohort, span).filter(pl.col(f"new_{place}") >= FIRST_HIT)
            shared.update(_others(con, cohort, hits["row"]))
    return dict(sorted(shared.items(), key=lambda item: (-item[1], item[0])))


def _others(con: duckdb.DuckDBPyConnection, cohort: Cohort, rows: pl.Series) -> dict[str, int]:
    if rows.is_empty() or not cohort.packed:
        return {}
    counts = ", ".join(
        f"count(*) FILTER (answers[{position}] >= {FIRST_HIT})"
        for position in cohort.packed.values()
    )
    con.register("hit_rows", rows.alias("row").to_frame().to_arrow())
    query = f'SELECT {counts} FROM deal_result SEMI JOIN hit_rows ON rowid = "row"'  # noqa: S608
    counted = frame(con, query).row(0)
    con.unregister("hit_rows")
    return {rule: n for rule, n in zip(cohort.packed, counted, strict=True) if n}
