"""What the peer in SQL does of the rules alone: long rows, and what they come to for each deal."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from benchmarks.duckdb_peer import DuckdbPeer, _found
from screening.rulepack import Policy
from screening.store.sql import literal


class RulesPeer(DuckdbPeer):
    """The peer with hits and points before anything of them is told."""

    def long_rows(self) -> pa.Table:
        """One row a hit: deal_id, rule_id, typology, rule_group, severity, points of its tier."""
        found = " UNION ALL ".join(map(_found, self.rules))
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE hits AS {found}")
        return self.con.sql("FROM hits").to_arrow_table()

    def points(self, policy: Policy) -> pl.DataFrame:
        """One row a deal with points: deal_id, points; of the rows `long_rows` left.

        Reduced inside a typology, groups capped.
        """
        return pl.DataFrame(self.con.sql(_points(policy)).to_arrow_table())


def _points(policy: Policy) -> str:
    caps = " ".join(f"WHEN {literal(g)} THEN {cap}" for g, cap in policy.group_caps.items())
    num, den = policy.same_typology_num, policy.same_typology_den
    return f"""
        WITH placed AS (
            SELECT deal_id, rule_group, points, row_number() OVER (
                PARTITION BY deal_id, typology ORDER BY points DESC, rule_id) AS place
            FROM hits WHERE is_active AND points > 0
        ), grouped AS (
            SELECT deal_id, least(CASE rule_group {caps} END,
                sum(CASE place WHEN 1 THEN points ELSE points * {num} // {den} END)) AS points
            FROM placed GROUP BY deal_id, rule_group
        )
        SELECT deal_id, sum(points)::BIGINT AS points FROM grouped GROUP BY deal_id"""
