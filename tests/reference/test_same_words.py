"""Which goods, firms and grades are one thing in other words, and which are two."""

from __future__ import annotations

import polars as pl
import pytest

from screening.reference import firm_similarity, goods_similarity, grade_conflicts


def pair(a: str | None, b: str | None) -> pl.DataFrame:
    return pl.DataFrame({"a": [a], "b": [b]}, schema={"a": pl.String, "b": pl.String})


@pytest.mark.parametrize(
    ("a", "b", "least", "most"),
    [
        ("COPPER CATHODES", "Copper cathodes, electrolytic, grade A", 1.0, 1.0),
        ("Cathodes of copper", "Copper cathodes", 1.0, 1.0),
        ("Iron ore fines", "Copper cathodes", 0.0, 0.5),
        ("电解铜 Copper cathodes", "COPPER CATHODES", 1.0, 1.0),
        ("电解铜", "电解铜板", 0.8, 0.9),
    ],
)
def test_goods(a: str, b: str, least: float, most: float) -> None:
    assert least <= goods_similarity(pair(a, b)).item(0, "similarity") <= most


@pytest.mark.parametrize(
    ("a", "b"),
    [("电解铜", "Copper cathodes"), ("In bulk", "Soya beans in bulk"), (None, "Copper"), ("", "x")],
)
def test_goods_nobody_can_compare(a: str | None, b: str) -> None:
    assert goods_similarity(pair(a, b)).item(0, "similarity") is None


@pytest.mark.parametrize(
    ("a", "b", "is_one"),
    [
        ("Minera Sur SA", "MINERA SUR, S.A.", True),
        ("Alpha Trading (HK) Co., Limited", "Alpha Trading HK Company Ltd", True),
        ("Trading Alpha Ltd", "Alpha Trading Limited", True),
        ("Alpha Trading Ltd", "Beta Trading Ltd", False),
        ("Minera Sur SA", "Kabel BV", False),
    ],
)
def test_firms(a: str, b: str, is_one: bool) -> None:
    assert (firm_similarity(pair(a, b)).item(0, "similarity") >= 0.85) == is_one


@pytest.mark.parametrize(
    ("a", "b", "is_conflict"),
    [
        ("Grade A", "Grade B", True),
        ("Grade A", "A, 99.99 %", False),
        ("TSR 20", "TSR 10", True),
        ("No. 2 yellow", "US No 02 Yellow", False),
        ("No. 2 yellow", "US No 1 Yellow", True),
        ("62 % Fe fines", "Fe 61.83%", False),
        ("FFA 5 %", "FFA 3.8%", False),
        ("P1020A", "P1020", False),
        ("P1020A", "P0610A", True),
        ("Special High Grade", "SHG 99.995", False),
        ("62 %", "61 %", None),
        ("", "Grade A", None),
        (None, "Grade A", None),
    ],
)
def test_grades(a: str | None, b: str, is_conflict: bool | None) -> None:
    assert grade_conflicts(pair(a, b)).item(0, "is_conflict") is is_conflict


def test_each_pair_is_answered_once_in_order() -> None:
    pairs = pl.DataFrame({"a": ["B", "A", "B"], "b": ["x", "y", "x"]})
    for scorer in (goods_similarity, firm_similarity, grade_conflicts):
        assert scorer(pairs).select("a", "b").rows() == [("A", "y"), ("B", "x")]
