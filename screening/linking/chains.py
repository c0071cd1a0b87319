"""Title chains of a paper: which of its uses hang together, and which come out of nowhere."""

from __future__ import annotations

import duckdb

from screening.linking.workbench import frame
from screening.reference import connected


def create_chained(con: duckdb.DuckDBPyConnection, months: int) -> None:
    """Create `chained`, one row a use of `weighed`: is_untitled, earlier_deal.

    Two uses hang together where a firm has a part in both, as supplier, client or buyer, or where
    the holders the paper itself names (shipper, consignee, endorsers, endorsees) lead from one to
    the other. A use is untitled when the first use within the months before it is of another
    chain: an unrelated enterprise had the paper and no sale or endorsement leads from it here.
    """
    con.execute(
        """CREATE TABLE tie AS
        SELECT DISTINCT part || '|' || paper_key || '|' || deal_id AS a,
               'firm|' || paper_key || '|' || id AS b
        FROM (SELECT paper_key, deal_id, 'traded' AS part,
                     unnest(list_append(suppliers || buyers, holder)) AS id FROM weighed
              UNION ALL SELECT paper_key, deal_id, 'named', unnest(named) FROM weighed)"""
    )
    ties = frame(con, "FROM tie ORDER BY a, b")
    con.register("chain", connected(ties["a"], ties["b"]).to_arrow())
    con.execute(
        f"""CREATE TABLE chained AS
        WITH placed AS (
            SELECT u.paper_key, u.deal_id, u.day, c.place,
                   {{'on': u.day, 'deal': u.deal_id, 'place': c.place}} AS use
            FROM weighed u JOIN chain c ON c.key = 'traded|' || u.paper_key || '|' || u.deal_id
        ), opened AS (
            SELECT *, min(use) OVER (
                PARTITION BY paper_key ORDER BY day
                RANGE BETWEEN INTERVAL {months} MONTH PRECEDING AND CURRENT ROW) AS first
            FROM placed
        )
        SELECT paper_key, deal_id, first.place <> place AS is_untitled,
               CASE WHEN first.place <> place THEN first.deal END AS earlier_deal
        FROM opened"""
    )
