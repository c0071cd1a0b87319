"""Deals whose answers changed, decided again by the functions that screening itself uses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from screening.impact.ask import changed_codes, fact_items, packed_codes
from screening.impact.cohort import Cohort
from screening.impact.frame import frame
from screening.impact.payments import PAYMENT_SHARES
from screening.rulepack import Pack, Rule, findings
from screening.schema import FACTS, TABLES
from screening.schema.record import CURES, Record
from screening.score import assess, payment_decisions
from screening.store.sql import quoted

_DEALS_AT_ONCE = 250_000
_ANY_DAY = date(2000, 1, 1)  # duties alone ask the day, and none are asked for here
_UNSAID = "-"


@dataclass(frozen=True, slots=True)
class Reconsidered:
    """Decisions before and after.

    `deals`: one row a deal: `row` of deal_result, the key as deal_id, own_id, run_id, client_id,
    disposition, rule_points and why, each also as was_... `findings`: one row a finding after
    (deal_id is the key). `payments`: one row a run and waiting payment (run_id, payment_id,
    decision, was_decision).
    """

    deals: pl.DataFrame
    findings: pl.DataFrame
    payments: pl.DataFrame


def reconsidered(
    con: duckdb.DuckDBPyConnection, cohort: Cohort, chosen: pl.DataFrame
) -> Reconsidered:
    """What becomes of the deals in these rows (row, fact_row), and of payments they share.

    A deal id may stand in several runs, so rows of the store serve as ids while this is decided.
    Deals that share a waiting payment with one of them are decided too, as the payment's decision
    is the strictest of all of them.
    """
    deals = _of(con, "chosen", chosen, _DEALS)
    waiting = _of(con, "chosen", deals, _WAITING)
    others = (
        waiting.select("run_id", "deal_id")
        .unique()
        .join(deals, on=["run_id", "deal_id"], how="anti")
    )
    wanted = deals.select("row").join(chosen, on="row")
    if others.height:
        named = _of(con, "others", others, _places(cohort))
        deals = pl.concat([deals, named.select(deals.columns)])
        wanted = pl.concat([wanted, named.select(wanted.columns)])
    parts = [_decided(con, cohort, part) for part in _in_parts(wanted.sort("row"))]
    keys = deals.select("run_id", "deal_id", key=pl.col("row").cast(pl.String))
    after = pl.concat([d for d, _ in parts])
    found = pl.concat([f for _, f in parts])
    keyed = waiting.join(keys, on=["run_id", "deal_id"])
    return Reconsidered(after, found, _payments(keyed, found, after, cohort))


def _of(con: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame, query: str) -> pl.DataFrame:
    """The rows of a query over these, known to it by that name."""
    con.register(name, rows.to_arrow())
    found = frame(con, query)
    con.unregister(name)
    return found


_DEALS = """SELECT rowid AS row, run_id, deal_id FROM deal_result
    SEMI JOIN chosen ON rowid = "row" """
_WAITING = f"""WITH shares AS MATERIALIZED ({PAYMENT_SHARES}),
    paid AS (
        SELECT DISTINCT run_id, payment_id FROM shares SEMI JOIN chosen USING (run_id, deal_id))
    SELECT run_id, s.deal_id, p.payment_id AS own_payment_id, p.row::VARCHAR AS payment_id,
           p.direction, p.amount, p.currency, p.requested_at, p.decision AS was_decision
    FROM shares AS s SEMI JOIN paid USING (run_id, payment_id)
    JOIN (SELECT rowid AS row, * FROM payment_decision) AS p USING (run_id, payment_id)
    ORDER BY p.row, s.deal_id"""  # noqa: S608 - constants of our own


def _places(cohort: Cohort) -> str:
    """The rows of deals given by run and id."""
    return f"""SELECT row, fact_row, run_id, deal_id
        FROM (SELECT rowid AS row, run_id, deal_id FROM deal_result
              SEMI JOIN others USING (run_id, deal_id))
        JOIN (SELECT rowid AS fact_row, run_id, deal_id FROM {quoted(cohort.fact_table)}
              SEMI JOIN others USING (run_id, deal_id)) USING (run_id, deal_id)"""  # noqa: S608


def _in_parts(wanted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The deals in parts that bound memory; at least one part, if an empty one."""
    yield from wanted.iter_slices(_DEALS_AT_ONCE) if wanted.height else [wanted]


