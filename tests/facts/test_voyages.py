"""Facts of ships and voyages, each told from an honest deal in which one thing is changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from screening.schema.catalogue.voyages import FACTS
from tests.one_deal import Rows, at, fact_row, honest, screened, together

NAMES = [f.name for f in FACTS]
BOX = "CSQU3054383"


def facts_of(rows: Rows) -> dict[str, Any]:
    row = fact_row(rows)
    return {name: row[name] for name in NAMES}


def bill(rows: Rows) -> dict[str, Any]:
    return rows["transport_documents"][0]


def registered(**known: Any) -> Rows:
    """The honest deal with a register that knows its vessel."""
    rows = honest()
    rows["vessels"][0] |= {"type": "general_cargo", "dwt": 38_000, **known}
    return rows


def second_paper(rows: Rows, **changes: Any) -> Rows:
    """The same deal with a further bill."""
    number = f"{bill(rows)['transport_doc_ref']}9"
    more = {"document_id": "D1-BL2", "transport_doc_ref": number, **changes}
    rows["transport_documents"].append(bill(rows) | more)
    return rows


def called(*calls: tuple[str, int, int, int | None], known: datetime | None = None) -> Rows:
    """The honest deal (San Antonio 10 March to Rotterdam 9 April) with port calls.

    Each call: port, month and day of arrival, days of stay or None for no departure.
    """
    rows = honest()
    rows["port_calls"] = [
        {
            "imo": "9321483",
            "unlocode": port,
            "arrived_at": at(month, day),
            "departed_at": None if stay is None else at(month, day + stay),
            "known_at": known,
        }
        for port, month, day, stay in calls
    ]
    return rows


def boxed(*events: Mapping[str, Any], **paper: Any) -> Rows:
    """The honest deal in one container, with events of that container."""
    rows = honest()
    bill(rows).update({"cargo_form": "BOX", "house_or_master": "master", **paper})
    rows["equipment"] = [{"document_id": "D1-BL", "equipment_ref": BOX, "iso_code": "22G1"}]
    rows["equipment_events"] = [{"equipment_ref": BOX, **event} for event in events]
    return rows


def event(kind: str, day: tuple[int, int], place: str, **more: Any) -> dict[str, Any]:
    return {"event": kind, "at": at(*day), "unlocode": place, **more}


LOADED = event("LOAD", (3, 10), "CLSAI")


# Containers ---------------------------------------------------------------------------------


def contradicted(rows: Rows) -> tuple[Any, ...]:
    row = fact_row(rows)
    names = ("n_contradicted_containers", "container_contradiction", "container_event_on")
    return tuple(row[n] for n in names)


FITS, UNKNOWN = (0, None, None), (None, None, None)


def test_a_container_loaded_as_stated() -> None:
    assert contradicted(boxed(LOADED)) == FITS


def test_a_container_loaded_elsewhere() -> None:
    rows = boxed(event("LOAD", (3, 9), "BRSSZ"))
    assert contradicted(rows) == (1, "elsewhere", date(2025, 3, 9))
    row = fact_row(rows)
    assert row["contradicted_container_ref"] == BOX
    assert row["contradicted_container_document_id"] == "D1-BL"


@pytest.mark.parametrize(
    ("name", "elsewhere"),
    [
        ("loaded at the port too", [LOADED, event("DISC", (3, 6), "PECLL")]),
        ("changed ship after loading", [event("LOAD", (3, 14), "PECLL"), LOADED]),
        ("after loading alone", [event("DISC", (3, 14), "PECLL")]),
        ("an empty box elsewhere", [event("GTIN", (3, 7), "PECLL", is_empty=True)]),
        ("terminal of the same port", [event("LOAD", (3, 10), "CLVAP")]),
    ],
)
def test_a_container_seen_elsewhere_on_an_honest_way(
    name: str, elsewhere: list[dict[str, Any]]
) -> None:
    assert contradicted(boxed(*elsewhere)) == FITS, name


def test_a_container_received_where_the_paper_says() -> None:
    rows = boxed(event("GTIN", (3, 7), "PECLL"), place_of_receipt="PECLL")
    assert contradicted(rows) == FITS


@pytest.mark.parametrize(("day", "said"), [(5, "elsewhere"), (4, None), (11, "elsewhere")])
def test_the_days_about_loading(day: int, said: str | None) -> None:
    assert contradicted(boxed(event("LOAD", (3, day), "BRSSZ")))[1] == said


def test_a_container_of_which_nothing_is_known() -> None:
    without = boxed()
    del without["equipment_events"]
    assert contradicted(without) == UNKNOWN
    assert contradicted(boxed()) == UNKNOWN
    assert contradicted(boxed(event("LOAD", (3, 4), "BRSSZ"))) == UNKNOWN
    inland = event("GTIN", (3, 8), "CLZZZ")
    assert contradicted(boxed(inland)) == UNKNOWN
    assert contradicted(boxed(LOADED, on_board_date=None)) == UNKNOWN


def test_an_event_learned_after_the_decision() -> None:
    late = event("LOAD", (3, 9), "BRSSZ", known_at=datetime(2026, 1, 1, tzinfo=UTC))
    results = screened(boxed(late))
    assert results.facts["n_contradicted_containers"].to_list() == [None]


@pytest.mark.parametrize(
    ("ref", "paper", "said"),
    [
        ("HLCU99887766", {}, "other_shipment"),
        ("maeu-d1 556677", {}, None),
        ("D1556677", {}, None),
        (None, {}, None),
        ("HLCU99887766", {"house_or_master": "house", "master_ref": "HLCU99887766"}, None),
        ("OOLU11", {"house_or_master": "house", "master_ref": "HLCU9"}, "other_shipment"),
        ("HLCU99887766", {"house_or_master": "house"}, None),
        ("HLCU99887766", {"house_or_master": None}, None),
    ],
)
def test_the_number_a_container_moved_under(
    ref: str | None, paper: dict[str, Any], said: str | None
) -> None:
    assert contradicted(boxed({**LOADED, "transport_doc_ref": ref}, **paper))[1] == said


@pytest.mark.parametrize("end", ["parent_id", "child_id"])
def test_a_switched_bill_is_not_asked_for_its_number(end: str) -> None:
    rows = boxed({**LOADED, "transport_doc_ref": "HLCU99887766"})
    ends = {"parent_id": "X", "child_id": "Y"} | {end: "D1-BL"}
    rows["document_links"] = [{**ends, "kind": "switch"}]
    assert contradicted(rows) == FITS


def test_an_empty_container_went_aboard() -> None:
    assert contradicted(boxed({**LOADED, "is_empty": True}))[1] == "loaded_empty"


@pytest.mark.parametrize(
    ("emptied", "said"),
    [
        (event("STRP", (3, 18), "NLRTM"), "emptied"),
        (event("GTIN", (3, 18), "NLRTM", is_empty=True), "emptied"),
        (event("DROP", (3, 18), "NLRTM", is_empty=True), "emptied"),
        (event("GTIN", (3, 18), "NLRTM"), None),
        (event("STRP", (3, 20), "NLRTM"), None),  # the day title came in
        (event("STRP", (3, 11), "CLSAI"), None),  # a day's slack
        (event("STRP", (3, 9), "CLSAI"), None),  # the cargo before
    ],
)
def test_a_container_emptied_before_title_came_in(
    emptied: dict[str, Any], said: str | None
) -> None:
    assert contradicted(boxed(LOADED, emptied))[1] == said


def test_a_container_emptied_long_after_loading_and_long_before_title() -> None:
    rows = boxed(event("STRP", (4, 12), "NLRTM"))
    rows["deals"][0] |= {"title_in_date": date(2025, 8, 1), "title_out_date": date(2025, 8, 2)}
    assert contradicted(rows) == (1, "emptied", date(2025, 4, 12))


def test_a_container_restuffed_on_the_way() -> None:
    hub = event("STRP", (3, 18), "SGSIN")
    assert contradicted(boxed(LOADED, hub, has_transhipment=True)) == FITS
    assert contradicted(boxed(LOADED, hub))[1] == "emptied"
    end = event("STRP", (3, 18), "NLRTM")
    assert contradicted(boxed(LOADED, end, has_transhipment=True))[1] == "emptied"


def test_one_contradicted_container_decides_and_one_unknown_leaves_it_open() -> None:
    rows = boxed(event("LOAD", (3, 9), "BRSSZ"))
    rows["equipment"].append({"document_id": "D1-BL", "equipment_ref": "MSKU6011672"})
    assert contradicted(rows)[0] == 1
    rows = boxed(LOADED)
    rows["equipment"].append({"document_id": "D1-BL", "equipment_ref": "MSKU6011672"})
    assert contradicted(rows) == UNKNOWN


def test_container_numbers_are_compared_without_marks() -> None:
    rows = boxed(event("LOAD", (3, 9), "BRSSZ"))
    rows["equipment"][0]["equipment_ref"] = "CSQU 305438-3"
    assert contradicted(rows)[0] == 1


def test_a_container_on_two_copies_of_a_bill_counts_once() -> None:
    rows = second_paper(boxed(event("LOAD", (3, 9), "BRSSZ")))
    rows["equipment"].append(rows["equipment"][0] | {"document_id": "D1-BL2"})
    assert contradicted(rows)[0] == 1


# Port calls ---------------------------------------------------------------------------------

SAILED = (("PECLL", 3, 4, 1), ("CLSAI", 3, 9, 2), ("NLRTM", 4, 8, 2), ("DEHAM", 4, 12, 1))


def gap(rows: Rows) -> tuple[Any, ...]:
    row = fact_row(rows)
    names = ("port_call_gap_days", "whereabouts_gap_days", "whereabouts_port", "uncalled_port")
    return tuple(row[n] for n in names)


def test_a_ship_that_was_where_its_paper_says() -> None:
    assert gap(called(*SAILED))[0] == 0


def test_a_ship_in_another_port_on_the_day() -> None:
    rows = called(("INMUN", 3, 8, 4), ("SGSIN", 3, 20, 1), ("NLRTM", 4, 8, 2), ("DEHAM", 4, 12, 1))
    assert gap(rows) == (8, 0, "INMUN", "CLSAI")
    row = fact_row(rows)
    assert row["uncalled_port_on"] == date(2025, 3, 10)
    assert row["uncalled_port_document_id"] == "D1-BL"


def test_a_ship_that_was_not_at_the_port_of_discharge() -> None:
    rows = called(("CLSAI", 3, 9, 2), ("PECLL", 4, 7, 3), ("CLSAI", 4, 20, 1))
    assert gap(rows) == (8, 0, "PECLL", "NLRTM")


def test_days_to_the_nearest_stay() -> None:
    rows = called(("PECLL", 3, 1, 0), ("CLSAI", 3, 14, 1), ("NLRTM", 4, 8, 2), ("DEHAM", 4, 12, 1))
    assert gap(rows) == (4, 4, "CLSAI", "CLSAI")
    before = called(("CLSAI", 3, 1, 3), ("PECLL", 3, 14, 1), *SAILED[2:])
    assert gap(before)[0] == 6


@pytest.mark.parametrize(
    "calls",
    [
        [("INMUN", 3, 8, 1)],  # nothing known after
        [("INMUN", 3, 12, 1), ("NLRTM", 4, 8, 2)],  # nothing known before
        [("INMUN", 1, 8, 0), ("SGSIN", 3, 12, 1)],  # 61 days before
        [],
    ],
)
def test_calls_that_do_not_enclose_the_day(calls: list[tuple[str, int, int, int | None]]) -> None:
    assert gap(called(*calls))[0] is None


def test_no_port_calls_at_all() -> None:
    assert gap(honest()) == (None, None, None, None)


def test_a_stay_without_departure_lasts_to_the_next_call() -> None:
    rows = called(("CLSAI", 2, 20, None), ("CLVAP", 3, 12, 1), *SAILED[2:])
    assert gap(rows)[0] == 0
    left = called(("CLSAI", 2, 20, None), ("PECLL", 2, 24, 1), ("BRSSZ", 3, 20, 1), *SAILED[2:])
    assert gap(left)[:2] == (8, 10)


def test_another_code_of_the_same_port_and_a_port_next_to_it() -> None:
    rows = called(("PECLL", 3, 4, 1), ("CLVAP", 3, 9, 2), *SAILED[2:])  # 30 nm from San Antonio
    assert gap(rows)[0] == 0


def test_a_stay_in_a_place_of_that_country_nobody_knows() -> None:
    rows = called(("PECLL", 3, 4, 1), ("CLZZZ", 3, 9, 2), *SAILED[2:])
    assert gap(rows)[0] is None
    abroad = called(("PECLL", 3, 4, 1), ("PEZZZ", 3, 9, 2), *SAILED[2:])
    assert gap(abroad)[:3] == (8, 0, "PEZZZ")


def test_a_call_learned_after_the_decision_is_not_known() -> None:
    rows = called(*SAILED, known=datetime(2026, 1, 1, tzinfo=UTC))
    assert screened(rows).facts["port_call_gap_days"].to_list() == [None]


def test_boxes_may_change_ships_unless_the_paper_excludes_it() -> None:
    rows = called(*SAILED[:2], ("PECLL", 4, 7, 3), ("CLSAI", 4, 20, 1))
    bill(rows)["cargo_form"] = "BOX"
    assert gap(rows)[0] == 0
    bill(rows)["has_transhipment"] = False
    assert gap(rows)[0] == 8
    bill(rows).update({"cargo_form": "BULK", "has_transhipment": True})
    assert gap(rows)[0] == 0


def test_goods_not_yet_discharged_are_asked_for_loading_alone() -> None:
    rows = called(*SAILED[:2], ("PECLL", 4, 7, 3))
    bill(rows)["discharge_date"] = None
    assert gap(rows)[0] == 0


def test_a_paper_without_its_day_leaves_the_deal_open_unless_another_decides() -> None:
    rows = second_paper(called(*SAILED), on_board_date=None)
    assert gap(rows)[0] is None
    rows = second_paper(called(*SAILED), load_port="INMUN")
    bill(rows)["on_board_date"] = None
    assert gap(rows)[0] == 8


# Type, service and size of the ship ---------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "form", "fits"),
    [
        ("bulk_carrier", "BULK", True),
        ("bulk_carrier", "BREAKBULK", True),
        ("bulk_carrier", "BOX", False),
        ("bulk_carrier", "LIQUID", False),
        ("tanker", "LIQUID", True),
        ("tanker", "BULK", False),
        ("gas_carrier", "LIQUID", True),
        ("gas_carrier", "BREAKBULK", False),
        ("container", "BOX", True),
        ("container", "BREAKBULK", True),
        ("container", "BULK", False),
        ("container", "LIQUID", False),
        ("general_cargo", "BOX", True),
        ("general_cargo", "BULK", True),
        ("general_cargo", "LIQUID", False),
        ("ro_ro", "BOX", True),
        ("ro_ro", "BULK", False),
        (None, "BULK", None),
        ("tanker", None, None),
    ],
)
def test_what_a_ship_can_carry(kind: str | None, form: str | None, fits: bool | None) -> None:
    rows = registered(type=kind)
    bill(rows)["cargo_form"] = form
    row = fact_row(rows)
    assert row["vessel_fits_cargo"] is fits
    told = (kind, form, "9321483", "D1-BL") if fits is False else (None,) * 4
    names = ("type", "cargo_form", "imo", "document_id")
    keys = [f"misfit_vessel_{n}" if n != "cargo_form" else "misfit_cargo_form" for n in names]
    assert tuple(row[k] for k in keys) == told


def test_liquid_in_containers_is_boxed() -> None:
    rows = registered(type="container")
    bill(rows)["cargo_form"] = "LIQUID"
    rows["equipment"] = [{"document_id": "D1-BL", "equipment_ref": BOX}]
    assert fact_row(rows)["vessel_fits_cargo"] is True


def test_the_register_counts_as_of_the_day_of_loading_and_as_known() -> None:
    rows = registered(type="tanker", valid_to=date(2025, 3, 9))
    later = {"type": "general_cargo", "valid_from": date(2025, 3, 10), "valid_to": None}
    rows["vessels"].append(rows["vessels"][0] | later)
    assert fact_row(rows)["vessel_fits_cargo"] is True
    rows["vessels"][1]["known_from"] = datetime(2026, 1, 1, tzinfo=UTC)
    assert fact_row(rows)["vessel_fits_cargo"] is None
    rows["vessels"][0] |= {"valid_to": None, "known_to": at(12, 1)}
    assert fact_row(rows)["vessel_fits_cargo"] is None


def test_a_register_that_contradicts_itself_knows_no_type() -> None:
    rows = registered(type="tanker")
    other = rows["vessels"][0] | {"name": "OTHER", "type": "container"}
    rows["vessels"].append(other)
    assert fact_row(rows)["vessel_fits_cargo"] is None


def test_one_ship_that_does_not_fit_decides_and_one_unknown_leaves_it_open() -> None:
    assert fact_row(second_paper(registered(), vessel_imo="9400007"))["vessel_fits_cargo"] is None
    rows = second_paper(registered(type="tanker"), vessel_imo="9400007")
    assert fact_row(rows)["vessel_fits_cargo"] is False


@pytest.mark.parametrize(
    ("life", "days"),
    [
        ({"delivered_on": date(2006, 1, 1)}, 0),
        ({"delivered_on": date(2025, 3, 10)}, 0),
        ({"delivered_on": date(2025, 3, 11)}, 1),
        ({"delivered_on": date(2006, 1, 1), "broken_up_on": date(2025, 3, 10)}, 0),
        ({"delivered_on": date(2006, 1, 1), "broken_up_on": date(2024, 3, 10)}, 365),
        ({"broken_up_on": date(2024, 3, 10), "valid_to": date(2024, 3, 10)}, 365),
        ({"broken_up_on": date(2026, 3, 10)}, None),
        ({}, None),
    ],
)
def test_a_ship_in_and_out_of_service(life: dict[str, Any], days: int | None) -> None:
    row = fact_row(registered(**life))
    assert row["days_out_of_service"] == days
    assert row["out_of_service_imo"] == (None if days is None else "9321483")


def test_a_hull_has_one_life_under_all_its_names() -> None:
    rows = registered(delivered_on=date(2006, 1, 1), valid_to=date(2015, 1, 1))
    rows["vessels"].append(
        rows["vessels"][0]
        | {"name": "NEW NAME", "valid_from": date(2015, 1, 2), "valid_to": None}
        | {"delivered_on": None, "broken_up_on": date(2025, 1, 10)}
    )
    assert fact_row(rows)["days_out_of_service"] == 59
    rows["vessels"][1]["known_from"] = datetime(2026, 1, 1, tzinfo=UTC)
    assert fact_row(rows)["days_out_of_service"] == 0


def capacity(rows: Rows) -> float | None:
    row = fact_row(rows)
    ratio: float | None = row["cargo_capacity_ratio"]
    assert (row["overfull_vessel_imo"] is None) == (ratio is None)
    return ratio


def test_weight_over_deadweight() -> None:
    assert capacity(registered(dwt=201)) == 0.5  # 100.5 t gross
    assert capacity(registered(dwt=67)) == 1.5
    assert capacity(registered(dwt=None)) is None
    assert capacity(registered(dwt=0)) is None


def test_weight_from_the_quantity_where_that_is_a_weight() -> None:
    rows = registered(dwt=200)
    bill(rows)["gross_weight_kg"] = None
    assert capacity(rows) == 0.5
    bill(rows)["unit"] = "C62"
    assert capacity(rows) is None


def stowed(sizes: list[str | None], **known: Any) -> Rows:
    rows = registered(type="container", **known)
    rows["equipment"] = [
        {"document_id": "D1-BL", "equipment_ref": f"B{i}", "iso_code": s}
        for i, s in enumerate(sizes)
    ]
    return rows


@pytest.mark.parametrize(
    ("sizes", "teu", "ratio"),
    [
        (["22G1", "42G1"], 3, 1.0),
        (["22G1", "45G1", "L5G1"], 4, 1.25),
        (["22G1"], None, None),
        (["22G1", None], 4, None),  # one is unsized, and it matters
        (["42G1", "42G1", None], 4, 1.125),  # too much whatever its size
    ],
)
def test_containers_over_teu(sizes: list[str | None], teu: int | None, ratio: float | None) -> None:
    assert capacity(stowed(sizes, dwt=None, teu=teu)) == ratio


def test_the_larger_of_weight_and_containers_counts() -> None:
    assert capacity(stowed(["22G1"], dwt=201, teu=4)) == 0.5
    assert capacity(stowed(["22G1"], dwt=201, teu=1)) == 1.0
    rows = stowed([None], dwt=67, teu=4)
    assert capacity(rows) == 1.5  # too heavy, whatever the box is


def test_boxed_cargo_without_containers_is_unknown_where_teu_is_known() -> None:
    rows = registered(dwt=201, teu=4)
    bill(rows)["cargo_form"] = "BOX"
    assert capacity(rows) is None


# Cargo of a whole voyage --------------------------------------------------------------------


def two_deals(dwt: int | None = 402) -> Rows:
    rows = together(honest(), honest("D2"))
    for paper in rows["transport_documents"]:
        paper |= {"voyage": "011W", "hs6": "740311", "quantity": Decimal("100.123")}
    rows["vessels"][0]["dwt"] = dwt
    return rows


def test_cargo_of_two_deals_on_one_voyage() -> None:
    row = fact_row(two_deals())
    assert (row["voyage_cargo_ratio"], row["n_papers_on_voyage"]) == (0.5, 2)
    assert row["full_voyage_document_id"] == "D1-BL"
    assert (row["parcel_likeness"], row["n_twin_bills"]) == (1.0, 1)
    assert (row["twin_bill_other_deal"], row["twin_bill_ref"]) == ("D2", "MAEUD1556677")
    assert row["twin_bill_document_id"] == "D1-BL"


def test_cargo_beyond_the_deadweight_without_a_weight_on_this_paper() -> None:
    assert fact_row(two_deals(dwt=None))["voyage_cargo_ratio"] is None
    rows = two_deals()
    bill(rows).update({"gross_weight_kg": None, "quantity": Decimal(7), "unit": "C62"})
    row = fact_row(rows)
    assert (row["voyage_cargo_ratio"], row["parcel_likeness"]) == (None, 0.0)


def test_an_equal_lot() -> None:
    rows = two_deals()
    for paper in rows["transport_documents"]:
        paper["quantity"] = Decimal(100)
    row = fact_row(rows)
    assert (row["parcel_likeness"], row["twin_bill_other_deal"]) == (0.5, "D2")


def test_a_paper_without_voyage_is_unknown_unless_another_decides() -> None:
    rows = second_paper(two_deals(), voyage=None)
    assert fact_row(rows)["parcel_likeness"] == 1.0
    assert fact_row(rows)["voyage_cargo_ratio"] is None
    bill(rows)["hs6"] = "260111"
    assert fact_row(rows)["parcel_likeness"] is None


# All of them --------------------------------------------------------------------------------


def test_nothing_is_told_of_papers_that_name_no_ship_or_go_by_air() -> None:
    for change in ({"vessel_imo": None}, {"type": "AWB"}):
        rows = registered()
        bill(rows).update(change)
        assert set(facts_of(rows).values()) == {None}


def test_the_order_of_rows_changes_nothing() -> None:
    rows = second_paper(
        boxed(
            LOADED,
            event("LOAD", (3, 9), "BRSSZ", transport_doc_ref="HLCU99887766"),
            event("STRP", (3, 17), "NLRTM"),
            event("STRP", (3, 17), "SGSIN"),
        ),
        load_port="INMUN",
    )
    rows["equipment"].append({"document_id": "D1-BL2", "equipment_ref": "MSKU6011672"})
    rows |= {"port_calls": called(*SAILED, ("PECLL", 3, 9, 2))["port_calls"]}
    rows["vessels"] = registered(dwt=67, teu=1, delivered_on=date(2025, 4, 1))["vessels"]
    rows["vessels"].append(rows["vessels"][0] | {"name": "SECOND", "dwt": 80})
    told = facts_of(rows)
    assert told == facts_of({name: some[::-1] for name, some in rows.items()})
    assert sum(v is not None for v in told.values()) > 15
    parts = [screened(rows, partitions=n).facts.select(NAMES) for n in (1, 3)]
    assert parts[0].equals(parts[1])
