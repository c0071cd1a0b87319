"""Example deals told: what the changed rules said of them and would say, with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb
import polars as pl

from screening.impact.ask import fact_items
from screening.impact.cohort import Cohort
from screening.impact.frame import frame
from screening.rulepack import Rule, findings
from screening.rulepack.examples import shown_answer
from screening.store.sql import quoted


@dataclass(frozen=True, slots=True)
class Saying:
    """One rule's answer on one deal; reasons are empty where there is no hit to explain."""

    answer: str
    reason: str = ""
    reason_zh: str = ""


NOT_ASKED = Saying("not asked")


@dataclass(frozen=True, slots=True)
class ToldDeal:
    """An example deal: its id, and what each changed rule said (then, now) by rule id."""

    deal_id: str
    rules: Mapping[str, tuple[Saying, Saying]]


def told_deals(
    con: duckdb.DuckDBPyConnection, cohort: Cohort, codes: pl.DataFrame, rows: Iterable[int]
) -> dict[int, ToldDeal]:
    """The deals in these rows of deal_result, by row; `codes` is what `asked_again` gave."""
    chosen = codes.filter(pl.col("row").is_in(sorted(set(rows)))).sort("row")
    if chosen.is_empty():
        return {}
    old = [(i, c.before_rule) for i, c in enumerate(cohort.changes) if c.before_rule]
    new = [(i, c.after) for i, c in enumerate(cohort.changes) if c.after]
    facts = _facts(con, cohort, chosen, [r for _, r in (*old, *new)])
    then = _sayings(facts, chosen, "old", old)
    now = _sayings(facts, chosen, "new", new)
    ids = [c.rule_id for c in cohort.changes]
    return {
        row: ToldDeal(
            own_id,
            {i: (then.get((place, i), NOT_ASKED), now.get((place, i), NOT_ASKED)) for i in ids},
        )
        for place, (row, own_id) in enumerate(zip(chosen["row"], facts["own_id"], strict=True))
    }


def _facts(
    con: duckdb.DuckDBPyConnection, cohort: Cohort, chosen: pl.DataFrame, rules: Sequence[Rule]
) -> pl.DataFrame:
    """One row a chosen deal, in order of row: deal_id (its place), own_id and all facts shown."""
    names = sorted({f for r in rules for f in (*r.seen_facts, *r.companions)})
    items = ", ".join(["rowid AS fact_row", *fact_items(names, cohort.known_facts)])
    con.register("chosen_rows", chosen.select("row", "fact_row").to_arrow())
    query = f"""SELECT * FROM (FROM chosen_rows)
        JOIN (SELECT rowid AS row, deal_id AS own_id FROM deal_result
              SEMI JOIN chosen_rows ON rowid = chosen_rows.row) USING (row)
        JOIN (SELECT {items} FROM {quoted(cohort.fact_table)}
              SEMI JOIN chosen_rows ON rowid = chosen_rows.fact_row) USING (fact_row)
        ORDER BY row"""  # noqa: S608 - names of our schema
    facts = frame(con, query)
    con.unregister("chosen_rows")
    return facts.with_row_index("place").with_columns(deal_id=pl.col("place").cast(pl.String))


def _sayings(
    facts: pl.DataFrame, chosen: pl.DataFrame, side: str, rules: Sequence[tuple[int, Rule]]
) -> dict[tuple[int, str], Saying]:
    """What each rule says of each deal, by its place and the rule's id."""
    codes = chosen.select(pl.col(f"{side}_{i}").fill_null(0).alias(r.id) for i, r in rules)
    asked = [r for _, r in rules]
    said = {
        (place, r.id): Saying(shown_answer(r, code))
        for r in asked
        for place, code in enumerate(codes[r.id])
    }
    found = findings(facts, codes, asked, absent_tables=frozenset())
    for deal_id, rule_id, reason, reason_zh in found.select(
        "deal_id", "rule_id", "reason", "reason_zh"
    ).iter_rows():
        key = (int(deal_id), rule_id)
        said[key] = Saying(said[key].answer, reason or "", reason_zh or "")
    return said
