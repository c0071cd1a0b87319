"""Goods that came back: parcels whose sales lead from a firm back to itself.

A parcel is told by its transport paper or warehouse receipt, and by the paper that one was
switched from or replaced. Every use of it by a deal is two sales: to the client and from it.
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from screening.linking.circles import Reach, create_circles
from screening.linking.workbench import frame
from screening.reference import connected

REACH = Reach(hops=6, days=180, in_order=False)  # domain NET-01
_ONE_PARCEL = "('switch', 'replaces', 'amends')"


def title_returns(con: duckdb.DuckDBPyConnection, today: date) -> pl.DataFrame:
    """One row a deal with a parcel: the nearest return of goods in which one of its sales stands.

    hops: sales from a firm back to itself; 0 where none leads back; null where a firm is not
    named, a use is undated, or too many sales meet. Two hops, a sale and its reverse, count on any
    day, longer rows within REACH. days, path (firms in order), deals (in order) and document_id
    are of that return. Uses later than `today` are not known yet.
    """
    _create_parcel(con)
    _create_edge(con, today)
    _create_buy_back(con)
    create_circles(con, "title", REACH)
    return _told(con)


def _create_parcel(con: duckdb.DuckDBPyConnection) -> None:
    """Create `held`: uses of papers now and earlier; `parcel`: paper keys that are one parcel."""
    columns = "document_id, deal_id, client_id, supplier_ids, buyer_ids, submitted_on"
    con.execute(
        f"""CREATE TABLE held AS
        SELECT paper_key AS key, {columns}, true AS is_now FROM paper_use
        UNION ALL SELECT paper_key, {columns}, false FROM past_paper_use
        UNION ALL SELECT receipt_key, {columns}, true FROM receipt_use
        WHERE receipt_key IS NOT NULL
        UNION ALL SELECT receipt_key, {columns}, false FROM past_receipt_use
        WHERE receipt_key IS NOT NULL"""
    )
    ties = frame(
        con,
        f"""SELECT DISTINCT p.key AS a, c.key AS b
        FROM document_links l JOIN held p ON p.document_id = l.parent_id
        JOIN held c ON c.document_id = l.child_id
        WHERE l.kind IN {_ONE_PARCEL} AND p.key <> c.key ORDER BY a, b""",
    )
    one = pl.DataFrame(schema={"key": pl.String, "parcel": pl.String})
    if not ties.is_empty():
        one = connected(ties["a"], ties["b"]).select(
            "key", parcel=pl.col("key").min().over("place")
        )
    con.register("one_parcel", one.to_arrow())


def _create_edge(con: duckdb.DuckDBPyConnection, today: date) -> None:
    """Create `title_edge`, the sales of parcels with several, and `title_sale`, by deal.

    A parcel of one deal comes back only if its supplier is its buyer.
    """
    con.execute(
        """CREATE TABLE in_hand AS
        SELECT coalesce(o.parcel, h.key) AS parcel, h.*,
               coalesce(e.entity_id, h.client_id, 'deal ' || h.deal_id) AS holder
        FROM held h LEFT JOIN one_parcel o USING (key)
        LEFT JOIN entity e ON e.party_id = h.client_id
        WHERE coalesce(submitted_on <= $today, true)""",
        {"today": today},
    )
    con.execute(
        """CREATE TABLE reused_parcel AS
        SELECT parcel FROM in_hand GROUP BY parcel
        HAVING bool_or(is_now) AND (min(deal_id) <> max(deal_id)
            OR bool_or(CASE WHEN contains(supplier_ids || buyer_ids, ',') THEN list_has_any(
                string_split(supplier_ids, ','), string_split(buyer_ids, ','))
                ELSE supplier_ids = buyer_ids END))"""
    )
    con.execute(
        """CREATE TABLE title_sale AS
        WITH told AS (
            SELECT parcel, deal_id, document_id, is_now, submitted_on,
                   unnest(string_split(nullif(supplier_ids, ''), ',')) AS giver, holder AS taker
            FROM in_hand SEMI JOIN reused_parcel USING (parcel)
            UNION ALL
            SELECT parcel, deal_id, document_id, is_now, submitted_on, holder,
                   unnest(string_split(nullif(buyer_ids, ''), ','))
            FROM in_hand SEMI JOIN reused_parcel USING (parcel)
        )
        SELECT parcel AS scope, deal_id, min(document_id) AS document_id, bool_or(is_now) AS is_now,
               min(submitted_on) AS day, coalesce(g.entity_id, t.giver) AS giver,
               coalesce(k.entity_id, t.taker) AS taker
        FROM told t LEFT JOIN entity g ON g.party_id = t.giver
        LEFT JOIN entity k ON k.party_id = t.taker
        GROUP BY ALL"""
    )
    con.execute(
        """CREATE TABLE title_edge AS
        SELECT row_number() OVER (ORDER BY scope, giver, taker, day) AS edge, scope, giver, taker,
               day, NULL::BIGINT AS cents, min(deal_id) AS deal_id,
               min({'deal': deal_id, 'document': document_id}).document AS document_id
        FROM title_sale WHERE giver <> taker GROUP BY scope, giver, taker, day"""
    )


def _create_buy_back(con: duckdb.DuckDBPyConnection) -> None:
    """Create `buy_back`: pairs of firms that sold one parcel to each other, the first sale of each.

    One row a pair and direction, however many sales there are.
    """
    con.execute(
        """CREATE TABLE buy_back AS
        WITH pair AS (
            SELECT scope, giver, taker, min({'day': coalesce(day, DATE '2199-12-31'),
                                             'deal': deal_id}) AS sale
            FROM title_edge GROUP BY ALL
        )
        SELECT a.scope, a.giver, a.taker, a.sale.deal AS deal, b.sale.deal AS back,
               a.sale.day AS day, b.sale.day AS back_on
        FROM pair a JOIN pair b ON b.scope = a.scope AND b.giver = a.taker AND b.taker = a.giver"""
    )


def _told(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    return frame(
        con,
        """WITH two AS (
            SELECT s.deal_id, s.document_id, 2 AS hops,
                   CASE WHEN greatest(day, back_on) < DATE '2199-12-31'
                        THEN abs(date_diff('day', b.day, b.back_on)) END AS days,
                   least([b.giver, b.taker, b.giver], [b.taker, b.giver, b.taker]) AS firms,
                   CASE WHEN b.giver <= b.taker THEN [b.deal, b.back] ELSE [b.back, b.deal] END
                       AS deals, s.scope
            FROM (SELECT * EXCLUDE (day) FROM title_sale WHERE is_now) s
            JOIN buy_back b USING (scope, giver, taker)
        ), edged AS (
            SELECT edges, hops, days, firms, unnest(edges) AS edge,
                   generate_subscripts(edges, 1) AS place
            FROM title_circle WHERE hops > 2
        ), longer AS (
            SELECT any_value(c.hops) AS hops, any_value(c.days) AS days, c.firms, c.edges,
                   list(e.deal_id ORDER BY c.place) AS deals, any_value(e.scope) AS scope
            FROM edged c JOIN title_edge e USING (edge) GROUP BY c.edges, c.firms
        ), stood AS (
            SELECT s.deal_id, s.document_id, l.hops, l.days, l.firms, l.deals, l.scope
            FROM (SELECT *, unnest(edges) AS edge FROM longer) l JOIN title_edge e USING (edge)
            JOIN title_sale s ON s.scope = e.scope AND s.giver = e.giver AND s.taker = e.taker
                 AND s.day IS NOT DISTINCT FROM e.day AND s.is_now
        ), best AS (
            SELECT deal_id, min({'hops': hops, 'days': days, 'firms': firms, 'deals': deals,
                                 'scope': scope, 'document': document_id}) AS way
            FROM (FROM two UNION ALL BY NAME FROM stood) GROUP BY deal_id
        ), crowd AS (
            SELECT DISTINCT e.scope FROM title_crowded c JOIN title_edge e USING (edge)
        ), open AS (
            SELECT h.deal_id, bool_and(h.supplier_ids <> '' AND h.buyer_ids <> ''
                       AND h.submitted_on IS NOT NULL AND c.scope IS NULL) AS is_told
            FROM in_hand h LEFT JOIN crowd c ON c.scope = h.parcel WHERE is_now GROUP BY h.deal_id
        )
        SELECT o.deal_id,
               CASE WHEN b.way IS NOT NULL THEN b.way.hops
                    WHEN coalesce(o.is_told, false) THEN 0 END AS hops,
               b.way.days AS days, array_to_string(b.way.firms, ' > ') AS path,
               array_to_string(b.way.deals, ', ') AS deals, b.way.document AS document_id,
               b.way.scope AS parcel
        FROM open o LEFT JOIN best b USING (deal_id) ORDER BY o.deal_id""",
    )
