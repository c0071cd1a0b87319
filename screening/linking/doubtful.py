"""Papers that state no carrier: any of their number may be the same paper, or none."""

from __future__ import annotations

import duckdb


def create_doubtful(con: duckdb.DuckDBPyConnection, months: int) -> None:
    """Create `doubtful`, one row a key that may be another's paper: is_itself.

    One of the two states no carrier; it counts whichever came first, within the months that
    count, and whether or not the number of the one without a carrier begins with the code of the
    other's. `is_itself` where several bills of that very key state none: two forwarders may have
    issued them. One bill on file for several deals is one paper, whoever issued it.
    """
    con.execute(
        f"""CREATE TABLE doubtful AS
        WITH bearer AS (
            SELECT paper_key, split_part(paper_key, ':', -1) AS number, document_id,
                   submitted_on AS day
            FROM paper_use
            UNION ALL
            SELECT paper_key, split_part(paper_key, ':', -1), document_id, submitted_on
            FROM past_paper_use
        ), unstated AS (
            SELECT paper_key, number, count(DISTINCT document_id) > 1 AS is_itself,
                   min(coalesce(day, DATE '1900-01-01')) - INTERVAL {months} MONTH AS since,
                   max(coalesce(day, DATE '2199-12-31')) + INTERVAL {months} MONTH AS until
            FROM bearer WHERE starts_with(paper_key, '?:') GROUP BY ALL
        ), pair AS (
            SELECT u.paper_key AS a, b.paper_key AS b
            FROM unstated u JOIN bearer b ON b.number = u.number AND b.paper_key <> u.paper_key
            WHERE coalesce(b.day BETWEEN u.since AND u.until, true)
            UNION
            SELECT u.paper_key, b.paper_key
            FROM unstated u JOIN bearer b ON replace(b.paper_key, ':', '') = u.number
            WHERE coalesce(b.day BETWEEN u.since AND u.until, true)
        )
        SELECT paper_key, bool_or(is_itself) AS is_itself FROM (
            SELECT a AS paper_key, false AS is_itself FROM pair
            UNION ALL SELECT b, false FROM pair
            UNION ALL SELECT paper_key, true FROM unstated WHERE is_itself)
        GROUP BY paper_key"""
    )
