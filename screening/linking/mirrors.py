"""Mirror deals: foreign currency that went out by one deal and came back in RMB by another."""

from __future__ import annotations

import duckdb

RETURN_DAYS = 10  # a mirror deal is settled within days of the other
RETURN_TENTHS = (9, 11)  # and comes back at 90 to 110 % of what went out


def create_returned(con: duckdb.DuckDBPyConnection) -> None:
    """Create `returned`: one row a deal and payment with what came back in another deal.

    Steps of days and of size make the join one of equals, so that a firm with very many payments
    does not meet all of them. Two firms tied to one that very many are tied to have no more to do
    with each other than with those.
    """
    low, high = RETURN_TENTHS
    con.execute(
        f"""CREATE TABLE returned AS
        WITH sized AS (
            SELECT *, role = 'client' AS is_client, CASE WHEN role = 'client' THEN parcel ELSE ''
                       END AS what,
                   date_diff('day', DATE '1970-01-01', paid_on) // {RETURN_DAYS + 1} AS days_step,
                   CAST(floor(ln(usd_cents) / 0.21) AS INT) AS size_step
            FROM every_flow
            WHERE usd_cents > 0 AND paid_on IS NOT NULL AND flow_key IS NOT NULL
              AND (is_bought OR is_return)
        ), out AS (
            SELECT * EXCLUDE (days_step, size_step), days_step + d.i AS days_step,
                   size_step + s.i AS size_step
            FROM sized, (VALUES (-1), (0), (1)) d (i), (VALUES (-1), (0), (1)) s (i)
            WHERE is_bought
        ), pair AS (
            SELECT DISTINCT o.deal_id AS out_deal, o.payment_id AS out_payment,
                   i.deal_id AS in_deal, i.payment_id AS in_payment,
                   abs(date_diff('day', o.paid_on, i.paid_on)) AS days,
                   round(i.usd_cents / o.usd_cents, 4) AS ratio
            FROM out o JOIN sized i USING (flow_key, is_client, what, days_step, size_step)
            LEFT JOIN crowded_firm c ON c.firm = flow_key
            WHERE (c.firm IS NULL OR o.role = 'payee' OR i.role = 'payee')
              AND i.is_return AND i.deal_id <> o.deal_id AND days <= {RETURN_DAYS}
              AND i.usd_cents * 10 BETWEEN o.usd_cents * {low} AND o.usd_cents * {high}
        ), told AS (
            SELECT out_deal AS deal_id, out_payment AS payment_id, in_deal AS other_deal,
                   in_payment AS other_payment, days, ratio FROM pair
            UNION ALL SELECT in_deal, in_payment, out_deal, out_payment, days, ratio FROM pair
        )
        SELECT deal_id, payment_id, n_returns, (nearest).days AS return_days,
               (nearest).deal AS return_deal, (nearest).payment AS return_payment,
               (nearest).ratio AS return_ratio
        FROM (SELECT deal_id, payment_id, count(DISTINCT other_payment) AS n_returns,
                     min({{'days': days, 'deal': other_deal, 'payment': other_payment,
                           'ratio': ratio}}) AS nearest
              FROM told GROUP BY deal_id, payment_id)"""
    )
