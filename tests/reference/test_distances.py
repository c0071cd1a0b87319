"""Distances: held to searoute, never more than a real voyage, null where nothing is known."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import polars as pl
import pytest
import searoute

from screening.reference.distances import great_circle_nm, sea_distances, sea_lanes
from screening.reference.places import port_coordinates
from screening.schema import table

EMPTY = table("ports").empty()

# Well-known voyages, nautical miles, to within a few per cent.
VOYAGES = [
    ("CNSHA", "NLRTM", 10500),
    ("SGSIN", "NLRTM", 8290),
    ("NLRTM", "PLGDN", 640),
    ("USNYC", "GBSOU", 3150),
    ("CNSHA", "USLAX", 5710),
    ("BRSSZ", "CNTAO", 11200),
    ("AUPHE", "CNTAO", 3600),
    ("SARTA", "CNNGB", 5900),
    ("JPYOK", "USLGB", 4840),
    ("HKHKG", "SGSIN", 1460),
    ("EGPSD", "SGSIN", 5035),
    ("CLVAP", "CNSHA", 10160),
    ("USHOU", "CNSHA", 10080),
    ("SGSIN", "MYPKG", 210),
    ("TWKHH", "HKHKG", 342),
    ("KRPUS", "CNSHA", 492),
    ("IDJKT", "SGSIN", 525),
]


def pair_frame(pairs: list[tuple[str | None, str | None]]) -> pl.DataFrame:
    text = {"load_port": pl.String, "discharge_port": pl.String}
    return pl.DataFrame(pairs, text, orient="row")


def one(load: str, discharge: str, own: pl.DataFrame = EMPTY) -> dict[str, float | str | None]:
    return sea_distances(pair_frame([(load, discharge)]), own).row(0, named=True)


@pytest.mark.parametrize(("load", "discharge", "miles"), VOYAGES)
def test_least_distance_never_exceeds_a_real_voyage(
    load: str, discharge: str, miles: float
) -> None:
    found = one(load, discharge)
    least = found["least_distance_nm"]
    assert isinstance(least, float)
    assert 0.7 * miles - 60 <= least <= miles
    assert found["source"] == "searoute"


@pytest.mark.parametrize(
    ("load", "discharge"), [(a, b) for a, b, _ in VOYAGES if (a, b) != ("NLRTM", "PLGDN")]
)
def test_the_way_over_the_lanes_is_that_of_searoute(load: str, discharge: str) -> None:
    places = port_coordinates(pl.Series([load, discharge]), EMPTY)
    at = {p: (lon, lat) for p, lon, lat, _ in places.iter_rows()}
    way = searoute.searoute(at[load], at[discharge], units="naut", append_orig_dest=True)
    oracle = way.properties["length"]
    assert one(load, discharge)["distance_nm"] == pytest.approx(oracle, rel=0.02, abs=25)


def test_the_kiel_canal_is_open() -> None:
    hamburg_gdansk = one("DEHAM", "PLGDN")["distance_nm"]
    assert hamburg_gdansk == pytest.approx(430, abs=30)  # about 800 around Skagen


def test_the_way_back_is_as_long() -> None:
    assert one("CNSHA", "NLRTM")["distance_nm"] == one("NLRTM", "CNSHA")["distance_nm"]


def test_great_circle_of_known_arcs() -> None:
    equator = great_circle_nm(np.array([0.0, 0.0]), np.array([[1.0, 0.0], [180.0, 0.0]]))
    assert equator == pytest.approx([60.04, 180 * 60.04], rel=1e-4)
    across = great_circle_nm(np.array([179.5, 0.0]), np.array([-179.5, 0.0]))
    assert across == pytest.approx(60.04, rel=1e-4)


def test_a_port_to_itself_is_no_distance() -> None:
    assert one("SGSIN", "SGSIN")["distance_nm"] == 0.0
    assert one("CNSGH", "CNSHA")["least_distance_nm"] == 0.0


def test_unknown_absent_and_inland_ports_have_no_distance() -> None:
    pairs = pair_frame(
        [("ZZZZZ", "CNSHA"), (None, "CNSHA"), ("CNSHA", None), ("USDEN", "CNSHA"), (None, None)]
    )
    found = sea_distances(pairs, EMPTY)
    assert found.height == 5
    assert found["distance_nm"].null_count() == 5
    assert found["least_distance_nm"].null_count() == 5


def test_own_port_far_from_the_lanes_has_the_great_circle() -> None:
    row = {
        "unlocode": "CNURC",
        "name": None,
        "latitude": Decimal("43.8"),
        "longitude": Decimal("87.6"),
    }
    found = one("CNURC", "CNSHA", pl.DataFrame([row], EMPTY.schema))
    assert found["source"] == "great_circle"
    assert found["distance_nm"] == found["least_distance_nm"] == pytest.approx(1770, abs=30)


def test_a_pair_does_not_change_with_the_company_it_keeps() -> None:
    ports = ["CNSHA", "NLRTM", "SGSIN", "BRSSZ", "USHOU", "DEHAM", "ZZZZZ"]
    pairs = pair_frame([(a, b) for a in ports for b in ports])
    whole = sea_distances(pairs, EMPTY)
    shuffled = sea_distances(pairs.sample(fraction=1, shuffle=True, seed=3), EMPTY)
    assert whole.equals(shuffled)
    alone = pl.concat([sea_distances(pairs[i : i + 1], EMPTY) for i in range(0, pairs.height, 5)])
    kept = whole.join(alone, on=["load_port", "discharge_port"], how="semi")
    assert kept.equals(alone.sort("load_port", "discharge_port"))


def test_no_pairs_give_no_rows_of_the_same_shape() -> None:
    found = sea_distances(pair_frame([]), EMPTY)
    assert found.schema == sea_distances(pair_frame([("SGSIN", "CNSHA")]), EMPTY).schema


def test_lanes_have_positive_lengths_and_closed_passages_are_left_out() -> None:
    lanes = sea_lanes()
    assert (lanes.metres > 0).all()
    assert len(lanes.start) == len(lanes.end) == len(lanes.metres)
    # Over the closed Northwest Passage this would be about 6,600.
    assert one("JPYOK", "GBSOU")["distance_nm"] == pytest.approx(11100, rel=0.05)
