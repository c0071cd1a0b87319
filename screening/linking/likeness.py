"""The ledger of like deals: mirror deals, and deals that are copies of one another.

A mirror deal sells back what another bought, by another parcel or other papers: the supplier of
one is the buyer of the other and the reverse. A clone is the very parcel of another deal again,
at the same price. Honest firms repeat equal lots every month; that is neither.
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from screening.linking.workbench import frame
from screening.reference import connected

MIRROR_DAYS, MIRROR_PERCENT = 60, 2  # domain NET-11
CLONE_DAYS, ACROSS_DAYS = 30, 180  # domain NET-09: repeated, and with another client
_CROWD = 300  # deals of one pair and commodity within one step of days: more are not compared
_ALLOWANCE = 1.005  # as where a bill is asked for its balance


def create_trade_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `trade_use`: one row a deal, commodity, supplier, buyer and transport paper.

    Quantity and price are those of the purchase contracts, without any of the purchase invoices.
    Needs `side`, `keyed` and `voyage_use`.
    """
    con.execute(
        """CREATE TABLE signed AS
        SELECT u.deal_id, u.document_id, u.leg, u.line_no, u.allocated_quantity, u.unit,
               c.currency, c.sign_date
        FROM use u JOIN contracts c USING (document_id)"""
    )
    _create_line(con)
    _create_bought(con)
    con.execute(
        """CREATE TABLE trade_use AS
        WITH first AS (SELECT deal_id, min(sign_date) AS on_day FROM signed GROUP BY deal_id),
        carried AS (
            SELECT k.deal_id, k.document_id, k.paper_key, v.parcel_no, v.voyage_key,
                   CASE WHEN v.marks <> 'lot' THEN v.voyage_key || ':' || v.load_port || ':'
                        || v.hs6 || ':' || v.quantity_milli || ':' || v.marks END AS parcel_key
            FROM keyed k LEFT JOIN voyage_use v USING (deal_id, document_id)
        ), sold AS (SELECT deal_id, unnest(ids) AS buyer_id FROM side WHERE leg = 'sell'),
        supplied AS (SELECT deal_id, unnest(ids) AS supplier_id FROM side WHERE leg = 'buy')
        SELECT d.client_id, b.deal_id, b.hs6, s.supplier_id, o.buyer_id, c.document_id,
               coalesce(g.on_day, t.submitted_on) AS dated_on, t.submitted_on, b.base_unit,
               b.quantity_milli, b.price, c.paper_key, c.parcel_no, c.parcel_key, c.voyage_key
        FROM bought b JOIN deal d USING (deal_id) JOIN submitted t USING (deal_id)
        LEFT JOIN first g USING (deal_id) LEFT JOIN carried c USING (deal_id)
        LEFT JOIN sold o USING (deal_id) LEFT JOIN supplied s USING (deal_id)"""
    )


