"""Who of those a bill names stands further along its chain of sales, and which bank holds it.

In a string of sales the bill runs from the first seller to the last buyer: to the deals between
it names strangers, though every sale that leads there is known.
"""

from __future__ import annotations

import duckdb

OPEN_END = "DATE '2199-12-31'"


def create_credit(con: duckdb.DuckDBPyConnection) -> None:
    """Create `credit`, one row a deal under credits or collections: bank_ids, banks_hold_to.

    The banks hold the papers until they release them, and no longer than the credit runs; the
    latest day of the deal's credits counts, null where one has no end.
    """
    con.execute(
        f"""CREATE TABLE credit AS
        SELECT deal_id, nullif(max(held_to), {OPEN_END}) AS banks_hold_to,
               array_to_string(list_sort(list_distinct(list(
                   coalesce(e.entity_id, l.issuing_bank_id)))), ',') AS bank_ids
        FROM (SELECT deal_id, issuing_bank_id, coalesce(
                  least(expiry, CAST(papers_released_on - 1 AS DATE)), {OPEN_END}) AS held_to
              FROM letters_of_credit) l
        LEFT JOIN entity e ON e.party_id = l.issuing_bank_id
        WHERE deal_id IS NOT NULL AND issuing_bank_id IS NOT NULL GROUP BY deal_id"""
    )


def create_along(con: duckdb.DuckDBPyConnection) -> None:
    """Create `along`, one row a use of a bill of `weighed` by a document of the batch.

    Of the parties the document names, chain_givers are those that sell the paper in some use of
    it, chain_takers those that buy it; chain_bank_to is the day until which the order party holds
    the papers as a bank of one of those uses, null where it is no such bank.
    """
    con.execute(
        f"""CREATE TABLE along AS
        WITH said AS (
            SELECT document_id, unnest([shipper_id, consignee_id, notify_id]) AS id
            FROM transport_documents
            UNION SELECT document_id, unnest([endorser_id, endorsee_id]) FROM endorsements
        ), party AS (
            SELECT DISTINCT k.paper_key, k.deal_id, k.document_id, coalesce(e.entity_id, s.id) AS id
            FROM keyed k JOIN said s USING (document_id)
            LEFT JOIN entity e ON e.party_id = s.id WHERE s.id IS NOT NULL
        ), part AS (
            SELECT paper_key, id, bool_or(gives) AS gives, bool_or(takes) AS takes FROM (
                SELECT paper_key, unnest(suppliers) AS id, true AS gives, false AS takes
                FROM weighed
                UNION ALL SELECT paper_key, holder, true, true FROM weighed
                UNION ALL SELECT paper_key, unnest(buyers), false, true FROM weighed)
            GROUP BY ALL
        ), bank AS (
            SELECT paper_key, coalesce(e.entity_id, b.id) AS id, max(held_to) AS held_to
            FROM (SELECT paper_key, unnest(string_split(bank_ids, ',')) AS id,
                         coalesce(banks_hold_to, {OPEN_END}) AS held_to FROM known_use) b
            LEFT JOIN entity e ON e.party_id = b.id GROUP BY ALL
        ), order_party AS (
            SELECT k.paper_key, k.deal_id, k.document_id, max(b.held_to) AS held_to
            FROM keyed k JOIN transport_documents t USING (document_id)
            LEFT JOIN entity e ON e.party_id = coalesce(t.consignee_id, t.shipper_id)
            JOIN bank b ON b.paper_key = k.paper_key
                 AND b.id = coalesce(e.entity_id, t.consignee_id, t.shipper_id)
            GROUP BY ALL
        )
        SELECT p.paper_key, p.deal_id, p.document_id,
               list_sort(list(p.id) FILTER (t.gives)) AS chain_givers,
               list_sort(list(p.id) FILTER (t.takes)) AS chain_takers,
               any_value(o.held_to) AS chain_bank_to
        FROM party p LEFT JOIN part t USING (paper_key, id)
        LEFT JOIN order_party o USING (paper_key, deal_id, document_id)
        WHERE t.id IS NOT NULL OR o.held_to IS NOT NULL GROUP BY ALL"""
    )
