"""Warehouse receipts that stand for one lot at one time."""

from __future__ import annotations

import duckdb

from screening.linking.workbench import frame
from screening.reference import connected

LOT_MOST = 10  # marks on more receipts than that are a brand or a grade, not one lot
# One receipt may be given up on the day the next is issued; that is no overlap.
_OVERLAP = """a.from_on <= b.{end} AND b.from_on <= a.{end}
    AND NOT (a.{end} = b.from_on AND a.from_on < b.from_on)
    AND NOT (b.{end} = a.from_on AND b.from_on < a.from_on)"""


def create_lot_clash(con: duckdb.DuckDBPyConnection) -> None:
    """Create `lot_clash`, one row a deal, lot and receipt: n_lot_clashes, n_lot_doubles.

    A clash has the same quantity and was surely in force at once; a double overlaps on paper.
    Receipts issued for one another, or for one that was split, stand for parts of one lot and
    clash with none of their kin; nor do two receipts that one deal uses together.
    """
    _create_kin(con)
    con.execute(
        f"""CREATE TABLE lot_receipt AS
        SELECT lot_key, receipt, count(*) OVER (PARTITION BY lot_key) > {LOT_MOST} AS is_brand
        FROM (SELECT DISTINCT lot_key, receipt FROM every_receipt WHERE lot_key IS NOT NULL)"""
    )
    con.execute(
        f"""CREATE TABLE lot_pair AS
        WITH placed AS (
            SELECT l.*, f.from_on, f.milli, f.sure_to, f.paper_to, k.place
            FROM lot_receipt l JOIN receipt_life f USING (receipt)
            LEFT JOIN receipt_kin k ON k.key = l.receipt WHERE NOT is_brand
        )
        SELECT a.lot_key, a.receipt, b.receipt AS other,
               CASE WHEN a.from_on IS NULL OR b.from_on IS NULL THEN NULL
                    WHEN {_OVERLAP.format(end="sure_to")} AND a.milli = b.milli THEN 2
                    WHEN {_OVERLAP.format(end="paper_to")} THEN 1 ELSE 0 END AS level
        FROM placed a JOIN placed b USING (lot_key)
        WHERE a.receipt <> b.receipt AND coalesce(a.place <> b.place, true)"""
    )
    con.execute(
        """CREATE TABLE lot_clash AS
        WITH used AS (
            SELECT DISTINCT lot_key, receipt, deal_id FROM every_receipt WHERE is_now
        ), own AS (SELECT DISTINCT deal_id, receipt AS other, true AS is_own FROM every_receipt),
        first AS (
            SELECT receipt AS other,
                   min({'on': coalesce(submitted_on, DATE '2199-12-31'), 'deal': deal_id}) AS use
            FROM every_receipt GROUP BY receipt
        ), met AS (
            SELECT u.lot_key, u.receipt, u.deal_id,
                   count(*) FILTER (p.level = 2) AS n_lot_clashes,
                   count(*) FILTER (p.level = 1) AS n_lot_doubles,
                   bool_or(p.level IS NULL) AS is_unknown,
                   min({'gap': 2 - p.level, 'on': f.use.on, 'deal': f.use.deal})
                       FILTER (p.level > 0) AS worst
            FROM used u JOIN lot_pair p USING (lot_key, receipt)
            JOIN first f USING (other) LEFT JOIN own o USING (deal_id, other)
            WHERE o.is_own IS NULL GROUP BY ALL
        )
        SELECT lot_key, receipt, deal_id,
               CASE WHEN m.n_lot_clashes > 0 THEN m.n_lot_clashes
                    WHEN m.is_unknown OR l.is_brand THEN NULL ELSE coalesce(m.n_lot_clashes, 0)
               END AS n_lot_clashes,
               CASE WHEN m.n_lot_doubles > 0 THEN m.n_lot_doubles
                    WHEN m.is_unknown OR l.is_brand THEN NULL ELSE coalesce(m.n_lot_doubles, 0)
               END AS n_lot_doubles,
               m.worst.deal AS clashing_deal
        FROM used u JOIN lot_receipt l USING (lot_key, receipt)
        LEFT JOIN met m USING (lot_key, receipt, deal_id)"""
    )


def _create_kin(con: duckdb.DuckDBPyConnection) -> None:
    """Create `receipt_kin`, one row a receipt issued for another, or for which one was issued."""
    made = frame(
        con,
        """SELECT DISTINCT receipt AS a, unnest(string_split(replaced_keys, ',')) AS b
        FROM every_receipt WHERE replaced_keys IS NOT NULL ORDER BY a, b""",
    )
    con.register("receipt_kin", connected(made["a"], made["b"]).to_arrow())
