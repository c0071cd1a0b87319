"""Warehouse receipts, their keepers, stocks and places, told from a deal with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.schema import FAMILIES
from tests.one_deal import AS_OF, Rows, at, bill, fact_row, honest, together

FACTS = tuple(f.name for f in FAMILIES["warehouses"])
DAY = date(2025, 3, 1)


def receipt(deal: str = "D1", document: str = "WR", **more: Any) -> dict[str, Any]:
    """A receipt for the copper of the honest deal, in Rotterdam."""
    return {
        "document_id": f"{deal}-{document}",
        "deal_id": deal,
        "leg": "both",
        "receipt_no": f"{deal}-{document}",
        "warehouse_id": "W1",
        "keeper_id": "K1",
        "location": "NLRTM",
        "lot": f"LOT-7-{deal}",
        "hs6": "740311",
        "quantity": Decimal(100),
        "unit": "TNE",
        "issue_date": DAY,
        "valid_to": date(2026, 3, 1),
        "status": "ISSUED",
        **more,
    }


def stored(*receipts: dict[str, Any], deal: str = "D1") -> Rows:
    """The honest deal with title by receipts, and all that a bank may know of warehouses."""
    rows = honest(deal)
    rows["transport_documents"], rows["document_events"] = [], []
    rows["warehouse_receipts"] = list(receipts or (receipt(deal),))
    rows["warehouses"] = [warehouse()]
    rows["stock_reports"] = [count(date(2025, 3, 10), 400)]
    rows["party_links"] = [related("P-SELLER", "P-OTHER")]
    return rows


def warehouse(**more: Any) -> dict[str, Any]:
    return {
        "warehouse_id": "W1",
        "keeper_id": "K1",
        "location": "NLRTM",
        "capacity": Decimal(1000),
        "unit": "TNE",
        "valid_from": date(2020, 1, 1),
        **more,
    }


def count(day: date, tonnes: int, **more: Any) -> dict[str, Any]:
    return {
        "warehouse_id": "W1",
        "hs6": "740311",
        "counted_on": day,
        "quantity": Decimal(tonnes),
        "unit": "TNE",
        **more,
    }


def related(a: str, b: str, kind: str = "same_group", **more: Any) -> dict[str, Any]:
    since = {"valid_from": date(2020, 1, 1)}
    return {"party_id": a, "other_party_id": b, "kind": kind, **since, **more}


def controlled(rows: Rows, **controllers: str) -> Rows:
    """The rows with controllers of parties (dashes written as underscores)."""
    known = {p["party_id"]: p for p in rows["parties"]}
    for name, controller in controllers.items():
        party = name.replace("_", "-")
        if party not in known:
            rows["parties"].append({"party_id": party})
        next(p for p in rows["parties"] if p["party_id"] == party)["controller_id"] = controller
    return rows


def keeper(told: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(told[n] for n in ("keeper_is_approved", "keeper_is_related", "keeper_doubt"))


def moved(rows: Rows) -> Any:
    return fact_row(rows)["stored_goods_moved_unproven"]


def test_nothing_against_an_honest_receipt() -> None:
    told = fact_row(stored())
    assert told["n_untitled_deals_on_receipt"] == 0
    assert told["receipt_lot_likeness"] == 0.0
    assert told["receipts_over_stock_ratio"] == 0.25
    assert told["receipts_over_capacity_ratio"] == 0.1
    assert keeper(told) == (True, False, None)
    assert told["stored_goods_moved_unproven"] is None


def test_a_deal_without_a_receipt_is_not_asked() -> None:
    told = fact_row(honest())
    assert {n: told[n] for n in FACTS if told[n] is not None} == {}


def test_a_receipt_used_by_a_stranger() -> None:
    other = stored(receipt("D2", receipt_no="D1-WR"), deal="D2")
    other["deals"][0]["client_id"] = "C2"
    for table in ("contracts", "invoices"):
        other[table][0] |= {"buyer_id": "C2", "seller_id": "P-X"}
        other[table][1] |= {"seller_id": "C2", "buyer_id": "P-Y"}
    told = fact_row(together(stored(), other))
    assert told["n_untitled_deals_on_receipt"] == 1
    assert told["reused_receipt_no"] == "D1-WR"
    assert told["reused_receipt_document_id"] == "D1-WR"
    assert told["reused_receipt_other_deal"] == "D2"
    for table in ("contracts", "invoices"):
        other[table][0]["seller_id"] = "C1"
    told = fact_row(together(stored(), other))
    assert told["n_untitled_deals_on_receipt"] == 0
    assert told["reused_receipt_no"] is None


def test_a_receipt_that_may_be_any_leaves_the_deal_unknown_unless_another_is_used_again() -> None:
    rows = stored(receipt(), receipt(document="W2", warehouse_id=None, receipt_no="X-9"))
    other = stored(receipt("D2", receipt_no="X-9"), deal="D2")
    assert fact_row(together(rows, other))["n_untitled_deals_on_receipt"] is None
    third = stored(receipt("D3", receipt_no="D1-WR"), deal="D3")
    assert fact_row(together(rows, other, third))["n_untitled_deals_on_receipt"] == 1


@pytest.mark.parametrize(("tonnes", "likeness"), [(100, 1.0), (60, 0.5)])
def test_the_lot_under_another_receipt(tonnes: int, likeness: float) -> None:
    lot: dict[str, Any] = {"lot": "LOT-7-D1", "quantity": Decimal(tonnes)}
    told = fact_row(together(stored(), stored(receipt("D2", **lot), deal="D2")))
    assert told["receipt_lot_likeness"] == likeness
    assert (told["n_lot_receipts"], told["lot_clash_other_deal"]) == (1, "D2")
    assert (told["lot_clash_receipt_no"], told["lot_clash_document_id"]) == ("D1-WR", "D1-WR")


def test_a_receipt_without_a_lot() -> None:
    rows = stored(receipt(lot=None))
    assert fact_row(rows)["receipt_lot_likeness"] is None
    clash = stored(receipt("D2", lot="LOT-7-D1"), deal="D2")
    rows = together(stored(receipt(), receipt(document="W2", lot=None)), clash)
    assert fact_row(rows)["receipt_lot_likeness"] == 1.0


@pytest.mark.parametrize(("tonnes", "ratio"), [(100, 1.0), (33, 3.030303), (0, 1000.0)])
def test_receipts_over_stock(tonnes: int, ratio: float) -> None:
    rows = stored()
    rows["stock_reports"] = [count(date(2025, 3, 10), tonnes)]
    told = fact_row(rows)
    assert told["receipts_over_stock_ratio"] == ratio
    assert told["stock_counted_on"] == date(2025, 3, 10)
    assert told["overissued_warehouse"] == "W1"
    assert told["overissued_receipt_document_id"] == "D1-WR"


def test_a_stock_nobody_counted() -> None:
    rows = stored()
    rows["stock_reports"] = [count(date(2025, 3, 10), 10, hs6="760110")]
    assert fact_row(rows)["receipts_over_stock_ratio"] is None
    del rows["stock_reports"]
    assert fact_row(rows)["receipts_over_stock_ratio"] is None


def test_one_receipt_not_counted_leaves_the_rest_unknown_until_one_is_too_many() -> None:
    elsewhere = receipt(document="W2", warehouse_id="W2", lot="LOT 8")
    rows = stored(receipt(), elsewhere)
    assert fact_row(rows)["receipts_over_stock_ratio"] is None
    rows["stock_reports"] = [count(date(2025, 3, 10), 50)]
    assert fact_row(rows)["receipts_over_stock_ratio"] == 2.0


@pytest.mark.parametrize(
    ("entry", "ratio"),
    [
        ({"capacity": Decimal(80)}, 1.25),
        ({"capacity": Decimal(80_000), "unit": "KGM"}, 1.25),
        ({"capacity": Decimal(80), "unit": "MTQ"}, None),
        ({"capacity": None}, None),
        ({"capacity": Decimal(0)}, None),
        ({"valid_from": date(2025, 3, 2)}, None),
        ({"valid_to": date(2025, 2, 28)}, None),
        ({"valid_to": DAY}, 0.1),
        ({"known_from": at(12, 31).replace(year=2026)}, None),
        ({"known_to": AS_OF}, None),
    ],
)
def test_receipts_over_capacity(entry: dict[str, Any], ratio: float | None) -> None:
    rows = stored()
    rows["warehouses"] = [warehouse(**entry)]
    told = fact_row(rows)
    assert told["receipts_over_capacity_ratio"] == ratio
    assert told["overfull_warehouse"] == (None if ratio is None else "W1")


@pytest.mark.parametrize(
    ("entry", "standing"),
    [
        ({"warehouse_id": "W2", "keeper_id": "K2"}, "NOT_ON_REGISTER"),
        ({"warehouse_id": "W2"}, "NOT_ON_REGISTER"),
        ({"valid_from": date(2025, 3, 2)}, "NOT_APPROVED_THEN"),
        ({"valid_to": date(2025, 2, 28)}, "NOT_APPROVED_THEN"),
        ({"known_from": at(12, 31).replace(year=2026)}, "NOT_ON_REGISTER"),
        ({"keeper_id": "K2"}, "OTHER_KEEPER"),
    ],
)
def test_a_keeper_the_bank_did_not_approve(entry: dict[str, Any], standing: str) -> None:
    rows = stored()
    rows["warehouses"] = [warehouse(**entry)]
    told = fact_row(rows)
    assert keeper(told) == (False, False, standing)
    assert (told["doubtful_keeper"], told["doubtful_warehouse"]) == ("K1", "W1")
    assert told["doubtful_keeper_document_id"] == "D1-WR"
    assert told["keeper_related_to"] is None


def test_a_keeper_approved_for_another_warehouse_may_keep_this_one_too() -> None:
    rows = stored()
    rows["warehouses"] = [warehouse(keeper_id="K2"), warehouse(warehouse_id="W2")]
    assert keeper(fact_row(rows)) == (True, False, None)


@pytest.mark.parametrize(
    ("more", "approved"),
    [
        ({"keeper_id": None}, True),
        ({"warehouse_id": None}, True),
        ({"warehouse_id": None, "keeper_id": "K2"}, False),
        ({"warehouse_id": None, "keeper_id": None}, None),
        ({"issue_date": None}, None),
    ],
)
def test_receipts_that_leave_something_out(more: dict[str, Any], approved: bool | None) -> None:
    assert fact_row(stored(receipt(**more)))["keeper_is_approved"] is approved


def test_without_a_register_nobody_is_approved_or_not() -> None:
    rows = stored()
    del rows["warehouses"]
    assert keeper(fact_row(rows)) == (None, False, None)
    del rows["party_links"]
    assert keeper(fact_row(rows)) == (None, None, None)


def test_one_unapproved_keeper_decides_and_an_unknown_one_leaves_it_open() -> None:
    rows = stored(receipt(), receipt(document="W2", warehouse_id=None, keeper_id=None))
    assert keeper(fact_row(rows)) == (None, None, None)
    rows["warehouse_receipts"].append(receipt(document="W3", warehouse_id="W9"))
    assert keeper(fact_row(rows))[::2] == (False, "NOT_ON_REGISTER")


@pytest.mark.parametrize(
    ("link", "doubt"),
    [
        (related("K1", "P-SELLER"), "RELATED_TO_SUPPLIER"),
        (related("P-BUYER", "K1", "same_controller"), "RELATED_TO_BUYER"),
        (related("C1", "K1", "director"), "RELATED_TO_CLIENT"),
        (related("K1", "C1", "shareholder", share_ratio=Decimal("0.05")), "RELATED_TO_CLIENT"),
        (related("K1", "C1", "shareholder", share_ratio=Decimal("0.049")), None),
        (related("K1", "C1", "shareholder"), "RELATED_TO_CLIENT"),
        (related("K1", "P-OTHER"), None),
        (related("K1", "P-SELLER", valid_to=date(2025, 2, 28)), None),
        (related("K1", "P-SELLER") | {"valid_from": date(2025, 3, 2)}, None),
        (related("K1", "P-SELLER", "same_entity"), "RELATED_TO_SUPPLIER"),
    ],
)
def test_relations_of_a_keeper(link: dict[str, Any], doubt: str | None) -> None:
    rows = stored()
    rows["party_links"] = [link]
    told = fact_row(rows)
    assert keeper(told)[1:] == (doubt is not None, doubt)
    assert (told["keeper_related_to"] is not None) is (doubt is not None)


@pytest.mark.parametrize(
    ("controllers", "related_to"),
    [
        ({"K1": "BOSS", "P_SELLER": "BOSS"}, "P-SELLER"),
        ({"K1": "P-SELLER"}, "P-SELLER"),
        ({"P_BUYER": "K1"}, "P-BUYER"),
        ({"K1": "BOSS", "P_SELLER": "OTHER"}, None),
    ],
)
def test_controllers_of_a_keeper(controllers: dict[str, str], related_to: str | None) -> None:
    rows = controlled(stored(), **controllers)
    assert fact_row(rows)["keeper_related_to"] == related_to
    del rows["party_links"]  # then who is not known to be related may be
    told = fact_row(rows)
    assert told["keeper_is_related"] is (True if related_to else None)


def test_the_supplier_keeps_the_goods_itself() -> None:
    rows = stored(receipt(keeper_id="P-SELLER"))
    told = fact_row(rows)
    assert keeper(told) == (False, True, "RELATED_TO_SUPPLIER")
    assert told["doubtful_keeper"] == "P-SELLER"


def test_the_keeper_of_the_register_is_asked_where_the_receipt_names_none() -> None:
    rows = stored(receipt(keeper_id=None))
    rows["party_links"] = [related("K1", "P-BUYER")]
    told = fact_row(rows)
    assert keeper(told) == (True, True, "RELATED_TO_BUYER")
    assert told["doubtful_keeper"] == "K1"


def delivered(place: str | None, *bills: dict[str, Any], **more: Any) -> Rows:
    """The stored deal whose sale contract names that place."""
    rows = stored(receipt(**more))
    rows["contracts"][1]["named_place"] = place
    rows["transport_documents"] = list(bills)
    return rows


def way(start: str | None, end: str | None, **more: Any) -> dict[str, Any]:
    return bill("D1-BL", "D1", "MAEU1") | {"load_port": start, "discharge_port": end, **more}


@pytest.mark.parametrize(
    ("place", "is_moved"),
    [
        ("NLRTM", False),
        (" nlrtm ", False),
        ("NLVLA", False),
        ("MYPKG", True),
        ("XXZZZ", None),
        ("Warehouse 7, Rotterdam", None),
        (None, None),
    ],
)
def test_where_the_sale_delivers(place: str | None, is_moved: bool | None) -> None:
    told = fact_row(delivered(place))
    assert told["stored_goods_moved_unproven"] is is_moved
    if is_moved:
        assert (told["stored_at"], told["moved_to"]) == ("NLRTM", "MYPKG")
        assert told["moved_goods_document_id"] == "D1-SC"


def test_a_transport_paper_that_leads_there() -> None:
    assert moved(delivered("MYPKG", way("NLRTM", "MYPKG"))) is False
    assert moved(delivered("MYPKG", way("NLRTM", "SGSIN", place_of_delivery="MYPKG"))) is False
    inland = way("BEANR", "MYPKG", place_of_receipt="NLRTM")
    assert moved(delivered("MYPKG", inland)) is False
    assert moved(delivered("MYPKG", way("MYPKG", "NLRTM"))) is True
    assert moved(delivered("MYPKG", way("NLRTM", "SGSIN"))) is True
    assert moved(delivered("MYPKG", way(None, "MYPKG"))) is None


def test_a_receipt_of_the_sale_in_another_place() -> None:
    there = receipt(document="W2", leg="sell", location="MYPKG", lot="LOT 8")
    rows = stored(receipt(leg="buy"), there)
    told = fact_row(rows)
    assert told["stored_goods_moved_unproven"] is True
    assert told["moved_goods_document_id"] == "D1-W2"
    two_lots = stored(receipt(), there | {"leg": "both"})
    two_lots["contracts"][1]["named_place"] = "MYPKG"
    assert moved(two_lots) is False


def test_the_place_of_the_warehouse_stands_for_that_of_its_receipt() -> None:
    rows = delivered("MYPKG", location=None)
    assert moved(rows) is True
    rows["warehouses"].append(warehouse(location="MYPKG", valid_from=date(2021, 1, 1)))
    assert moved(rows) is None
    rows["warehouses"][1]["known_from"] = at(12, 31).replace(year=2026)
    assert moved(rows) is True


def test_the_order_of_rows_changes_nothing() -> None:
    rows = together(
        delivered("MYPKG"),
        stored(receipt("D2", lot="LOT-7-D1"), receipt("D2", "W2", warehouse_id="W9"), deal="D2"),
    )
    rows["party_links"] += [related("K1", "P-BUYER"), related("K1", "C1"), related("K1", "P-X")]
    turned = {name: some[::-1] for name, some in rows.items()}
    for deal in ("D1", "D2"):
        told, again = fact_row(rows, deal), fact_row(turned, deal)
        assert {n: told[n] for n in FACTS} == {n: again[n] for n in FACTS}
