"""Changed rules asked again, inside DuckDB, beside what the store has packed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import polars as pl

from screening.impact.cohort import Change, Cohort, typed_null
from screening.impact.frame import frame
from screening.impact.stored_runs import LIVE_WITHIN, Span
from screening.rulepack import Rule, code_sql
from screening.store.sql import quoted


def asked_again(con: duckdb.DuckDBPyConnection, cohort: Cohort, span: Span) -> pl.DataFrame:
    """One row a live deal of the cohort: its places in the store, and its answer codes.

    `row` is its place in deal_result, `fact_row` in the table of facts. For the i-th change
    `old_i` is the stored code and `new_i` what it would answer now, null where no such rule was
    or would be asked. Deals without stored facts are not there.
    """
    stored = f"SELECT rowid AS row, run_id, deal_id {_listed(_old(cohort))} {LIVE_WITHIN}"
    table, new = quoted(cohort.fact_table), _listed(_new(cohort))
    asked = f"SELECT rowid AS fact_row, run_id, deal_id {new} FROM {table}"  # noqa: S608
    names = _listed(code_names(len(cohort.changes)))
    query = f"""SELECT row, fact_row {names} FROM ({stored} AND {_OF_COHORT})
        JOIN ({asked} WHERE {_OF_COHORT}) USING (run_id, deal_id)"""  # noqa: S608
    return frame(con, query, {**span.bounds, "runs": list(cohort.runs)})


def packed_codes(cohort: Cohort) -> list[str]:
    """A select item over deal_result a rule whose packed answer stands: code_0, code_1, ..."""
    return [
        f"answers[{cohort.packed[r.id]}] AS code_{i}"
        for i, r in enumerate(cohort.rules)
        if r.id in cohort.packed
    ]


def changed_codes(cohort: Cohort) -> list[str]:
    """A select item over the facts a rule that is asked again; numbered like `packed_codes`."""
    return [
        f"{_code(r)} AS code_{i}" for i, r in enumerate(cohort.rules) if r.id not in cohort.packed
    ]


def code_names(n: int) -> list[str]:
    """Names of the code columns of n changes."""
    return [name for i in range(n) for name in (f"old_{i}", f"new_{i}")]


def fact_items(facts: Iterable[str], known: frozenset[str]) -> list[str]:
    """A select item a fact: as stored, or missing where the catalogue did not have it."""
    return [quoted(f) if f in known else f"{typed_null(f)} AS {quoted(f)}" for f in facts]


_OF_COHORT = "list_contains($runs, run_id)"


def _old(cohort: Cohort) -> list[str]:
    return [
        f"{f'answers[{c.before.position}]' if c.before else 'NULL::UTINYINT'} AS old_{i}"
        for i, c in enumerate(cohort.changes)
    ]


def _new(cohort: Cohort) -> list[str]:
    return [f"{_asked(c)} AS new_{i}" for i, c in enumerate(cohort.changes)]


def _asked(change: Change) -> str:
    return _code(change.after) if change.after else "NULL::UTINYINT"


def _code(rule: Rule) -> str:
    return f"CAST({code_sql(rule)} AS UTINYINT)"


def _listed(items: Sequence[str]) -> str:
    return "".join(f", {item}" for item in items)
