"""One firm, or one owner, on both sides of a deal under two ids and two names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.one_deal import Rows, fact_row, honest

LEI = "5493001KJTIIGC8Y1R12"


def link(party: str, other: str, kind: str = "shareholder", share: str | None = None) -> Rows:
    row: dict[str, Any] = {"party_id": party, "other_party_id": other, "kind": kind}
    row |= {
        "valid_from": date(2020, 1, 1),
        "share_ratio": None if share is None else Decimal(share),
    }
    return {"party_links": [row]}


def linked(*links: Rows) -> Rows:
    return honest() | {"party_links": [row for rows in links for row in rows["party_links"]]}


def named(seller: dict[str, Any], buyer: dict[str, Any], **tables: Any) -> Rows:
    rows = honest()
    rows["parties"][0] |= seller
    rows["parties"][1] |= buyer
    return rows | tables


def round_trip(rows: Rows) -> tuple[Any, ...]:
    row = fact_row(rows)
    return (row["supplier_is_buyer"], row["round_trip_party"])


@pytest.mark.parametrize(
    ("rows", "party"),
    [
        (named({"lei": LEI}, {"lei": LEI}), "P-BUYER"),
        (linked(link("P-SELLER", "P-BUYER", "same_entity")), "P-BUYER"),
        (linked(link("P-O", "P-SELLER", share="1"), link("P-O", "P-BUYER", share="0.51")), "P-O"),
        (linked(link("P-BUYER", "P-SELLER", share="0.6")), "P-BUYER"),
        (
            linked(
                link("P-O", "P-M", share="0.6"),
                link("P-M", "P-SELLER", share="0.6"),
                link("P-O", "P-BUYER", share="0.6"),
            ),
            "P-O",
        ),
    ],
    ids=["one LEI", "the bank's word", "one owner", "owner and firm", "over two levels"],
)
def test_one_firm_or_owner_under_two_ids(rows: Rows, party: str) -> None:
    assert round_trip(rows) == (True, party)


@pytest.mark.parametrize(
    "rows",
    [
        honest(),
        linked(link("P-O", "P-SELLER", share="0.5"), link("P-O", "P-BUYER", share="0.5")),
        linked(link("P-O", "P-SELLER"), link("P-O", "P-BUYER")),
        linked(link("P-SELLER", "P-SELLER", share="1"), link("P-BUYER", "P-BUYER", share="1")),
        linked(link("P-X", "P-SELLER", share="0.6"), link("P-SELLER", "P-X", share="0.6")),
        named({"lei": LEI}, {"lei": LEI}, **link("P-SELLER", "P-BUYER", "different")),
    ],
    ids=["honest", "a half", "unknown shares", "oneself", "a circle", "the bank says two"],
)
def test_others_stand_on_one_side(rows: Rows) -> None:
    assert round_trip(rows) == (False, None)


def doubt(rows: Rows) -> str | None:
    found: str | None = fact_row(rows)["intermediary_doubt"]
    return found


def test_names_that_may_be_one_firm_raise_a_doubt() -> None:
    """Written in two ways by supplier and buyer, or the client's own: nobody joins them unseen."""
    seller = {"name": "Kabel Haven BV", "country": "NL"}
    assert doubt(named(seller, {"name": "KABEL HAVEN B.V."})) == "MAY_BE_ONE"
    assert round_trip(named(seller, {"name": "KABEL HAVEN B.V."})) == (False, None)
    assert doubt(named({"name": "上海某某贸易有限公司", "country": "CN"}, {})) == "MAY_BE_ONE"
    apart = link("P-SELLER", "P-BUYER", "different")
    assert doubt(named(seller, {"name": "KABEL HAVEN B.V."}, **apart)) is None
    assert doubt(named(seller, {"name": "Kabel Zee BV"}, party_links=[])) is None


def test_one_director_relates_two_firms_and_a_nominee_of_many_does_not() -> None:
    both = [link("DIR", f"P-{end}", "director") for end in ("SELLER", "BUYER")]
    assert doubt(linked(*both)) == "RELATED"
    many = [link("DIR", f"F{i}", "director") for i in range(30)]
    assert doubt(linked(*both, *many)) is None
    held = [link("OWN", f"P-{end}", share="0.05") for end in ("SELLER", "BUYER")]
    assert doubt(linked(*held)) is None, "a holding on the exchange"
