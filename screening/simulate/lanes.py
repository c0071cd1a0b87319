"""Lanes the simulator sails: load and discharge port of a commodity, with the sea distance."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

import polars as pl

from screening.simulate.goods import GOODS

LEAST_NM = 300  # below this, a day in port makes an honest voyage look too slow


@cache
def port_places() -> dict[str, tuple[float, float]]:
    """Longitude and latitude of every port searoute knows, by UN/LOCODE; the first one wins."""
    text = files("searoute").joinpath("data/ports.geojson").read_text(encoding="utf-8")
    places: dict[str, tuple[float, float]] = {}
    for feature in json.loads(text)["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        places.setdefault(feature["properties"]["port"], (longitude, latitude))
    return places


@cache
def lanes() -> pl.DataFrame:
    """One row a commodity (good, its place in GOODS) and port pair: distance_nm, whole miles."""
    import searoute  # noqa: PLC0415  (a second to load; only a simulation needs it)

    places = port_places()
    rows = []
    for k, good in enumerate(GOODS):
        for load in good.load:
            for discharge in good.discharge:
                route = searoute.searoute(places[load], places[discharge], units="naut")
                rows.append((k, load, discharge, round(route["properties"]["length"])))
    frame = pl.DataFrame(
        rows, schema=["good", "load_port", "discharge_port", "distance_nm"], orient="row"
    )
    return frame.filter(pl.col("distance_nm") >= LEAST_NM).sort(
        "good", "load_port", "discharge_port"
    )
