"""The results that stand of some deals, but for what one batch itself left in the store."""

from __future__ import annotations

import duckdb
import polars as pl

from screening.store.stored_inputs import SCOPE


def standing(
    con: duckdb.DuckDBPyConnection, led: pl.DataFrame, batch_digest: str = ""
) -> pl.DataFrame:
    """The scope of these deals and of those that loosely share a paper or payment with them.

    `led` has rows of deal_id, taken_by and taken_on; one row a deal comes back (SCOPE), sorted:
    the run whose result stands, and the run whose input tables hold the rows. Results of runs of
    the batch of that digest count as absent, as do those asked again from rows they hold. A deal
    whose payment was joined by a number to two deals is only judged as before beside the other.
    """
    scope = _standing(con, led, batch_digest)
    while True:
        con.register("scoped", scope.to_arrow())
        beside = pl.concat([scope.select(led.columns), con.sql(_BESIDE).pl().select(led.columns)])
        con.unregister("scoped")
        wider = _standing(con, beside, batch_digest)
        if wider.height == scope.height:
            return scope
        scope = wider


def _standing(con: duckdb.DuckDBPyConnection, led: pl.DataFrame, batch_digest: str) -> pl.DataFrame:
    why = led.sort("deal_id", "taken_by", "taken_on").unique(
        "deal_id", keep="first", maintain_order=True
    )
    con.register("led", why.to_arrow())
    found: pl.DataFrame = con.sql(_STANDING, params=[batch_digest]).pl()
    con.unregister("led")
    return found.select(pl.col(n).cast(t) for n, t in SCOPE.items())


_STANDING = """WITH own_run AS (SELECT run_id FROM run WHERE batch_digest = ?),
    mine AS (
        SELECT run_id, deal_id FROM deal_result SEMI JOIN own_run USING (run_id)
            SEMI JOIN led USING (deal_id)
        UNION SELECT k.run_id, k.deal_id FROM deal_source AS k
            JOIN own_run AS o ON o.run_id = k.source_run_id WHERE k.is_kept_there
    ), gone AS (
        SELECT s.run_id, s.deal_id FROM superseded AS s SEMI JOIN led USING (deal_id)
        ANTI JOIN own_run AS o ON o.run_id = s.by_run_id
        ANTI JOIN mine AS m ON m.run_id = s.by_run_id AND m.deal_id = s.deal_id
    ), here AS (
        SELECT run_id, deal_id FROM deal_result SEMI JOIN led USING (deal_id)
        ANTI JOIN mine USING (run_id, deal_id) ANTI JOIN gone USING (run_id, deal_id)
    )
    SELECT h.deal_id, h.run_id, coalesce(k.source_run_id, h.run_id) AS source_run_id,
           l.taken_by, l.taken_on
    FROM here AS h JOIN run AS r USING (run_id) JOIN led AS l USING (deal_id)
    LEFT JOIN (FROM deal_source WHERE is_kept_there) AS k USING (run_id, deal_id)
    QUALIFY row_number() OVER (PARTITION BY h.deal_id ORDER BY r.run_no DESC) = 1
    ORDER BY h.deal_id"""
_SHARED = """SELECT b.deal_id, 'shared {kind}' AS taken_by, b.{key} AS taken_on
    FROM {table} AS a JOIN scoped USING (run_id, deal_id)
    JOIN {table} AS b ON b.run_id = a.run_id AND b.{key} = a.{key} AND b.deal_id <> a.deal_id
    WHERE a.joined_by NOT IN ('given', 'deal_id') OR b.joined_by NOT IN ('given', 'deal_id')"""
_BESIDE = " UNION ".join(
    _SHARED.format(kind=kind, table=table, key=key)
    for kind, table, key in (
        ("paper", "deal_document", "document_id"),
        ("payment", "deal_payment", "payment_id"),
    )
)
