"""Odd names, links and lists: each has a stated outcome, in docs/batches.md, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.store import Results
from tests.one_deal import Rows, disposition, hits, honest, screened, together

UN = {"list": "UN", "uid": "E1", "name": "MINERA SUR SA", "legal_effect": "un"}
LINKS = ("shareholder", "director", "same_group", "same_controller", "same_entity", "different")


def share(owner: str, firm: str, part: str) -> dict[str, Any]:
    return {
        "party_id": owner,
        "other_party_id": firm,
        "kind": "shareholder",
        "share_ratio": Decimal(part),
        "valid_from": date(2020, 1, 1),
    }


def deal(key: str, seller: str, links: Callable[[str, str], list[dict[str, Any]]]) -> Rows:
    """An honest deal between firms of its own: the seller of that name, so linked to the buyer."""
    rows = honest(key)
    ours = {"P-SELLER": f"S-{key}", "P-BUYER": f"B-{key}"}
    for table in rows.values():
        for row in table:
            row.update({c: ours[v] for c, v in row.items() if isinstance(v, str) and v in ours})
    rows["parties"][0]["name"] = seller
    rows["parties"][1]["name"] = f"Kabel {key} BV"
    return rows | {"party_links": links(*ours.values())}


def nothing(seller: str, buyer: str) -> list[dict[str, Any]]:
    return []


def oneself(seller: str, buyer: str) -> list[dict[str, Any]]:
    return [share(p, p, "1") | {"kind": kind} for kind in LINKS for p in (seller, buyer)]


def circle(seller: str, buyer: str) -> list[dict[str, Any]]:
    ring = (f"X{seller}", f"Y{seller}", seller)
    return [share(a, b, "0.6") for a, b in zip(ring, ring[1:] + ring[:1], strict=True)]


def above_the_whole(seller: str, buyer: str) -> list[dict[str, Any]]:
    return [share(f"X{seller}", seller, "0.9"), share(f"Y{seller}", seller, "0.9")]


def clean(seller: str, buyer: str) -> list[dict[str, Any]]:
    return [share(f"P-O{i}", firm, "1") for i, firm in enumerate((seller, buyer, "C1"))]


CASES = {
    "one letter": ("A", nothing),
    "five thousand": ("Zarvand " * 625, nothing),
    "marks alone": ("\u200f\u200b", nothing),
    "oneself": ("Blauwe Molen BV", oneself),
    "circle": ("Oude Haven BV", circle),
    "above": ("Groene Dijk BV", above_the_whole),
    "owned": ("Rode Sluis BV", clean),
    "two scripts": ("Minera Sur \u667a\u5229", nothing),
    "right to left": ("\u202eMinera\u200f Sur\u202c SA", nothing),
}
LISTED = ("two scripts", "right to left")


@pytest.fixture(scope="module")
def results() -> Results:
    rows = together(*(deal(key, *case) for key, case in CASES.items()))
    names = ("Witte Toren BV", "Zwarte Berg NV", "Gele Weide SA")
    rows["parties"] += [{"party_id": f"P-O{i}", "name": name} for i, name in enumerate(names)]
    return screened(rows | {"sanctions": [UN]})


@pytest.mark.parametrize("key", [k for k in CASES if k not in LISTED])
def test_odd_names_and_links_make_no_finding_of_honest_deals(results: Results, key: str) -> None:
    assert disposition(results, key) == "PASS"
    assert not {r for r in hits(results, key) if r.startswith(("LEG", "NET"))}


@pytest.mark.parametrize("key", LISTED)
def test_marks_and_other_scripts_hide_no_name(results: Results, key: str) -> None:
    assert hits(results, key)["LEG-01"] == "escalate"


def test_owners_that_cannot_be_added_up_are_not_clean(results: Results) -> None:
    """A circle, oneself and more than the whole leave the question of owners open."""
    scores = dict(results.facts.select("deal_id", "owner_list_score").iter_rows())
    assert scores["owned"] == 0.0
    assert {scores[key] for key in ("oneself", "circle", "above")} == {None}


def test_nobody_is_one_firm_by_an_odd_name(results: Results) -> None:
    """One letter, marks alone and links to oneself join nobody to anybody."""
    joined = results.tables["party_match"].filter(pl.col("verdict") != "different")
    assert joined.is_empty()
