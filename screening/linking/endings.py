"""When a bill came to its end, as any copy of it tells: given up for the goods, or void."""

from __future__ import annotations

import duckdb

_END = "('SURRENDERED_FOR_DELIVERY', 'VOIDED')"


def create_ended(con: duckdb.DuckDBPyConnection) -> None:
    """Create `ended`, one row a bill that is known to have ended: ending {at, known_at, status}.

    The earliest dated end that no later change of the same copy takes back; two that began at one
    time decide for the end.
    """
    con.execute(
        f"""CREATE TABLE ended AS
        WITH change AS (
            SELECT document_id, status, CAST(at AS TIMESTAMP) AS at,
                   CAST(coalesce(known_at, at) AS TIMESTAMP) AS known_at
            FROM document_events
            UNION ALL
            SELECT document_id, status, CAST(status_at AS TIMESTAMP),
                   CAST(coalesce(submitted_at, status_at) AS TIMESTAMP)
            FROM transport_documents WHERE status_at IS NOT NULL
        ), alive AS (
            SELECT document_id, max(at) AS alive_at FROM change
            WHERE status NOT IN {_END} GROUP BY document_id
        )
        SELECT c.document_id, min({{'at': c.at, 'known_at': c.known_at, 'status': c.status}})
               AS ending
        FROM change c LEFT JOIN alive a USING (document_id)
        WHERE c.status IN {_END} AND coalesce(c.at >= a.alive_at, true) GROUP BY c.document_id"""
    )


def create_paper_end(con: duckdb.DuckDBPyConnection) -> None:
    """Create `paper_end`, one row a paper of which some copy is known to have ended.

    ended_as, ended_at: the earliest end over the copies of the batch and of its history.
    """
    con.execute(
        """CREATE TABLE paper_end AS
        SELECT paper_key, first_end.status AS ended_as, first_end.at AS ended_at
        FROM (SELECT paper_key, min({'at': ended_at, 'status': ended_as}) AS first_end
              FROM known_use WHERE ended_at IS NOT NULL GROUP BY paper_key)"""
    )
