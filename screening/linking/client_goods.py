"""The ledger of clients' goods: which chapters a client traded in the months before each deal."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.workbench import frame

MONTHS = 24  # domain COM-11


def client_goods(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and chapter (`hs2`, two digits) of a client's goods on contracts and invoices.

    `is_traded_before`: another deal of the client, of this batch or an earlier one, had it in the
    24 months before the deal's day; deals of one day know nothing of each other. `document_id` is
    the first paper that names it. A goods line without a code is a row with a null chapter.
    """
    _create_goods(con)
    return frame(
        con,
        f"""WITH traded AS (
            SELECT DISTINCT client_id, hs2, dated_on FROM (
                SELECT client_id, hs2, dated_on FROM goods
                UNION ALL SELECT client_id, unnest(string_split(hs2s, ',')), dated_on
                FROM past_client_deal)
            WHERE hs2 <> '' AND dated_on IS NOT NULL
        ), followed AS (
            SELECT *, lag(dated_on) OVER (PARTITION BY client_id, hs2 ORDER BY dated_on) AS before
            FROM traded
        )
        SELECT g.deal_id, g.hs2, g.document_id,
               CASE WHEN g.dated_on IS NOT NULL AND g.hs2 IS NOT NULL THEN
                   coalesce(f.before >= g.dated_on - INTERVAL {MONTHS} MONTH, false)
               END AS is_traded_before
        FROM goods g LEFT JOIN followed f USING (client_id, hs2, dated_on)
        ORDER BY g.deal_id, g.hs2""",
    )


def _create_goods(con: duckdb.DuckDBPyConnection) -> None:
    """Create `goods`, one row a deal and chapter: client, day, first paper that names it."""
    con.execute(
        """CREATE TABLE goods AS
        WITH paid AS (
            SELECT s.deal_id,
                   min(coalesce(p.value_date, CAST(p.requested_at AS DATE))) AS paid_on
            FROM share s JOIN payments p USING (payment_id)
            WHERE coalesce(p.status, '') NOT IN ('returned', 'cancelled') GROUP BY s.deal_id
        ), named AS (
            SELECT u.deal_id, u.document_id,
                   CASE WHEN regexp_matches(l.hs6, '^[0-9]{2}') THEN left(l.hs6, 2) END AS hs2
            FROM (SELECT DISTINCT deal_id, document_id FROM use
                  WHERE table_name IN ('contracts', 'invoices')) u
            JOIN goods_lines l USING (document_id)
        )
        SELECT n.deal_id, n.hs2, any_value(d.client_id) AS client_id,
               min(n.document_id) AS document_id,
               any_value(coalesce(s.submitted_on, p.paid_on)) AS dated_on
        FROM named n JOIN deal d USING (deal_id) JOIN submitted s USING (deal_id)
        LEFT JOIN paid p USING (deal_id)
        WHERE d.client_id IS NOT NULL GROUP BY n.deal_id, n.hs2"""
    )
