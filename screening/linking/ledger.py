"""Who used a paper before: the ledgers of title papers, invoices and payments, batch and history.

Title decides, not mere reuse (domain 2.11): a string of sales or a declared split lot rightly
shows one bill in several deals; a second deal with no sale that leads to it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import polars as pl

from screening.linking.history import History
from screening.linking.links import Links
from screening.linking.papers import NORMALISED
from screening.linking.workbench import frame, workbench
from screening.reference import unit_factors
from screening.schema import TABLES

REUSE_MONTHS = 36  # domain AUT-01

_NARROW = {
    "deals": ("deal_id", "submitted_at"),
    "contracts": ("document_id", "seller_id", "buyer_id", "submitted_at"),
    "invoices": (
        "document_id",
        "invoice_no",
        "invoice_type",
        "issue_date",
        "seller_id",
        "buyer_id",
        "currency",
        "total_amount",
        "submitted_at",
    ),
    "transport_documents": (
        "document_id",
        "transport_doc_ref",
        "carrier_code",
        "quantity",
        "unit",
        "submitted_at",
    ),
    "payments": (
        "payment_id",
        "amount",
        "currency",
        "value_date",
        "requested_at",
        "status",
        "purpose",
        "creditor_id",
        "creditor_name",
        "creditor_account",
    ),
    "clients": ("client_id",),
    "parties": ("party_id", "client_id"),
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the uses of papers in the batch and in the history come to.

    `papers`: one row a deal and transport paper: n_other_deals, other_deal, has_title_chain,
    has_declared_allocations, allocated_ratio. `invoices`: one row a deal and invoice with a
    known seller: n_clashes. `payments`: one row a deal and payment on an invoice: is_duplicate,
    invoice_no. `submitted`: one row a deal: submitted_on. The `*_use` frames are this batch's own
    rows for later batches, in the columns of the result tables of those names less run_id.
    """

    papers: pl.DataFrame
    invoices: pl.DataFrame
    payments: pl.DataFrame
    submitted: pl.DataFrame
    paper_use: pl.DataFrame
    invoice_use: pl.DataFrame
    payment_use: pl.DataFrame


def ledger(tables: Mapping[str, pl.DataFrame], links: Links, past: History) -> Ledger:
    """The ledgers of the batch's tables and links, keyed for pass 2.

    `past` are the uses by other deals: a deal that is judged anew is not its own history.
    """
    narrow = {n: tables.get(n, TABLES[n].empty()).select(c) for n, c in _NARROW.items()}
    sources = {
        **narrow,
        "use": links.documents,
        "share": links.payments,
        "deal": links.deals,
        "unit_factor": unit_factors().select("unit", "factor"),
        "past_paper_use": past.paper_use,
        "past_invoice_use": past.invoice_use,
        "past_payment_use": past.payment_use,
    }
    with workbench(sources) as con:
        _create_submitted(con)
        _create_paper_use(con)
        _create_invoice_use(con)
        _create_payment_use(con)
        return Ledger(
            papers=_papers(con),
            invoices=_invoices(con),
            payments=_payments(con),
            submitted=frame(con, "FROM submitted ORDER BY deal_id"),
            paper_use=frame(con, "FROM paper_use ORDER BY paper_key, deal_id"),
            invoice_use=frame(con, "FROM invoice_use ORDER BY invoice_key, deal_id, document_id"),
            payment_use=frame(con, "FROM payment_use ORDER BY invoice_key, payment_id, deal_id"),
        )


def _create_submitted(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        """CREATE TABLE submitted AS
        WITH seen AS (
            SELECT deal_id, submitted_at FROM deals
            UNION ALL SELECT u.deal_id, d.submitted_at FROM use u JOIN (
                SELECT document_id, submitted_at FROM contracts
                UNION ALL SELECT document_id, submitted_at FROM invoices
                UNION ALL SELECT document_id, submitted_at FROM transport_documents) d
                USING (document_id)
        )
        SELECT d.deal_id, CAST(min(submitted_at) AS DATE) AS submitted_on
        FROM deal d LEFT JOIN seen USING (deal_id) GROUP BY d.deal_id"""
    )


def _create_paper_use(con: duckdb.DuckDBPyConnection) -> None:
    """One row a deal and transport paper: parties of the deal, quantity drawn, quantity there."""
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
        f"""CREATE TABLE paper_use AS
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
               b.deal_id, d.client_id, min(b.document_id) AS document_id,
               any_value(s.submitted_on) AS submitted_on,
               any_value(array_to_string(sb.ids, ',')) AS supplier_ids,
               any_value(array_to_string(ss.ids, ',')) AS buyer_ids,
               CAST(sum(b.milli) AS BIGINT) AS drawn_milli,
               max(CAST(round(
                   CAST(t.quantity AS DOUBLE) * f.factor * 1000) AS BIGINT)) AS paper_milli
        FROM by_paper b JOIN transport_documents t USING (document_id)
        JOIN deal d USING (deal_id) JOIN submitted s USING (deal_id)
        LEFT JOIN unit_factor f ON f.unit = t.unit
        LEFT JOIN side sb ON sb.deal_id = b.deal_id AND sb.leg = 'buy'
        LEFT JOIN side ss ON ss.deal_id = b.deal_id AND ss.leg = 'sell'
        GROUP BY paper_key, b.deal_id, d.client_id"""
    )


