"""The made-up list is a list as intake reads one, and its namesake is near enough for a review."""

from __future__ import annotations

import polars as pl

from screening.names import match_names
from screening.reference import imo_checks
from screening.simulate.layout import chosen
from screening.simulate.people import people
from screening.simulate.watchlists import (
    LISTED_NAMESAKE,
    NAMESAKE,
    listed_ships,
    made_up_list,
    screening_results,
)


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


def test_no_other_firm_of_the_book_is_near_the_list() -> None:
    firms = people(6_000).tables["parties"].filter(~pl.col("is_bank"))["name"].unique().sort()
    found = match_names(firms, made_up_list().filter(pl.col("kind") != "vessel"))
    assert found["name"].to_list() == [NAMESAKE]


def test_only_a_book_with_the_namesake_tells_who_it_is() -> None:
    shown = screening_results(chosen([("NAME", 1), ("NAME", 1)], 3))
    assert shown.select("list", "uid", "result").rows() == [("MADE-UP", "MU-002", "false_match")]
    assert screening_results(chosen([], 3)).is_empty()
