"""The use ledgers of invoices and of payments: a number used twice, an invoice paid twice."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.workbench import frame

# Many sellers number their invoices anew each year: a number that comes again about a year later
# is another invoice. One that was altered, or billed twice, comes again while the trade is paid.
SAME_NUMBER_MONTHS = 9


# Shares of an invoice are counted in millionths; beyond a hundredth more, as PAY-08 asks, the
# deals that paid it earlier are told.
MILLIONTHS = 1_000_000
TOLD_BEYOND = 10_000

# Of a content: buyer, day, amount, currency between bars; a buyer's id may hold anything.
ISSUED_ON = "TRY_CAST(string_split(content, '|')[-3] AS DATE)"


def create_invoice_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `invoice_use`: one row an invoice of a deal, where its seller is known."""
    con.execute(
        """CREATE TABLE invoice_use AS
        SELECT DISTINCT issuer(i.seller_id) || ':' || nullif(normalised(i.invoice_no), '')
                   || ':' || coalesce(i.invoice_type, 'final') AS invoice_key,
               u.deal_id, u.document_id,
               concat_ws('|', coalesce(buyer_id, ''), coalesce(CAST(issue_date AS VARCHAR), ''),
                   coalesce(CAST(total_amount AS VARCHAR), ''), coalesce(i.currency, '')) AS content
        FROM use u JOIN invoices i USING (document_id)
        WHERE invoice_key IS NOT NULL"""
    )


