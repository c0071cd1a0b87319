"""What the peer in SQL does of the rules alone: long rows, and what they come to for each deal."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from benchmarks.duckdb_peer import DuckdbPeer, found_sql, summed
from screening.rulepack import Policy


class RulesPeer(DuckdbPeer):
    """The peer with hits and points before anything of them is told."""

    def long_rows(self) -> pa.Table:
        """One row a hit: deal_id, rule_id, typology, rule_group, severity, points of its tier."""
        found = " UNION ALL ".join(map(found_sql, self.rules))
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE hits AS {found}")
        return self.con.sql("FROM hits").to_arrow_table()

    def points(self, policy: Policy) -> pl.DataFrame:
        """One row a deal with points: deal_id, points; of the rows `long_rows` left.

        Reduced inside a typology, groups capped.
        """
        return pl.DataFrame(self.con.sql(_points(policy)).to_arrow_table())


def _points(policy: Policy) -> str:
    return f"WITH {summed(policy)} SELECT deal_id, points::BIGINT AS points FROM summed"
