"""The use ledger of title papers: who drew on which paper, and how title came to them.

Title decides, not mere reuse (domain 2.11): a string of sales or a declared split lot rightly
shows one bill in several deals; a second deal with no sale that leads to it does not.
"""

from __future__ import annotations

from datetime import datetime

import duckdb
import polars as pl

from screening.linking.along import create_along, create_credit
from screening.linking.chains import create_chained
from screening.linking.doubtful import create_doubtful
from screening.linking.drawn import ALLOWANCE, create_overdrawn
from screening.linking.endings import create_ended, create_paper_end
from screening.linking.workbench import frame
from screening.linking.written import BILLS

REUSE_MONTHS = 36  # domain AUT-01


def create_paper_use(con: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Create `paper_use`, one row a deal and paper: its parties, banks, quantities and end.

    And `keyed`, one row a deal and document: two copies of a bill are one paper. A bill that
    states no quantity, or in no known unit, has that of its gross weight: a little more than is
    sold of it. What is declared in no unit that measures the bill is not declared.
    """
    create_credit(con)
    create_ended(con, as_of)
    _create_endorsed(con, as_of)
    # One firm may stand on papers under several ids; one of them stands for all.
    con.execute(
        """CREATE TABLE side AS
        WITH paper AS (SELECT document_id, seller_id, buyer_id FROM contracts
                       UNION ALL SELECT document_id, seller_id, buyer_id FROM invoices),
        named AS (
            SELECT u.deal_id, u.leg,
                   CASE u.leg WHEN 'buy' THEN p.seller_id ELSE p.buyer_id END AS id
            FROM use u JOIN paper p USING (document_id) WHERE u.leg IN ('buy', 'sell')
        )
        SELECT deal_id, leg, list_sort(list_distinct(list(coalesce(e.entity_id, n.id)))) AS ids
        FROM named n LEFT JOIN entity e ON e.party_id = n.id WHERE n.id IS NOT NULL GROUP BY ALL"""
    )
    con.execute(
        f"""CREATE TABLE keyed AS
        WITH bill AS (
            SELECT t.document_id, t.unit, k.paper_key,
                   coalesce(milli(t.quantity, f.factor), milli(t.gross_weight_kg, 1)) AS milli,
                   CASE WHEN milli(t.quantity, f.factor) IS NULL THEN 'KGM' ELSE f.base_unit END
                       AS base_unit
            FROM transport_documents t JOIN {BILLS} k USING (document_id)
            LEFT JOIN unit_factor f ON f.unit = t.unit
        ), drawn AS (
            SELECT u.deal_id, u.document_id, u.leg, CASE
                   WHEN bool_and(milli(u.allocated_quantity, f.factor) IS NOT NULL
                                 AND f.base_unit = b.base_unit)
                   THEN sum(milli(u.allocated_quantity, f.factor)) END AS milli
            FROM use u JOIN bill b USING (document_id)
            LEFT JOIN unit_factor f ON f.unit = coalesce(u.unit, b.unit)
            GROUP BY ALL
        ), by_paper AS (
            SELECT deal_id, document_id,
                   CASE WHEN bool_and(milli IS NOT NULL) THEN max(milli) END AS milli
            FROM drawn GROUP BY ALL
        )
        SELECT b.paper_key, d.deal_id, d.document_id, d.milli, b.milli AS paper_milli
        FROM by_paper d JOIN bill b USING (document_id)"""
    )
    con.execute(
        """CREATE TABLE named AS
        WITH holder AS (
            SELECT document_id, unnest([shipper_id, consignee_id]) AS id, NULL::DATE AS endorsed_on
            FROM transport_documents
            UNION ALL
            SELECT document_id, unnest([endorser_id, endorsee_id]), endorsed_on FROM endorsed
        )
        SELECT k.paper_key, k.deal_id,
               list_sort(list_distinct(list(coalesce(e.entity_id, h.id)))) AS ids
        FROM keyed k LEFT JOIN deals t USING (deal_id)
        JOIN holder h ON h.document_id = k.document_id
             AND coalesce(h.endorsed_on <= t.title_out_date, true)
        LEFT JOIN entity e ON e.party_id = h.id
        ANTI JOIN (SELECT party_id FROM parties WHERE is_bank) b ON b.party_id = h.id
        WHERE h.id IS NOT NULL GROUP BY ALL"""
    )
    con.execute(
        """CREATE TABLE paper_use AS
        SELECT k.paper_key, k.deal_id, d.client_id, min(k.document_id) AS document_id,
               any_value(s.submitted_on) AS submitted_on,
               any_value(array_to_string(sb.ids, ',')) AS supplier_ids,
               any_value(array_to_string(ss.ids, ',')) AS buyer_ids,
               any_value(array_to_string(n.ids, ',')) AS named_ids,
               CAST(sum(k.milli) AS BIGINT) AS drawn_milli, max(k.paper_milli) AS paper_milli,
               any_value(c.bank_ids) AS bank_ids, any_value(c.banks_hold_to) AS banks_hold_to,
               min(x.ending).status AS ended_as, min(x.ending).began_at AS ended_at,
               min(x.ending).known_at AS end_known_at, max(a.alive_at) AS alive_at,
               any_value(greatest(t.title_in_date, t.title_out_date)) AS title_on
        FROM keyed k JOIN deal d USING (deal_id) JOIN submitted s USING (deal_id)
        LEFT JOIN credit c ON c.deal_id = k.deal_id LEFT JOIN ended x USING (document_id)
        LEFT JOIN alive a USING (document_id) LEFT JOIN deals t ON t.deal_id = k.deal_id
        LEFT JOIN side sb ON sb.deal_id = k.deal_id AND sb.leg = 'buy'
        LEFT JOIN side ss ON ss.deal_id = k.deal_id AND ss.leg = 'sell'
        LEFT JOIN named n ON n.paper_key = k.paper_key AND n.deal_id = k.deal_id
        GROUP BY k.paper_key, k.deal_id, d.client_id"""
    )


def _create_endorsed(con: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Create `endorsed`: endorsements that count, neither before the bill's issue nor yet to be."""
    con.execute(
        """CREATE TABLE endorsed AS
        SELECT e.document_id, endorser_id, endorsee_id, endorsed_on
        FROM endorsements e LEFT JOIN transport_documents t USING (document_id)
        WHERE coalesce(endorsed_on >= t.issue_date, true)
        AND coalesce(endorsed_on <= $day, true)""",
        {"day": as_of.date()},
    )


def paper_uses(con: duckdb.DuckDBPyConnection, as_of: datetime) -> pl.DataFrame:
    """One row a deal and paper of the batch; linear in the uses however often a paper is used.

    A paper whose carrier is not stated may be any that bears its number, and one whose carrier is
    written otherwise may be the other's: of both it is not known who else used them, how much was
    drawn, and whether title leads there. Shares that are declared
    (has_declared_allocations) must be known to fit into the paper.
    """
    _create_every_use(con)
    _create_weighed(con)
    create_overdrawn(con)
    create_chained(con, REUSE_MONTHS)
    _create_near(con)
    create_doubtful(con, REUSE_MONTHS, as_of)
    _create_strung(con)
    create_along(con)
    create_paper_end(con, as_of)
    return frame(
        con,
        f"""WITH paper AS (
            SELECT paper_key, max(paper_milli) AS paper_milli,
                   bool_and(drawn_milli IS NOT NULL) AS has_declared_allocations,
                   min({{'on': day, 'deal': deal_id}}, 2) AS first2
            FROM weighed GROUP BY paper_key
        ), held AS (
            SELECT u.*, CASE
                   WHEN n_uses = 1 OR d.is_itself THEN coalesce(drawn_milli, u.paper_milli)
                        / nullif(u.paper_milli, 0)
                   WHEN a.paper_milli IS NOT NULL OR o.ratio > {ALLOWANCE} THEN o.ratio
                   END AS ratio
            FROM every_use u LEFT JOIN overdrawn o USING (paper_key)
            LEFT JOIN paper a USING (paper_key) LEFT JOIN doubtful d USING (paper_key)
        )
        SELECT p.deal_id, p.document_id, p.paper_key,
               CASE WHEN d.paper_key IS NULL OR n.n_other_deals > 0 AND NOT d.is_itself
                    THEN coalesce(n.n_other_deals, 0) END AS n_other_deals,
               CASE WHEN n.n_other_deals > 0 THEN
                    CASE WHEN first2[1].deal = p.deal_id THEN first2[2].deal ELSE first2[1].deal END
               END AS other_deal,
               g.paper_key IS NOT NULL AS has_title_chain,
               coalesce(a.has_declared_allocations AND u.ratio <= {ALLOWANCE}, false)
                   AS has_declared_allocations,
               CASE WHEN d.paper_key IS NULL OR u.ratio > {ALLOWANCE} THEN u.ratio END
                   AS allocated_ratio,
               CASE WHEN u.n_uses > 1 AND NOT coalesce(d.is_itself, false) THEN o.holder
                    ELSE coalesce(nullif(array_to_string(u.suppliers, ' + '), ''), u.holder)
                    END AS overdrawn_by,
               CASE WHEN d.paper_key IS NULL OR c.is_untitled AND NOT d.is_itself
                    THEN coalesce(c.is_untitled, false) END AS is_untitled, c.earlier_deal,
               l.chain_givers, l.chain_takers, l.chain_bank_to,
               CASE WHEN d.is_itself IS DISTINCT FROM true THEN x.ended_as END AS ended_as,
               x.ended_on
        FROM keyed p JOIN held u USING (paper_key, deal_id)
        LEFT JOIN near n USING (paper_key, deal_id) LEFT JOIN paper a USING (paper_key)
        LEFT JOIN overdrawn o USING (paper_key) LEFT JOIN chained c USING (paper_key, deal_id)
        LEFT JOIN doubtful d USING (paper_key) LEFT JOIN strung g USING (paper_key)
        LEFT JOIN along l USING (document_id) LEFT JOIN paper_end x USING (paper_key)
        ORDER BY p.deal_id, p.document_id""",
    )


def _create_every_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `every_use`: the uses, now and earlier, of the papers of the batch.

    `n_uses` are those of the paper; `holder` is the client, or the deal where nobody knows it.
    Firms of earlier batches are called as they are called now.
    """
    con.execute(
        """CREATE TABLE known_use AS
        FROM paper_use UNION ALL BY NAME
        SELECT * EXCLUDE (run_id) FROM past_paper_use SEMI JOIN paper_use USING (paper_key)"""
    )
    con.execute(
        """CREATE TABLE every_use AS
        SELECT paper_key, deal_id, client_id, submitted_on, drawn_milli, paper_milli,
               coalesce(submitted_on, DATE '2199-12-31') AS day,
               coalesce(e.entity_id, client_id, 'deal ' || deal_id) AS holder,
               coalesce(string_split(nullif(supplier_ids, ''), ','), []) AS suppliers,
               coalesce(string_split(nullif(buyer_ids, ''), ','), []) AS buyers,
               coalesce(string_split(nullif(named_ids, ''), ','), []) AS named,
               count(*) OVER (PARTITION BY paper_key) AS n_uses
        FROM known_use u LEFT JOIN entity e ON e.party_id = u.client_id"""
    )
    for side in ("suppliers", "buyers", "named"):
        con.execute(
            f"""CREATE TEMP TABLE renamed AS
            WITH one AS (SELECT paper_key, deal_id, unnest({side}) AS id
                         FROM every_use WHERE n_uses > 1)
            SELECT paper_key, deal_id,
                   list_sort(list_distinct(list(coalesce(e.entity_id, o.id)))) AS ids
            FROM one o LEFT JOIN entity e ON e.party_id = o.id
            GROUP BY ALL HAVING bool_or(e.entity_id IS NOT NULL)"""
        )
        con.execute(
            f"""UPDATE every_use u SET {side} = r.ids FROM renamed r
            WHERE r.paper_key = u.paper_key AND r.deal_id = u.deal_id"""
        )
        con.execute("DROP TABLE renamed")


def _create_weighed(con: duckdb.DuckDBPyConnection) -> None:
    """Create `weighed`: the uses of papers used more than once, with how title came and went.

    A use is titled when the deal buys from, or sells to, a party that another use of the same
    paper sells to, buys from, or is; counting parties instead of pairing deals keeps it linear.
    """
    con.execute("CREATE TABLE reused AS FROM every_use WHERE n_uses > 1")
    con.execute(
        """CREATE TABLE titled AS
        WITH taker AS (
            SELECT paper_key, deal_id, unnest(list_distinct(list_append(buyers, holder))) AS id
            FROM reused
        ), giver AS (
            SELECT paper_key, deal_id, unnest(list_distinct(list_append(suppliers, holder))) AS id
            FROM reused
        ), takes AS (SELECT paper_key, id, count(*) AS n FROM taker GROUP BY ALL),
        gives AS (SELECT paper_key, id, count(*) AS n FROM giver GROUP BY ALL),
        supplier AS (
            SELECT paper_key, deal_id, holder, buyers, unnest(suppliers) AS id FROM reused),
        buyer AS (
            SELECT paper_key, deal_id, holder, suppliers, unnest(buyers) AS id FROM reused)
        SELECT paper_key, deal_id, bool_or(is_in) AS is_in, bool_or(is_out) AS is_out FROM (
            SELECT s.paper_key, s.deal_id, t.n > CAST(list_contains(s.buyers, s.id)
                   OR s.holder = s.id AS INT) AS is_in, false AS is_out
            FROM supplier s JOIN takes t ON t.paper_key = s.paper_key AND t.id = s.id
            UNION ALL
            SELECT b.paper_key, b.deal_id, false, g.n > CAST(list_contains(b.suppliers, b.id)
                   OR b.holder = b.id AS INT)
            FROM buyer b JOIN gives g ON g.paper_key = b.paper_key AND g.id = b.id
        ) GROUP BY ALL"""
    )
    con.execute(
        """CREATE TABLE weighed AS
        SELECT u.*, coalesce(t.is_in, false) AS is_in,
               coalesce(t.is_in, false) OR coalesce(t.is_out, false) AS is_titled,
               coalesce(u.drawn_milli, u.paper_milli,
                        max(u.paper_milli) OVER (PARTITION BY u.paper_key)) AS milli
        FROM reused u LEFT JOIN titled t USING (paper_key, deal_id)"""
    )


def _create_strung(con: duckdb.DuckDBPyConnection) -> None:
    """Create `strung`: papers each use of which follows a sale, from one first use or seller."""
    con.execute(
        """CREATE TABLE strung AS
        SELECT paper_key FROM weighed GROUP BY paper_key
        HAVING bool_and(is_titled) AND (
            count(*) FILTER (NOT is_in) = 1
            OR count(DISTINCT suppliers) FILTER (NOT is_in) = 1
               AND bool_and(is_in OR len(suppliers) > 0))"""
    )


def _create_near(con: duckdb.DuckDBPyConnection) -> None:
    """Create `near`: other uses within the months that count."""
    con.execute(
        f"""CREATE TABLE near AS
        SELECT paper_key, deal_id, count(*) OVER (
            PARTITION BY paper_key ORDER BY day
            RANGE BETWEEN INTERVAL {REUSE_MONTHS} MONTH PRECEDING
                      AND INTERVAL {REUSE_MONTHS} MONTH FOLLOWING) - 1 AS n_other_deals
        FROM weighed"""
    )
