"""How title to a warehouse receipt came to each deal that uses it.

A receipt passes whole from hand to hand. Uses that follow each other by sale are a string; parts
declared as drawn may go to several hands, as long as they fit into what the giver had.
"""

from __future__ import annotations

import duckdb

REUSE_MONTHS = 36  # domain AUT-15
_ALLOWANCE = "1.005"  # as for transport papers: weights are rounded


def create_receipt_title(con: duckdb.DuckDBPyConnection) -> None:
    """Create `receipt_title`, one row a use of a receipt that several deals use.

    Columns receipt, deal_id, n_others (within REUSE_MONTHS), other_deal, has_title_chain (of the
    receipt). Firms are counted instead of pairing deals, so it is linear in the uses.
    """
    con.execute(
        """CREATE TABLE receipt_reuse AS
        SELECT receipt, deal_id, min(holder) AS holder,
               min(coalesce(submitted_on, DATE '2199-12-31')) AS day,
               max(quantity_milli) AS milli, max(drawn_milli) AS drawn_milli
        FROM every_receipt GROUP BY receipt, deal_id
        QUALIFY count(*) OVER (PARTITION BY receipt) > 1"""
    )
    _create_giver(con)
    con.execute(
        f"""CREATE TABLE receipt_title AS
        WITH near AS (
            SELECT receipt, deal_id, count(*) OVER (
                PARTITION BY receipt ORDER BY day
                RANGE BETWEEN INTERVAL {REUSE_MONTHS} MONTH PRECEDING
                          AND INTERVAL {REUSE_MONTHS} MONTH FOLLOWING) - 1 AS n_others
            FROM receipt_reuse
        ), first AS (
            SELECT receipt, min({{'on': day, 'deal': deal_id}}, 2) AS two
            FROM receipt_reuse GROUP BY receipt
        )
        SELECT n.receipt, n.deal_id, n.n_others, c.has_title_chain,
               CASE WHEN n.n_others = 0 THEN NULL WHEN two[1].deal = n.deal_id THEN two[2].deal
                    ELSE two[1].deal END AS other_deal
        FROM near n JOIN first USING (receipt) JOIN receipt_chain c USING (receipt)"""
    )


def _create_giver(con: duckdb.DuckDBPyConnection) -> None:
    """Create `receipt_chain`: whether every giver gave a receipt once for each time it got it.

    The giver of a use is a supplier of the deal that another use has as client or buyer; nobody
    that the bank knows of gave the first. A giver that parts a receipt gives shares of it.
    """
    con.execute(
        """CREATE TABLE receipt_party AS
        SELECT DISTINCT receipt, deal_id, side, coalesce(e.entity_id, p.id) AS id FROM (
            SELECT receipt, deal_id, 'supplier' AS side,
                   unnest(string_split(nullif(supplier_ids, ''), ',')) AS id
            FROM every_receipt SEMI JOIN receipt_reuse USING (receipt)
            UNION ALL
            SELECT receipt, deal_id, 'buyer', unnest(string_split(nullif(buyer_ids, ''), ','))
            FROM every_receipt SEMI JOIN receipt_reuse USING (receipt)) p
        LEFT JOIN entity e ON e.party_id = p.id"""
    )
    con.execute(
        f"""CREATE TABLE receipt_chain AS
        WITH taker AS (
            SELECT receipt, deal_id, holder AS id FROM receipt_reuse
            UNION SELECT receipt, deal_id, id FROM receipt_party WHERE side = 'buyer'
        ), got AS (
            SELECT receipt, id, count(*) AS n FROM taker GROUP BY ALL
        ), times AS (
            SELECT receipt, id, max(n) AS n FROM (
                SELECT receipt, holder AS id, count(*) AS n FROM receipt_reuse GROUP BY ALL
                UNION ALL
                SELECT receipt, id, count(*) FROM receipt_party WHERE side = 'buyer' GROUP BY ALL)
            GROUP BY ALL
        ), given AS (
            SELECT s.receipt, s.deal_id, min(s.id) AS giver
            FROM receipt_party s JOIN got g USING (receipt, id)
            LEFT JOIN taker own USING (receipt, deal_id, id)
            WHERE s.side = 'supplier' AND g.n > CAST(own.id IS NOT NULL AS INT)
            GROUP BY s.receipt, s.deal_id
        ), passed AS (
            SELECT u.receipt, g.giver, count(*) AS n, bool_and(u.drawn_milli IS NOT NULL)
                   AND sum(u.drawn_milli) <= max(u.milli) * {_ALLOWANCE} AS fits
            FROM receipt_reuse u LEFT JOIN given g USING (receipt, deal_id) GROUP BY ALL
        )
        SELECT p.receipt,
               bool_and(p.n <= coalesce(t.n, 1) OR coalesce(p.fits, false)) AS has_title_chain
        FROM passed p LEFT JOIN times t ON t.receipt = p.receipt AND t.id = p.giver
        GROUP BY p.receipt"""
    )
