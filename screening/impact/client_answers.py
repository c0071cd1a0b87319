"""Stored clients of some runs, with what their rules said, and judged again by other answers."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from screening.impact.ask import fact_items, packed_codes
from screening.impact.cohort import Cohort
from screening.impact.frame import frame
from screening.impact.stored_runs import LIVE_WITHIN, Span
from screening.rulepack import Rule
from screening.score import assess_clients
from screening.store.sql import quoted


def nobody(n: int) -> pl.Series:
    """Codes of n clients that were not asked."""
    return pl.repeat(None, n, dtype=pl.UInt8, eager=True)


def stored_clients(con: duckdb.DuckDBPyConnection, cohort: Cohort, span: Span) -> pl.DataFrame:
    """One row a result of a client with live deals in the span, with codes and facts.

    deal_id is its place (findings know no other key); `is_latest` marks the result that is live
    for its client and period; `n_live` counts the deals that inherit from it. Where the runs
    stored no facts of clients, those columns are missing.
    """
    wanted = [*cohort.rules, *(c.before_rule for c in cohort.changes if c.before_rule)]
    names = sorted({f for r in wanted for f in (*r.seen_facts, *r.companions)})
    facts = fact_items(names, cohort.known_facts)
    codes = [
        *packed_codes(cohort),
        *(
            f"{f'answers[{c.before.position}]' if c.before else 'NULL::UTINYINT'} AS old_{i}"
            for i, c in enumerate(cohort.changes)
        ),
    ]
    joined = (
        f"JOIN (SELECT {', '.join(['run_id', 'client_id', *facts])} "  # noqa: S608 - our schema
        f"FROM {quoted(cohort.fact_table)}) USING (run_id, client_id)"
        if cohort.known_facts
        else ""
    )
    query = f"""SELECT row_number() OVER (ORDER BY client_id, run_id)::VARCHAR AS deal_id, *
        FROM ({RESULTS.format(codes="".join(f", {c}" for c in codes))}) {joined}
        WHERE list_contains($runs, run_id) ORDER BY client_id, run_id"""  # noqa: S608
    return frame(con, query, {**span.bounds, "runs": list(cohort.runs)})


_LIVE_CLIENTS = f"SELECT run_id, client_id, count(*) AS n_live {LIVE_WITHIN} GROUP BY ALL"
RESULTS = f"""SELECT run_id, client_id, period, disposition AS was_disposition,
        deal_points AS was_deal_points, why AS was_why, n_live,
        row_number() OVER (PARTITION BY client_id, period ORDER BY run_no DESC) = 1 AS is_latest
        {{codes}}
    FROM client_result JOIN (SELECT run_id, run_no FROM run) USING (run_id)
    JOIN ({_LIVE_CLIENTS}) USING (run_id, client_id)"""  # noqa: S608 - constants of our own


def codes_now(rows: pl.DataFrame, again: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """deal_id and one column a rule: asked again where it changed, else as packed."""
    codes = [
        again[r.id] if r.id in again.columns else rows[f"code_{i}"].alias(r.id)
        for i, r in enumerate(rules)
    ]
    return pl.DataFrame([rows["deal_id"], *codes])


def judged_again(
    rows: pl.DataFrame, codes: pl.DataFrame, said: pl.DataFrame, cohort: Cohort
) -> pl.DataFrame:
    """The rows' results before and after, by the function that screening itself uses."""
    judged = assess_clients(
        rows.select(client_id="deal_id"),
        codes.rename({"deal_id": "client_id"}),
        said.rename({"deal_id": "client_id"}),
        cohort.policy,
        cohort.rules,
        "",
    )
    after = judged.clients.select("disposition", "deal_points", "why", deal_id="client_id")
    return rows.select(*_BEFORE).join(after, on="deal_id", how="left", maintain_order="left")


_BEFORE = ("deal_id", "run_id", "client_id", "period", "n_live", "is_latest", "was_disposition",
           "was_deal_points", "was_why")  # fmt: skip
