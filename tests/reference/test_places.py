"""Ports are found under either of their codes; the bank's own table comes first."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from screening.reference.places import (
    MISPLACED,
    SAME_PORT,
    port_coordinates,
    port_country,
    searoute_ports,
)
from screening.schema import table

EMPTY = table("ports").empty()


def own(*rows: tuple[str, str, str]) -> pl.DataFrame:
    whole = [
        {"unlocode": c, "name": None, "latitude": Decimal(lat), "longitude": Decimal(lon)}
        for c, lat, lon in rows
    ]
    return pl.DataFrame(whole, EMPTY.schema)


def place(code: str, bank: pl.DataFrame = EMPTY) -> tuple[float | None, float | None, str | None]:
    row = port_coordinates(pl.Series([code]), bank).row(0, named=True)
    return row["longitude"], row["latitude"], row["source"]


@pytest.mark.parametrize(
    ("code", "lon", "lat"),
    [("SGSIN", 103.8, 1.2), ("NLRTM", 4.4, 51.9), ("CNSHA", 121.5, 31.4), ("BRSSZ", -46.3, -24.0)],
)
def test_well_known_ports_lie_where_they_should(code: str, lon: float, lat: float) -> None:
    longitude, latitude, source = place(code)
    assert longitude == pytest.approx(lon, abs=0.2)
    assert latitude == pytest.approx(lat, abs=0.2)
    assert source == "searoute"


@pytest.mark.parametrize(("code", "listed"), sorted(SAME_PORT.items()))
def test_the_other_code_of_a_port_finds_the_same_place(code: str, listed: str) -> None:
    assert place(code) == place(listed)
    assert place(code)[2] == "searoute"


def test_an_alias_is_none_that_searoute_lists() -> None:
    listed = set(searoute_ports()["port"])
    assert set(SAME_PORT.values()) <= listed
    assert not set(SAME_PORT) & listed


def test_own_port_comes_first_and_serves_its_other_code() -> None:
    bank = own(("CNNBG", "29.900000", "121.900000"))
    assert place("CNNBG", bank) == (121.9, 29.9, "own")
    assert place("CNNBO", bank) == (121.9, 29.9, "own")
    assert place("CNNGB", bank)[2] == "searoute"


def test_unknown_and_absent_ports_have_nulls() -> None:
    found = port_coordinates(pl.Series(["ZZZZZ", None, "SGSIN", "SGSIN"]), EMPTY)
    assert found["port"].to_list() == [None, "SGSIN", "ZZZZZ"]
    assert found["longitude"].is_null().to_list() == [True, False, True]


def test_entries_in_the_wrong_part_of_the_world_are_left_out() -> None:
    assert not MISPLACED & set(searoute_ports()["port"])
    assert place("CRSJO", own(("CRSJO", "9.93", "-84.08"))) == (-84.08, 9.93, "own")


def test_searoute_list_has_each_port_once_on_the_globe() -> None:
    ports = searoute_ports()
    assert ports.height > 3800
    assert ports["port"].is_unique().all()
    assert ports["latitude"].is_between(-90, 90).all()
    assert ports["longitude"].is_between(-180, 180).all()


def test_country_of_a_port() -> None:
    codes = pl.DataFrame({"p": ["CNSHA", "us nyc", "XX", "C1ABC", None, "USA2B", "CNSHA1"]})
    assert codes.select(port_country(pl.col("p"))).to_series().to_list() == [
        "CN",
        "US",
        None,
        None,
        None,
        "US",
        None,
    ]
