"""Detours, ends that fit nobody, ports and origins that cannot be: one thing changed at a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from screening.schema import FAMILIES
from tests.one_deal import Rows, at, bill, fact_row, honest


def with_second_bill(**changes: Any) -> Rows:
    """The honest deal with a second bill from Rotterdam on, to New York."""
    rows = honest()
    rows["transport_documents"].append(
        bill("B2", "D1", "HLCU2")
        | {"load_port": "NLRTM", "discharge_port": "USNYC", "on_board_date": date(2025, 4, 20)}
        | changes
    )
    return rows


def test_one_paper_from_port_to_port_is_direct() -> None:
    told = fact_row(honest())
    assert (told["n_voyage_legs"], told["route_detour_ratio"]) == (1, 1.0)
    assert told["route_nm"] == told["direct_nm"]
    assert (told["route_from"], told["route_to"]) == ("CLSAI", "NLRTM")


def test_two_papers_one_after_the_other() -> None:
    told = fact_row(with_second_bill())
    assert told["n_voyage_legs"] == 2
    assert (told["route_from"], told["route_to"]) == ("CLSAI", "USNYC")
    assert told["route_document_id"] == "D1-BL"
    assert told["route_detour_ratio"] == round(told["route_nm"] / told["direct_nm"], 6)
    assert 2.0 < told["route_detour_ratio"] < 3.0


@pytest.mark.parametrize(
    "changes",
    [
        {"load_port": "DEHAM"},
        {"on_board_date": date(2025, 3, 1)},
        {"type": "RAIL"},
    ],
    ids=["from elsewhere", "loaded before", "by rail"],
)
def test_papers_that_do_not_follow_each_other(changes: dict[str, Any]) -> None:
    assert fact_row(with_second_bill(**changes))["n_voyage_legs"] == 1


def test_papers_without_their_day_may_follow_each_other() -> None:
    told = fact_row(with_second_bill(on_board_date=None))
    assert (told["n_voyage_legs"], told["route_to"]) == (2, "USNYC")


@pytest.mark.parametrize("port", ["load_port", "discharge_port"])
def test_a_paper_without_its_ports_may_be_a_leg(port: str) -> None:
    rows = with_second_bill()
    rows["transport_documents"][0][port] = None
    told = fact_row(rows)
    assert (told["n_voyage_legs"], told["route_detour_ratio"]) == (None, None)


def test_goods_that_come_back() -> None:
    told = fact_row(with_second_bill(discharge_port="CLSAI"))
    assert (told["n_voyage_legs"], told["direct_nm"]) == (2, 0.0)
    assert told["route_detour_ratio"] == round(told["route_nm"] / 500, 6)


def test_equal_papers_of_two_lots_are_no_legs() -> None:
    rows = honest()
    rows["transport_documents"].append(bill("B2", "D1", "HLCU2"))
    assert fact_row(rows)["n_voyage_legs"] == 1


def test_receipt_and_delivery_at_sea_ports_are_legs() -> None:
    rows = honest()
    rows["transport_documents"][0] |= {"place_of_receipt": "SGSIN", "place_of_delivery": "DEHAM"}
    told = fact_row(rows)
    assert told["n_voyage_legs"] == 3
    assert (told["route_from"], told["route_to"]) == ("SGSIN", "DEHAM")
    assert told["route_detour_ratio"] > 1.5


def test_receipt_at_the_port_itself_or_inland_is_no_leg() -> None:
    rows = honest()
    rows["transport_documents"][0] |= {"place_of_receipt": "CLSAI", "place_of_delivery": "DEMUC"}
    told = fact_row(rows)
    assert (told["n_voyage_legs"], told["route_detour_ratio"]) == (1, 1.0)


def test_a_port_nobody_knows_the_way_to() -> None:
    told = fact_row(with_second_bill(discharge_port="XXAAA"))
    assert (told["n_voyage_legs"], told["route_detour_ratio"]) == (2, None)
    rows = honest()
    rows["transport_documents"][0]["load_port"] = "XXAAA"
    told = fact_row(rows)
    assert (told["n_voyage_legs"], told["route_detour_ratio"], told["route_nm"]) == (1, 1.0, None)


@pytest.mark.parametrize(
    ("code", "filed", "has"),
    [("R10", None, True), ("R10", date(2026, 1, 1), False), ("R09", None, False)],
)
def test_evidence_of_a_deviation(code: str, filed: date | None, has: bool) -> None:
    rows = honest()
    rows["evidence_on_file"] = [{"deal_id": "D1", "reason_code": code, "filed_on": filed}]
    assert fact_row(rows)["has_voyage_deviation"] is has


def foreign(**changes: Any) -> Rows:
    """The honest deal from Houston to Pusan, with goods of Peru."""
    rows = honest()
    rows["transport_documents"][0] |= {"load_port": "USHOU", "discharge_port": "KRPUS", **changes}
    rows["goods_lines"][0]["origin_country"] = "PE"
    return rows


def test_neither_end_fits() -> None:
    told = fact_row(foreign())
    assert told["n_bills_foreign_at_both_ends"] == 1
    assert told["foreign_route_document_id"] == "D1-BL"
    assert (told["foreign_load_port"], told["foreign_discharge_port"]) == ("USHOU", "KRPUS")


@pytest.mark.parametrize(
    "changes",
    [
        {"load_port": "CLVAP"},
        {"load_port": "PECLL"},
        {"discharge_port": "NLAMS"},
        {"place_of_delivery": "NLRTM"},
    ],
    ids=["of the seller", "of the origin", "of the buyer", "delivered at the buyer's"],
)
def test_one_end_that_fits(changes: dict[str, Any]) -> None:
    assert fact_row(foreign(**changes))["n_bills_foreign_at_both_ends"] == 0


def test_what_is_not_stated_counts_neither_way() -> None:
    rows = foreign()
    rows["goods_lines"][0]["origin_country"] = None
    assert fact_row(rows)["n_bills_foreign_at_both_ends"] is None
    rows = foreign()
    rows["parties"][1]["country"] = None
    assert fact_row(rows)["n_bills_foreign_at_both_ends"] is None
    assert fact_row(foreign(discharge_port=None))["n_bills_foreign_at_both_ends"] is None
    rows = foreign(load_port="CLVAP")  # a fitting end needs no more
    rows["parties"][1]["country"] = None
    assert fact_row(rows)["n_bills_foreign_at_both_ends"] == 0


def test_a_foreign_paper_beside_one_that_cannot_be_told() -> None:
    rows = foreign()
    rows["transport_documents"].append(
        bill("B2", "D1", "HLCU2") | {"load_port": None, "discharge_port": "KRPUS"}
    )
    assert fact_row(rows)["n_bills_foreign_at_both_ends"] == 1


def with_facilities(*listed: tuple[str, str]) -> Rows:
    rows = honest()
    rows["port_facilities"] = [{"unlocode": p, "cargo_form": f} for p, f in listed]
    return rows


@pytest.mark.parametrize(
    ("listed", "n", "port"),
    [
        ((("CLSAI", "BREAKBULK"), ("NLRTM", "BREAKBULK")), 0, None),
        ((("CLSAI", "BREAKBULK"), ("NLRTM", "BOX")), 1, "NLRTM"),
        ((("CLSAI", "BOX"), ("NLRTM", "BOX")), 2, "CLSAI"),
        ((("CLSAI", "BREAKBULK"),), None, None),
        ((("CLSAI", "BOX"),), 1, "CLSAI"),
        ((), None, None),
    ],
)
def test_ports_and_their_facilities(
    listed: tuple[tuple[str, str], ...], n: int | None, port: str | None
) -> None:
    told = fact_row(with_facilities(*listed))
    assert (told["n_ports_without_facility"], told["port_without_facility"]) == (n, port)
    assert told["port_without_facility_document_id"] == (port and "D1-BL")


def test_a_port_under_its_other_code() -> None:
    rows = with_facilities(("CLSAI", "BREAKBULK"), ("CNSHA", "BREAKBULK"))
    rows["transport_documents"][0]["discharge_port"] = "CNSGH"
    assert fact_row(rows)["n_ports_without_facility"] == 0


def test_form_of_cargo_not_stated() -> None:
    rows = with_facilities(("CLSAI", "BOX"), ("NLRTM", "BOX"))
    rows["transport_documents"][0]["cargo_form"] = None
    assert fact_row(rows)["n_ports_without_facility"] is None


def produced(*years: tuple[int, int | None], origin: str | None = "CL") -> Rows:
    rows = honest()
    for line in rows["goods_lines"]:
        line["origin_country"] = "CL"
    rows["goods_lines"][2]["origin_country"] = origin
    rows["production"] = [
        {
            "hs6": "740311",
            "country": "CL",
            "year": year,
            "output_tonnes": None if tonnes is None else Decimal(tonnes),
        }
        for year, tonnes in years
    ]
    return rows


@pytest.mark.parametrize(
    ("years", "n"),
    [
        (((2025, 5_000_000),), 0),
        (((2025, 0),), 1),
        (((2022, 0), (2023, 9)), 0),
        (((2023, 9), (2024, 0)), 1),
        (((2024, 9), (2026, 0)), 0),
        (((2026, 0),), None),
        (((2024, None),), None),
        ((), None),
    ],
)
def test_output_of_the_last_known_year(years: tuple[tuple[int, int], ...], n: int | None) -> None:
    told = fact_row(produced(*years))
    assert told["n_origins_without_output"] == n
    if n:
        assert told["origin_without_output"] == "CL"
        assert told["origin_without_output_hs6"] == "740311"
        assert told["origin_without_output_document_id"] == "D1-BC"


def test_a_line_that_states_no_origin() -> None:
    assert fact_row(produced((2024, 9), origin=None))["n_origins_without_output"] is None
    assert fact_row(produced((2024, 0), origin=None))["n_origins_without_output"] == 1
    rows = produced((2024, 9))
    rows["goods_lines"][2]["hs6"] = None
    assert fact_row(rows)["n_origins_without_output"] is None


def test_the_order_of_rows_changes_nothing() -> None:
    rows = with_second_bill(discharge_port="KRPUS", submitted_at=at(4, 21))
    rows["transport_documents"].append(
        bill("B3", "D1", "HLCU3")
        | {"load_port": "NLRTM", "discharge_port": "KRPUS", "on_board_date": date(2025, 4, 22)}
    )
    rows |= {name: foreign()[name] for name in ("goods_lines",)}
    rows["port_facilities"] = [{"unlocode": "NLRTM", "cargo_form": "BOX"}]
    rows["production"] = [
        {"hs6": "740311", "country": "PE", "year": y, "output_tonnes": Decimal(0)}
        for y in (2023, 2024)
    ]
    turned = {name: some[::-1] for name, some in rows.items()}
    mine = [f.name for f in FAMILIES["routes"]]
    one, other = fact_row(rows), fact_row(turned)
    assert [one[n] for n in mine] == [other[n] for n in mine]
    assert one["route_document_id"] == "D1-BL"
