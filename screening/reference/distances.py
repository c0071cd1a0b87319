"""Distances between ports: the shortest way over searoute's lanes, and the great circle.

The network of lanes is searoute's; the search over it is scipy's, which finds the ways from one
port to all others in the time searoute takes for one pair. Tests hold the two together. That
makes thousands of pairs a matter of a second or two, so nothing needs to be kept on disk.

searoute knows no Kiel Canal, by which half the way from the North Sea to the Baltic is saved;
it is added here. The Northwest Passage is closed, as searoute has it by default; the Northern
Sea Route is not among its lanes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.reference.places import OWN, port_coordinates

EARTH_NM = 6371.0088 / 1.852  # mean radius of the Earth (IUGG) in nautical miles
METRES_IN_NM = 1852
KIEL_CANAL = ((9.14, 53.89), (10.15, 54.37))  # Brunsbüttel and Holtenau
CLOSED = frozenset({"northwest"})
N_ACCESS = 3  # lane points a port is tied to: the nearest alone may lie behind a headland
MAX_ACCESS_NM = 100.0  # farther from every lane, a listed port is inland or misplaced
LANES = "searoute"
GREAT_CIRCLE = "great_circle"

# A real way may be shorter than one over the lanes, which bend where a ship goes straight and
# are coarse near the coast: set so that some forty well-known voyages are all longer.
SHORTEST_SHARE = 0.9
COAST_SLACK_NM = 60.0

Degrees = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int64]

DISTANCE_SCHEMA: dict[str, pl.DataType] = {
    "load_port": pl.String(),
    "discharge_port": pl.String(),
    "distance_nm": pl.Float64(),
    "least_distance_nm": pl.Float64(),
    "source": pl.String(),
}


@dataclass(frozen=True, slots=True)
class Lanes:
    """Points of the lanes in degrees, and the directed edges between them in whole metres."""

    points: Degrees
    start: Indices
    end: Indices
    metres: Indices


def great_circle_nm(from_points: Degrees, to_points: Degrees) -> Degrees:
    """Great-circle nautical miles between arrays of (longitude, latitude), broadcast together.

    Both have the two degrees on their last axis. Haversine on the mean sphere.
    """
    a, b = np.radians(from_points), np.radians(to_points)
    d_lon, d_lat = b[..., 0] - a[..., 0], b[..., 1] - a[..., 1]
    h = np.sin(d_lat / 2) ** 2 + np.cos(a[..., 1]) * np.cos(b[..., 1]) * np.sin(d_lon / 2) ** 2
    miles: Degrees = 2 * EARTH_NM * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
    return miles


def sea_distances(pairs: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """One row a distinct (load_port, discharge_port), sorted, with nautical miles to 0.1.

    `own` is the table ports. distance_nm is the way over the lanes with the legs from and to the
    port (source searoute); least_distance_nm is the least a ship can have sailed: the larger of
    the great circle and `SHORTEST_SHARE` of distance_nm less `COAST_SLACK_NM`. Both are the great
    circle (source great_circle) where no lane joins the two, or a port of the bank's own lies far
    from every lane. All null where a port is not known, or is listed by searoute far from every
    lane (inland, or up a river whose course the lanes do not show).
    """
    asked = pairs.select(
        pl.col("load_port").cast(pl.String), pl.col("discharge_port").cast(pl.String)
    ).unique()
    codes = pl.concat([asked["load_port"], asked["discharge_port"].alias("load_port")])
    places = _reachable(port_coordinates(codes.drop_nulls(), own))
    known = (
        asked.join(places.select(load_port="port", i="at"), on="load_port")
        .join(places.select(discharge_port="port", j="at"), on="discharge_port")
        .sort("load_port", "discharge_port")
    )
    measured = _measured(known, places)
    return (
        asked.join(measured, on=["load_port", "discharge_port"], how="left", nulls_equal=False)
        .select(*DISTANCE_SCHEMA)
        .sort("load_port", "discharge_port")
    )


def _reachable(places: pl.DataFrame) -> pl.DataFrame:
    """Known ports that a distance may rest on: place, its row `at`, whether a lane is near."""
    known = places.drop_nulls("longitude")
    if known.is_empty():
        return known.with_columns(is_near=pl.lit(True)).with_row_index("at")
    points = known.select("longitude", "latitude").to_numpy()
    access = _access(points)[1]
    near = known.with_columns(is_near=pl.Series(access[:, 0] <= MAX_ACCESS_NM * METRES_IN_NM))
    return near.filter(pl.col("is_near") | (pl.col("source") == OWN)).with_row_index("at")


def _measured(known: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """The pairs, given as rows of `places`, with their distances."""
    if known.is_empty():
        return pl.DataFrame(schema=DISTANCE_SCHEMA)
    points = places.select("longitude", "latitude").to_numpy()
    near = places["is_near"].to_numpy()
    i, j = known["i"].to_numpy(), known["j"].to_numpy()
    straight = great_circle_nm(points[i], points[j])
    lanes = np.where(near[i] & near[j], _over_lanes(points, i, j), np.inf)
    by_lane = np.isfinite(lanes)
    same = (points[i] == points[j]).all(axis=1)
    distance = np.where(same | ~by_lane, straight, np.maximum(lanes, straight))
    least = np.maximum(straight, SHORTEST_SHARE * distance - COAST_SLACK_NM)
    return known.select(
        "load_port",
        "discharge_port",
        distance_nm=pl.Series(distance.round(1)),
        least_distance_nm=pl.Series(np.where(by_lane, least, straight).round(1)),
        source=pl.Series(np.where(by_lane, LANES, GREAT_CIRCLE)).cast(pl.String),
    )


def _over_lanes(points: Degrees, i: Indices, j: Indices) -> Degrees:
    """Nautical miles over the lanes from each points[i] to points[j]; infinite where none lead."""
    from scipy.sparse import csr_array  # type: ignore[import-untyped,unused-ignore] # noqa: PLC0415
    from scipy.sparse.csgraph import dijkstra  # type: ignore[import-untyped,unused-ignore] # noqa: PLC0415

    lanes, (nearest, metres) = sea_lanes(), _access(points)
    sources, row = np.unique(i, return_inverse=True)
    # Each loading port is a point more, with edges out of it only: no way leads through a port.
    n = len(lanes.points)
    ports = n + np.repeat(np.arange(len(sources)), N_ACCESS)
    start = np.concatenate([lanes.start, ports])
    end = np.concatenate([lanes.end, nearest[sources].ravel()])
    length = np.concatenate([lanes.metres, metres[sources].ravel()]).astype(np.float64)
    size = n + len(sources)
    graph = csr_array((length, (start, end)), shape=(size, size))
    miles = np.empty(len(i))
    for k in range(len(sources)):  # one distinct loading port at a time keeps memory flat
        at = row == k
        reach = dijkstra(graph, indices=n + k)
        ways = reach[nearest[j[at]]] + metres[j[at]]
        miles[at] = ways.min(axis=1) / METRES_IN_NM
    return miles


def _access(points: Degrees) -> tuple[Indices, Indices]:
    """The `N_ACCESS` nearest lane points of each point, and the whole metres to them."""
    from scipy.spatial import cKDTree  # type: ignore[import-untyped,unused-ignore] # noqa: PLC0415

    lane_points = sea_lanes().points
    found: Indices = cKDTree(_on_sphere(lane_points)).query(_on_sphere(points), N_ACCESS)[1]
    return found, _whole_metres(great_circle_nm(points[:, None, :], lane_points[found]))


def _on_sphere(points: Degrees) -> Degrees:
    """Points in space on the unit sphere, where the nearest is the nearest over the ground."""
    lon, lat = np.radians(points[:, 0]), np.radians(points[:, 1])
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _whole_metres(miles: Degrees) -> Indices:
    """Metres as whole numbers, so that sums are exact; at least 1, for scipy drops edges of 0."""
    return np.maximum(np.rint(miles * METRES_IN_NM), 1).astype(np.int64)


@lru_cache(maxsize=1)
def sea_lanes() -> Lanes:
    """The lanes of searoute and the Kiel Canal, each edge in both directions."""
    from searoute.searoute import setup_M  # noqa: PLC0415 slow

    network = setup_M()
    nodes = sorted(network.nodes)
    row = {node: i for i, node in enumerate(nodes)}
    edges = sorted(
        {
            (min(row[u], row[v]), max(row[u], row[v]))
            for u, v, data in network.edges(data=True)
            if data.get("passage") not in CLOSED
        }
    )
    points = np.array(nodes, np.float64)
    canal = [int(great_circle_nm(np.array(mouth), points).argmin()) for mouth in KIEL_CANAL]
    start, end = np.array([*edges, (canal[0], canal[1])], np.int64).T
    metres = _whole_metres(great_circle_nm(points[start], points[end]))
    return Lanes(
        points,
        np.concatenate([start, end]),
        np.concatenate([end, start]),
        np.concatenate([metres, metres]),
    )
