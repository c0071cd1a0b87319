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
    """Create `along`, one row a deal and document of the batch on a paper of `strung`.

    `strung` are the papers every use of which follows a sale. Of the parties the document names,
    chain_givers are those that sell the paper in some use of it, chain_takers those that buy it;
    chain_bank_to is the last day on which the order party may hold the papers as a bank of one of
    those uses, null where it is no such bank.
    """
    _create_chain_part(con)
    con.execute(
        f"""CREATE TABLE along AS
        WITH bill AS (
            SELECT DISTINCT k.paper_key, k.document_id, shipper_id, consignee_id, notify_id
            FROM keyed k SEMI JOIN strung USING (paper_key)
            JOIN transport_documents USING (document_id)
        ), said AS (
            SELECT paper_key, document_id, unnest([shipper_id, consignee_id, notify_id]) AS id
            FROM bill
            UNION ALL
            SELECT paper_key, document_id, unnest([endorser_id, endorsee_id])
            FROM endorsed JOIN bill USING (document_id)
        ), party AS (
            SELECT s.document_id, p.id, p.gives, p.takes
            FROM said s LEFT JOIN entity e ON e.party_id = s.id
            JOIN chain_part p ON p.paper_key = s.paper_key AND p.id = coalesce(e.entity_id, s.id)
        ), bank AS (
            SELECT paper_key, coalesce(e.entity_id, b.id) AS id, held_to
            FROM (SELECT paper_key, unnest(string_split(bank_ids, ',')) AS id,
                         coalesce(banks_hold_to, {OPEN_END}) AS held_to
                  FROM known_use SEMI JOIN strung USING (paper_key)) b
            LEFT JOIN entity e ON e.party_id = b.id
        ), held AS (
            SELECT b.document_id, max(k.held_to) AS chain_bank_to
            FROM bill b
            LEFT JOIN entity e ON e.party_id = coalesce(b.consignee_id, b.shipper_id)
            JOIN bank k ON k.paper_key = b.paper_key
                 AND k.id = coalesce(e.entity_id, b.consignee_id, b.shipper_id)
            GROUP BY ALL
        ), part AS (
            SELECT document_id,
                   list_sort(list(DISTINCT id) FILTER (gives)) AS chain_givers,
                   list_sort(list(DISTINCT id) FILTER (takes)) AS chain_takers
            FROM party GROUP BY ALL
        )
        SELECT document_id, chain_givers, chain_takers, chain_bank_to
        FROM part FULL JOIN held USING (document_id)"""
    )


def _create_chain_part(con: duckdb.DuckDBPyConnection) -> None:
    """Create `chain_part`, one row a paper of `strung` and firm in its sales: gives, takes."""
    con.execute(
        """CREATE TABLE chain_part AS
        WITH used AS (FROM weighed SEMI JOIN strung USING (paper_key))
        SELECT paper_key, id, bool_or(gives) AS gives, bool_or(takes) AS takes FROM (
            SELECT paper_key, unnest(suppliers) AS id, true AS gives, false AS takes FROM used
            UNION ALL SELECT paper_key, holder, true, true FROM used
            UNION ALL SELECT paper_key, unnest(buyers), false, true FROM used)
        GROUP BY ALL"""
    )