def _create_line(con: duckdb.DuckDBPyConnection) -> None:
    """Create `bought_line`: one row a deal and line of its purchase, in thousandths of base units.

    A deal that draws on a line, or on a contract of one line, bought what it draws.
    """
    con.execute(
        """CREATE TABLE bought_line AS
        WITH bare AS MATERIALIZED (  -- few, so that the uses need only be looked through
            SELECT deal_id FROM deal ANTI JOIN (FROM signed WHERE leg = 'buy') USING (deal_id)
        ), paper AS (
            SELECT * EXCLUDE (leg, sign_date) FROM signed WHERE leg = 'buy'
            UNION ALL
            SELECT u.deal_id, u.document_id, u.line_no, u.allocated_quantity, u.unit, i.currency
            FROM (FROM use SEMI JOIN bare USING (deal_id)) u
            JOIN invoices i USING (document_id)
            WHERE u.leg = 'buy' AND coalesce(i.invoice_type, 'final') = 'final'
        ), alone AS (
            SELECT document_id FROM goods_lines
            SEMI JOIN (SELECT document_id FROM paper WHERE allocated_quantity IS NOT NULL)
                 USING (document_id)
            GROUP BY document_id HAVING count(*) = 1
        ), line AS (
            SELECT p.deal_id, g.hs6, p.currency, g.unit AS price_unit, g.unit_price,
                   p.allocated_quantity IS NOT NULL
                       AND (p.line_no IS NOT NULL OR a.document_id IS NOT NULL) AS is_share,
                   CASE WHEN is_share THEN p.allocated_quantity ELSE g.quantity END AS quantity,
                   CASE WHEN is_share THEN coalesce(p.unit, g.unit) ELSE g.unit END AS unit
            FROM paper p JOIN goods_lines g ON g.document_id = p.document_id
            LEFT JOIN alone a ON a.document_id = p.document_id
            WHERE g.hs6 IS NOT NULL AND (p.line_no IS NULL OR p.line_no = g.line_no)
        )
        SELECT l.* EXCLUDE (is_share, quantity, unit), f.base_unit,
               milli(l.quantity, f.factor) AS milli
        FROM line l LEFT JOIN unit_factor f USING (unit)"""
    )


def _create_bought(con: duckdb.DuckDBPyConnection) -> None:
    """Create `bought`: one row a deal and commodity of its purchase, whole numbers only.

    Most deals have one line of a commodity: only of the others lines are added up.
    """
    con.execute(
        f"""CREATE TABLE bought AS
        WITH several AS MATERIALIZED (
            SELECT deal_id, hs6 FROM bought_line GROUP BY ALL HAVING count(*) > 1
        ), summed AS (
            SELECT deal_id, hs6, min(base_unit) AS base_unit, max(base_unit) AS other_unit,
                   sum(milli) AS milli, count(milli) = count(*) AS is_whole,
                   {_ends("currency")}, {_ends("price_unit")}, {_ends("unit_price")},
                   count(unit_price) = count(*) AS is_priced
            FROM bought_line SEMI JOIN several USING (deal_id, hs6) GROUP BY deal_id, hs6
        )
        SELECT deal_id, hs6, base_unit,
               CASE WHEN is_whole AND base_unit = other_unit THEN TRY_CAST(milli AS BIGINT) END
                   AS quantity_milli,
               CASE WHEN is_priced THEN {_joined("currency")} || ':' || {_joined("price_unit")}
                    || ':' || {_joined("unit_price")} END AS price
        FROM summed
        UNION ALL
        SELECT deal_id, hs6, base_unit,
               CASE WHEN base_unit IS NOT NULL THEN TRY_CAST(milli AS BIGINT) END,
               currency || ':' || price_unit || ':' || unit_price
        FROM bought_line ANTI JOIN several USING (deal_id, hs6)"""
    )


def _ends(column: str) -> str:
    return f"min({column}) AS least_{column}, max({column}) AS most_{column}"


def _joined(column: str) -> str:
    """SQL for the one value of a column, or the least and the most of several."""
    least, most = f"least_{column}", f"most_{column}"
    return f"CASE WHEN {least} = {most} THEN {least}::VARCHAR ELSE {least} || '-' || {most} END"


