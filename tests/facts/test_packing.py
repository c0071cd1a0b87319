"""Weights and sizes of containers and packages, told from an honest deal with one thing changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from screening.schema import FAMILIES
from tests.one_deal import Rows, fact_row, honest

BOX = "CSQU3054383"
OTHER = "TCLU4265447"


def box(ref: str = BOX, kg: str | None = "25000", iso: str | None = "22G1") -> dict[str, Any]:
    """A container on the bill of the honest deal."""
    weight = None if kg is None else Decimal(kg)
    return {
        "document_id": "D1-BL",
        "equipment_ref": ref,
        "iso_code": iso,
        "gross_weight_kg": weight,
    }


def boxed(*boxes: dict[str, Any], **bill: Any) -> Rows:
    """The honest deal in containers, with copper's norms."""
    rows = honest()
    rows["transport_documents"][0] |= {"cargo_form": "BOX", "hs6": "740311", **bill}
    rows["equipment"] = list(boxes)
    rows["commodities"] = [
        {"hs6": "740311", "box_kg_p05": Decimal(20000), "package_kg_p05": Decimal(1000)}
    ]
    return rows


def test_each_box_weighed() -> None:
    told = fact_row(boxed(box(), box(OTHER, "27000"), gross_weight_kg=Decimal(52000)))
    assert told["heaviest_box_kg"] == 27000.0
    assert told["heaviest_box_ref"] == OTHER
    assert told["heaviest_box_document_id"] == "D1-BL"
    assert (told["box_norm_ratio"], told["box_mean_kg"]) == (1.3, 26000.0)
    assert (told["box_payload_ratio"], told["fullest_box_ref"]) == (0.957447, OTHER)
    assert (told["fullest_box_kg"], told["fullest_box_iso_code"]) == (27000.0, "22G1")


def test_boxes_not_weighed_share_what_the_paper_leaves() -> None:
    rows = boxed(box(), box(OTHER, None), gross_weight_kg=Decimal(60000))
    assert fact_row(rows)["heaviest_box_kg"] == 35000.0
    rows["equipment"][0]["gross_weight_kg"] = None
    assert fact_row(rows)["heaviest_box_kg"] == 30000.0


@pytest.mark.parametrize("gross", [None, Decimal(20000)])
def test_a_box_nobody_can_weigh_leaves_the_heaviest_unknown(gross: Decimal | None) -> None:
    told = fact_row(boxed(box(), box(OTHER, None), gross_weight_kg=gross))
    assert told["heaviest_box_kg"] is None
    assert told["box_payload_ratio"] is None


def test_boxed_goods_without_a_container_are_unknown() -> None:
    told = fact_row(boxed())
    assert told["has_container"]
    for name in ("heaviest_box_kg", "box_norm_ratio", "box_payload_ratio", "box_volume_ratio"):
        assert told[name] is None, name


def test_boxes_on_no_paper_of_a_deal_say_nothing() -> None:
    rows = honest()
    rows["equipment"] = [box(kg="50000") | {"document_id": "NOBODY"}]
    assert fact_row(rows)["heaviest_box_kg"] is None
    assert not fact_row(rows)["has_container"]


def test_the_lighter_of_paper_and_boxes_speaks() -> None:
    told = fact_row(boxed(box(kg="1000"), box(OTHER, "1000"), gross_weight_kg=Decimal(50000)))
    assert (told["box_norm_ratio"], told["light_box_document_id"]) == (0.05, "D1-BL")
    told = fact_row(boxed(box(), box(OTHER), gross_weight_kg=Decimal(2000)))
    assert (told["box_norm_ratio"], told["box_mean_kg"]) == (0.05, 1000.0)


def test_one_light_box_among_full_ones_is_honest() -> None:
    told = fact_row(boxed(box(), box(OTHER, "1000"), gross_weight_kg=Decimal(26000)))
    assert told["box_norm_ratio"] == 0.65


def test_no_norm_for_the_commodity() -> None:
    rows = boxed(box())
    rows["commodities"][0]["hs6"] = "999999"
    assert fact_row(rows)["box_norm_ratio"] is None
    del rows["commodities"]
    assert fact_row(rows)["box_norm_ratio"] is None
    assert fact_row(rows)["heaviest_box_kg"] == 25000.0


def test_a_paper_without_a_code_takes_that_of_the_goods() -> None:
    rows = boxed(box(), hs6=None, gross_weight_kg=Decimal(25000))
    assert fact_row(rows)["box_norm_ratio"] == 1.25
    rows["goods_lines"][0]["hs6"] = "750210"
    assert fact_row(rows)["box_norm_ratio"] is None


