"""The ledger of voyages: the cargo all papers put aboard one ship, and parcels on two papers.

Cargo counts once however many papers tell of it: house bills of one master, a bill and the one
it was switched into, and uses of one bill by several deals are one parcel. Whether a second use
of one bill is rightful is asked by the ledger of title; here a second *number* is looked for.
"""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.history_keys import IMO
from screening.linking.workbench import frame
from screening.linking.written import BILLS

ABOARD_DAYS = 45  # voyage numbers come again: what was loaded further apart sailed apart
SAME_PARCEL_DAYS = 10  # bills for one parcel bear nearly one day
_LOT_KG, _LOT_UNITS = 5_000, 100  # lots are agreed in such steps; what was measured rarely fits
_FEW = 8  # other parcels kept to name one of them
_ONE_PARCEL = "('switch', 'master-house', 'replaces', 'amends')"
_LOT = "voyage_key, load_port, hs6, quantity_milli, marks"
PARCEL_LOT = "concat_ws(' ', v.voyage_key, v.load_port, v.hs6, v.quantity_milli, v.marks)"


def create_voyage_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `voyage_use`, one row a deal and transport paper that names ship and voyage.

    A paper that does not state its commodity carries that of its own lines of goods, else the one
    commodity of all the lines of its deal's papers.
    """
    _create_parcel_numbers(con)
    # What tells a parcel from another lot of its size: its containers, or a quantity that no one
    # would agree on beforehand. Boxed cargo whose containers are not named cannot be told.
    con.execute(
        f"""CREATE TABLE voyage_use AS
        WITH boxed AS (
            SELECT document_id, 'boxes:' || count(*) || ':'
                   || min(normalised(equipment_ref)) || ':'
                   || max(normalised(equipment_ref)) AS boxes
            FROM equipment GROUP BY document_id
        ), unstated AS (
            SELECT document_id FROM transport_documents WHERE hs6 IS NULL AND voyage IS NOT NULL
        ), of_its_own AS (
            SELECT document_id, CASE WHEN count(DISTINCT hs6) = 1 THEN min(hs6) END AS hs6
            FROM goods_lines SEMI JOIN unstated USING (document_id)
            WHERE hs6 IS NOT NULL GROUP BY document_id
        ), of_the_deal AS (
            SELECT u.deal_id, min(g.hs6) AS hs6
            FROM (SELECT DISTINCT deal_id, document_id FROM use) u
            JOIN goods_lines g USING (document_id)
            SEMI JOIN (SELECT deal_id FROM use SEMI JOIN unstated USING (document_id)) n
                 ON n.deal_id = u.deal_id
            WHERE g.hs6 IS NOT NULL GROUP BY u.deal_id HAVING count(DISTINCT g.hs6) = 1
        )
        SELECT {IMO} || ':' || nullif(normalised(t.voyage), '') AS voyage_key,
               k.paper_key,
               n.parcel_no, u.deal_id, d.client_id, u.document_id, s.submitted_on,
               t.on_board_date AS on_board_on, t.load_port,
               CASE WHEN t.hs6 IS NOT NULL THEN t.hs6 WHEN o.document_id IS NOT NULL THEN o.hs6
                    ELSE p.hs6 END AS hs6,
               CAST(round(CAST(t.quantity AS DOUBLE) * f.factor * 1000) AS BIGINT)
                   AS quantity_milli,
               CASE WHEN t.gross_weight_kg IS NOT NULL THEN CAST(t.gross_weight_kg * 1000 AS BIGINT)
                    WHEN f.base_unit = 'KGM' THEN quantity_milli END AS gross_g,
               CASE WHEN b.boxes IS NOT NULL THEN b.boxes
                    WHEN t.cargo_form = 'BOX' THEN NULL
                    WHEN quantity_milli % {_LOT_KG * 1000} = 0 AND f.base_unit = 'KGM' THEN 'lot'
                    WHEN t.quantity % {_LOT_UNITS} = 0 AND f.base_unit <> 'KGM' THEN 'lot'
                    WHEN quantity_milli > 0 THEN 'measured' END AS marks
        FROM (SELECT DISTINCT deal_id, document_id FROM use) u
        JOIN transport_documents t USING (document_id)
        JOIN parcel_number n USING (document_id) JOIN {BILLS} k USING (document_id)
        JOIN deal d USING (deal_id) JOIN submitted s USING (deal_id)
        LEFT JOIN unit_factor f ON f.unit = t.unit
        LEFT JOIN boxed b USING (document_id) LEFT JOIN of_the_deal p USING (deal_id)
        LEFT JOIN of_its_own o USING (document_id)
        WHERE voyage_key IS NOT NULL"""
    )


def _create_parcel_numbers(con: duckdb.DuckDBPyConnection) -> None:
    """Create `parcel_number`: for each paper the number of the one its parcel first stood on.

    A master bill, or what a bill was switched, replaced or amended from, two steps back at most;
    a ring of such links leaves each paper the number two steps back, and no error.
    """
    con.execute(
        f"""CREATE TABLE parcel_number AS
        WITH own AS (
            SELECT document_id,
                   coalesce(parcel_number(master_ref), parcel_number(transport_doc_ref)) AS number
            FROM transport_documents
        ), known AS (
            FROM own UNION SELECT DISTINCT document_id, parcel_no FROM past_voyage_use
            ANTI JOIN own USING (document_id)
        ), made AS (
            SELECT child_id, min(parent_id) AS parent_id FROM document_links
            WHERE kind IN {_ONE_PARCEL} AND parent_id <> child_id GROUP BY child_id
        ), first AS (
            SELECT a.child_id, coalesce(b.parent_id, a.parent_id) AS document_id
            FROM made a LEFT JOIN made b ON b.child_id = a.parent_id
        ), root AS (
            SELECT f.child_id, min(k.number) AS number
            FROM first f JOIN known k USING (document_id) GROUP BY f.child_id
        )
        SELECT o.document_id, coalesce(r.number, o.number) AS parcel_no
        FROM own o LEFT JOIN root r ON r.child_id = o.document_id"""
    )


def voyage_uses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and paper of the batch, against all cargo known aboard its voyage.

    aboard_g: gross grams of the parcels on board within ABOARD_DAYS; null where this paper states
    no weight or day. n_twins: other parcels, of other deals, with the same voyage, port of
    loading, commodity, quantity and marks (containers, or a measured quantity);
    n_equal_lots: the same for lots of a size one agrees on, which may well be equal. Both are
    null where the paper lacks one of these. twin_deal is the least deal with such a parcel.
    """
    con.execute(
        """CREATE TABLE every_voyage AS
        SELECT * FROM voyage_use UNION ALL BY NAME SELECT * EXCLUDE (run_id) FROM past_voyage_use"""
    )
    _create_aboard(con)
    _create_twin(con)
    return frame(
        con,
        """SELECT v.deal_id, v.document_id, v.voyage_key,
               CASE WHEN v.gross_g IS NOT NULL THEN a.aboard_g END AS aboard_g,
               a.n_papers_aboard,
               CASE WHEN v.marks <> 'lot' THEN t.n_others ELSE t.n_others * 0 END AS n_twins,
               CASE WHEN v.marks = 'lot' THEN t.n_others ELSE t.n_others * 0 END AS n_equal_lots,
               t.twin_deal
        FROM voyage_use v LEFT JOIN aboard a USING (voyage_key, parcel_no, on_board_on)
        LEFT JOIN twin t USING (deal_id, document_id)
        ORDER BY v.deal_id, v.document_id""",
    )


