"""Names held against names: what is one party, what is another, and what says nothing."""

from __future__ import annotations

import polars as pl
import pytest

from screening.names import match_names


def near(name: str, *listed: str, of_ships: bool = False) -> dict[str, int]:
    """Score by listed name."""
    uids = [str(i) for i in range(len(listed))]
    frame = pl.DataFrame(
        {"uid": uids, "name": listed}, schema={"uid": pl.String, "name": pl.String}
    )
    found = match_names(pl.Series([name]), frame, of_ships=of_ships)
    return dict(found.select("listed_name", "score").iter_rows())


ONE_PARTY = [  # as the papers write it, as the list does, the least score
    ("Zarvand Petrokala Company Limited", "ZARVAND PETROKALA CO., LTD.", 1000),
    ("Petrokala Zarvand", "ZARVAND PETROKALA LLC", 950),
    ("Zarvand Petrokla Co", "ZARVAND PETROKALA CO", 900),
    ("ZarvandPetrokala Co", "ZARVAND PETROKALA CO", 950),
    ("Zarvand Petrokala Intl Trdg", "ZARVAND PETROKALA INTERNATIONAL TRADING", 1000),
    ("\u200fZárvänd\u200b Petrokala\u202e", "ZARVAND PETROKALA", 1000),
    ("Mokhtar Yousef Al Hamdani", "HAMDANI, Mukhtar Yusuf al-", 850),
    ("深圳市豐瀾通訊設備有限公司", "深圳市丰澜通讯设备有限公司", 1000),
    ("上海瑞锦贸易有限公司", "SHANGHAI RUIJIN TRADING CO LTD", 850),
    ("Shanghai Rui Jin Trading Co., Ltd.", "上海瑞锦贸易有限公司", 850),
    ("Zarvand Petrokala (ZPK) Ltd", "ZARVAND PETROKALA LTD", 1000),
    ("Заря Нефтепродукт", "ZARYA NEFTEPRODUKT", 900),
    ("Worldwide Supply Co", "WORLDWIDE SUPPLY COMPANY", 850),
    ("Pacific Bulk Management Co", "PACIFIC BULK MANAGEMENT COMPANY LIMITED", 850),
]


@pytest.mark.parametrize(("name", "listed", "least"), ONE_PARTY)
def test_one_party_written_in_two_ways(name: str, listed: str, least: int) -> None:
    """Spelling, order, script, legal form and abbreviation do not hide a name."""
    assert near(name, listed).get(listed, 0) >= least


OTHERS = [
    ("Zarvand Trading Co Ltd", "PETROKALA TRADING CO LTD"),
    ("Golden Eagle Shipping LLC", "GOLDEN LOTUS SHIPPING LLC"),
    ("Zarvand Shipping", "ZARVAND TRADING"),
    ("上海瑞锦贸易有限公司", "上海瑞丰贸易有限公司"),
    ("上海晟远贸易有限公司", "上海盛远贸易有限公司"),  # one sound, other characters
]


@pytest.mark.parametrize(("name", "listed"), OTHERS)
def test_firms_that_share_words_are_not_one(name: str, listed: str) -> None:
    """A shared trade, place or single word stays under the line of review."""
    assert near(name, listed).get(listed, 0) < 850


NOTHING = [
    "Trading",
    "Shipping",
    "有限公司",
    "International Trading Co Ltd",
    "Co., Ltd.",
    "A",
    "...",
    "",
    "\u200f\u200b",
    "General Trading LLC",
]


@pytest.mark.parametrize("name", NOTHING)
def test_names_that_say_nothing_find_nothing(name: str) -> None:
    """Common words, single letters and marks are near no entry, though entries bear the words."""
    entries = (
        "TRADING STAR CO LTD",
        "A TRADING SHIPPING LTD",
        "有限公司甲",
        "INTERNATIONAL ZARVAND",
    )
    assert near(name, *entries) == {}


def test_bounded_and_mixed() -> None:
    """Of 5,000 letters the first whole words are compared; two scripts in one name both count."""
    long = "Zarvand Petrokala " + "x" * 5000
    assert near(long, "ZARVAND PETROKALA LTD") == {"ZARVAND PETROKALA LTD": 987}
    assert near("Zarvand " * 700, "ZARVAND") == {"ZARVAND": 1000}
    both = "瑞锦晟泰 Zarvand Petrokala"
    assert near(both, "ZARVAND PETROKALA") == {"ZARVAND PETROKALA": 1000}
    assert near(both, "瑞锦晟泰有限公司")["瑞锦晟泰有限公司"] >= 950
    assert near("Zarvand Petrokala") == {}


def test_a_ship_may_bear_one_word_of_the_sea() -> None:
    """ATLANTIC is the name of a ship, and of no firm."""
    assert near("Atlantic", "ATLANTIC", of_ships=True) == {"ATLANTIC": 1000}
    assert near("Eastern Star", "STAR", of_ships=True) == {}
    assert near("Atlantic", "ATLANTIC") == {}


def test_order_of_rows_changes_nothing() -> None:
    """The same to the bit whatever the order of names."""
    names = pl.Series([n for n, _, _ in ONE_PARTY] + [n for n, _ in OTHERS])
    listed = [x for _, x, _ in ONE_PARTY] + [x for _, x in OTHERS]
    frame = pl.DataFrame({"uid": [f"{i:02}" for i in range(len(listed))], "name": listed})
    first = match_names(names, frame)
    again = match_names(names.reverse(), frame.reverse())
    assert first.equals(again)
    assert not first.is_empty()