def _decided(
    con: duckdb.DuckDBPyConnection, cohort: Cohort, wanted: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    rules = [_silent(r) for r in cohort.rules]
    policy = replace(cohort.policy, duties=())
    record = _record(con, wanted)
    facts = _facts_to_decide(cohort, frozenset(record.cures["rule_id"]))
    rows = _of(con, "wanted", wanted, _query(cohort, facts)).sort("deal_id")
    shown = [f for r in rules for f in (*r.seen_facts, *r.companions)]
    untold = dict.fromkeys(f for f in shown if f not in facts)
    wide = rows.with_columns(pl.lit(None, FACTS[f].type.dtype).alias(f) for f in untold)
    codes = rows.select(pl.col(f"code_{i}").alias(r.id) for i, r in enumerate(rules))
    found = findings(wide, codes, rules, absent_tables=cohort.absent)
    pack = Pack(tuple(rules), policy, Path())
    judged = assess(
        wide,
        codes.with_columns(rows["deal_id"]),
        found,
        pack,
        rules,
        _ANY_DAY,
        TABLES["calendar"].empty(),
        record,
    )
    after = judged.deals.select("deal_id", "disposition", "rule_points", "why", "unasked_groups")
    return rows.select(*_BEFORE).join(after, on="deal_id", how="left"), judged.findings


def _record(con: duckdb.DuckDBPyConnection, wanted: pl.DataFrame) -> Record:
    """The accepted cures of the wanted deals, whose keys are rows of the store."""
    tables = con.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    if ("cure",) not in tables:  # a store that nobody has written to since cures are kept
        return Record.none()
    cures = _of(con, "wanted", wanted, _CURES)
    return replace(Record.none(), cures=cures.select(pl.col(n).cast(t) for n, t in CURES.items()))


_CURES = """SELECT DISTINCT w.row::VARCHAR AS deal_id, c.rule_id, c.document_id, c.payment_id,
           c.severity
    FROM wanted AS w JOIN (SELECT rowid AS row, deal_id FROM deal_result) AS d USING (row)
    JOIN cure AS c USING (deal_id) WHERE c.status = 'accepted' ORDER BY ALL"""

_BEFORE = (
    "row",
    "deal_id",
    "run_id",
    "own_id",
    "client_id",
    "was_disposition",
    "was_rule_points",
    "was_why",
)


def _query(cohort: Cohort, facts: list[str]) -> str:
    """Stored decision, codes and facts of the wanted deals; `deal_id` is the key."""
    stored = ", ".join((*_STORED, *packed_codes(cohort)))
    asked = ", ".join((*changed_codes(cohort), *fact_items(facts, cohort.known_facts)))
    return f"""SELECT row::VARCHAR AS deal_id, * EXCLUDE (fact_row)
        FROM (FROM wanted)
        JOIN (SELECT rowid AS row, {stored} FROM deal_result
              SEMI JOIN wanted ON rowid = wanted.row) USING (row)
        JOIN (SELECT rowid AS fact_row, {asked} FROM {quoted(cohort.fact_table)}
              SEMI JOIN wanted ON rowid = wanted.fact_row) USING (fact_row)"""  # noqa: S608


_STORED = (
    "run_id",
    "deal_id AS own_id",
    "client_id",
    "submitted_on",
    "disposition AS was_disposition",
    "rule_points AS was_rule_points",
    "why AS was_why",
)


def _facts_to_decide(cohort: Cohort, cured: frozenset[str]) -> list[str]:
    """Facts that lower a finding, or tell why a question is open where tables were absent.

    Of a rule with a cure also those that tell which paper it found wrong: a cure covers that one.
    """
    asked = {n.evidence for n in cohort.policy.lowerings}
    for rule in cohort.rules:
        if rule.id in cured:
            asked.update((*rule.condition_facts, *rule.companions))
        if any(cohort.absent.intersection(FACTS[f].needs) for f in rule.condition_facts):
            asked.update(rule.condition_facts)
    return sorted(asked - {"client_id", "submitted_on"})


def _silent(rule: Rule) -> Rule:
    """The rule without its reasons: they cost time and decide nothing."""
    return replace(rule, reason=_UNSAID, reason_zh=_UNSAID)


def _payments(
    waiting: pl.DataFrame, found: pl.DataFrame, deals: pl.DataFrame, cohort: Cohort
) -> pl.DataFrame:
    keyed = waiting.drop("run_id", "deal_id").rename({"key": "deal_id"})
    decided = payment_decisions(keyed, found, deals, cohort.policy)
    before = waiting.select("payment_id", "run_id", "own_payment_id", "was_decision").unique()
    return (
        before.join(decided.select("payment_id", "decision"), on="payment_id", how="left")
        .select("run_id", "own_payment_id", "was_decision", "decision")
        .rename({"own_payment_id": "payment_id"})
        .sort("run_id", "payment_id")
    )
