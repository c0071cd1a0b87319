"""Facts of sellers that several clients pay, that pay nobody, and have little substance."""

from __future__ import annotations

from datetime import date
from typing import Any

from screening.schema import FAMILIES
from tests.one_deal import Rows, honest, payment, screened, together

FACTS = [f.name for f in FAMILIES["receivers"]]
YOUNG = {"incorporated_on": date(2024, 9, 1)}
OLD = {
    "incorporated_on": date(2001, 1, 1),
    "phone": "+56 2 6123456",
    "website": "https://minera.example",
    "is_mass_address": False,
}


def of_client(client: str, deal: str) -> Rows:
    """The honest deal of that client, with the same supplier and buyer."""
    return {
        name: [{c: client if v == "C1" else v for c, v in row.items()} for row in rows]
        for name, rows in honest(deal).items()
    }


def book(seller: dict[str, Any], clients: tuple[str, ...] = ("C1", "C2", "C3")) -> Rows:
    """A deal of each client, all of them bought from that seller."""
    rows = together(*(of_client(c, f"D{i}") for i, c in enumerate(clients, 1)))
    rows["parties"] = [
        p | (seller if p["party_id"] == "P-SELLER" else OLD) for p in rows["parties"]
    ]
    # whoever is at a secret place is asked of a list
    rows["country_risk"] = [{"place": "XX", "scheme": "secrecy", "valid_from": date(2020, 1, 1)}]
    return rows


def told(rows: Rows, partitions: int = 1) -> tuple[Any, ...]:
    frame = screened(rows, partitions=partitions).facts.sort("deal_id")
    return frame.select(FACTS).row(0)


def test_a_young_seller_that_several_clients_pay() -> None:
    """With its first payment; in shadow it is told and ends nothing."""
    rows = book(YOUNG)
    assert told(rows) == (3, "P-SELLER", "D1-P1")
    assert told({n: t[::-1] for n, t in rows.items()}, partitions=3) == (3, "P-SELLER", "D1-P1")
    assert told(book(YOUNG, ("C1", "C1", "C2"))) == (2, "P-SELLER", "D1-P1")


def test_an_honest_producer_is_none() -> None:
    """Old and reachable; or it pays a client; or it is paid by one client alone."""
    assert told(book(OLD)) == (0, None, None)
    assert told(book({}, ("C1",)))[0] == 0
    pays = book(YOUNG)
    pays["payments"].append(
        payment("P-BACK", "D2", "IN", "1000", "P-SELLER", "C2", date(2025, 5, 6))
    )
    assert told(pays) == (0, None, None)


def test_what_is_not_known_is_not_clean() -> None:
    """A seller of unknown substance, or one no register knows; payments of after the decision."""
    assert told(book({})) == (None, None, None)
    rows = book(OLD)
    assert told(rows | {"parties": rows["parties"][1:]}) == (None, None, None)
    later = book(YOUNG)
    for row in later["payments"]:
        if row["payment_id"] == "D3-P1":
            row["value_date"] = date(2026, 2, 1)
    assert told(later)[0] == 2
