"""The use ledger of title papers: who drew on which paper, and how title came to them.

Title decides, not mere reuse (domain 2.11): a string of sales or a declared split lot rightly
shows one bill in several deals; a second deal with no sale that leads to it does not.
"""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.papers import NORMALISED
from screening.linking.workbench import frame

REUSE_MONTHS = 36  # domain AUT-01


def create_paper_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `paper_use`, one row a deal and paper: its parties, quantity drawn, quantity there.

    And `keyed`, one row a deal and document: two copies of a bill are one paper.
    """
    # One firm may stand on papers under several ids; its client id stands for all of them.
    con.execute(
        """CREATE TABLE firm AS
        SELECT party_id, min(client_id) AS client_id FROM parties
        WHERE client_id IS NOT NULL GROUP BY party_id"""
    )
    con.execute(
        """CREATE TABLE side AS
        WITH paper AS (SELECT document_id, seller_id, buyer_id FROM contracts
                       UNION ALL SELECT document_id, seller_id, buyer_id FROM invoices),
        named AS (
            SELECT u.deal_id, u.leg,
                   CASE u.leg WHEN 'buy' THEN p.seller_id ELSE p.buyer_id END AS id
            FROM use u JOIN paper p USING (document_id) WHERE u.leg IN ('buy', 'sell')
        )
        SELECT deal_id, leg, list_sort(list_distinct(list(coalesce(f.client_id, n.id)))) AS ids
        FROM named n LEFT JOIN firm f ON f.party_id = n.id WHERE n.id IS NOT NULL GROUP BY ALL"""
    )
    con.execute(
        f"""CREATE TABLE keyed AS
        WITH drawn AS (
            SELECT u.deal_id, u.document_id, u.leg,
                   sum(CAST(round(
                       CAST(u.allocated_quantity AS DOUBLE) * f.factor * 1000) AS BIGINT))
                   AS milli, bool_and(u.allocated_quantity IS NOT NULL) AS is_declared
            FROM use u JOIN transport_documents t USING (document_id)
            LEFT JOIN unit_factor f ON f.unit = coalesce(u.unit, t.unit)
            GROUP BY ALL
        ), by_paper AS (
            SELECT deal_id, document_id,
                   CASE WHEN bool_and(is_declared) THEN max(milli) END AS milli
            FROM drawn GROUP BY ALL
        )
        SELECT coalesce(t.carrier_code, '?') || ':' || {NORMALISED.format("t.transport_doc_ref")}
                   AS paper_key,
               b.deal_id, b.document_id, b.milli,
               CAST(round(CAST(t.quantity AS DOUBLE) * f.factor * 1000) AS BIGINT) AS paper_milli
        FROM by_paper b JOIN transport_documents t USING (document_id)
        LEFT JOIN unit_factor f ON f.unit = t.unit WHERE paper_key IS NOT NULL"""
    )
    con.execute(
        """CREATE TABLE paper_use AS
        SELECT k.paper_key, k.deal_id, d.client_id, min(k.document_id) AS document_id,
               any_value(s.submitted_on) AS submitted_on,
               any_value(array_to_string(sb.ids, ',')) AS supplier_ids,
               any_value(array_to_string(ss.ids, ',')) AS buyer_ids,
               CAST(sum(k.milli) AS BIGINT) AS drawn_milli, max(k.paper_milli) AS paper_milli
        FROM keyed k JOIN deal d USING (deal_id) JOIN submitted s USING (deal_id)
        LEFT JOIN side sb ON sb.deal_id = k.deal_id AND sb.leg = 'buy'
        LEFT JOIN side ss ON ss.deal_id = k.deal_id AND ss.leg = 'sell'
        GROUP BY k.paper_key, k.deal_id, d.client_id"""
    )


def paper_uses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and paper of the batch; linear in the uses however often a paper is used.

    A paper whose carrier is not stated may be any that bears its number.
    """
    con.execute(
        """CREATE TABLE every_use AS
        SELECT paper_key, deal_id, client_id, submitted_on, drawn_milli, paper_milli,
               coalesce(string_split(nullif(supplier_ids, ''), ','), []) AS suppliers,
               coalesce(string_split(nullif(buyer_ids, ''), ','), []) AS buyers
        FROM (SELECT * FROM paper_use
              UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_paper_use)"""
    )
    # A use is titled when the deal buys from, or sells to, a party that another use of the same
    # paper sells to, buys from, or is; counting parties instead of pairing deals keeps it linear.
    con.execute(
        """CREATE TABLE titled AS
        WITH taker AS (
            SELECT paper_key, deal_id, unnest(list_distinct(list_append(buyers, client_id))) AS id
            FROM every_use
        ), giver AS (
            SELECT paper_key, deal_id,
                   unnest(list_distinct(list_append(suppliers, client_id))) AS id
            FROM every_use
        ), takes AS (SELECT paper_key, id, count(*) AS n FROM taker GROUP BY ALL),
        gives AS (SELECT paper_key, id, count(*) AS n FROM giver GROUP BY ALL),
        supplier AS (
            SELECT paper_key, deal_id, client_id, buyers, unnest(suppliers) AS id FROM every_use),
        buyer AS (
            SELECT paper_key, deal_id, client_id, suppliers, unnest(buyers) AS id FROM every_use)
        SELECT paper_key, deal_id, bool_or(is_in) AS is_in, bool_or(is_out) AS is_out FROM (
            SELECT s.paper_key, s.deal_id, t.n > CAST(list_contains(s.buyers, s.id)
                   OR coalesce(s.client_id = s.id, false) AS INT) AS is_in, false AS is_out
            FROM supplier s JOIN takes t ON t.paper_key = s.paper_key AND t.id = s.id
            UNION ALL
            SELECT b.paper_key, b.deal_id, false, g.n > CAST(list_contains(b.suppliers, b.id)
                   OR coalesce(b.client_id = b.id, false) AS INT)
            FROM buyer b JOIN gives g ON g.paper_key = b.paper_key AND g.id = b.id
        ) GROUP BY ALL"""
    )
    con.execute(
        """CREATE TABLE weighed AS
        SELECT u.*, coalesce(t.is_in, false) AS is_in,
               coalesce(t.is_in, false) OR coalesce(t.is_out, false) AS is_titled,
               coalesce(u.drawn_milli, u.paper_milli) AS milli
        FROM every_use u LEFT JOIN titled t USING (paper_key, deal_id)"""
    )
    _create_overdrawn(con)
    return frame(
        con,
        f"""WITH paper AS (
            SELECT paper_key, max(paper_milli) AS paper_milli,
                   count(*) > 1 AND bool_and(is_titled) AND (
                       count(*) FILTER (NOT is_in) = 1
                       OR count(DISTINCT suppliers) FILTER (NOT is_in) = 1
                          AND bool_and(is_in OR len(suppliers) > 0)) AS has_title_chain,
                   count(*) > 1 AND bool_and(drawn_milli IS NOT NULL) AS has_declared_allocations,
                   min({{'on': coalesce(submitted_on, DATE '9999-12-31'), 'deal': deal_id}}, 2)
                       AS first2
            FROM weighed GROUP BY paper_key
        ), near AS (
            SELECT paper_key, deal_id, count(*) OVER (
                PARTITION BY paper_key ORDER BY coalesce(submitted_on, DATE '2199-12-31')
                RANGE BETWEEN INTERVAL {REUSE_MONTHS} MONTH PRECEDING
                          AND INTERVAL {REUSE_MONTHS} MONTH FOLLOWING) - 1 AS n_other_deals
            FROM weighed
        ), bearer AS (SELECT DISTINCT paper_key, string_split(paper_key, ':')[-1] AS number
                      FROM every_use
        ), doubtful AS (
            SELECT b.paper_key FROM bearer b
            JOIN (SELECT number FROM bearer GROUP BY number HAVING count(*) > 1) USING (number)
            WHERE b.paper_key LIKE '?:%'
        )
        SELECT p.deal_id, p.document_id, p.paper_key,
               CASE WHEN n.n_other_deals > 0 OR d.paper_key IS NULL THEN n.n_other_deals END
                   AS n_other_deals,
               CASE WHEN n.n_other_deals > 0 THEN
                    CASE WHEN first2[1].deal = p.deal_id THEN first2[2].deal ELSE first2[1].deal END
               END AS other_deal,
               has_title_chain, has_declared_allocations,
               CASE WHEN a.paper_milli > 0 THEN CAST(o.milli AS DOUBLE) / a.paper_milli END
                   AS allocated_ratio
        FROM keyed p JOIN near n USING (paper_key, deal_id) JOIN paper a USING (paper_key)
        LEFT JOIN overdrawn o USING (paper_key) LEFT JOIN doubtful d USING (paper_key)
        ORDER BY p.deal_id, p.document_id""",
    )