def invoice_uses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and invoice: n_clashes, other contents known under the seller's number.

    Those count that were issued within SAME_NUMBER_MONTHS, or on a day that one of the two does
    not state. What is blank agrees with anything and proves nothing: n_clashes is null where papers
    of one number differ in nothing that all of them state, but one of them leaves something out.
    n_past_clashes are those of them that are known from earlier batches.
    """
    _create_invoice_content(con)
    return frame(
        con,
        """SELECT i.deal_id, i.document_id, i.invoice_key,
               CASE WHEN c.content IS NULL THEN 0 ELSE c.n_clashes END AS n_clashes,
               coalesce(c.n_past_clashes, 0) AS n_past_clashes
        FROM invoice_use i LEFT JOIN invoice_content c USING (invoice_key, content)
        ORDER BY ALL""",
    )


def _create_invoice_content(con: duckdb.DuckDBPyConnection) -> None:
    """Create `invoice_content`, one row a content of a number that several contents bear.

    n_clashes: the others it clashes with; n_now_clashes and n_past_clashes, those of them in the
    batch and in its history. Contents near in days are counted, not paired, so it is linear in
    the uses of a number.
    """
    near = f"""(PARTITION BY invoice_key ORDER BY day
        RANGE BETWEEN INTERVAL {SAME_NUMBER_MONTHS} MONTH PRECEDING
                  AND INTERVAL {SAME_NUMBER_MONTHS} MONTH FOLLOWING)"""
    others = f"""CAST(CASE WHEN day IS NULL THEN sum({{0}}) OVER (PARTITION BY invoice_key)
        ELSE sum(CASE WHEN day IS NOT NULL THEN {{0}} ELSE 0 END) OVER {near}
             + sum(CASE WHEN day IS NULL THEN {{0}} ELSE 0 END) OVER (PARTITION BY invoice_key)
        END - {{0}} AS BIGINT)"""
    stated = {"buyer": "array_to_string(parts[:-4], '|')"} | {
        name: f"parts[{place}]" for name, place in (("day", -3), ("amount", -2), ("currency", -1))
    }
    fields = ", ".join(f"nullif({text}, '') AS said_{name}" for name, text in stated.items())
    differs = " OR ".join(f"count(DISTINCT said_{name}) > 1" for name in stated)
    is_blank = " OR ".join(f"said_{name} IS NULL" for name in stated)
    con.execute(
        f"""CREATE TABLE invoice_content AS
        WITH every_use AS (
            SELECT invoice_key, document_id, content, true AS is_now FROM invoice_use
            UNION ALL SELECT invoice_key, document_id, content, false FROM past_invoice_use
        ), said AS (
            SELECT invoice_key, content, {ISSUED_ON} AS day, string_split(content, '|') AS parts,
                   CAST(bool_or(is_now) AS INT) AS is_now,
                   CAST(bool_or(NOT is_now) AS INT) AS is_past,
                   count(DISTINCT document_id) AS papers
            FROM every_use GROUP BY invoice_key, content
            QUALIFY sum(papers) OVER (PARTITION BY invoice_key) > 1
        ), stated AS (
            SELECT *, {fields} FROM said
        ), judged AS (
            SELECT invoice_key, {differs} AS differs, bool_or({is_blank}) AS is_open
            FROM stated GROUP BY invoice_key
        )
        SELECT invoice_key, content,
               CASE WHEN differs THEN {others.format("1")} WHEN NOT is_open THEN 0 END AS n_clashes,
               CASE WHEN differs THEN {others.format("is_now")} ELSE 0 END AS n_now_clashes,
               CASE WHEN differs THEN {others.format("is_past")} ELSE 0 END AS n_past_clashes
        FROM stated JOIN judged USING (invoice_key)"""
    )


def create_payment_use(con: duckdb.DuckDBPyConnection) -> None:
    """Payments on an invoice; none that was returned or cancelled, and a refund less than none.

    A refund goes the other way than what it refunds, and may name only that; one that is only asked
    for has not come back. A payee named by name alone is the party of that name. The amount of an
    invoice is net of the credit and debit notes that name it; a provisional one that a final one
    replaced comes to what that does. It is told in the payment's currency, at the rates of the day
    it was paid: null where one is not known.
    """
    amount = "CAST(greatest(i.total_amount, t.amount) + coalesce(x.amount, 0) AS DECIMAL(18,3))"
    paid_on = "coalesce(p.value_date, CAST(p.requested_at AS DATE))"
    con.execute(
        f"""CREATE TABLE payment_use AS
        WITH noted AS (
            SELECT coalesce(n.replaces_document_id, l.parent_id) AS document_id,
                   sum(CASE n.invoice_type WHEN 'credit' THEN -abs(n.total_amount)
                       ELSE n.total_amount END) AS amount
            FROM invoices n
            LEFT JOIN (SELECT child_id, min(parent_id) AS parent_id FROM document_links
                       WHERE kind IN ('amends', 'replaces') GROUP BY child_id) l
                 ON l.child_id = n.document_id
            WHERE n.invoice_type IN ('credit', 'debit') GROUP BY ALL
        ), trued_up AS (
            SELECT replaces_document_id AS document_id, max(total_amount) AS amount FROM invoices
            WHERE coalesce(invoice_type, 'final') = 'final' GROUP BY ALL
        )
        SELECT coalesce(issuer(i.seller_id), '?') || ':'
                   || nullif(normalised(i.invoice_no), '') AS invoice_key,
               s.deal_id, s.payment_id,
               coalesce(p.creditor_id, f.party_id, p.creditor_account, p.creditor_name) AS payee,
               CASE WHEN is_refund THEN
                    CASE p.direction WHEN 'IN' THEN 'OUT' WHEN 'OUT' THEN 'IN' END
                    ELSE p.direction END AS direction,
               CASE WHEN is_refund THEN -s.amount ELSE s.amount END AS amount,
               CASE WHEN coalesce(i.currency = p.currency, true) THEN {amount}
                    ELSE CAST({amount} * v.usd_per_unit / w.usd_per_unit AS DECIMAL(18,3)) END
                   AS invoice_amount,
               p.currency,
               {paid_on} AS paid_on
        FROM share s
        JOIN (SELECT *, coalesce(purpose = 'refund', false) OR refund_of IS NOT NULL AS is_refund
              FROM payments) p
             USING (payment_id)
        LEFT JOIN (SELECT deal_id, payment_id, min(invoice_document_id) AS invoice FROM share
                   GROUP BY ALL HAVING count(DISTINCT invoice_document_id) = 1) r
             ON r.deal_id = s.deal_id AND r.payment_id = p.refund_of
        JOIN invoices i ON i.document_id = coalesce(r.invoice, s.invoice_document_id)
        LEFT JOIN noted x ON x.document_id = i.document_id
        LEFT JOIN trued_up t ON t.document_id = i.document_id
        LEFT JOIN (SELECT upper(trim(name)) AS name, min(party_id) AS party_id FROM parties
                   WHERE name IS NOT NULL GROUP BY ALL) f ON f.name = upper(trim(p.creditor_name))
        LEFT JOIN usd_rate v ON v.currency = i.currency AND v."on" = {paid_on}
        LEFT JOIN usd_rate w ON w.currency = p.currency AND w."on" = {paid_on}
        WHERE coalesce(p.status, '') NOT IN ('returned', 'cancelled')
        AND NOT (is_refund AND p.direction = 'IN' AND coalesce(p.status,
                 CASE WHEN p.value_date IS NULL THEN 'requested' END, '') = 'requested')
        AND invoice_key IS NOT NULL"""
    )


def payment_uses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and payment; equal instalments that stay within the invoice are no repeat.

    Of a payment like an earlier one, on an invoice whose amount nobody knows, `is_duplicate` is
    null. What a payer's bank sends and what the payee's receives may be one payment: each way is
    counted by itself. `beyond_ratio` says, of a payment with which those of several deals come to
    more than the invoice, by how much in all; 0 of any other, null where an amount is not known.
    `is_of_several`: payments of other deals are on its invoice too.
    """
    _create_judged(con)
    _create_beyond(con)
    return frame(
        con,
        f"""SELECT p.deal_id, p.payment_id,
               CASE WHEN bool_or(j.is_duplicate) THEN true
                    WHEN count(*) = count(j.is_duplicate) THEN false END AS is_duplicate,
               min(string_split(p.invoice_key, ':')[-1]) FILTER (coalesce(j.is_duplicate, false))
                   AS invoice_no,
               CASE WHEN max(b.beyond) > 0 THEN max(b.beyond) / {MILLIONTHS}.0
                    WHEN NOT bool_or(b.payment_id IS NOT NULL AND b.beyond IS NULL) THEN 0.0
                    END AS beyond_ratio,
               min(string_split(p.invoice_key, ':')[-1]) FILTER (b.beyond > 0)
                   AS beyond_invoice_no,
               coalesce(bool_or(b.is_of_several), false) AS is_of_several
        FROM payment_use p JOIN judged_payment j USING (invoice_key, payment_id)
        LEFT JOIN beyond_payment b USING (invoice_key, payment_id)
        GROUP BY ALL ORDER BY ALL""",
    )


