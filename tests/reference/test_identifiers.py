"""Check digits agree with python-stdnum; what is absent stays null."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import imo, iso6346

from screening.reference.identifiers import (
    container_checks,
    imo_checks,
    lei_checks,
    uscc_checks,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
containers = st.builds(
    "{}{}{:07d}".format,
    st.text(LETTERS, min_size=3, max_size=3),
    st.sampled_from("UJZRA"),
    st.integers(0, 9_999_999),
)
ships = st.builds("{:07d}".format, st.integers(0, 9_999_999))


def flags(frame: pl.DataFrame) -> dict[str | None, bool | None]:
    return dict(frame.select("value", "is_valid").rows())


@given(st.lists(containers, max_size=30))
def test_containers_agree_with_stdnum(numbers: list[str]) -> None:
    found = flags(container_checks(pl.Series(numbers, dtype=pl.String)))
    assert found == {n: iso6346.is_valid(n) for n in numbers}


@given(containers)
def test_the_right_last_digit_is_always_taken(number: str) -> None:
    body = number[:3] + "U" + number[4:10]
    right = body + iso6346.calc_check_digit(body)
    wrong = body + str((int(right[-1]) + 1) % 10)
    assert flags(container_checks(pl.Series([right, wrong]))) == {right: True, wrong: False}


@given(st.lists(ships, max_size=30))
def test_ships_agree_with_stdnum(numbers: list[str]) -> None:
    found = flags(imo_checks(pl.Series(numbers, dtype=pl.String)))
    assert found == {n: imo.is_valid(n) for n in numbers}


@pytest.mark.parametrize(
    "text", ["CSQU3054383", "csqu 305438 3", "CSQU-305438-3", " CSQU305438/3 "]
)
def test_container_numbers_as_papers_write_them(text: str) -> None:
    assert container_checks(pl.Series([text])).row(0) == (text, "CSQU3054383", True)


@pytest.mark.parametrize(
    "text",
    ["CSQU3054384", "CSQX3054383", "CSQU305438", "CSQU30543833", "C1QU3054383", "", "箱CQU3054383"],
)
def test_bad_container_numbers(text: str) -> None:
    assert flags(container_checks(pl.Series([text]))) == {text: False}


@pytest.mark.parametrize("text", ["9321483", "IMO9321483", "imo 9321483", "IMO No. 9321483"])
def test_ship_numbers_as_papers_write_them(text: str) -> None:
    assert imo_checks(pl.Series([text])).row(0) == (text, "9321483", True)


@pytest.mark.parametrize(
    "text", ["9321484", "932148", "93214833", "IMO", "９３２１４８３", "5060966"]
)
def test_bad_ship_numbers(text: str) -> None:
    assert flags(imo_checks(pl.Series([text]))) == {text: False}


def test_enterprise_and_entity_codes() -> None:
    good, bad = "91110000600037341L", "91110000600037342L"
    assert flags(uscc_checks(pl.Series([good, bad, None]))) == {good: True, bad: False, None: None}
    good, bad = "213800KUD8LAJWSQ9D15", "213800KUD8LXJWSQ9D15"
    assert flags(lei_checks(pl.Series([good, bad, None]))) == {good: True, bad: False, None: None}


def test_absent_is_null_and_each_value_stands_once() -> None:
    found = container_checks(pl.Series(["CSQU3054383", None, "CSQU3054383", None]))
    assert found.rows() == [("CSQU3054383", "CSQU3054383", True), (None, None, None)]
    assert imo_checks(pl.Series([None], dtype=pl.String)).rows() == [(None, None, None)]
    assert container_checks(pl.Series([], dtype=pl.String)).is_empty()
