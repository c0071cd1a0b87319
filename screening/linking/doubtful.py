"""Papers of one number whose carriers may be one: they may be the same paper, or not."""

from __future__ import annotations

from datetime import datetime

import duckdb

_OF_ONE = "'[A-Z]{4}'"  # a carrier's code as it begins the carrier's numbers (NMFTA SCAC)
# One row a key that states its carrier: its number without the four letters that may be a
# carrier's code (stem, mark), and the carrier as the lists of codes write it, or by name.
_STATED = f"""SELECT paper_key, code, number, since, until,
        parcel_number(number) AS stem,
        CASE WHEN stem <> number THEN substr(number, 1, 4) END AS mark,
        CASE WHEN code SIMILAR TO {_OF_ONE} THEN code ELSE mark END AS scac,
        CASE WHEN code SIMILAR TO '[A-Z0-9]{{2,3}}' THEN code END AS smdg,
        CASE WHEN scac IS DISTINCT FROM code AND smdg IS NULL THEN code END AS name
    FROM key WHERE code <> '?'"""
# Two codes of one list are two carriers; so are two names of one script that have nothing in
# common. A code and a name, or codes of two lists, may be one carrier's.
_MAY_BE_ONE = """CASE
        WHEN a.code = b.code THEN a.code IS DISTINCT FROM a.scac
        WHEN a.scac IS NOT NULL AND b.scac IS NOT NULL THEN a.scac = b.scac
        WHEN a.smdg IS NOT NULL AND b.smdg IS NOT NULL THEN false
        WHEN a.name IS NOT NULL AND b.name IS NOT NULL THEN alike(a.name, b.name)
        ELSE true END"""
_ALIKE = """CREATE TEMP MACRO alike(x, y) AS contains(x, y) OR contains(y, x)
    OR (strlen(x) = length(x)) <> (strlen(y) = length(y))
    OR CASE WHEN strlen(x) = length(x) THEN substr(x, 1, 4) = substr(y, 1, 4)
            ELSE substr(x, 1, 2) = substr(y, 1, 2) END"""


def create_doubtful(con: duckdb.DuckDBPyConnection, months: int, as_of: datetime) -> None:
    """Create `doubtful`, one row a key that may be another's paper: is_itself.

    Of the two one states no carrier, or they write it in two ways that may be one carrier's: by
    codes of two lists, by code and by name, by names that are alike, or tied by the register. It
    counts whichever came first, within the months that count, and whether or not one number
    begins with the code of a carrier. `is_itself` where several bills of that very key state none:
    two forwarders may have issued them. One bill on file for several deals is one paper, whoever
    issued it.
    """
    con.execute(
        f"""CREATE TABLE bearer AS
        SELECT paper_key, split_part(paper_key, ':', -1) AS number, document_id,
               submitted_on AS day
        FROM paper_use
        UNION ALL
        SELECT paper_key, split_part(paper_key, ':', -1), document_id, submitted_on
        FROM past_paper_use;
        CREATE TABLE key AS
        SELECT paper_key, number,
               substr(paper_key, 1, length(paper_key) - length(number) - 1) AS code,
               count(DISTINCT document_id) > 1 AS is_many,
               min(coalesce(day, DATE '1900-01-01')) - INTERVAL {months} MONTH AS since,
               max(coalesce(day, DATE '2199-12-31')) + INTERVAL {months} MONTH AS until
        FROM bearer GROUP BY ALL"""
    )
    _create_one_carrier(con, months, as_of)
    con.execute(
        """CREATE TABLE doubtful AS
        WITH unstated AS (FROM key WHERE code = '?'), pair AS (
            SELECT u.paper_key AS a, b.paper_key AS b
            FROM unstated u JOIN bearer b ON b.number = u.number AND b.paper_key <> u.paper_key
            WHERE coalesce(b.day BETWEEN u.since AND u.until, true)
            UNION
            SELECT u.paper_key, b.paper_key
            FROM unstated u JOIN bearer b ON replace(b.paper_key, ':', '') = u.number
            WHERE coalesce(b.day BETWEEN u.since AND u.until, true)
            UNION FROM one_carrier
        )
        SELECT paper_key, bool_or(is_itself) AS is_itself FROM (
            SELECT a AS paper_key, false AS is_itself FROM pair
            UNION ALL SELECT b, false FROM pair
            UNION ALL SELECT paper_key, true FROM unstated WHERE is_many)
        GROUP BY paper_key"""
    )


def _create_one_carrier(con: duckdb.DuckDBPyConnection, months: int, as_of: datetime) -> None:
    """Create `one_carrier`: pairs (a, b) of keys of one number whose stated carriers may be one."""
    con.execute(_ALIKE)
    con.execute(
        f"""CREATE TABLE one_carrier AS
        WITH stated AS ({_STATED}), called AS (
            SELECT DISTINCT carrier(carrier_code) AS code, carrier(name) AS called FROM carriers
            WHERE coalesce(CAST(known_from AS DATE) <= $day, true)
        ), tied AS (
            SELECT x.code AS one, y.code AS other
            FROM called x JOIN called y ON y.called = x.called AND y.code <> x.code
            UNION SELECT code, called FROM called UNION SELECT called, code FROM called
        ), near AS (
            SELECT a.paper_key AS a, b.paper_key AS b, {_MAY_BE_ONE} AS may_be,
                   a.code AS one, b.code AS other
            FROM stated a JOIN stated b ON b.stem = a.stem AND b.paper_key > a.paper_key
            WHERE a.since <= b.until - INTERVAL {months} MONTH
              AND b.since <= a.until - INTERVAL {months} MONTH
              AND (a.number = b.number OR (a.mark IS NULL) <> (b.mark IS NULL))
        )
        SELECT a, b FROM near LEFT JOIN tied USING (one, other)
        WHERE may_be OR tied.one IS NOT NULL""",
        {"day": as_of.date()},
    )
