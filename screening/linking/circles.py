"""Circles in a graph of hands: a row of edges that leads from a firm back to itself.

Only edges inside a set of firms that all lead to one another can lie on a circle; everything else
is left out before a single step is taken, so honest trade costs one pass. What is left is
followed step by step from each edge, as the earliest of its circle, with bounded hops and days.
Where very many edges meet, nothing is followed and the answer is that nobody can say.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from screening.linking.workbench import frame
from screening.reference import connected

_CROWD = 300  # edges at one firm within one step of days and size: more are not followed
_STATES = 500  # rows of edges followed at once from one edge: more are not followed


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a circle may reach: hops, days from its first edge to its last.

    `in_order`: each edge is of the day of the one before it or later. `least`: each carries at
    least that share of the one before, and that one of it; None where size says nothing.
    """

    hops: int
    days: int
    in_order: bool
    least: float | None = None


def create_circles(con: duckdb.DuckDBPyConnection, name: str, reach: Reach) -> None:
    """Create `<name>_circle` from `<name>_edge`, and `<name>_crowded`.

    `<name>_edge`: one row an edge: edge (a number), scope, giver, taker, day, cents. An edge from
    a firm to itself is no hand-over; one without a day, or a size where that counts, leads
    nowhere. `<name>_circle`: one row a circle: edges, hops, days, firms in order.
    `<name>_crowded`: edges at which the search was given up.
    """
    _create_ring(con, name)
    _create_follow(con, name, reach)
    _start(con, name)
    for hop in range(2, reach.hops + 1):
        if con.execute(f"FROM {name}_state LIMIT 1").fetchone() is None:
            break  # a hop costs five statements even where nothing goes on
        _step(con, name, reach, is_last=hop == reach.hops)


def _create_ring(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Create `<name>_ring`: the edges whose ends lead to one another."""
    con.execute(
        f"""CREATE TABLE {name}_through AS
        SELECT *, scope || '|' || giver AS a, scope || '|' || taker AS b FROM {name}_edge
        WHERE giver <> taker"""
    )
    for _ in range(2):  # a firm that only gives or only takes is on no circle
        con.execute(
            f"""CREATE OR REPLACE TABLE {name}_through AS
            FROM {name}_through e SEMI JOIN (SELECT DISTINCT b FROM {name}_through) g ON g.b = e.a
            SEMI JOIN (SELECT DISTINCT a FROM {name}_through) t ON t.a = e.b"""
        )
    ends = frame(con, f"SELECT DISTINCT a, b FROM {name}_through ORDER BY a, b")
    if ends.is_empty():
        con.execute(f"CREATE TABLE {name}_ring AS FROM {name}_through")
        return
    con.register(f"{name}_place", connected(ends["a"], ends["b"], strongly=True).to_arrow())
    con.execute(
        f"""CREATE TABLE {name}_ring AS
        WITH placed AS MATERIALIZED (  -- else the two ends may be joined by their place first
            SELECT e.*, x.place FROM {name}_through e JOIN {name}_place x ON x.key = e.a
        )
        SELECT e.* EXCLUDE (place) FROM placed e JOIN {name}_place y ON y.key = e.b
        WHERE y.place = e.place"""
    )


def _create_follow(con: duckdb.DuckDBPyConnection, name: str, reach: Reach) -> None:
    """Create `<name>_follow`: which edge may come after which; `<name>_crowded`.

    Steps of days and of size make the join one of equals.
    """
    size = (
        "0"
        if reach.least is None
        else f"CAST(floor(ln(cents) / (-1.001 * ln({reach.least}))) AS INT)"
    )
    sizes = "(0)" if reach.least is None else "(-1), (0), (1)"
    is_sized = "true" if reach.least is None else "cents > 0"
    con.execute(
        f"""CREATE TABLE {name}_sized AS
        WITH sized AS (
            SELECT *, date_diff('day', DATE '1970-01-01', day) // {reach.days + 1} AS days_step,
                   {size} AS size_step
            FROM {name}_ring WHERE day IS NOT NULL AND {is_sized}
        )
        SELECT *, greatest(count(*) OVER (PARTITION BY b, days_step, size_step),
                           count(*) OVER (PARTITION BY a, days_step, size_step)) > {_CROWD}
                      AS is_crowded
        FROM sized"""
    )
    con.execute(f"CREATE TABLE {name}_crowded AS SELECT edge FROM {name}_sized WHERE is_crowded")
    later = "f.day >= e.day" if reach.in_order else "true"
    near = (
        "true"
        if reach.least is None
        else (f"least(e.cents, f.cents) >= greatest(e.cents, f.cents) * {reach.least}")
    )
    con.execute(
        f"""CREATE TABLE {name}_follow AS
        WITH going AS (
            SELECT * EXCLUDE (days_step, size_step), days_step + d.i AS days_step,
                   size_step + s.i AS size_step
            FROM {name}_sized, (VALUES (-1), (0), (1)) d (i), (VALUES {sizes}) s (i)
            WHERE NOT is_crowded
        )
        SELECT e.edge, f.edge AS next, f.day, f.taker
        FROM going e JOIN {name}_sized f ON f.a = e.b AND f.days_step = e.days_step
             AND f.size_step = e.size_step
        WHERE NOT f.is_crowded AND {later} AND {near}
          AND abs(date_diff('day', e.day, f.day)) <= {reach.days}"""
    )


def _start(con: duckdb.DuckDBPyConnection, name: str) -> None:
    con.execute(
        f"""CREATE TABLE {name}_state AS
        SELECT edge AS first, giver AS home, day AS since, edge, [edge] AS edges,
               [giver, taker] AS firms, day AS until
        FROM {name}_sized WHERE NOT is_crowded"""
    )
    con.execute(
        f"""CREATE TABLE {name}_circle (edges BIGINT[], hops BIGINT, days BIGINT,
            firms VARCHAR[])"""
    )


def _step(con: duckdb.DuckDBPyConnection, name: str, reach: Reach, *, is_last: bool) -> None:
    """One more hop: circles that close are kept, the least row of edges to each edge goes on."""
    going = "f.taker = s.home" if is_last else "true"
    con.execute(
        f"""CREATE OR REPLACE TABLE {name}_state AS
        SELECT s.first, s.home, s.since, f.next AS edge, min({{
                   'edges': list_append(s.edges, f.next), 'firms': list_append(s.firms, f.taker),
                   'until': greatest(s.until, f.day)}}) AS way
        FROM {name}_state s JOIN {name}_follow f ON f.edge = s.edge
        WHERE {going} AND f.day BETWEEN s.since AND s.since + {reach.days}
          AND (f.taker = s.home OR NOT list_contains(s.firms, f.taker))
        GROUP BY s.first, s.home, s.since, f.next"""
    )
    con.execute(
        f"""CREATE OR REPLACE TABLE {name}_state AS
        SELECT * EXCLUDE (way), way.edges AS edges, way.firms AS firms, way.until AS until,
               count(*) OVER (PARTITION BY first) > {_STATES} AS is_crowded
        FROM {name}_state"""
    )
    con.execute(
        f"""INSERT INTO {name}_circle
        SELECT edges, len(edges), date_diff('day', since, until), firms
        FROM {name}_state WHERE firms[-1] = home"""
    )
    con.execute(
        f"INSERT INTO {name}_crowded SELECT DISTINCT first FROM {name}_state WHERE is_crowded"
    )
    con.execute(
        f"""CREATE OR REPLACE TABLE {name}_state AS
        SELECT * EXCLUDE (is_crowded) FROM {name}_state
        WHERE firms[-1] <> home AND NOT is_crowded"""
    )
