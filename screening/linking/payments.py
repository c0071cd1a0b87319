"""Which deals a payment is for: by allocation, by deal id, or by the papers it names."""

from __future__ import annotations

import duckdb

# Numbers in free remittance text: words, and two or three words in a row, since people write
# "INV 2025 0017". A slash is part of a number (INV/2025/17) or stands between two (/RFB/INV17),
# so both are tried. A number is only looked for when too long to be met by chance.
_SHORTEST = 5
NUMBERS_IN_TEXT = f"""
    WITH worded AS (
        SELECT payment_id,
               regexp_split_to_array(upper(plain(remittance_text)), '[^0-9A-Z/_.-]+') AS w
        FROM payments WHERE remittance_text IS NOT NULL
        UNION ALL
        SELECT payment_id, regexp_split_to_array(upper(plain(remittance_text)), '[^0-9A-Z_.-]+')
        FROM payments WHERE contains(remittance_text, '/')
    ), word AS (
        SELECT payment_id, list_filter(list_transform(w,
            lambda x: regexp_replace(x, '[^0-9A-Z]', '', 'g')), lambda x: x <> '') AS w FROM worded
    ), gram AS (
        SELECT payment_id, unnest(list_concat(
            w,
            list_transform(range(1, len(w)), lambda i: w[i] || w[i + 1]),
            list_transform(range(1, len(w) - 1), lambda i: w[i] || w[i + 1] || w[i + 2])
        )) AS number FROM word
    )
    SELECT DISTINCT payment_id, number FROM gram
    WHERE length(number) >= {_SHORTEST} AND regexp_matches(number, '[0-9]')
"""
# Why a payment was joined, from the kind of number it names and where.
NAMED_BY = """CASE kind WHEN 'invoice' THEN 'invoice_no' WHEN 'contract' THEN 'contract_no'
    WHEN 'transport' THEN 'transport_doc_ref' ELSE 'receipt_no' END
    || CASE WHEN is_structured THEN '' ELSE ' in remittance text' END"""


def create_payment_matches(con: duckdb.DuckDBPyConnection) -> None:
    """Create `payment_match`: one row a paper that a payment names (payment, paper, kind, number).

    The strongest kind a payment names counts (invoice, then contract, then transport paper).
    Among papers of one number those win whose seller is paid or whose buyer pays; when none
    does, the number must belong to a single paper, else nothing is joined.
    """
    con.execute(
        f"""CREATE TABLE payment_match AS
        WITH structured AS (
            SELECT payment_id, kind, normalised(number) AS number FROM payment_references
        ), gram AS ({NUMBERS_IN_TEXT}
        ), candidate AS (
            SELECT s.payment_id, n.document_id, n.kind, n.number, true AS is_structured
            FROM structured s JOIN number n ON n.is_own AND n.kind = s.kind AND n.number = s.number
            UNION ALL
            SELECT g.payment_id, n.document_id, n.kind, n.number, false
            FROM gram g JOIN number n ON n.is_own AND n.number = g.number
        ), ranked AS (
            SELECT c.*, CASE c.kind WHEN 'invoice' THEN 1 WHEN 'contract' THEN 2 ELSE 3 END AS rank,
                   coalesce(p.creditor_id = d.seller_id, false)
                   OR coalesce(p.debtor_id = d.buyer_id, false) AS agrees
            FROM candidate c JOIN payments p USING (payment_id) JOIN paper d USING (document_id)
        ), best AS (
            SELECT *, min(rank) OVER (PARTITION BY payment_id) AS best FROM ranked
        ), chosen AS (
            SELECT *, bool_or(agrees) OVER w AS someone_agrees,
                   count(DISTINCT document_id) OVER w AS n_papers
            FROM best WHERE rank = best WINDOW w AS (PARTITION BY payment_id, number)
        )
        SELECT payment_id, document_id, kind, max_by(number, length(number)) AS number,
               bool_or(is_structured) AS is_structured
        FROM chosen WHERE agrees OR (NOT someone_agrees AND n_papers = 1)
        GROUP BY ALL"""
    )


def join_payments(con: duckdb.DuckDBPyConnection) -> None:
    """Create `share`: one row a share of a payment in a deal, with why it was joined."""
    con.execute(
        """CREATE TABLE share AS
        SELECT coalesce(a.deal_id, u.deal_id, p.deal_id) AS deal_id, a.payment_id,
               a.invoice_document_id, coalesce(a.leg, p.leg) AS leg, a.amount,
               'given' AS joined_by, NULL::VARCHAR AS joined_on
        FROM payment_allocations a JOIN payments p USING (payment_id)
        LEFT JOIN (SELECT DISTINCT deal_id, document_id FROM use) u
             ON a.deal_id IS NULL AND u.document_id = a.invoice_document_id
        WHERE coalesce(a.deal_id, u.deal_id, p.deal_id) IS NOT NULL"""
    )
    # A payment whose deal is stated still learns which of the deal's invoices it names, or that
    # its leg has a single one; notes beside it are no claims to be paid.
    con.execute(
        """INSERT INTO share
        WITH named AS (
            SELECT m.payment_id, u.deal_id, min(m.document_id) AS document_id,
                   count(DISTINCT m.document_id) AS n
            FROM payment_match m JOIN use u USING (document_id)
            WHERE m.kind = 'invoice' GROUP BY ALL
        ), sole AS (
            SELECT u.deal_id, u.leg, min(u.document_id) AS document_id
            FROM use u JOIN invoices i USING (document_id)
            WHERE u.table_name = 'invoices' AND u.leg IN ('buy', 'sell')
            AND coalesce(i.invoice_type, 'final') NOT IN ('credit', 'debit', 'proforma')
            GROUP BY ALL HAVING count(DISTINCT u.document_id) = 1
        )
        SELECT p.deal_id, p.payment_id,
               CASE WHEN n.n = 1 THEN n.document_id
                    WHEN n.n IS NULL THEN s.document_id END,
               p.leg, p.amount, 'deal_id', p.deal_id
        FROM payments p
        LEFT JOIN named n ON n.payment_id = p.payment_id AND n.deal_id = p.deal_id
        LEFT JOIN sole s ON s.deal_id = p.deal_id AND s.leg = coalesce(p.leg,
             CASE p.direction WHEN 'OUT' THEN 'buy' WHEN 'IN' THEN 'sell' END)
        WHERE p.deal_id IS NOT NULL
        AND NOT EXISTS (FROM share s WHERE s.payment_id = p.payment_id)"""
    )
    con.execute(
        f"""INSERT INTO share
        WITH used AS (
            SELECT DISTINCT u.deal_id, m.payment_id, m.kind, m.number, m.is_structured,
                   CASE WHEN m.kind = 'invoice' THEN m.document_id END AS invoice_document_id,
                   coalesce(d.client_id = p.client_id, false) AS is_own
            FROM payment_match m JOIN use u USING (document_id) JOIN payments p USING (payment_id)
            LEFT JOIN deals d ON d.deal_id = u.deal_id
            WHERE NOT EXISTS (FROM share s WHERE s.payment_id = m.payment_id)
        ), named AS (
            -- an invoice between two clients is in a deal of each: the payment is its client's
            FROM used QUALIFY is_own OR NOT bool_or(is_own) OVER (PARTITION BY payment_id)
        ), counted AS (SELECT *, count(*) OVER (PARTITION BY payment_id) AS n_shares FROM named)
        SELECT c.deal_id, c.payment_id, c.invoice_document_id, p.leg,
               CASE WHEN n_shares = 1 THEN p.amount END,
               {NAMED_BY}, c.number
        FROM counted c JOIN payments p USING (payment_id)"""
    )
