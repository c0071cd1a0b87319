"""What the batch makes known of earlier deals: keys of papers and payments that clash by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb
import polars as pl

from screening.linking.drawn import ALLOWANCE
from screening.linking.settlement import ISSUED_ON
from screening.linking.voyages import PARCEL_LOT
from screening.linking.workbench import frame


@dataclass(frozen=True, slots=True)
class Clashes:
    """Uses of keys that no chain of sales explains, and the earlier uses of the same keys.

    `kind` says how they clash: reused, untitled, overdrawn (key: transport paper), ended (the same:
    it had come to its end before the earlier deal passed title on), receipt (its key), lot (lot
    key), file (digest), paid, paid_beyond and invoice (invoice key), parcel (voyage and lot).
    `now` has a row a kind, key and deal of the batch, with its day of use; `before` a row a kind,
    key, earlier deal (with the run `deal_run_id` that its live result is of) and paper or payment
    of it, with that day.
    """

    now: pl.DataFrame
    before: pl.DataFrame


def clashes(con: duckdb.DuckDBPyConnection, said: Mapping[str, pl.DataFrame]) -> Clashes:
    """The clashes of the batch with its history; linear in the uses of the keys that clash.

    `said` are the ledgers `papers`, `receipts`, `files`, `invoices` and `voyages`; the connection
    is theirs, as it was when they were made.
    """
    for name, rows in said.items():
        con.register(f"{name}_said", rows.to_arrow())
    con.execute(f"CREATE TABLE clash AS SELECT DISTINCT * FROM ({_CLASH})")
    con.execute(f"CREATE TABLE clash_before AS {_CLASH_BEFORE}")
    return Clashes(
        frame(
            con,
            """FROM clash SEMI JOIN clash_before USING (kind, key)
            ORDER BY kind, key, deal_id""",
        ),
        frame(
            con,
            "FROM clash_before ORDER BY kind, key, deal_id, deal_run_id, document_id, payment_id",
        ),
    )


_CLASH = f"""SELECT 'reused' AS kind, p.paper_key AS key, p.deal_id, u.submitted_on AS day
    FROM papers_said p JOIN paper_use u USING (paper_key, deal_id)
    WHERE p.n_other_deals > 0 AND NOT p.has_title_chain AND NOT p.has_declared_allocations
    UNION ALL
    SELECT 'untitled', p.paper_key, p.deal_id, u.submitted_on
    FROM papers_said p JOIN paper_use u USING (paper_key, deal_id) WHERE p.is_untitled
    UNION ALL
    SELECT 'overdrawn', p.paper_key, p.deal_id, u.submitted_on
    FROM papers_said p JOIN paper_use u USING (paper_key, deal_id)
    WHERE p.allocated_ratio > {ALLOWANCE}
    UNION ALL
    SELECT 'ended', u.paper_key, u.deal_id, u.submitted_on
    FROM paper_use u SEMI JOIN told_end USING (paper_key)
    SEMI JOIN (FROM papers_said WHERE ended_as IS NOT NULL) p USING (paper_key)
    WHERE u.ended_at IS NOT NULL
    UNION ALL
    SELECT 'receipt', r.receipt_key, r.deal_id, u.submitted_on
    FROM receipts_said r JOIN receipt_use u USING (receipt_key, deal_id)
    WHERE r.n_other_deals > 0 AND NOT r.has_title_chain
    UNION ALL
    SELECT 'lot', r.lot_key, r.deal_id, u.submitted_on
    FROM receipts_said r JOIN receipt_use u USING (document_id, deal_id)
    WHERE r.n_lot_clashes > 0
    UNION ALL
    SELECT 'file', f.sha256, f.deal_id, u.submitted_on
    FROM files_said f JOIN file_use u USING (sha256, deal_id, document_id)
    WHERE f.n_other_papers > 0
    UNION ALL
    SELECT 'invoice', i.invoice_key, i.deal_id, u.issued_on
    FROM invoices_said i
    JOIN (SELECT deal_id, document_id, {ISSUED_ON} AS issued_on FROM invoice_use) u
         USING (deal_id, document_id)
    WHERE i.n_past_clashes > 0
    UNION ALL
    SELECT 'parcel', {PARCEL_LOT}, v.deal_id, v.on_board_on
    FROM voyages_said s JOIN voyage_use v USING (deal_id, document_id) WHERE s.n_twins > 0
    UNION ALL
    SELECT 'paid', u.invoice_key, u.deal_id, u.paid_on
    FROM payment_use u SEMI JOIN paid_again g
         ON g.invoice_key = u.invoice_key AND g.payment_id = u.payment_id
    UNION ALL
    SELECT 'paid_beyond', u.invoice_key, u.deal_id, u.paid_on
    FROM payment_use u SEMI JOIN paid_beyond g
         ON g.invoice_key = u.invoice_key AND g.payment_id = u.payment_id"""
_NO_PAYMENT = "NULL::VARCHAR AS payment_id"
_CLASH_BEFORE = f"""WITH met AS (SELECT DISTINCT kind, key FROM clash),
    parcel_now AS (
        SELECT key, loading, list(DISTINCT parcel_no) AS parcels
        FROM (SELECT *, {PARCEL_LOT} AS key FROM loaded v) l
        SEMI JOIN clash c ON c.kind = 'parcel' AND c.key = l.key AND c.deal_id = l.deal_id
        GROUP BY ALL
    )
    SELECT kind, key, p.deal_id, p.submitted_on AS day, p.run_id AS deal_run_id, p.document_id,
           {_NO_PAYMENT}
    FROM past_paper_use p JOIN met m ON m.key = p.paper_key
         AND m.kind IN ('reused', 'untitled', 'overdrawn')
    UNION
    SELECT kind, key, p.deal_id, p.submitted_on, p.run_id, p.document_id, {_NO_PAYMENT}
    FROM past_paper_use p JOIN met m ON m.key = p.paper_key AND m.kind = 'ended'
    JOIN told_end e ON e.paper_key = p.paper_key
    WHERE p.title_on > CAST(e.ended_at AS DATE)
      AND NOT (e.ended_as = 'VOIDED' AND coalesce(p.alive_at > e.ended_at, false))
    UNION
    SELECT kind, key, p.deal_id, p.submitted_on, p.run_id, p.document_id, {_NO_PAYMENT}
    FROM past_receipt_use p JOIN met m ON m.key = p.receipt_key AND m.kind = 'receipt'
    UNION
    SELECT kind, key, p.deal_id, p.submitted_on, p.run_id, p.document_id, {_NO_PAYMENT}
    FROM past_receipt_use p JOIN met m ON m.key = p.lot_key AND m.kind = 'lot'
    SEMI JOIN (SELECT l.other FROM lot_pair l
               JOIN every_receipt e ON e.receipt = l.receipt AND e.is_now WHERE l.level = 2) c
         ON c.other = coalesce(p.receipt_key, 'document ' || p.document_id)
    UNION
    SELECT kind, key, p.deal_id, p.submitted_on, p.run_id, p.document_id, {_NO_PAYMENT}
    FROM past_file_use p JOIN met m ON m.key = p.sha256 AND m.kind = 'file'
    SEMI JOIN contradiction c ON c.sha256 = p.sha256 AND c.deal_id = p.deal_id
         AND c.document_id = p.document_id
    UNION
    SELECT kind, key, p.deal_id, {ISSUED_ON}, p.run_id, p.document_id, {_NO_PAYMENT}
    FROM past_invoice_use p JOIN met m ON m.key = p.invoice_key AND m.kind = 'invoice'
    SEMI JOIN invoice_content c ON c.invoice_key = p.invoice_key AND c.content = p.content
         AND c.n_now_clashes > 0
    UNION
    SELECT kind, m.key, p.deal_id, p.on_board_on, p.run_id, p.document_id, {_NO_PAYMENT}
    FROM (SELECT *, {PARCEL_LOT} AS key FROM past_voyage_use v) p
    JOIN met m ON m.key = p.key AND m.kind = 'parcel'
    JOIN loaded l ON l.deal_id = p.deal_id AND l.parcel_no = p.parcel_no
         AND l.on_board_on = p.on_board_on AND l.voyage_key = p.voyage_key
    JOIN parcel_now n ON n.key = p.key AND n.loading = l.loading
         AND len(list_filter(n.parcels, lambda x: x <> p.parcel_no)) > 0
    UNION
    SELECT kind, key, p.deal_id, p.paid_on, p.run_id, NULL, p.payment_id
    FROM past_payment_use p JOIN met m ON m.key = p.invoice_key AND m.kind = 'paid'
    SEMI JOIN paid_again g ON g.invoice_key = p.invoice_key AND g.payment_id = p.payment_id
    UNION
    SELECT kind, key, p.deal_id, p.paid_on, p.run_id, NULL, p.payment_id
    FROM past_payment_use p JOIN met m ON m.key = p.invoice_key AND m.kind = 'paid_beyond'
    SEMI JOIN paid_beyond g ON g.invoice_key = p.invoice_key AND g.payment_id = p.payment_id"""
