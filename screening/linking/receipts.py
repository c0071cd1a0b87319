"""The use ledger of warehouse receipts: who drew on which receipt, lot and stock."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.linking.history_keys import LOT_MARKS
from screening.linking.lots import create_lot_clash
from screening.linking.papers import NORMALISED
from screening.linking.receipt_title import create_receipt_title
from screening.linking.stocks import create_stock_level
from screening.linking.workbench import frame

OPEN_END = "DATE '2199-12-31'"  # stands for a day nobody has set
_MOST_MILLI = "9e15"  # nine billion tonnes: no such parcel exists, and sums of it would overflow


def milli_of(quantity: str) -> str:
    """SQL for a quantity in thousandths of its base unit; null where it is none at all."""
    size = f"round(CAST({quantity} AS DOUBLE) * f.factor * 1000)"
    return f"CASE WHEN {size} > 0 AND {size} <= {_MOST_MILLI} THEN CAST({size} AS BIGINT) END"


def create_receipt_use(con: duckdb.DuckDBPyConnection) -> None:
    """Create `receipt_use`, one row a deal and receipt; needs `side` of the title ledger.

    Marks without a digit are a brand or a shape, which many lots share: they make no lot key.
    """
    number = NORMALISED.format("r.receipt_no")
    con.execute(
        f"""CREATE TABLE receipt_number AS
        SELECT r.*, coalesce(r.warehouse_id, '?') || ':' || nullif({number}, '') AS receipt_key,
               r.warehouse_id || ':' || r.hs6 || ':'
                   || {LOT_MARKS} AS lot_key
        FROM warehouse_receipts r"""
    )
    con.execute(
        """CREATE TABLE receipt_made AS
        WITH known AS (
            SELECT document_id, receipt_key FROM receipt_number
            UNION SELECT document_id, receipt_key FROM past_receipt_use
        )
        SELECT l.child_id AS document_id,
               string_agg(DISTINCT p.receipt_key, ',' ORDER BY p.receipt_key) AS replaced_keys
        FROM document_links l JOIN known p ON p.document_id = l.parent_id
        JOIN receipt_number c ON c.document_id = l.child_id
        WHERE l.kind IN ('replaces', 'amends') AND p.receipt_key <> c.receipt_key
        GROUP BY l.child_id"""
    )
    con.execute(
        f"""CREATE TABLE receipt_use AS
        WITH drawn AS (
            SELECT u.deal_id, u.document_id, u.leg,
                   CASE WHEN bool_and({milli_of("u.allocated_quantity")} IS NOT NULL)
                        THEN CAST(sum({milli_of("u.allocated_quantity")}) AS BIGINT) END AS milli
            FROM use u JOIN receipt_number r USING (document_id)
            LEFT JOIN unit_factor f ON f.unit = coalesce(u.unit, r.unit) GROUP BY ALL
        ), used AS (
            SELECT deal_id, document_id,
                   CASE WHEN bool_and(milli IS NOT NULL) THEN max(milli) END AS drawn_milli
            FROM drawn GROUP BY ALL
        )
        SELECT r.receipt_key, r.lot_key, u.deal_id, d.client_id, u.document_id, s.submitted_on,
               array_to_string(sb.ids, ',') AS supplier_ids,
               array_to_string(ss.ids, ',') AS buyer_ids,
               r.warehouse_id || ':' || r.hs6 || ':' || f.base_unit AS stock_key,
               {milli_of("r.quantity")} AS quantity_milli, u.drawn_milli,
               r.issue_date AS issued_on, r.valid_to,
               coalesce(r.status NOT IN ('CANCELLED', 'DELIVERED'), true) AS is_open,
               t.title_out_date AS held_to, m.replaced_keys
        FROM used u JOIN receipt_number r USING (document_id)
        JOIN deal d USING (deal_id) JOIN submitted s USING (deal_id)
        LEFT JOIN deals t USING (deal_id)
        LEFT JOIN unit_factor f ON f.unit = r.unit
        LEFT JOIN side sb ON sb.deal_id = u.deal_id AND sb.leg = 'buy'
        LEFT JOIN side ss ON ss.deal_id = u.deal_id AND ss.leg = 'sell'
        LEFT JOIN receipt_made m USING (document_id)"""
    )


def receipt_uses(con: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """One row a deal and receipt of the batch, against every use of it, its lot and its stock.

    n_other_deals: other deals that use the receipt within 36 months; null where another receipt
    may be this one. other_deal is the first of them; has_title_chain: sales, or shares that fit
    into the receipt, explain every use. n_lot_clashes: receipts of other deals with the same lot
    and quantity that were surely in force at once; n_lot_doubles: others of the lot whose
    validity overlaps; clashing_deal is a deal of the worst. Both are null where the lot cannot be
    told. stock_milli: what the latest count found while the receipt was in force, on counted_on,
    when known receipts came to outstanding_milli; issued_milli is the same on the day of issue.
    """
    _create_every_receipt(con)
    _create_receipt_life(con)
    create_receipt_title(con)
    create_lot_clash(con)
    create_stock_level(con)
    return frame(
        con,
        """SELECT u.deal_id, u.document_id, u.receipt_key, u.lot_key, u.stock_key,
               CASE WHEN u.receipt_key IS NULL OR (n.n_others IS NULL AND d.receipt_key IS NOT NULL)
                    THEN NULL ELSE coalesce(n.n_others, 0) END AS n_other_deals,
               n.other_deal, coalesce(n.has_title_chain, false) AS has_title_chain,
               l.n_lot_clashes, l.n_lot_doubles, l.clashing_deal,
               t.counted_on, t.stock_milli, t.outstanding_milli, t.issued_milli
        FROM every_receipt u LEFT JOIN receipt_title n USING (receipt, deal_id)
        LEFT JOIN doubtful_receipt d USING (receipt_key)
        LEFT JOIN lot_clash l USING (lot_key, receipt, deal_id)
        LEFT JOIN stock_level t USING (stock_key, receipt)
        WHERE u.is_now ORDER BY u.deal_id, u.document_id""",
    )


def _create_every_receipt(con: duckdb.DuckDBPyConnection) -> None:
    """Create `every_receipt`: the uses, now and earlier, of receipts, lots and stocks of the batch.

    `receipt` names the receipt; copies of one are one. Firms are called as they are called now.
    """
    con.execute(
        """CREATE TABLE every_receipt AS
        WITH known AS (
            SELECT *, true AS is_now FROM receipt_use
            UNION ALL BY NAME
            SELECT * EXCLUDE (run_id), false AS is_now FROM past_receipt_use p
            WHERE EXISTS (FROM receipt_use u WHERE u.receipt_key = p.receipt_key)
               OR EXISTS (FROM receipt_use u WHERE u.lot_key = p.lot_key)
               OR EXISTS (FROM receipt_use u WHERE u.stock_key = p.stock_key)
        )
        SELECT k.*, coalesce(receipt_key, 'document ' || document_id) AS receipt,
               coalesce(e.entity_id, client_id, 'deal ' || deal_id) AS holder
        FROM known k LEFT JOIN entity e ON e.party_id = k.client_id"""
    )
    number = "string_split(receipt_key, ':')[-1]"
    con.execute(
        f"""CREATE TABLE doubtful_receipt AS
        WITH unstated AS (
            SELECT DISTINCT receipt_key, {number} AS number
            FROM receipt_use WHERE receipt_key LIKE '?:%'
        ), bearer AS (
            SELECT receipt_key, {number} AS number FROM receipt_use
            UNION ALL SELECT receipt_key, {number} FROM past_receipt_use
            WHERE (SELECT count(*) FROM unstated) > 0
        )
        SELECT DISTINCT u.receipt_key FROM unstated u
        JOIN bearer b ON b.number = u.number AND b.receipt_key <> u.receipt_key"""
    )


def _create_receipt_life(con: duckdb.DuckDBPyConnection) -> None:
    """Create `receipt_life`, one row a receipt: its quantity, and the days it was in force.

    `sure_to` is the day until which it surely was: who passed title on, or gave the receipt up
    for another, can say no more of it. `paper_to` is the day until which it says it is.
    """
    con.execute(
        f"""CREATE TABLE receipt_life AS
        WITH life AS (
            SELECT receipt, min(issued_on) AS from_on, max(quantity_milli) AS milli,
                   bool_and(is_open) AS is_open, coalesce(max(valid_to), {OPEN_END}) AS valid_to,
                   max(coalesce(held_to, {OPEN_END})) AS held_to, max(held_to) AS passed_on
            FROM every_receipt GROUP BY receipt
        ), made AS (
            SELECT receipt, min(issued_on) - 1 AS until FROM (
                SELECT unnest(string_split(replaced_keys, ',')) AS receipt, issued_on
                FROM every_receipt WHERE replaced_keys IS NOT NULL)
            GROUP BY receipt
        ), sure AS (
            SELECT l.*, coalesce(m.until, {OPEN_END}) AS until,
                   least(valid_to, CASE WHEN is_open THEN held_to
                                        ELSE coalesce(passed_on, from_on) END) AS sure_to
            FROM life l LEFT JOIN made m USING (receipt)
        )
        SELECT receipt, from_on, milli, least(greatest(sure_to, from_on), until) AS sure_to,
               least(CASE WHEN is_open THEN valid_to ELSE greatest(sure_to, from_on) END, until)
                   AS paper_to
        FROM sure"""
    )