def _create_overdrawn(con: duckdb.DuckDBPyConnection) -> None:
    """Create `overdrawn`: the most any holder of a paper sold of it, and all first holders did.

    A sale between two clients is told by both; the larger account of it counts. A first holder
    is one to whom nobody is known to have sold. A deal that names no buyer draws what it draws.
    """
    con.execute(
        """CREATE TABLE overdrawn AS
        WITH told AS (
            SELECT paper_key, unnest(suppliers) AS giver, holder AS taker, milli, 'taker' AS teller
            FROM (SELECT *, coalesce(client_id, 'deal ' || deal_id) AS holder FROM weighed)
            UNION ALL
            SELECT paper_key, holder,
                   unnest(CASE WHEN len(buyers) > 0 THEN buyers
                          ELSE ['deal ' || deal_id || ' >'] END),
                   milli, 'giver'
            FROM (SELECT *, coalesce(client_id, 'deal ' || deal_id) AS holder FROM weighed)
        ), sale AS (
            SELECT paper_key, giver, taker, max(milli) AS milli FROM (
                SELECT paper_key, giver, taker, teller, sum(milli) AS milli FROM told GROUP BY ALL)
            GROUP BY ALL
        ), gave AS (SELECT paper_key, giver, sum(milli) AS milli FROM sale GROUP BY ALL),
        first_holder AS (
            FROM gave g ANTI JOIN sale s ON s.paper_key = g.paper_key AND s.taker = g.giver
        )
        SELECT paper_key, max(milli) AS milli FROM (
            SELECT paper_key, milli FROM gave
            UNION ALL SELECT paper_key, sum(milli) FROM first_holder GROUP BY ALL)
        GROUP BY paper_key"""
    )
