"""What earlier runs left of parties: what each was called, its identifiers, who is not whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import polars as pl

if TYPE_CHECKING:
    from screening.linking import KnownParties

PARTY_KEYS = ("party", "identifier", "own_deal")  # the keys parties are found by


def known_parties(
    con: duckdb.DuckDBPyConnection, exclude_request: str, *, is_keyed: bool
) -> KnownParties:
    """The parties of earlier runs that still have a live deal, other than those of the request.

    With `is_keyed` the frames keys_party, keys_identifier and keys_own_deal are registered, and
    only parties that are among them, bear one of the identifiers, or are of one firm with these
    are read; and a run all of whose live deals are the batch's own is no history of it.
    """
    from screening.linking import KnownParties  # noqa: PLC0415 - reading starts without linking

    there = {name for (name,) in con.sql("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not {"party_entity", "party_key", "party_match"} <= there:
        return KnownParties.none()
    elsewhere = "WHERE deal_id NOT IN (SELECT key FROM keys_own_deal)" if is_keyed else ""
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE party_run AS
        SELECT run_id, run_no FROM run WHERE request_digest <> ?
        AND run_id IN (SELECT run_id FROM live_result {elsewhere})""",  # noqa: S608 - our own text
        [exclude_request],
    )
    con.execute(_CREATE_NEAR if is_keyed else _CREATE_EVERY)
    frames = [con.sql(query).pl() for query in (_ENTITIES, _KEYS, _APART)]
    shapes = (KnownParties.none().entities, KnownParties.none().keys, KnownParties.none().apart)
    return KnownParties(
        *(
            frame.select(pl.col(n).cast(t) for n, t in shape.schema.items())
            for frame, shape in zip(frames, shapes, strict=True)
        )
    )


_CREATE_EVERY = """CREATE OR REPLACE TEMP TABLE party_near AS
    SELECT DISTINCT party_id FROM party_entity"""
_CREATE_NEAR = """CREATE OR REPLACE TEMP TABLE party_near AS
    WITH met AS (
        SELECT key AS party_id FROM keys_party
        UNION SELECT party_id FROM party_key SEMI JOIN party_run USING (run_id)
        WHERE kind || ':' || value IN (SELECT key FROM keys_identifier)
    ), called AS (
        SELECT entity_id, former_id, party_id FROM party_entity SEMI JOIN party_run USING (run_id)
    ), firm AS (
        SELECT entity_id AS id FROM called SEMI JOIN met USING (party_id)
        UNION SELECT former_id FROM called SEMI JOIN met USING (party_id)
        UNION SELECT party_id FROM met
    )
    SELECT party_id FROM met UNION SELECT id FROM firm WHERE id IS NOT NULL
    UNION SELECT party_id FROM called WHERE entity_id IN (SELECT id FROM firm)"""
_ENTITIES = """SELECT e.run_id, e.party_id, e.entity_id, e.since_on, e.known_at, r.run_no
    FROM party_entity AS e JOIN party_run AS r USING (run_id) SEMI JOIN party_near USING (party_id)
    ORDER BY r.run_no, e.party_id"""
_KEYS = """SELECT run_id, party_id, kind, value FROM party_key
    SEMI JOIN party_run USING (run_id) SEMI JOIN party_near USING (party_id) ORDER BY ALL"""
_APART = """SELECT run_id, party_id, other_party_id FROM party_match AS m
    SEMI JOIN party_run USING (run_id)
    WHERE verdict = 'different' AND (
        party_id IN (FROM party_near) OR other_party_id IN (FROM party_near)) ORDER BY ALL"""
