"""Which ids are one firm."""

from __future__ import annotations

import polars as pl
import pytest

from screening.reference import connected, entities
from screening.schema import TABLES
from tests.one_deal import typed


def firms(
    parties: list[dict[str, str]],
    links: list[tuple[str, str, str]] = [],  # noqa: B006
    clients: list[dict[str, str]] = [],  # noqa: B006
) -> dict[str, str | None]:
    linked = [{"party_id": a, "other_party_id": b, "kind": k} for a, b, k in links]
    rows = typed({"parties": parties, "party_links": linked, "clients": clients})
    told = entities(rows["parties"], rows["party_links"], rows["clients"])
    assert told["party_id"].is_unique().all()
    return dict(told.iter_rows())


def test_nobody_has_two_ids() -> None:
    assert firms([{"party_id": "P"}, {"party_id": "Q"}], [("P", "Q", "director")]) == {}


def test_no_parties_at_all() -> None:
    empty = [TABLES[n].empty() for n in ("parties", "party_links", "clients")]
    assert entities(*empty).is_empty()


def test_a_client_gives_its_id_to_its_firm() -> None:
    told = firms([{"party_id": "A", "client_id": "C1"}], [("B", "A", "same_entity")])
    # C1 is no row of clients, yet a party says it is one of the bank's
    assert set(told) == {"A", "B", "C1"}
    assert len(set(told.values())) == 1
    named = firms(
        [{"party_id": "A", "client_id": "Z1"}],
        [("B", "A", "same_entity")],
        [{"client_id": "Z1"}],
    )
    assert named == {"A": "Z1", "B": "Z1", "Z1": "Z1"}


def test_links_lead_through_others_and_in_circles() -> None:
    same = [("P", "Q", "same_entity"), ("Q", "R", "same_entity"), ("R", "P", "same_entity")]
    assert firms([], same) == {"P": "P", "Q": "P", "R": "P"}


def test_one_lei_is_one_firm() -> None:
    told = firms([{"party_id": "P", "lei": "L"}, {"party_id": "Q", "lei": "L"}])
    assert told == {"P": "P", "Q": "P"}


def test_an_id_made_of_a_name_is_the_firm_that_bears_it() -> None:
    told = firms(
        [
            {"party_id": "NAME:KABEL B.V.", "name": "Kabel B.V."},
            {"party_id": "P", "name": "KABEL BV"},
        ]
    )
    assert told == {"NAME:KABEL B.V.": "P", "P": "P"}


def test_a_name_of_a_client() -> None:
    told = firms(
        [{"party_id": "NAME:EAST TRADING", "name": "East Trading"}],
        clients=[{"client_id": "C1", "name_en": "EAST TRADING"}],
    )
    assert told == {"NAME:EAST TRADING": "C1", "C1": "C1"}


def test_a_name_two_firms_bear_is_nobodys() -> None:
    parties = [
        {"party_id": "NAME:KABEL", "name": "Kabel"},
        {"party_id": "P", "name": "Kabel"},
        {"party_id": "Q", "name": "Kabel"},
    ]
    assert firms(parties) == {"NAME:KABEL": None}
    one = firms(parties, [("P", "Q", "same_entity")])
    assert one == {"NAME:KABEL": "P", "P": "P", "Q": "P"}


@pytest.mark.parametrize("strongly", [False, True])
def test_connected_sets(strongly: bool) -> None:
    a, b = pl.Series(["x", "y", "z"]), pl.Series(["y", "x", "x"])
    place = dict(connected(a, b, strongly=strongly).iter_rows())
    assert place["x"] == place["y"]
    assert (place["x"] == place["z"]) is not strongly
