"""The same answers as SQL: what DuckDB runs when stored answers are replayed."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import polars as pl

from screening.rulepack.answers import CAUSE_CODES, FIRST_HIT, NOT_APPLICABLE, PASS
from screening.rulepack.blame import Blame, Guard, blames_for, causes_of, folded
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
    cases += [(_blamed(blames_for(rule, c)), CAUSE_CODES[c]) for c in stronger]
    whens = "\n".join(f"  WHEN {case} THEN {number}" for case, number in cases)
    return f"CASE\n{whens}\n  ELSE {CAUSE_CODES[weakest]}\nEND"


def _blamed(found: Sequence[Blame]) -> str:
    """Whether one of these facts is missing where it would decide; never null."""
    return folded(found, lambda fact: f"{fact} IS NULL", _guarded, " OR ".join)


def _guarded(guard: Guard, inside: str) -> str:
    asked = "IS NULL" if guard.is_open else "IS NOT TRUE"
    return f"(({guard.formula.sql}) {asked} AND ({inside}))"


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