def _create_judged(con: duckdb.DuckDBPyConnection) -> None:
    """Create `judged_payment`: payments now and earlier; `paid_again`: those of like repeats."""
    con.execute(
        """CREATE TABLE judged_payment AS
        WITH every_use AS (
            SELECT DISTINCT invoice_key, payment_id, payee, direction, amount, invoice_amount,
                   currency, paid_on
            FROM (SELECT * FROM payment_use
                  UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_payment_use)
        )
        SELECT invoice_key, payment_id, payee, direction, amount, currency,
               amount > 0
               AND row_number() OVER (
                   PARTITION BY invoice_key, payee, direction, amount, currency
                   ORDER BY paid_on NULLS LAST, payment_id) > 1
               AND sum(amount) OVER (PARTITION BY invoice_key, direction, currency)
                   > max(invoice_amount) OVER (PARTITION BY invoice_key, direction, currency)
                   * CAST(1.005 AS DECIMAL(4,3)) AS is_duplicate
        FROM every_use"""
    )
    con.execute(
        """CREATE TABLE paid_again AS
        SELECT DISTINCT invoice_key, payment_id FROM (
            SELECT invoice_key, payment_id, bool_or(is_duplicate) OVER (
                PARTITION BY invoice_key, payee, direction, amount, currency) AS is_repeated
            FROM judged_payment)
        WHERE is_repeated"""
    )


def _create_numbering(con: duckdb.DuckDBPyConnection) -> None:
    """Create `numbering`: one row a number and deal, where all its papers in all deals are dated.

    `numbering` counts the gaps of more than SAME_NUMBER_MONTHS between the days of issue before it.
    """
    con.execute(
        f"""CREATE TABLE numbering AS
        WITH issued AS (
            SELECT regexp_replace(invoice_key, ':[^:]*$', '') AS invoice_key, deal_id,
                   {ISSUED_ON} AS day
            FROM (SELECT invoice_key, deal_id, content FROM invoice_use
                  UNION ALL SELECT invoice_key, deal_id, content FROM past_invoice_use)
        ), dated AS (
            SELECT invoice_key, deal_id, max(day) AS day FROM issued
            WHERE invoice_key NOT IN (SELECT invoice_key FROM issued WHERE day IS NULL)
            AND invoice_key NOT IN (
                SELECT invoice_key FROM (
                    SELECT invoice_key, deal_id FROM payment_use
                    UNION ALL SELECT invoice_key, deal_id FROM past_payment_use)
                ANTI JOIN issued USING (invoice_key, deal_id))
            GROUP BY ALL
        ), apart AS (
            SELECT *, day > lag(day) OVER (PARTITION BY invoice_key ORDER BY day, deal_id)
                            + INTERVAL {SAME_NUMBER_MONTHS} MONTH AS is_anew
            FROM dated
        )
        SELECT invoice_key, deal_id, CAST(sum(CAST(coalesce(is_anew, false) AS INT)) OVER (
                   PARTITION BY invoice_key ORDER BY day, deal_id) AS BIGINT) AS numbering
        FROM apart"""
    )