def mirror_deals(con: duckdb.DuckDBPyConnection, today: date) -> pl.DataFrame:
    """One row a deal with goods: deals near by that sold back what it bought, or the reverse.

    n_mirrors: deals of MIRROR_DAYS, of the same commodity and nearly the same quantity, whose
    supplier is its buyer and whose buyer its supplier; null where a firm, quantity or day is not
    told, or too many deals of the pair lie close. tie: SAME client, a SISTER (tied, or tied to one
    firm) or OTHER, of the closest client, and as a distance 0, 1 or 2; mirror_deal, days and path
    are of the nearest of those.
    """
    con.execute(
        """CREATE TABLE every_trade AS
        SELECT t.* EXCLUDE (supplier_id, buyer_id),
               coalesce(s.entity_id, supplier_id) AS supplier_id,
               coalesce(b.entity_id, buyer_id) AS buyer_id,
               coalesce(c.entity_id, client_id, 'deal ' || deal_id) AS client
        FROM (SELECT *, true AS is_now FROM trade_use UNION ALL BY NAME
              SELECT * EXCLUDE (run_id), false AS is_now FROM past_trade_use) t
        LEFT JOIN entity s ON s.party_id = supplier_id
        LEFT JOIN entity b ON b.party_id = buyer_id
        LEFT JOIN entity c ON c.party_id = client_id
        WHERE coalesce(submitted_on <= $today, true)""",
        {"today": today},
    )
    con.execute(
        """CREATE TABLE trade_told AS
        SELECT deal_id,
               bool_and(supplier_id IS NOT NULL AND buyer_id IS NOT NULL
                   AND quantity_milli IS NOT NULL AND dated_on IS NOT NULL) AS is_mirror_told,
               bool_and(paper_key IS NOT NULL AND quantity_milli IS NOT NULL
                   AND price IS NOT NULL AND dated_on IS NOT NULL) AS is_clone_told
        FROM every_trade WHERE is_now GROUP BY deal_id"""
    )
    _create_way(con)
    _create_mirror(con)
    return frame(
        con,
        """WITH told AS (
            SELECT deal_id, count(DISTINCT other) AS n,
                   min({'rank': rank, 'days': days, 'other': other, 'path': path}) AS nearest
            FROM mirror GROUP BY deal_id
        ), crowd AS (SELECT DISTINCT deal_id FROM way WHERE is_crowded), asked AS (
            SELECT t.deal_id, t.is_mirror_told AND c.deal_id IS NULL AS is_told
            FROM trade_told t LEFT JOIN crowd c USING (deal_id)
        )
        SELECT a.deal_id, CASE WHEN t.n > 0 THEN t.n WHEN a.is_told THEN 0 END AS n_mirrors,
               CASE t.nearest.rank WHEN 1 THEN 'SAME' WHEN 2 THEN 'SISTER' WHEN 3 THEN 'OTHER' END
                   AS tie,
               CAST(t.nearest.rank AS BIGINT) - 1 AS distance,
               t.nearest.other AS mirror_deal, t.nearest.days AS days, t.nearest.path AS path
        FROM asked a LEFT JOIN told t USING (deal_id) ORDER BY a.deal_id""",
    )


def _create_way(con: duckdb.DuckDBPyConnection) -> None:
    """Create `way`: trades of pairs of firms that trade one commodity both ways."""
    con.execute(
        f"""CREATE TABLE way AS
        WITH trade AS (
            SELECT deal_id, client, is_now, hs6, base_unit, supplier_id, buyer_id,
                   quantity_milli, dated_on
            FROM every_trade
            WHERE supplier_id <> buyer_id AND quantity_milli > 0 AND dated_on IS NOT NULL
        ), pair AS MATERIALIZED (SELECT DISTINCT hs6, supplier_id, buyer_id FROM trade),
        both_ways AS MATERIALIZED (
            FROM pair a SEMI JOIN pair b ON b.hs6 = a.hs6 AND b.supplier_id = a.buyer_id
                 AND b.buyer_id = a.supplier_id
        ), there_and_back AS (
            SELECT DISTINCT t.* FROM trade t
            SEMI JOIN both_ways USING (hs6, supplier_id, buyer_id)
        )
        SELECT t.*, date_diff('day', DATE '1970-01-01', dated_on) // {MIRROR_DAYS + 1} AS step,
               count(*) OVER (PARTITION BY hs6, supplier_id, buyer_id, step) > {_CROWD}
                   AS is_crowded
        FROM there_and_back t"""
    )


