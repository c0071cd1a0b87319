"""The use ledger of warehouse receipts: who drew on which receipt, lot and stock."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.papers import NORMALISED
from screening.linking.workbench import frame


def create_receipt_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `receipt_use`, one row a deal and receipt; needs `side` of the title ledger."""
    number, marks = NORMALISED.format("r.receipt_no"), NORMALISED.format("r.lot")
    con.execute(
        f"""CREATE TABLE receipt_use AS
        SELECT coalesce(r.warehouse_id, '?') || ':' || {number} AS receipt_key,
               r.warehouse_id || ':' || r.hs6 || ':' || nullif({marks}, '') AS lot_key,
               u.deal_id, any_value(d.client_id) AS client_id, u.document_id,
               any_value(s.submitted_on) AS submitted_on,
               any_value(array_to_string(sb.ids, ',')) AS supplier_ids,
               any_value(array_to_string(ss.ids, ',')) AS buyer_ids,
               r.warehouse_id || ':' || r.hs6 AS stock_key,
               CAST(round(CAST(r.quantity AS DOUBLE) * f.factor * 1000) AS BIGINT)
                   AS quantity_milli,
               r.issue_date AS issued_on, r.valid_to,
               coalesce(r.status NOT IN ('CANCELLED', 'DELIVERED'), true) AS is_open
        FROM (SELECT DISTINCT deal_id, document_id FROM use) u
        JOIN warehouse_receipts r USING (document_id)
        JOIN deal d USING (deal_id) JOIN submitted s USING (deal_id)
        LEFT JOIN unit_factor f ON f.unit = r.unit
        LEFT JOIN side sb ON sb.deal_id = u.deal_id AND sb.leg = 'buy'
        LEFT JOIN side ss ON ss.deal_id = u.deal_id AND ss.leg = 'sell'
        GROUP BY ALL"""
    )


def receipt_uses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and receipt of the batch, against every use of it, its lot and its stock."""
    con.execute(
        """CREATE TABLE every_receipt AS
        SELECT * FROM receipt_use
        UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_receipt_use"""
    )
    return frame(
        con,
        """SELECT deal_id, document_id, receipt_key, lot_key
        FROM receipt_use ORDER BY deal_id, document_id""",
    )
