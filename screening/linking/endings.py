"""When a bill came to its end, as any copy of it tells: given up for the goods, or void."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

_GIVEN_UP = "SURRENDERED_FOR_DELIVERY"
_END = f"('{_GIVEN_UP}', 'VOIDED')"
# A draft says nothing of the bill that was issued, nor does a word of receipts that is no end.
_SAYS_NOTHING = "('DRAFT', 'APPROVED', 'PLEDGED', 'TRANSFERRED')"


def create_ended(con: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Create `ended`, one row a bill that is known at `as_of` to have ended.

    And `alive`, one row a bill with a dated change that is no end: the last such, alive_at.

    `ending` {began_at, known_at, status} is the earliest dated end that no later change of the
    same copy takes back: a void bill may be issued anew, goods are given up but once. Two that
    began at one time decide for the end.
    """
    con.execute(
        """CREATE TABLE known_change AS
        WITH change AS (
            SELECT document_id,
                   CASE status WHEN 'CANCELLED' THEN 'VOIDED' WHEN 'DELIVERED'
                        THEN 'SURRENDERED_FOR_DELIVERY' ELSE status END AS status,
                   CAST("at" AS TIMESTAMP) AS began_at,
                   CAST(coalesce(known_at, "at") AS TIMESTAMP) AS known_at
            FROM document_events
            UNION ALL
            SELECT document_id, status, CAST(status_at AS TIMESTAMP),
                   CAST(coalesce(submitted_at, status_at) AS TIMESTAMP)
            FROM transport_documents WHERE status_at IS NOT NULL
        )
        FROM change WHERE began_at <= $now AND known_at <= $now AND status IS NOT NULL""",
        {"now": _naive(as_of)},
    )
    con.execute(
        f"""CREATE TABLE alive AS
        SELECT document_id, max(began_at) AS alive_at FROM known_change
        WHERE status NOT IN {_END} AND status NOT IN {_SAYS_NOTHING} GROUP BY document_id"""
    )
    con.execute(
        f"""CREATE TABLE ended AS
        SELECT document_id, min({{'began_at': began_at, 'known_at': known_at, 'status': status}})
               AS ending
        FROM known_change LEFT JOIN alive USING (document_id)
        WHERE status = '{_GIVEN_UP}'
           OR (status IN {_END} AND coalesce(began_at >= alive_at, true)) GROUP BY document_id"""
    )


def create_paper_end(con: duckdb.DuckDBPyConnection, as_of: datetime) -> None:
    """Create `paper_end`, one row a paper of which some copy is known to have ended.

    ended_as, ended_on: the earliest end over the copies of the batch and of its history. And
    `told_end`, the same of the batch's copies alone: ended_as, ended_at.
    """
    con.execute(
        """CREATE TABLE told_end AS
        SELECT paper_key, first_end.status AS ended_as, first_end.ended_at AS ended_at
        FROM (SELECT paper_key, min({'ended_at': ended_at, 'status': ended_as}) AS first_end
              FROM paper_use WHERE ended_at IS NOT NULL AND end_known_at <= $now
              GROUP BY paper_key)""",
        {"now": _naive(as_of)},
    )
    con.execute(
        """CREATE TABLE paper_end AS
        SELECT paper_key, first_end.status AS ended_as, CAST(first_end.ended_at AS DATE) AS ended_on
        FROM (SELECT paper_key, min({'ended_at': ended_at, 'status': ended_as}) AS first_end
              FROM known_use WHERE ended_at IS NOT NULL AND end_known_at <= $now
              GROUP BY paper_key)""",
        {"now": _naive(as_of)},
    )


def _naive(as_of: datetime) -> datetime:
    return as_of.astimezone(UTC).replace(tzinfo=None)