def _create_mirror(con: duckdb.DuckDBPyConnection) -> None:
    """Create `mirror`: one row a deal of the batch and mirror deal, with how near its client is."""
    con.execute(
        f"""CREATE TABLE mirror_pair AS
        SELECT a.deal_id, a.client AS own, b.deal_id AS other, b.client AS theirs,
               abs(date_diff('day', a.dated_on, b.dated_on)) AS days,
               least(a.supplier_id || ' > ' || a.client || ' > ' || a.buyer_id || ' / '
                   || b.supplier_id || ' > ' || b.client || ' > ' || b.buyer_id,
                   b.supplier_id || ' > ' || b.client || ' > ' || b.buyer_id || ' / '
                   || a.supplier_id || ' > ' || a.client || ' > ' || a.buyer_id) AS path
        FROM (SELECT * EXCLUDE (step), step + d.i AS step
              FROM way, (VALUES (-1), (0), (1)) d (i) WHERE is_now AND NOT is_crowded) a
        JOIN way b ON b.hs6 = a.hs6 AND b.base_unit = a.base_unit
             AND b.supplier_id = a.buyer_id AND b.buyer_id = a.supplier_id AND b.step = a.step
        WHERE b.deal_id <> a.deal_id AND NOT b.is_crowded AND days <= {MIRROR_DAYS}
          AND abs(a.quantity_milli - b.quantity_milli)::HUGEINT * 100
              <= greatest(a.quantity_milli, b.quantity_milli)::HUGEINT * {MIRROR_PERCENT}"""
    )
    con.execute(
        """CREATE TABLE mirror AS
        WITH clients AS (SELECT DISTINCT own, theirs FROM mirror_pair WHERE own <> theirs),
        tie AS MATERIALIZED (  -- theirs alone: one firm may be tied to very many
            SELECT firm, tied_to FROM firm_tie
            WHERE firm IN (SELECT unnest([own, theirs]) FROM clients)
            UNION SELECT id, id FROM (SELECT unnest([own, theirs]) AS id FROM clients)
        ), near AS MATERIALIZED (
            SELECT DISTINCT own, theirs, t.tied_to FROM clients JOIN tie t ON t.firm = own
        ), sister AS (
            SELECT own, theirs FROM near JOIN tie t ON t.firm = theirs AND t.tied_to = near.tied_to
            GROUP BY own, theirs
        )
        SELECT p.*, CASE WHEN own = theirs THEN 1 WHEN s.own IS NOT NULL THEN 2 ELSE 3 END AS rank
        FROM mirror_pair p LEFT JOIN sister s USING (own, theirs)"""
    )