def _create_aboard(con: duckdb.DuckDBPyConnection) -> None:
    """Create `aboard`: one row a parcel and day it was put on board, with all cargo around it."""
    con.execute(
        f"""CREATE TABLE aboard AS
        WITH parcel AS (
            SELECT voyage_key, parcel_no, min(on_board_on) AS on_board_on, max(gross_g) AS gross_g
            FROM every_voyage WHERE on_board_on IS NOT NULL GROUP BY voyage_key, parcel_no
        ), summed AS (
            SELECT voyage_key, parcel_no, CAST(sum(gross_g) OVER near AS BIGINT) AS aboard_g,
                   count(*) OVER near AS n_papers_aboard
            FROM parcel WINDOW near AS (
                PARTITION BY voyage_key ORDER BY on_board_on
                RANGE BETWEEN INTERVAL {ABOARD_DAYS} DAY PRECEDING
                          AND INTERVAL {ABOARD_DAYS} DAY FOLLOWING)
        )
        SELECT DISTINCT voyage_key, parcel_no, v.on_board_on, s.aboard_g, s.n_papers_aboard
        FROM summed s JOIN voyage_use v USING (voyage_key, parcel_no)
        WHERE v.on_board_on IS NOT NULL"""
    )


def _create_twin(con: duckdb.DuckDBPyConnection) -> None:
    """Create `twin`: one row a deal and paper of the batch with all that marks its parcel.

    And `loaded`, one row a deal and parcel with all that marks it, now and earlier: its loading.

    Counting parcels of a lot and taking away the deal's own keeps it linear, however many deals
    share a lot; a parcel that the deal shares with others is its own.
    """
    con.execute(
        f"""CREATE TABLE loaded AS
        WITH marked AS (
            SELECT DISTINCT {_LOT}, parcel_no, deal_id, on_board_on FROM every_voyage
            WHERE load_port IS NOT NULL AND hs6 IS NOT NULL AND quantity_milli IS NOT NULL
              AND marks IS NOT NULL AND on_board_on IS NOT NULL
        ), gap AS (
            SELECT *, coalesce(on_board_on - lag(on_board_on) OVER lot > {SAME_PARCEL_DAYS}, false)
                   AS is_next
            FROM marked WINDOW lot AS (
                PARTITION BY {_LOT} ORDER BY on_board_on, parcel_no, deal_id)
        )
        SELECT *, count(*) FILTER (is_next) OVER (
            PARTITION BY {_LOT} ORDER BY on_board_on, parcel_no, deal_id
            ROWS UNBOUNDED PRECEDING) AS loading FROM gap"""
    )
    con.execute(
        f"""CREATE TABLE twin AS
        WITH own AS (
            SELECT {_LOT}, loading, deal_id, list(DISTINCT parcel_no) AS parcels
            FROM loaded GROUP BY ALL
        ), every AS (
            SELECT {_LOT}, loading, count(*) AS n,
                   min({{'deal': deal_id, 'parcel': parcel_no}}, {_FEW}) AS few
            FROM (SELECT {_LOT}, loading, parcel_no, min(deal_id) AS deal_id
                  FROM loaded GROUP BY ALL) GROUP BY ALL
        ), said AS (
            SELECT {_LOT}, loading, deal_id, e.n - len(o.parcels) AS n_others,
                   list_filter(e.few, lambda p: NOT list_contains(o.parcels, p.parcel))[1].deal
                       AS twin_deal
            FROM own o JOIN every e USING ({_LOT}, loading)
        )
        SELECT v.deal_id, v.document_id, s.n_others, s.twin_deal
        FROM voyage_use v
        JOIN loaded l USING ({_LOT}, parcel_no, deal_id, on_board_on)
        JOIN said s USING ({_LOT}, loading, deal_id)"""
    )
