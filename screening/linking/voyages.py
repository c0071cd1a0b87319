"""The ledger of voyages: the cargo all papers put aboard one ship on one voyage."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.papers import NORMALISED
from screening.linking.workbench import frame


def create_voyage_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `voyage_use`, one row a deal and transport paper that names ship and voyage."""
    con.execute(
        f"""CREATE TABLE voyage_use AS
        SELECT t.vessel_imo || ':' || {NORMALISED.format("t.voyage")} AS voyage_key,
               coalesce(t.carrier_code, '?') || ':' || {NORMALISED.format("t.transport_doc_ref")}
                   AS paper_key,
               u.deal_id, any_value(d.client_id) AS client_id, u.document_id,
               any_value(s.submitted_on) AS submitted_on,
               t.on_board_date AS on_board_on, t.load_port, t.hs6,
               CAST(t.gross_weight_kg * 1000 AS BIGINT) AS gross_g,
               CAST(round(CAST(t.quantity AS DOUBLE) * f.factor * 1000) AS BIGINT)
                   AS quantity_milli
        FROM (SELECT DISTINCT deal_id, document_id FROM use) u
        JOIN transport_documents t USING (document_id)
        JOIN deal d USING (deal_id) JOIN submitted s USING (deal_id)
        LEFT JOIN unit_factor f ON f.unit = t.unit
        WHERE voyage_key IS NOT NULL
        GROUP BY ALL"""
    )


def voyage_uses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and paper of the batch, against all cargo known aboard its voyage."""
    con.execute(
        """CREATE TABLE every_voyage AS
        SELECT * FROM voyage_use UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_voyage_use"""
    )
    return frame(
        con,
        """SELECT deal_id, document_id, voyage_key FROM voyage_use
        ORDER BY deal_id, document_id""",
    )
