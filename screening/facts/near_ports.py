"""Whether two port codes mean one port: the same code, or two within a short way of each other."""

from __future__ import annotations

import math

import polars as pl

from screening.facts.partition import Sides
from screening.reference import port_coordinates
from screening.reference.distances import EARTH_NM
from screening.reference.places import SAME_PORT, searoute_ports
from screening.schema import TABLES

NEAR_NM = 50  # terminals of one port, and ports one carrier's papers name for each other
# Straight through the ball, for points on the unit sphere: sums and products alone, exact anywhere.
_NEAR_CHORD = (2 * math.sin(NEAR_NM / EARTH_NM / 2)) ** 2


def port_points(sides: Sides) -> pl.DataFrame:
    """One row a known port code: port, x, y, z on the unit sphere; the bank's own ports first."""
    own = sides.tables.get("ports", TABLES["ports"].empty())
    codes = pl.concat(
        [
            searoute_ports()["port"],
            pl.Series("port", list(SAME_PORT)),
            own["unlocode"].alias("port"),
        ]
    )
    lon, lat = pl.col("longitude").radians(), pl.col("latitude").radians()
    return (
        port_coordinates(codes, own)
        .drop_nulls("longitude")
        .select("port", x=lat.cos() * lon.cos(), y=lat.cos() * lon.sin(), z=lat.sin())
    )


def with_point(rows: pl.LazyFrame, column: str, points: pl.DataFrame) -> pl.LazyFrame:
    """The rows with the point of the port in `column`, as three columns named after it."""
    named = points.lazy().rename({c: f"{column}_{c}" for c in "xyz"})
    return rows.join(named, left_on=column, right_on="port", how="left")


def is_one_port(a: str, b: str) -> pl.Expr:
    """Whether the codes in two columns mean one port; null where one lies nobody knows where."""
    apart = pl.sum_horizontal(
        *((pl.col(f"{a}_{c}") - pl.col(f"{b}_{c}")) ** 2 for c in "xyz"), ignore_nulls=False
    )
    return (pl.col(a) == pl.col(b)) | (apart <= _NEAR_CHORD)