def test_packages_against_their_norm() -> None:
    rows = boxed(gross_weight_kg=Decimal(100000), package_count=200, cargo_form="BREAKBULK")
    told = fact_row(rows)
    assert told["has_packages"]
    assert (told["package_norm_ratio"], told["package_mean_kg"]) == (0.5, 500.0)
    assert told["light_package_document_id"] == "D1-BL"
    assert told["box_norm_ratio"] is None


@pytest.mark.parametrize("count", [None, 0])
def test_break_bulk_whose_packages_nobody_counts(count: int | None) -> None:
    told = fact_row(boxed(package_count=count, cargo_form="BREAKBULK"))
    assert told["has_packages"]
    assert told["package_norm_ratio"] is None


@pytest.mark.parametrize(
    ("form", "has"), [("BULK", False), ("LIQUID", False), ("BREAKBULK", True), (None, True)]
)
def test_goods_not_said_to_be_in_bulk_have_packages(form: str | None, has: bool) -> None:
    assert fact_row(boxed(cargo_form=form))["has_packages"] is has


def test_the_worst_of_two_papers() -> None:
    rows = boxed(box(), gross_weight_kg=Decimal(25000))
    bill = rows["transport_documents"][0]
    rows["transport_documents"].append(
        bill
        | {"document_id": "B2", "transport_doc_ref": "MAEU2", "gross_weight_kg": Decimal(31000)}
    )
    rows["equipment"].append(box(OTHER, "31000") | {"document_id": "B2"})
    told = fact_row(rows)
    assert (told["heaviest_box_kg"], told["heaviest_box_document_id"]) == (31000.0, "B2")
    assert (told["box_norm_ratio"], told["light_box_document_id"]) == (1.25, "D1-BL")
    assert (told["box_payload_ratio"], told["fullest_box_document_id"]) == (1.099291, "B2")
    rows["equipment"].pop()
    assert fact_row(rows)["heaviest_box_kg"] is None


@pytest.mark.parametrize(
    ("iso", "ratio"),
    [
        ("22G1", 0.98227),
        ("2200", 0.98227),
        ("42G1", 0.961806),
        ("45R1", 0.961806),
        ("L5G1", None),
        ("42P1", None),
        (None, None),
    ],
)
def test_payload_by_size(iso: str | None, ratio: float | None) -> None:
    assert fact_row(boxed(box(kg="27700", iso=iso)))["box_payload_ratio"] == ratio


def test_too_much_for_any_size() -> None:
    assert fact_row(boxed(box(kg="43200", iso=None)))["box_payload_ratio"] == 1.5
    assert fact_row(boxed(box(kg="43200", iso="42P1")))["box_payload_ratio"] is None


def test_a_box_of_unknown_size_hides_no_other() -> None:
    told = fact_row(boxed(box(kg="30000", iso=None), box(OTHER, "42300")))
    assert (told["box_payload_ratio"], told["fullest_box_ref"]) == (1.5, OTHER)
    assert fact_row(boxed(box(kg="28000", iso=None), box(OTHER)))["box_payload_ratio"] is None


@pytest.mark.parametrize(
    ("iso", "ratio"),
    [("22G1", 2.0), ("42G1", 0.985075), ("45G1", 0.868421), ("40HC", 0.868421), ("42U1", None)],
)
def test_room_by_size(iso: str, ratio: float | None) -> None:
    told = fact_row(boxed(box(iso=iso), quantity=Decimal(66), unit="MTQ"))
    assert told["has_boxed_volume"]
    assert told["box_volume_ratio"] == ratio
    assert told["bulkiest_document_id"] == (ratio and "D1-BL")


def test_litres_over_the_boxes_of_a_paper_together() -> None:
    told = fact_row(boxed(box(), box(OTHER), quantity=Decimal(33000), unit="LTR"))
    assert told["box_volume_ratio"] == 0.5


@pytest.mark.parametrize(
    ("quantity", "unit", "has"),
    [
        (Decimal(20), "TNE", False),
        (None, None, False),
        (Decimal(20), None, None),
        (Decimal(20), "BAGS", None),
        (None, "MTQ", True),
    ],
)
def test_what_may_be_a_volume(quantity: Decimal | None, unit: str | None, has: bool) -> None:
    told = fact_row(boxed(box(), quantity=quantity, unit=unit))
    assert told["has_boxed_volume"] is has
    assert told["box_volume_ratio"] is None


def test_the_order_of_rows_changes_nothing() -> None:
    rows = boxed(
        box(),
        box(OTHER, None),
        box("MSKU0000010", "25000"),
        box("MSKU0000026", "25000.001", iso=None),
        gross_weight_kg=Decimal(99999),
    )
    turned = {name: some[::-1] for name, some in rows.items()}
    mine = [f.name for f in FAMILIES["packing"]]
    one, other = fact_row(rows), fact_row(turned)
    assert [one[n] for n in mine] == [other[n] for n in mine]