def clones(con: duckdb.DuckDBPyConnection, papers: pl.DataFrame) -> pl.DataFrame:
    """One row a deal with goods and a transport paper: deals that are the same once more.

    The same is: commodity, quantity and price bought at, of one parcel, told by its containers or
    measured quantity on one voyage, or by one bill that no chain of sales and no declared shares
    explain (`papers`, the ledger of title). What is rightly shared counts once. n_clones: others
    in the fullest CLONE_DAYS days around; is_across: one of ACROSS_DAYS is of an unrelated client;
    both null where bill, quantity, price or day is not told. clone_deal is the least other.
    Needs `every_trade` and `trade_told`.
    """
    con.register("paper_said", papers.to_arrow())
    con.execute(
        f"""CREATE TABLE like_trade AS
        WITH unexplained AS (
            SELECT DISTINCT paper_key FROM paper_said
            WHERE n_other_deals > 0 AND NOT has_title_chain
              AND NOT (has_declared_allocations AND coalesce(allocated_ratio <= {_ALLOWANCE}, true))
        ), told AS (
            SELECT DISTINCT t.deal_id, t.client, t.is_now, t.hs6, t.quantity_milli, t.price,
                   t.dated_on AS day, t.document_id, t.parcel_key, t.parcel_no, t.paper_key,
                   x.paper_key IS NOT NULL AS is_unexplained
            FROM every_trade t LEFT JOIN unexplained x USING (paper_key)
            WHERE t.quantity_milli > 0 AND t.price IS NOT NULL AND t.dated_on IS NOT NULL
        )
        SELECT * EXCLUDE (parcel_key, parcel_no, paper_key), parcel_key AS parcel,
               CASE WHEN is_unexplained THEN 'deal ' || deal_id ELSE parcel_no END AS token
        FROM told WHERE parcel_key IS NOT NULL
        UNION ALL
        SELECT * EXCLUDE (parcel_key, parcel_no, paper_key), 'bill ' || paper_key,
               'deal ' || deal_id
        FROM told WHERE is_unexplained"""
    )
    _create_clone(con)
    return frame(
        con,
        """WITH told AS (
            SELECT l.deal_id, max(c.n) - 1 AS n, bool_or(c.is_across) AS is_across,
                   min(CASE WHEN c.first2[1].token = l.token THEN c.first2[2].deal
                            ELSE c.first2[1].deal END) AS other,
                   min(l.document_id) AS document_id
            FROM like_trade l JOIN clone c USING (parcel, hs6, quantity_milli, price, token)
            WHERE l.is_now GROUP BY l.deal_id
        ), asked AS (SELECT deal_id, is_clone_told AS is_told FROM trade_told)
        SELECT a.deal_id, CASE WHEN t.n > 0 THEN t.n WHEN a.is_told THEN 0 END AS n_clones,
               CASE WHEN t.is_across THEN true WHEN t.n > 0 OR a.is_told THEN false END
                   AS is_across,
               t.other AS clone_deal, t.document_id
        FROM asked a LEFT JOIN told t USING (deal_id) ORDER BY a.deal_id""",
    )


def _create_clone(con: duckdb.DuckDBPyConnection) -> None:
    """Create `clone`: one row a vector with several parcels' worth of papers, and each of them."""
    vector = "parcel, hs6, quantity_milli, price"
    con.execute(
        f"""CREATE TABLE repeated AS
        SELECT {vector}, token, min(day) AS day, min(client) AS client,
               min({{'deal': deal_id, 'token': token}}) AS deal
        FROM like_trade GROUP BY {vector}, token
        QUALIFY count(*) OVER (PARTITION BY {vector}) > 1"""
    )
    ties = frame(
        con,
        """SELECT DISTINCT firm AS a, tied_to AS b FROM firm_tie
        WHERE EXISTS (FROM repeated) ORDER BY a, b""",
    )
    family = pl.DataFrame(schema={"key": pl.String, "place": pl.Int64})
    con.register(
        "family", (family if ties.is_empty() else connected(ties["a"], ties["b"])).to_arrow()
    )
    days, across = (f"INTERVAL {n} DAY" for n in (CLONE_DAYS - 1, ACROSS_DAYS))
    con.execute(
        f"""CREATE TABLE clone AS
        WITH owned AS (
            SELECT r.*, coalesce('family ' || f.place, client) AS owner
            FROM repeated r LEFT JOIN family f ON f.key = r.client
        ), ending AS (
            SELECT *, count(*) OVER (PARTITION BY {vector} ORDER BY day
                       RANGE BETWEEN {days} PRECEDING AND CURRENT ROW) AS n_ending,
                   min(owner) OVER near <> max(owner) OVER near AS is_across,
                   min(deal, 2) OVER (PARTITION BY {vector}) AS first2
            FROM owned WINDOW near AS (PARTITION BY {vector} ORDER BY day
                RANGE BETWEEN {across} PRECEDING AND {across} FOLLOWING)
        )
        SELECT {vector}, token, first2, is_across, max(n_ending) OVER (
                   PARTITION BY {vector} ORDER BY day
                   RANGE BETWEEN CURRENT ROW AND {days} FOLLOWING) AS n
        FROM ending"""
    )
