"""The same work as plain DuckDB SQL over the same Arrow facts, as someone at home in SQL writes it.

The conditions are the pack's own canonical texts, one CASE a rule; a shared comparison is left to
DuckDB to find. Rules come from the checked pack: no text of a user reaches a statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from string import Formatter

import duckdb
import polars as pl
import pyarrow as pa

from screening.rulepack import Lowering, Policy, Rule, closed_duckdb, code_sql
from screening.rulepack.answers import FIRST_HIT, SEVERITIES
from screening.store.sql import literal, quoted


class DuckdbPeer:
    """A DuckDB in memory that sees the facts as the Arrow table given; two threads."""

    def __init__(self, facts: pa.Table, rules: Sequence[Rule]) -> None:
        self.con: duckdb.DuckDBPyConnection = closed_duckdb()
        self.con.register("facts", facts)
        self.rules = rules

    def answer(self) -> None:
        """Nothing; leaves the temporary table `codes`: deal_id and one code a rule."""
        codes = ", ".join(f"CAST({code_sql(r)} AS UTINYINT) AS {_column(r)}" for r in self.rules)
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE codes AS SELECT deal_id, {codes} FROM facts"
        )

    def codes(self) -> pl.DataFrame:
        """One row a deal in the order of the facts: what `answer` left, less deal_id."""
        return pl.DataFrame(self.con.sql("FROM codes").to_arrow_table()).drop("deal_id")

    def packed(self) -> pa.Table:
        """One row a deal: deal_id and its answer codes as one list."""
        columns = ", ".join(map(_column, self.rules))
        return self.con.sql(f"SELECT deal_id, [{columns}] AS answers FROM codes").to_arrow_table()

    def counted(self) -> pa.Table:
        """One row: for each rule how often each code occurs."""
        counts = ", ".join(f"histogram({_column(r)}) AS {_column(r)}" for r in self.rules)
        return self.con.sql(f"SELECT {counts} FROM codes").to_arrow_table()

    def find(self, policy: Policy) -> pa.Table:
        """One row a hit: deal_id, rule_id, severity, points after evidence on file, reason."""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE hits AS {self._hits(policy)}")
        return self.con.sql("FROM hits ORDER BY deal_id, rule_id").to_arrow_table()

    def score(self, policy: Policy) -> pa.Table:
        """One row a deal: deal_id, total_points, score, answers."""
        columns = ", ".join(map(_column, self.rules))
        return self.con.sql(_totals(policy, columns)).to_arrow_table()

    def close(self) -> None:
        """Nothing; lets go of the facts."""
        self.con.close()

    def _hits(self, policy: Policy) -> str:
        found = " UNION ALL ".join(map(found_sql, self.rules))
        whens = " ".join(f"WHEN rule_id = {literal(r.id)} THEN {_reason(r)}" for r in self.rules)
        return f"""
            WITH found AS ({found}),
            kept AS (
                SELECT *, {_lowering(policy.lowerings)} AS lowering
                FROM found JOIN facts USING (deal_id)
            )
            SELECT deal_id, rule_id, typology, rule_group, is_active,
                coalesce(lowering.severity, severity) AS severity,
                least(points, lowering.points) AS points,
                CASE {whens} END AS reason
            FROM kept"""


def _column(rule: Rule) -> str:
    return f'"{rule.id}"'


def found_sql(rule: Rule) -> str:
    """The hits of one rule with the severity, points and rank of the tier that held."""
    tiers = list(enumerate(rule.tiers, FIRST_HIT))
    severities = " ".join(f"WHEN {code} THEN {literal(t.severity)}" for code, t in tiers)
    points = " ".join(f"WHEN {code} THEN {t.points}" for code, t in tiers if rule.is_active)
    ranks = " ".join(f"WHEN {code} THEN {SEVERITIES.index(t.severity)}" for code, t in tiers)
    column = _column(rule)
    return f"""
        SELECT deal_id, {literal(rule.id)} AS rule_id, {literal(rule.typology)} AS typology,
            {literal(rule.group)} AS rule_group, {rule.is_active} AS is_active,
            CASE {column} {severities} END AS severity,
            {f"CASE {column} {points} END" if points else "0"} AS points,
            CASE {column} {ranks} END AS rank
        FROM codes WHERE {column} >= {FIRST_HIT}"""


def _reason(rule: Rule) -> str:
    """The English reason with its facts as DuckDB writes them."""
    pieces: list[str] = []
    for text, fact, _, _ in Formatter().parse(rule.reason):
        pieces.append(literal(text))
        if fact:
            pieces.append(f"coalesce(CAST({quoted(fact)} AS VARCHAR), 'unknown')")
    return f"concat({', '.join(pieces)})"


def _lowering(lowerings: Sequence[Lowering]) -> str:
    """What the first fitting evidence on file lowers a hit to; null when nothing does."""
    whens = " ".join(
        f"WHEN rule_id = {literal(low.rule)} AND {quoted(low.evidence)}{_of(low)} THEN "
        f"CASE WHEN rank < {SEVERITIES.index(low.severity)} THEN "
        f"{{'severity': {literal(low.severity)}, 'points': {low.points}}} END"
        for low in lowerings
    )
    nothing = "CAST(NULL AS STRUCT(severity VARCHAR, points INTEGER))"
    return f"CASE {whens} ELSE {nothing} END" if whens else nothing


def _of(lowering: Lowering) -> str:
    """The one severity it lowers, as a further condition; nothing where it lowers any."""
    return f" AND rank = {SEVERITIES.index(lowering.of)}" if lowering.of else ""


def _totals(policy: Policy, columns: str) -> str:
    """Base and hits; the shown score."""
    return f"""
        WITH {summed(policy)}, totalled AS (
            SELECT deal_id, CAST({policy.base_points} + coalesce(points, 0) AS BIGINT)
                AS total_points, [{columns}] AS answers
            FROM codes LEFT JOIN summed USING (deal_id)
        )
        SELECT deal_id, total_points,
            round(100 / (1 + pow(2.0, -total_points / 20)), 4) AS score, answers
        FROM totalled ORDER BY deal_id"""


def summed(policy: Policy) -> str:
    """The steps from `hits` to `summed`: reduced inside a typology, groups capped, by deal."""
    caps = " ".join(f"WHEN {literal(g)} THEN {cap}" for g, cap in policy.group_caps.items())
    num, den = policy.same_typology_num, policy.same_typology_den
    return f"""
        placed AS (
            SELECT deal_id, rule_group, points, row_number() OVER (
                PARTITION BY deal_id, typology ORDER BY points DESC, rule_id) AS place
            FROM hits WHERE is_active AND points > 0
        ), grouped AS (
            SELECT deal_id, least(CASE rule_group {caps} END,
                sum(CASE place WHEN 1 THEN points ELSE points * {num} // {den} END)) AS points
            FROM placed GROUP BY deal_id, rule_group
        ), summed AS (
            SELECT deal_id, sum(points) AS points FROM grouped GROUP BY deal_id
        )"""
