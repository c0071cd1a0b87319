"""The made-up list is a list as intake reads one, and its namesake is near enough for a review."""

from __future__ import annotations

import polars as pl

from screening.names import match_names
from screening.reference import imo_checks
from screening.simulate.watchlists import LISTED_NAMESAKE, NAMESAKE, listed_ships, made_up_list


def test_the_list_is_sound() -> None:
    rows = made_up_list()
    assert rows.select("uid", "name").is_unique().all()
    assert rows["list_version"].n_unique() == 1
    assert imo_checks(listed_ships()["vessel_imo"])["is_valid"].all()


def test_the_namesake_is_reviewed_and_does_not_escalate() -> None:
    listed = made_up_list().filter(pl.col("kind") == "entity").select("uid", "name")
    found = match_names(pl.Series([NAMESAKE]), listed)
    assert found["listed_name"].to_list() == [LISTED_NAMESAKE]
    assert 850 <= found["score"][0] < 920
