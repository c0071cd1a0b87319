"""Who receives and never pays: firms by how many domestic clients paid them in a year."""

from __future__ import annotations

from datetime import date

import duckdb

_DAYS = 365


def create_received(con: duckdb.DuckDBPyConnection, today: date) -> None:
    """Create `received`: one row a firm paid or paying in a year: other_id, n_payers, n_paid_in.

    n_payers: clients that paid it, those known to be foreign left out; n_paid_in: payments it made
    to any client. Refunds are neither. Needs `every_flow` of the ledger of flows.
    """
    con.execute(
        f"""CREATE TABLE received AS
        WITH foreign_client AS (
            SELECT DISTINCT coalesce(c.entity_id, p.party_id) AS client
            FROM parties p LEFT JOIN entity c USING (party_id)
            WHERE NOT coalesce(is_resident, country = 'CN', true)
        ), flowed AS (
            SELECT f.other_id, f.direction, f.payment_id,
                   coalesce(c.entity_id, f.client_id) AS client
            FROM every_flow f LEFT JOIN entity c ON c.party_id = f.client_id
            WHERE role = 'payee' AND NOT is_refund AND other_id IS NOT NULL
              AND paid_on > $today - {_DAYS} AND paid_on <= $today
        )
        SELECT f.other_id,
               count(DISTINCT f.client) FILTER (f.direction = 'OUT' AND a.client IS NULL)
                   AS n_payers,
               count(DISTINCT f.payment_id) FILTER (f.direction = 'IN') AS n_paid_in
        FROM flowed f LEFT JOIN foreign_client a USING (client) GROUP BY f.other_id""",
        {"today": today},
    )
