"""Changed rules asked again of stored facts, beside what the store has packed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb
import polars as pl

from screening.impact.cohort import Cohort, typed_null
from screening.impact.frame import frame
from screening.impact.stored_runs import WITHIN, Span
from screening.rulepack import Rule, answer_codes, code_sql
from screening.store.sql import quoted


def asked_again(con: duckdb.DuckDBPyConnection, cohort: Cohort, span: Span) -> pl.DataFrame:
    """One row a live deal of the cohort: its places in the store, and its answer codes.

    `row` is its place in deal_result, `fact_row` in the table of facts. For the i-th change
    `old_i` is the stored code and `new_i` what it would answer now, null where no such rule was
    or would be asked. Deals without stored facts are not there.
    """
    where = _where(con, cohort)
    stored, asked = _stored(con, cohort, span, where), _asked(con, cohort, where)
    if _stand_alike(con, cohort, where):
        both = stored.hstack(asked)
    else:
        pairs = frame(con, _pairs(cohort, where), {"runs": list(cohort.runs)})
        both = stored.join(pairs, on="row").join(asked, on="fact_row")
    return both.filter("is_wanted").select("row", "fact_row", *code_names(len(cohort.changes)))


def _where(con: duckdb.DuckDBPyConnection, cohort: Cohort) -> str:
    """Which rows are of the cohort's runs, as SQL over $runs; all, where there is no other run."""
    (n,) = con.execute("SELECT count(*) FROM run").fetchall()[0]
    return "$runs IS NOT NULL" if n == len(cohort.runs) else "list_contains($runs, run_id)"


def _in_order(rows: pl.DataFrame, by: str) -> pl.DataFrame:
    return rows if rows[by].is_sorted() else rows.sort(by)


def _stored(con: duckdb.DuckDBPyConnection, cohort: Cohort, span: Span, where: str) -> pl.DataFrame:
    """One row a stored deal of the runs, in the order stored: old codes, and whether it counts."""
    bound = {"runs": list(cohort.runs)}
    found = frame(
        con,
        f"""SELECT rowid AS row, {WITHIN} AS is_wanted {_listed(_old(cohort))}
        FROM deal_result WHERE {where}""",  # noqa: S608 - names of our schema
        {**span.bounds, **bound},
    )
    found = _in_order(found, "row")
    gone = frame(
        con,
        f"""SELECT rowid AS row FROM deal_result SEMI JOIN superseded USING (run_id, deal_id)
        WHERE {where}""",  # noqa: S608
        bound,
    )
    if gone.is_empty():
        return found
    is_live = ~pl.col("row").is_in(gone["row"].implode())
    return found.with_columns(is_wanted=pl.col("is_wanted") & is_live)


def _asked(con: duckdb.DuckDBPyConnection, cohort: Cohort, where: str) -> pl.DataFrame:
    """One row a deal with stored facts of the runs, in the order stored: new codes."""
    table = quoted(cohort.fact_table)
    rules = [c.after for c in cohort.changes if c.after is not None]
    facts = sorted({f for r in rules for f in r.condition_facts})
    items = ", ".join(["rowid AS fact_row", *fact_items(facts, cohort.known_facts)])
    (last,) = con.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchall()[0]  # noqa: S608
    query = f"""SELECT {items} FROM {table} WHERE {where}
        AND rowid >= $first AND rowid < $first + {_DEALS_AT_ONCE}"""  # noqa: S608
    runs = list(cohort.runs)
    parts = (
        frame(con, query, {"runs": runs, "first": n}) for n in range(0, last + 1, _DEALS_AT_ONCE)
    )
    return _in_order(pl.concat([_answered(part, cohort) for part in parts]), "fact_row")


def _answered(part: pl.DataFrame, cohort: Cohort) -> pl.DataFrame:
    """The places of these facts and a code a change, by the function that screening uses."""
    answers = answer_codes(part, [c.after for c in cohort.changes if c.after is not None])
    nobody = pl.lit(None, pl.UInt8)
    codes = [
        (answers[c.rule_id] if c.after else nobody).alias(f"new_{i}")
        for i, c in enumerate(cohort.changes)
    ]
    return part.select("fact_row", *codes)


def _stand_alike(con: duckdb.DuckDBPyConnection, cohort: Cohort, where: str) -> bool:
    """Whether results and facts of the runs stand in one order, as they are written.

    Then no join of keys is needed. They do not where facts were taken away.
    """
    keys = f"FROM {{}} WHERE {where}"
    query = f"""SELECT count(*) FROM (SELECT run_id, deal_id {keys.format("deal_result")})
        POSITIONAL JOIN (SELECT run_id AS r, deal_id AS d {keys.format(quoted(cohort.fact_table))})
        WHERE run_id IS DISTINCT FROM r OR deal_id IS DISTINCT FROM d"""  # noqa: S608
    (n,) = con.execute(query, {"runs": list(cohort.runs)}).fetchall()[0]
    return bool(n == 0)


def _pairs(cohort: Cohort, where: str) -> str:
    """Places of results and of facts of the same deals."""
    return f"""SELECT row, fact_row
        FROM (SELECT rowid AS row, run_id, deal_id FROM deal_result WHERE {where})
        JOIN (SELECT rowid AS fact_row, run_id, deal_id FROM {quoted(cohort.fact_table)}
              WHERE {where}) USING (run_id, deal_id)"""  # noqa: S608


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


_DEALS_AT_ONCE = 1_000_000


def _old(cohort: Cohort) -> list[str]:
    return [
        f"{f'answers[{c.before.position}]' if c.before else 'NULL::UTINYINT'} AS old_{i}"
        for i, c in enumerate(cohort.changes)
    ]


def _code(rule: Rule) -> str:
    return f"CAST({code_sql(rule)} AS UTINYINT)"


def _listed(items: Sequence[str]) -> str:
    return "".join(f", {item}" for item in items)