def _papers(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and paper of the batch; linear in the uses however often a paper is used."""
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
    con.execute(
        """CREATE TABLE overdrawn AS
        SELECT paper_key, max(milli) AS milli FROM (
            SELECT paper_key, 'client ' || client_id AS holder, sum(milli) AS milli
            FROM weighed GROUP BY ALL
            UNION ALL SELECT paper_key, 'supplier ' || id, sum(milli)
            FROM (SELECT paper_key, unnest(suppliers) AS id, milli FROM weighed) GROUP BY ALL
            UNION ALL SELECT paper_key, 'first holders', sum(milli) FROM weighed
            WHERE NOT is_in GROUP BY ALL
        ) GROUP BY paper_key"""
    )
    return frame(
        con,
        f"""WITH paper AS (
            SELECT paper_key, max(paper_milli) AS paper_milli,
                   count(*) > 1 AND bool_and(is_titled) AS has_title_chain,
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
        )
        SELECT p.deal_id, p.document_id, n.n_other_deals,
               CASE WHEN n.n_other_deals > 0 THEN
                    CASE WHEN first2[1].deal = p.deal_id THEN first2[2].deal ELSE first2[1].deal END
               END AS other_deal,
               has_title_chain, has_declared_allocations,
               CASE WHEN a.paper_milli > 0 THEN CAST(o.milli AS DOUBLE) / a.paper_milli END
                   AS allocated_ratio
        FROM paper_use p JOIN near n USING (paper_key, deal_id) JOIN paper a USING (paper_key)
        LEFT JOIN overdrawn o USING (paper_key) ORDER BY p.deal_id, p.document_id""",
    )


def _create_invoice_use(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        f"""CREATE TABLE invoice_use AS
        SELECT DISTINCT i.seller_id || ':' || {NORMALISED.format("i.invoice_no")} || ':'
                   || coalesce(i.invoice_type, 'final') AS invoice_key,
               u.deal_id, u.document_id,
               concat_ws('|', coalesce(buyer_id, ''), coalesce(CAST(issue_date AS VARCHAR), ''),
                   coalesce(CAST(total_amount AS VARCHAR), ''), coalesce(i.currency, '')) AS content
        FROM use u JOIN invoices i USING (document_id)
        WHERE i.seller_id IS NOT NULL"""
    )


def _invoices(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return frame(
        con,
        """WITH every_use AS (
            SELECT invoice_key, content FROM invoice_use
            UNION ALL SELECT invoice_key, content FROM past_invoice_use
        ), known AS (
            SELECT invoice_key, count(DISTINCT content) - 1 AS n_clashes FROM every_use GROUP BY ALL
        )
        SELECT i.deal_id, i.document_id, k.n_clashes
        FROM invoice_use i JOIN known k USING (invoice_key) ORDER BY ALL""",
    )


def _create_payment_use(con: duckdb.DuckDBPyConnection) -> None:
    """Payments on an invoice; what was returned, cancelled or refunds another is no payment."""
    con.execute(
        f"""CREATE TABLE payment_use AS
        SELECT coalesce(i.seller_id, '?') || ':' || {NORMALISED.format("i.invoice_no")}
                   AS invoice_key,
               s.deal_id, s.payment_id,
               coalesce(p.creditor_id, p.creditor_account, p.creditor_name) AS payee,
               s.amount, i.total_amount AS invoice_amount, p.currency,
               coalesce(p.value_date, CAST(p.requested_at AS DATE)) AS paid_on
        FROM share s JOIN payments p USING (payment_id)
        JOIN invoices i ON i.document_id = s.invoice_document_id
        WHERE coalesce(p.status, '') NOT IN ('returned', 'cancelled')
        AND coalesce(p.purpose, '') <> 'refund'"""
    )


def _payments(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and payment; equal instalments that stay within the invoice are no repeat."""
    return frame(
        con,
        """WITH every_use AS (
            SELECT DISTINCT invoice_key, payment_id, payee, amount, invoice_amount, currency,
                   paid_on
            FROM (SELECT * FROM payment_use
                  UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_payment_use)
        ), judged AS (
            SELECT invoice_key, payment_id, payee, amount,
                   row_number() OVER (PARTITION BY invoice_key, payee, amount, currency
                                      ORDER BY paid_on NULLS LAST, payment_id) > 1
                   AND sum(amount) OVER (PARTITION BY invoice_key, currency)
                       > max(invoice_amount) OVER (PARTITION BY invoice_key, currency)
                       * CAST(1.005 AS DECIMAL(4,3)) AS is_duplicate
            FROM every_use
        )
        SELECT p.deal_id, p.payment_id, bool_or(coalesce(j.is_duplicate, false)) AS is_duplicate,
               min(string_split(p.invoice_key, ':')[-1]) FILTER (coalesce(j.is_duplicate, false))
                   AS invoice_no
        FROM payment_use p JOIN judged j USING (invoice_key, payment_id)
        GROUP BY ALL ORDER BY ALL""",
    )
