"""How firms are related: owned in the aggregate, led by one person, reached by the same lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from screening.facts import Sides, client_facts
from screening.linking import History, ledger, link
from screening.pipeline import side_tables
from screening.reference.ownership import owned_by
from screening.schema.results import CLIENT_DEAL
from tests.facts.test_client_means import COLUMNS, MANDATE, deal
from tests.one_deal import AS_OF, Rows, fact_row, honest, typed

SINCE = {"valid_from": date(2020, 1, 1)}
OWNERS = pl.Series(["X", "Y"])


def held(*shares: tuple[str, str, str | None], **more: Any) -> pl.DataFrame:
    rows = [
        {
            "party_id": owner,
            "other_party_id": firm,
            "kind": "shareholder",
            "share_ratio": None if share is None else Decimal(share),
            **SINCE,
            **more,
        }
        for owner, firm, share in shares
    ]
    return typed({"party_links": rows})["party_links"]


def owned(links: pl.DataFrame, as_of: datetime = AS_OF) -> dict[str, tuple[int, str]]:
    said = owned_by(links, OWNERS, as_of)
    return {p: (share, path) for p, share, path in said.select(said.columns[:3]).rows()}


def test_shares_of_several_owners_add_up_over_levels() -> None:
    links = held(("X", "A", "0.3"), ("Y", "A", "0.2"), ("A", "B", "0.5"), ("B", "C", "0.49"))
    expected = {
        "A": (500_000, "X > A"),
        "B": (500_000, "X > A > B"),
        "C": (490_000, "X > A > B > C"),
    }
    assert owned(links) == expected
    assert owned(links[::-1]) == expected
    assert owned(held(("X", "A", "0.49"), ("A", "B", "1"))) == {"A": (490_000, "X > A")}


def test_circles_oneself_and_more_than_the_whole() -> None:
    circle = held(("A", "B", "0.6"), ("B", "A", "0.6"), ("A", "A", "1"))
    assert owned(circle) == {}
    assert set(owned(pl.concat([circle, held(("X", "A", "0.5"))]))) == {"A", "B"}
    over = owned_by(held(("X", "A", "0.8"), ("Y", "A", "0.7")), OWNERS, AS_OF).row(0, named=True)
    assert (over["share_ppm"], over["is_overstated"]) == (1_000_000, True)
    unknown = owned_by(held(("X", "A", None)), OWNERS, AS_OF).row(0, named=True)
    assert (unknown["share_ppm"], unknown["has_unknown_share"]) == (0, True)
    assert owned(held(("X", "A", "0.3"), ("X", "A", "0.6"))) == {"A": (600_000, "X > A")}


def test_ownership_is_that_of_the_day() -> None:
    ended = held(("X", "A", "0.6"), valid_to=date(2025, 1, 1))
    later = held(("X", "A", "0.6"), known_from=datetime(2026, 1, 1, tzinfo=UTC))
    assert owned(ended) == owned(later) == {}
    assert owned(ended, datetime(2024, 6, 1, tzinfo=UTC)) == {"A": (600_000, "X > A")}


def sides(**tables: list[dict[str, Any]]) -> Sides:
    given = typed(honest() | tables)
    return side_tables(given, ledger(given, link(given), History.none()), AS_OF)


def told(
    known: Sides, *deals: dict[str, Any], past: tuple[dict[str, Any], ...] = ()
) -> Mapping[str, Any]:
    rows = pl.DataFrame(list(deals) or [deal("D1")], schema=COLUMNS)
    before = pl.DataFrame(list(past), schema=COLUMNS).with_columns(run_id=pl.lit("r1"))
    said = client_facts(rows, CLIENT_DEAL.shape(before), known, AS_OF)
    return said.row(by_predicate=pl.col("client_id") == "C1", named=True)


def tie(a: str, b: str, kind: str = "same_group", **more: Any) -> dict[str, Any]:
    return {"party_id": a, "other_party_id": b, "kind": kind, **SINCE, **more}


def test_related_trade_is_of_the_year_and_of_any_tie() -> None:
    both = (deal("D1"), deal("D2", counterparty_ids="K,L", value_cents=300_000))

    def ratio(*links: dict[str, Any], **more: Any) -> float | None:
        said = told(sides(party_links=list(links), **more), *both)
        return None if (r := said["client_related_ratio_12m"]) is None else float(r)

    assert ratio(tie("Q", "R")) == 0.0
    assert ratio(tie("C1", "S")) == 0.25  # the client and a supplier
    assert ratio(tie("K", "L")) == 0.75  # two ends of one deal
    assert ratio(tie("X", "K", "director"), tie("X", "L", "director")) == 0.75
    assert ratio(tie("S", "K")) == 0.0  # ends of two deals
    assert ratio(tie("C1", "S", "different")) == 0.0
    assert ratio(tie("C1", "S", valid_to=date(2025, 1, 1))) == 0.0
    # of a group's own centre only what is not of its mandate counts, and two ends of one group
    mandated = {"client_mandates": [MANDATE]}
    assert ratio(tie("C1", "S"), **mandated) == 0.0
    assert ratio(tie("K", "L"), **mandated) == 0.75
    unnamed = told(sides(party_links=[tie("C1", "S")]), deal("D1", counterparty_ids=None))
    assert unnamed["client_related_ratio_12m"] is None
    assert told(sides())["client_related_ratio_12m"] is None  # no table of relations


def test_lines_relate_two_firms_where_two_are_shared() -> None:
    at = {"address": "1 Quay", "phone": "+65 6123 4567"}
    firms = [{"party_id": "S", **at}, {"party_id": "B", **at}]
    links = [tie("Q", "R")]
    assert told(sides(parties=firms, party_links=links))["client_related_ratio_12m"] == 1.0
    firms[1].pop("phone")
    assert told(sides(parties=firms, party_links=links))["client_related_ratio_12m"] == 0.0


def test_clients_under_one_controller_over_their_deals_everywhere() -> None:
    parties = [
        {"party_id": c, "client_id": c, "controller_id": u}
        for c, u in (("C1", "U"), ("C2", "U"), ("C3", "U"), ("C4", "V"))
    ]
    past = (deal("H2", client_id="C2"), deal("H3", client_id="C3", dated_on=date(2023, 1, 1)))
    said = told(sides(parties=parties), past=(*past, deal("H4", client_id="C4")))
    assert (said["n_client_firms_of_controller"], said["client_controller"]) == (2, "U")
    assert said["client_controller_usd_12m"] == 2_000.0
    assert told(sides())["n_client_firms_of_controller"] is None


def test_owners_and_directors_of_a_client() -> None:
    clients = [{"client_id": c} for c in ("C1", "C2")]
    assert told(sides(clients=clients))["has_client_owner"] is None
    other = [tie("Z", "C2", "shareholder")]
    assert told(sides(clients=clients, party_links=other))["has_client_owner"] is False
    own = [*other, tie("Z", "C1", "shareholder")]
    assert told(sides(clients=clients, party_links=own))["has_client_owner"] is True
    led = [tie("N", f, "director") for f in ("C1", "F1", "F2", "F2")]
    said = told(sides(clients=clients, party_links=led))
    assert (said["n_firms_of_client_director"], said["client_director"]) == (3, "N")


def test_firms_that_share_lines() -> None:
    desk = {"address": "1 Quay", "phone": "+65 6123 4567"}

    def shared(*more: dict[str, Any], links: tuple[dict[str, Any], ...] = ()) -> tuple[Any, ...]:
        rows: Rows = honest()
        rows["parties"] = [
            {"party_id": "P-SELLER", "name": "Minera", **desk},
            {"party_id": "P-BUYER", "name": "Kabel", "address": "Kade 2", "phone": "31101234567"},
            *more,
        ]
        if links:
            rows["party_links"] = list(links)
        said = fact_row(rows)
        return said["n_firms_sharing_lines"], said["sharing_firm"], said["shared_lines"]

    assert shared() == (1, None, None)
    others = [{"party_id": p, "name": f"{p} AG", **desk} for p in ("P7", "P8")]
    assert shared(*others) == (3, "P-SELLER", "address,phone")
    assert shared(*others[::-1]) == (3, "P-SELLER", "address,phone")
    assert shared(*others, links=(tie("P7", "P-SELLER"),))[0] == 2  # known to be one group
    assert shared({**others[0], "phone": None}, others[1])[0] == 2  # one line alone
    crowd = [{**o, "is_mass_address": True} for o in others]
    assert shared(*crowd)[0] == 1
    assert fact_row(honest())["n_firms_sharing_lines"] is None  # no lines on record


def test_forms_and_signers_are_lines_of_the_seller() -> None:
    form, signer = {"template_fingerprint": "F1"}, {"signer": "Ana Rojas"}

    def sharing(*firms: str, of_contract: dict[str, Any] = signer, **more: Any) -> tuple[Any, ...]:
        rows = honest() | more
        rows["parties"] += [{"party_id": p, "name": f"{p} Handel"} for p in firms]
        rows["invoices"][0] |= form
        rows["contracts"][0] |= {"signer": "ANA  ROJAS"}
        rows["contracts"][1] |= {"signer": "Ana Rojas", **form}  # the client's own
        for p in firms:
            rows["invoices"].append(
                {"document_id": f"{p}-I", "invoice_no": f"{p}9", "seller_id": p, **form}
            )
            rows["contracts"].append(
                {"document_id": f"{p}-C", "contract_no": f"{p}8", "seller_id": p, **of_contract}
            )
        said = fact_row(rows)
        return said["n_firms_sharing_lines"], said["sharing_firm"], said["shared_lines"]

    known = sharing("P7", "P8")
    assert known == (4, "P-SELLER", "signer,template")  # the client's own papers among them
    assert sharing("P7", "P8", of_contract=form)[0] == 2  # one form and one hand are two lines
    unsure = [{"document_id": "P7-C", "field": "signer", "confidence": Decimal("0.5")}]
    assert sharing("P7", "P8", extractions=unsure)[0] == 3
