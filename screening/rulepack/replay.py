"""The same answers as SQL: what DuckDB runs when stored answers are replayed."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from screening.rulepack.answers import CAUSE_CODES, FIRST_HIT, NOT_APPLICABLE, PASS
from screening.rulepack.blame import Blame, blames_for, causes_of
from screening.rulepack.rule import Rule


def code_sql(rule: Rule) -> str:
    """One CASE expression over fact columns that gives the rule's answer code."""
    applies = rule.applies_formula
    cases = [(f"NOT {rule.when_formula.sql}", PASS)]
    if applies is not None:
        cases.insert(0, (f"NOT {applies.sql}", NOT_APPLICABLE))
    for i, tier in enumerate(rule.tiers):
        asked = "" if applies is None else f"{applies.sql} AND "
        cases.append((f"{asked}{tier.formula.sql}", FIRST_HIT + i))
    *stronger, weakest = causes_of(rule)
    for cause in stronger:
        blamed = " OR ".join(_blamed(b) for b in blames_for(rule, cause))
        cases.append((blamed, CAUSE_CODES[cause]))
    whens = "\n".join(f"  WHEN {case} THEN {number}" for case, number in cases)
    return f"CASE\n{whens}\n  ELSE {CAUSE_CODES[weakest]}\nEND"


def _blamed(blame: Blame) -> str:
    parts = [f"{blame.fact} IS NULL", *(f"{f.sql} IS NULL" for f in blame.around)]
    return f"({' AND '.join(parts)})"


def closed_duckdb() -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory that can reach no file, no network and no other setting."""
    connection = duckdb.connect(":memory:", config={"threads": 2})
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def replayed_codes(facts: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """What `answer_codes` gives, asked of DuckDB: one row a deal, one UInt8 column a rule."""
    if not rules:
        return pl.DataFrame(height=facts.height)
    columns = ", ".join(f'CAST({code_sql(r)} AS UTINYINT) AS "{r.id}"' for r in rules)
    connection = closed_duckdb()
    try:
        connection.register("facts", facts.with_row_index("row_no").to_arrow())
        query = f"SELECT {columns} FROM facts ORDER BY row_no"  # noqa: S608 - checked rules only
        return pl.DataFrame(connection.sql(query).to_arrow_table())
    finally:
        connection.close()
