"""What warehouse receipts come to, against what was found in the warehouse.

Both are taken on one day, that of the count: goods that came later or left earlier say nothing.
"""

from __future__ import annotations

import duckdb

_DAY_AFTER_ALL = "DATE '2199-12-31'"


def create_stock_level(con: duckdb.DuckDBPyConnection) -> None:
    """Create `stock_level`, one row a receipt and stock.

    `counted_on` is the day of the latest count while the receipt was surely in force, when
    `stock_milli` was found and known receipts came to `outstanding_milli`; null without a count.
    `issued_milli` is what receipts came to on the day of issue.
    """
    con.execute(
        """CREATE TABLE stock_receipt AS
        SELECT DISTINCT e.stock_key, e.receipt, l.from_on, l.sure_to, l.milli
        FROM every_receipt e JOIN receipt_life l USING (receipt)
        WHERE e.stock_key IS NOT NULL AND l.milli IS NOT NULL AND l.from_on <= l.sure_to"""
    )
    con.execute(
        f"""CREATE TABLE stock_sum AS
        WITH change AS (
            SELECT stock_key, from_on AS day, milli FROM stock_receipt
            UNION ALL
            SELECT stock_key, sure_to + 1, -milli FROM stock_receipt
            WHERE sure_to < {_DAY_AFTER_ALL}
        ), daily AS (SELECT stock_key, day, sum(milli) AS milli FROM change GROUP BY ALL)
        SELECT stock_key, day, CAST(sum(milli) OVER (PARTITION BY stock_key ORDER BY day) AS BIGINT)
                   AS outstanding_milli
        FROM daily"""
    )
    con.execute(
        """CREATE TABLE stock_level AS
        WITH counted AS (
            SELECT issuer(r.warehouse_id) || ':' || r.hs6 || ':' || f.base_unit AS stock_key,
                   r.counted_on,
                   CAST(round(CAST(r.quantity AS DOUBLE) * f.factor * 1000) AS BIGINT)
                       AS stock_milli
            FROM stock_reports r JOIN unit_factor f ON f.unit = r.unit WHERE r.quantity < 1e12
        ), told AS (
            SELECT c.*, s.outstanding_milli
            FROM counted c ASOF JOIN stock_sum s
                 ON s.stock_key = c.stock_key AND s.day <= c.counted_on
        ), latest AS (
            SELECT r.stock_key, r.receipt, t.counted_on, t.stock_milli, t.outstanding_milli
            FROM stock_receipt r ASOF JOIN told t
                 ON t.stock_key = r.stock_key AND t.counted_on <= r.sure_to
            WHERE t.counted_on >= r.from_on
        )
        SELECT r.stock_key, r.receipt, l.counted_on, l.stock_milli, l.outstanding_milli,
               i.outstanding_milli AS issued_milli
        FROM stock_receipt r LEFT JOIN latest l USING (stock_key, receipt)
        LEFT JOIN stock_sum i ON i.stock_key = r.stock_key AND i.day = r.from_on"""
    )
