"""Cargo aboard one voyage over all papers, and parcels that stand on two bills."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.linking import Ledger, ledger, link
from tests.linking.loose import use
from tests.linking.strings import book, remembered, sale
from tests.one_deal import Rows, together, typed

MEASURED = Decimal("54312.870")


def aboard(deal: str, ref: str, tonnes: Any = MEASURED, **changes: Any) -> Rows:
    """A deal of client C-`deal` whose bill puts ore aboard voyage 011W."""
    rows = sale(deal, f"S-{deal}", f"C-{deal}", f"B-{deal}", ref=ref)
    rows["transport_documents"][0] |= {
        "voyage": "011W",
        "hs6": "260111",
        "cargo_form": "BULK",
        "quantity": tonnes,
        "gross_weight_kg": tonnes * 1000,
        **changes,
    }
    return rows


def said_of(said: Ledger, deal: str) -> Mapping[str, Any]:
    return said.voyages.row(by_predicate=pl.col("deal_id") == deal, named=True)


def twins(said: Ledger) -> list[tuple[Any, ...]]:
    """Twins, equal lots and the deal named, by deal."""
    columns = ("n_twins", "n_equal_lots", "twin_deal")
    return list(said.voyages.sort("deal_id").select(columns).iter_rows())


def tonnes(said: Ledger) -> list[float | None]:
    """Tonnes aboard, by deal."""
    grams = said.voyages.sort("deal_id")["aboard_g"].to_list()
    return [None if g is None else g / 1_000_000 for g in grams]


def boxes(rows: Rows, *refs: str) -> Rows:
    document = rows["transport_documents"][0]["document_id"]
    rows["equipment"] = [{"document_id": document, "equipment_ref": r} for r in refs]
    rows["transport_documents"][0]["cargo_form"] = "BOX"
    return rows


def test_one_parcel_under_two_numbers() -> None:
    said = book(aboard("D1", "BL-1"), aboard("D2", "BL-2"))
    assert twins(said) == [(1, 0, "D2"), (1, 0, "D1")]
    assert tonnes(said) == [pytest.approx(2 * 54312.87)] * 2
    assert said_of(said, "D1")["n_papers_aboard"] == 2


def test_the_same_over_two_batches() -> None:
    past = remembered(book(aboard("D1", "BL-1")))
    said = book(aboard("D2", "BL-2"), past=past)
    assert twins(said) == [(1, 0, "D1")]
    assert tonnes(said) == [pytest.approx(2 * 54312.87)]


def test_a_deal_that_is_judged_anew_is_not_its_own_twin() -> None:
    past = remembered(book(aboard("D1", "BL-1")))
    assert twins(book(aboard("D1", "BL-9"), past=past)) == [(0, 0, None)]


def test_one_bill_in_a_string_is_one_parcel_and_no_twin() -> None:
    rows = [sale("D1", "S", "C1", "C2"), sale("D2", "C1", "C2", "B")]
    for row in rows:
        row["transport_documents"][0] |= {"voyage": "011W", "hs6": "740311"}
    said = book(*rows)
    assert twins(said) == [(0, 0, None)] * 2
    assert tonnes(said) == [100.5, 100.5]


def test_equal_lots_of_a_size_one_agrees_on() -> None:
    said = book(aboard("D1", "BL-1", Decimal(25000)), aboard("D2", "BL-2", Decimal(25000)))
    assert twins(said) == [(0, 1, "D2"), (0, 1, "D1")]


def test_barrels_by_the_hundred_are_lots_and_others_are_measured() -> None:
    lots = [aboard(d, r, Decimal(600000), unit="BLL") for d, r in (("D1", "A"), ("D2", "B"))]
    assert twins(book(*lots))[0] == (0, 1, "D2")
    measured = [aboard(d, r, Decimal(598432), unit="BLL") for d, r in (("D1", "A"), ("D2", "B"))]
    assert twins(book(*measured))[0] == (1, 0, "D2")


def test_the_same_boxes_under_two_numbers() -> None:
    lot = Decimal(50)
    said = book(
        boxes(aboard("D1", "BL-1", lot), "CSQU3054383", "MSKU6011672"),
        boxes(aboard("D2", "BL-2", lot), "MSKU 601167-2", "CSQU3054383"),
    )
    assert twins(said) == [(1, 0, "D2"), (1, 0, "D1")]


def test_equal_lots_in_other_boxes_are_nothing() -> None:
    said = book(
        boxes(aboard("D1", "BL-1"), "CSQU3054383"), boxes(aboard("D2", "BL-2"), "MSKU6011672")
    )
    assert twins(said) == [(0, 0, None)] * 2


def test_boxed_cargo_without_its_containers_cannot_be_told() -> None:
    said = book(boxes(aboard("D1", "BL-1")), aboard("D2", "BL-2", cargo_form="BOX"))
    assert twins(said) == [(None, None, None)] * 2


@pytest.mark.parametrize(
    "other",
    [
        {"voyage": "012W"},
        {"vessel_imo": "9400007"},
        {"load_port": "BRTUB"},
        {"hs6": "260112"},
        {"quantity": Decimal("54312.871")},
        {"on_board_date": date(2025, 3, 21)},
    ],
    ids=lambda o: next(iter(o)),
)
def test_what_differs_is_another_parcel(other: dict[str, Any]) -> None:
    assert twins(book(aboard("D1", "BL-1"), aboard("D2", "BL-2", **other)))[0] == (0, 0, None)


def test_ten_days_apart_are_still_one_loading() -> None:
    late = aboard("D2", "BL-2", on_board_date=date(2025, 3, 20))
    assert twins(book(aboard("D1", "BL-1"), late))[0] == (1, 0, "D2")


def test_a_bill_without_its_commodity_carries_that_of_the_goods_lines() -> None:
    stated, bare = aboard("D1", "BL-1"), aboard("D2", "BL-2", hs6=None)
    assert twins(book(stated, bare)) == [(0, 0, None)] * 2  # its papers are for copper
    for row in bare["goods_lines"]:
        row["hs6"] = "260111"
    assert twins(book(stated, bare)) == [(1, 0, "D2"), (1, 0, "D1")]
    assert twins(book(bare, past=remembered(book(stated)))) == [(1, 0, "D1")]
    assert twins(book(stated, past=remembered(book(bare)))) == [(1, 0, "D2")]
    bare["goods_lines"][0]["hs6"] = "260112"
    assert twins(book(stated, bare))[1] == (None, None, None)  # one of two: which is not told
    bare["goods_lines"].append({**bare["goods_lines"][1], "document_id": "D2-BL"})
    assert twins(book(stated, bare)) == [(1, 0, "D2"), (1, 0, "D1")]  # its own lines tell


@pytest.mark.parametrize("missing", ["load_port", "quantity", "on_board_date"])
def test_a_paper_that_lacks_what_marks_a_parcel_stays_unknown(missing: str) -> None:
    said = book(aboard("D1", "BL-1"), aboard("D2", "BL-2", **{missing: None}))
    assert twins(said) == [(0, 0, None), (None, None, None)]


@pytest.mark.parametrize("missing", ["vessel_imo", "voyage"])
def test_a_paper_without_ship_or_voyage_is_on_no_voyage(missing: str) -> None:
    said = book(aboard("D1", "BL-1"), aboard("D2", "BL-2", **{missing: None}))
    assert said.voyages["deal_id"].to_list() == ["D1"]


def test_numbers_of_ship_and_voyage_are_compared_without_marks() -> None:
    said = book(
        aboard("D1", "BL-1"), aboard("D2", "BL-2", vessel_imo="IMO 9321483", voyage="011-w")
    )
    assert twins(said)[0] == (1, 0, "D2")


def test_three_deals_with_one_parcel_name_the_least_other() -> None:
    said = book(*(aboard(f"D{i}", f"BL-{i}") for i in (3, 1, 2)))
    assert twins(said) == [(2, 0, "D2"), (2, 0, "D1"), (2, 0, "D1")]


def test_two_equal_bills_of_one_deal_are_its_own() -> None:
    rows = aboard("D1", "BL-1")
    second = rows["transport_documents"][0] | {
        "document_id": "D1-BL2",
        "transport_doc_ref": "BL-2",
    }
    rows["transport_documents"].append(second)
    said = book(rows)
    assert twins(said) == [(0, 0, None)] * 2
    assert tonnes(said) == [pytest.approx(2 * 54312.87)] * 2


def test_cargo_of_the_next_voyage_of_that_number_does_not_count() -> None:
    near = aboard("D2", "BL-2", Decimal(1000), on_board_date=date(2025, 4, 24))
    far = aboard("D3", "BL-3", Decimal(500), on_board_date=date(2025, 4, 25))
    first = aboard("D1", "BL-1", Decimal(10))
    assert tonnes(book(first, near, far)) == [1010.0, 1510.0, 1500.0]


def test_weight_comes_from_the_quantity_where_that_is_a_weight() -> None:
    said = book(aboard("D1", "BL-1", Decimal(10), gross_weight_kg=None))
    assert tonnes(said) == [10.0]
    barrels = aboard("D1", "BL-1", Decimal(10), gross_weight_kg=None, unit="BLL")
    assert tonnes(book(barrels)) == [None]


@pytest.mark.parametrize("kind", ["switch", "master-house", "replaces", "amends"])
def test_a_bill_made_from_another_is_the_same_parcel(kind: str) -> None:
    rows = together(aboard("D1", "BL-1"), aboard("D2", "BL-2"))
    rows["document_links"] = [{"parent_id": "D1-BL", "child_id": "D2-BL", "kind": kind}]
    said = book(rows)
    assert twins(said) == [(0, 0, None)] * 2
    assert tonnes(said) == [pytest.approx(54312.87)] * 2


def test_other_links_join_no_parcels() -> None:
    rows = together(aboard("D1", "BL-1"), aboard("D2", "BL-2"))
    link = {"parent_id": "D1-BL", "child_id": "D2-BL", "kind": "on-carriage"}
    rows["document_links"] = [link]
    assert twins(book(rows))[0] == (1, 0, "D2")


def test_a_bill_switched_from_one_of_an_earlier_batch() -> None:
    past = remembered(book(aboard("D1", "BL-1")))
    rows = aboard("D2", "BL-2")
    rows["document_links"] = [{"parent_id": "D1-BL", "child_id": "D2-BL", "kind": "switch"}]
    assert twins(book(rows, past=past)) == [(0, 0, None)]


def test_house_bills_of_one_master_are_one_parcel_of_it() -> None:
    house = {"house_or_master": "house", "master_ref": "BL-1"}
    said = book(aboard("D1", "BL-1"), aboard("D2", "H-2", **house), aboard("D3", "H-3", **house))
    assert twins(said) == [(0, 0, None)] * 3
    assert tonnes(said) == [pytest.approx(54312.87)] * 3


def test_a_ring_of_links_has_an_outcome() -> None:
    rows = together(aboard("D1", "BL-1"), aboard("D2", "BL-2"))
    rows["document_links"] = [
        {"parent_id": a, "child_id": b, "kind": "switch"}
        for a, b in (("D1-BL", "D2-BL"), ("D2-BL", "D1-BL"), ("D1-BL", "D1-BL"))
    ]
    assert [n for n, _, _ in twins(book(rows))] == [1, 1]


def test_the_order_of_rows_changes_nothing() -> None:
    rows = together(
        *(aboard(f"D{i}", f"BL-{i}") for i in range(5)), aboard("D9", "L", Decimal(25000))
    )
    rows["deal_documents"] = [use("D1", "D0-BL", "buy")]
    said = book(rows)
    turned = {name: some[::-1] for name, some in rows.items()}
    again = book(turned)
    assert said.voyages.equals(again.voyages)
    assert said.uses["voyage_use"].equals(again.uses["voyage_use"])


def test_many_deals_of_one_lot_are_counted_not_paired() -> None:
    n = 20_000
    rows = aboard("D", "BL")
    deal, paper = rows["deals"][0], rows["transport_documents"][0]
    rows = {
        "deals": [deal | {"deal_id": f"D{i}"} for i in range(n)],
        "transport_documents": [
            paper | {"deal_id": f"D{i}", "document_id": f"T{i}", "transport_doc_ref": f"BL{i}"}
            for i in range(n)
        ],
    }
    tables = typed(rows)
    said = ledger(tables, link(tables), remembered(book(aboard("X", "X1"))))
    assert set(said.voyages["n_twins"]) == {n}
