"""Who passed on more of a title paper than it had: the balance of every holder of a paper."""

from __future__ import annotations

import duckdb

ALLOWANCE = 1.005  # rule AUT-03: half a per cent for rounding and moisture


def create_overdrawn(con: duckdb.DuckDBPyConnection) -> None:
    """Create `overdrawn`, one row a paper of `weighed`: the worst holder, what it passed on by had.

    A holder had what others are known to have sold it, never more than the paper carries; a first
    holder, to whom nobody is known to have sold, had the paper's quantity, and so had all first
    holders together. A deal that names no buyer passes on what it draws.
    """
    _create_sale(con)
    con.execute(
        """CREATE TABLE overdrawn AS
        WITH gave AS (
            SELECT paper_key, giver AS holder, sum(milli) AS milli FROM sale GROUP BY ALL),
        got AS (SELECT paper_key, taker AS holder, sum(milli) AS milli FROM sale GROUP BY ALL),
        whole AS (SELECT paper_key, max(paper_milli) AS milli FROM weighed GROUP BY ALL),
        balance AS (
            SELECT paper_key, g.holder, g.milli AS passed_on, r.holder IS NULL AS is_first,
                   CASE WHEN r.milli > 0 THEN least(r.milli, w.milli) ELSE w.milli END AS had,
                   w.milli AS whole
            FROM gave g JOIN whole w USING (paper_key) LEFT JOIN got r USING (paper_key, holder)
        ), told AS (
            SELECT paper_key, holder, passed_on, had, NOT is_first AS is_later FROM balance
            UNION ALL
            SELECT paper_key, string_agg(holder, ' + ' ORDER BY holder), sum(passed_on),
                   any_value(whole), false
            FROM balance WHERE is_first GROUP BY paper_key
        )
        SELECT paper_key, holder, CAST(passed_on AS DOUBLE) / CAST(had AS DOUBLE) AS ratio
        FROM told WHERE had > 0
        QUALIFY row_number() OVER (
            PARTITION BY paper_key ORDER BY ratio DESC, is_later, holder) = 1"""
    )


def _create_sale(con: duckdb.DuckDBPyConnection) -> None:
    """Create `sale`, one row a paper, giver and taker: the quantity that went between them.

    A sale between two clients is told by both; the larger account of it counts. A deal with
    several suppliers or buyers does not say how much is whose: what they do not tell themselves
    is spread evenly over the others, so that the deal's quantity is never counted twice.
    """
    con.execute(
        """CREATE TABLE told AS
        SELECT paper_key, deal_id, 'taker' AS teller, unnest(suppliers) AS giver, holder AS taker,
               milli, len(suppliers) AS n
        FROM weighed
        UNION ALL
        SELECT paper_key, deal_id, 'giver', holder,
               unnest(CASE WHEN len(buyers) > 0 THEN buyers ELSE ['deal ' || deal_id || ' >'] END),
               milli, greatest(len(buyers), 1)
        FROM weighed"""
    )
    con.execute(
        """CREATE TABLE sale AS
        WITH exact AS (
            SELECT paper_key, giver, taker, max(milli) AS milli FROM (
                SELECT paper_key, giver, taker, teller, sum(milli) AS milli
                FROM told WHERE n = 1 GROUP BY ALL)
            GROUP BY ALL
        ), one_of_several AS (
            SELECT t.*, e.milli AS known FROM told t
            LEFT JOIN exact e USING (paper_key, giver, taker) WHERE n > 1
        ), left_over AS (
            SELECT *, greatest(milli - coalesce(sum(known) OVER deal, 0), 0) AS rest,
                   count(*) FILTER (known IS NULL) OVER deal AS n_untold,
                   count(*) FILTER (known IS NULL) OVER (
                       deal ORDER BY giver, taker ROWS UNBOUNDED PRECEDING) AS place
            FROM one_of_several WINDOW deal AS (PARTITION BY paper_key, deal_id, teller)
        ), spread AS (
            SELECT paper_key, giver, taker, teller,
                   sum(rest // n_untold + CAST(place <= rest % n_untold AS INT)) AS milli
            FROM left_over WHERE known IS NULL GROUP BY ALL
        )
        FROM exact
        UNION ALL SELECT paper_key, giver, taker, max(milli) FROM spread GROUP BY ALL"""
    )
