"""Money that came back: payments that lead from a firm back to itself within days."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.circles import Reach, create_circles
from screening.linking.workbench import frame

REACH = Reach(hops=5, days=10, in_order=True, least=0.8)  # domain NET-02


def money_returns(
    con: duckdb.DuckDBPyConnection, papers: pl.DataFrame, goods: pl.DataFrame
) -> pl.DataFrame:
    """One row a deal with payments: the shortest way by which one of them came back to its payer.

    hops: payments from a firm back to itself, each of its day or later and of 80 to 125 % of the
    one before, within REACH; 0 where none leads back; null where a payment has no other party,
    value or day, or too many payments meet. path (firms in order), payments (in order), days,
    ratio (last over first) and payment_id (this deal's) are of that way. A bank passes money on
    for others: it is no hand. Nor is a deal of a string, by the ledger of title (`papers`), whose
    goods went on from hand to hand and did not come back (`goods`): traders of one market buy
    from and sell to each other. Needs `every_flow` of the ledger of flows.
    """
    _create_passed_on(con, papers, goods)
    con.execute(
        """CREATE TABLE money_edge AS
        WITH named AS (
            SELECT f.payment_id, f.deal_id, f.direction, f.paid_on AS day, f.usd_cents,
                   coalesce(c.entity_id, f.client_id) AS client,
                   coalesce(o.entity_id, f.other_id) AS other
            FROM every_flow f LEFT JOIN entity c ON c.party_id = f.client_id
            LEFT JOIN entity o ON o.party_id = f.other_id
            ANTI JOIN passed_on USING (deal_id) WHERE role = 'payee' AND NOT is_refund
        ), both_ways AS (  -- who is paid and pays: all others are on no circle
            SELECT other FROM named GROUP BY other HAVING count(DISTINCT direction) = 2
            UNION SELECT client FROM named
        ), paid AS (
            SELECT payment_id, min(deal_id) AS deal_id, direction, client, other, day,
                   CASE WHEN count(usd_cents) = count(*) THEN CAST(sum(usd_cents) AS BIGINT) END
                       AS cents
            FROM named SEMI JOIN both_ways USING (other)
            GROUP BY payment_id, direction, client, other, day
        )
        SELECT row_number() OVER (ORDER BY payment_id, client, other, direction, day) AS edge,
               '' AS scope, payment_id, deal_id,
               CASE direction WHEN 'OUT' THEN client WHEN 'IN' THEN other END AS giver,
               CASE direction WHEN 'OUT' THEN other WHEN 'IN' THEN client END AS taker, day, cents
        FROM paid ANTI JOIN (SELECT party_id FROM parties WHERE is_bank) b ON b.party_id = other
        WHERE giver IS NOT NULL AND taker IS NOT NULL"""
    )
    create_circles(con, "money", REACH)
    return frame(
        con,
        """WITH edged AS (
            SELECT edges, hops, days, firms, unnest(edges) AS edge,
                   generate_subscripts(edges, 1) AS place
            FROM money_circle
        ), whole AS (
            SELECT any_value(c.hops) AS hops, any_value(c.days) AS days, c.firms, c.edges,
                   list(e.payment_id ORDER BY c.place) AS payments,
                   round(max(e.cents) FILTER (c.place = c.hops)
                         / max(e.cents) FILTER (c.place = 1), 4) AS ratio
            FROM edged c JOIN money_edge e USING (edge) GROUP BY c.edges, c.firms
        ), best AS (
            SELECT f.deal_id, min({'hops': w.hops, 'days': w.days, 'firms': w.firms,
                       'payments': w.payments, 'ratio': w.ratio, 'own': f.payment_id}) AS way
            FROM (SELECT *, unnest(payments) AS payment_id FROM whole) w
            JOIN flow f USING (payment_id) WHERE NOT f.is_refund GROUP BY f.deal_id
        ), crowd AS (
            SELECT DISTINCT e.payment_id FROM money_crowded c JOIN money_edge e USING (edge)
        ), asked AS (
            SELECT f.deal_id, bool_and(f.other_id IS NOT NULL AND f.usd_cents IS NOT NULL
                       AND f.paid_on IS NOT NULL AND c.payment_id IS NULL) AS is_told
            FROM flow f LEFT JOIN crowd c USING (payment_id) WHERE NOT f.is_refund
            GROUP BY f.deal_id
        )
        SELECT a.deal_id,
               CASE WHEN b.way IS NOT NULL THEN b.way.hops WHEN a.is_told THEN 0 END AS hops,
               b.way.days AS days, array_to_string(b.way.firms, ' > ') AS path,
               array_to_string(b.way.payments, ', ') AS payments, b.way.ratio AS ratio,
               b.way.own AS payment_id
        FROM asked a LEFT JOIN best b USING (deal_id) ORDER BY a.deal_id""",
    )


def _create_passed_on(
    con: duckdb.DuckDBPyConnection, papers: pl.DataFrame, goods: pl.DataFrame
) -> None:
    """Create `passed_on`: deals whose parcel other deals show passing on, unbroken and not back."""
    con.register("paper_of", papers.to_arrow())
    con.register("goods_of", goods.to_arrow())
    con.execute(
        """CREATE TABLE passed_on AS
        SELECT deal_id FROM paper_of GROUP BY deal_id
        HAVING bool_or(n_other_deals > 0)
           AND bool_and(coalesce(n_other_deals = 0, false) OR has_title_chain)
        INTERSECT SELECT deal_id FROM goods_of WHERE hops = 0"""
    )