def _create_beyond(con: duckdb.DuckDBPyConnection) -> None:
    """Create `beyond_payment`: payments on invoices that several deals pay, now and earlier.

    `beyond`, in millionths of the invoice: how far the payments pass it, of the one with which
    they do and of later ones; 0 of those before. `paid_beyond`: all payments on such an invoice
    that earlier deals are told of; none that is paid again alike, which they are told already.
    A number that comes again after SAME_NUMBER_MONTHS is another invoice: by the days of issue
    where all papers of the number state them, and by the days paid. Where nobody knows the seller,
    one payee is asked at a time.
    """
    _create_numbering(con)
    around = f"""PARTITION BY invoice_key, payee, direction, numbering ORDER BY paid_on
        RANGE BETWEEN INTERVAL {SAME_NUMBER_MONTHS} MONTH PRECEDING"""
    con.execute(
        f"""CREATE TABLE beyond_payment AS
        WITH every_use AS (
            SELECT * EXCLUDE (payee, invoice_amount, numbering),
                   CASE WHEN starts_with(invoice_key, '?:') THEN payee END AS payee,
                   coalesce(numbering, 0) AS numbering,
                   max(invoice_amount) OVER (
                       PARTITION BY invoice_key, coalesce(numbering, 0), currency) AS invoice_amount
            FROM (SELECT * FROM payment_use
                  UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_payment_use)
            LEFT JOIN numbering USING (invoice_key, deal_id)
            QUALIFY min(deal_id) OVER (PARTITION BY invoice_key)
                    <> max(deal_id) OVER (PARTITION BY invoice_key)
        ), shared AS (
            SELECT DISTINCT invoice_key, payment_id, payee, direction, numbering, paid_on, amount,
                   min(deal_id) OVER one AS deal_from, max(deal_id) OVER one AS deal_to,
                   CASE WHEN invoice_amount > 0 THEN
                        TRY_CAST(round(CAST(amount AS DOUBLE) / CAST(invoice_amount AS DOUBLE)
                                       * {MILLIONTHS}) AS BIGINT) END AS millionths
            FROM every_use WINDOW one AS (PARTITION BY invoice_key, payment_id)
        ), summed AS (
            SELECT *, sum(millionths) OVER so_far AS millionths_so_far,
                   sum(millionths) OVER near AS in_all,
                   count(*) OVER near > count(millionths) OVER near AS is_open,
                   min(deal_from) OVER near <> max(deal_to) OVER near AS is_of_several
            FROM shared
            WINDOW so_far AS ({around} AND CURRENT ROW),
                   near AS ({around} AND INTERVAL {SAME_NUMBER_MONTHS} MONTH FOLLOWING)
        ), judged AS (
            SELECT *, is_of_several AND in_all > {MILLIONTHS} AS is_beyond FROM summed
        )
        SELECT invoice_key, payment_id, bool_or(is_of_several) AS is_of_several,
               bool_or(is_beyond AND in_all > {MILLIONTHS + TOLD_BEYOND}) AS is_told,
               max(CASE WHEN is_beyond AND millionths > 0
                             AND millionths_so_far > {MILLIONTHS}
                        THEN CAST(in_all AS BIGINT) - {MILLIONTHS}
                        WHEN is_beyond OR NOT is_open OR NOT is_of_several THEN 0 END) AS beyond
        FROM judged GROUP BY ALL"""
    )
    con.execute(
        """CREATE TABLE paid_beyond AS
        SELECT invoice_key, payment_id FROM beyond_payment b
        ANTI JOIN paid_again g ON g.invoice_key = b.invoice_key
        WHERE is_told"""
    )
