"""Restricted places, controlled goods, ships that hide, goods in China, adverse records."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from screening.facts import cut
from screening.facts.compute import facts
from screening.linking import History, ledger, link
from screening.pipeline import side_tables
from screening.schema import FAMILIES
from tests.one_deal import AS_OF, Rows, at, fact_row, honest, typed

START = date(2020, 1, 1)


def with_rows(table: str, *rows: dict[str, Any]) -> Rows:
    return {**honest(), table: list(rows)}


def risk(place: str, scheme: str, effect: str = "bank_policy", **more: Any) -> dict[str, Any]:
    row = {"list": "L", "place": place, "scheme": scheme, "legal_effect": effect}
    return {**row, "valid_from": START, **more}


def control(**more: Any) -> dict[str, Any]:
    row = {"list": "L", "category": "dual_use", "legal_effect": "statutory_cn"}
    return {**row, "valid_from": START, **more}


def signal(kind: str, begin: datetime, end: datetime | None, **more: Any) -> dict[str, Any]:
    return {"imo": "9321483", "kind": kind, "from_at": begin, "to_at": end, **more}


def test_without_lists_nothing_is_known() -> None:
    row = fact_row(honest())
    names = ("restricted_place_level", "jurisdiction_risk_level", "control_match_level")
    assert [row[n] for n in names] == [None] * 3
    assert row["ais_gap_hours"] is None
    assert row["adverse_record_level"] is None


@pytest.mark.parametrize(
    ("listed", "level", "kind"),
    [
        (risk("NL", "embargo", "un"), 2, "DISCHARGE"),
        (risk("NLRTM", "restricted"), 1, "DISCHARGE"),
        (risk("NLAMS", "embargo", "un"), 0, None),
        (risk("CL", "embargo", "statutory_cn"), 2, "LOADING"),
        (risk("NL", "embargo", "un", valid_from=date(2025, 4, 10)), 0, None),
        (risk("NL", "embargo", "un", valid_to=date(2025, 4, 8)), 0, None),
        (risk("NL", "embargo", "un", valid_to=date(2025, 4, 9)), 2, "DISCHARGE"),
        (risk("NL", "embargo", "un", known_from=datetime(2026, 1, 2, tzinfo=UTC)), 0, None),
        (risk("NL", "secrecy"), 0, None),
    ],
)
def test_a_place_is_restricted_on_the_day_the_goods_were_there(
    listed: dict[str, Any], level: int, kind: str | None
) -> None:
    row = fact_row(with_rows("country_risk", listed))
    assert row["restricted_place_level"] == level
    assert row["restricted_place_kind"] == kind
    assert row["restricted_place_document_id"] == ("D1-BL" if kind else None)


def test_origin_and_calls_on_the_way_count_too() -> None:
    rows = with_rows("country_risk", risk("KP", "embargo", "un"))
    rows["goods_lines"][0]["origin_country"] = "KP"
    assert fact_row(rows)["restricted_place_kind"] == "ORIGIN"
    rows = with_rows("country_risk", risk("KP", "embargo", "un"))
    call = {"imo": "9321483", "unlocode": "KPNAM", "arrived_at": at(3, 20)}
    rows["port_calls"] = [call]
    row = fact_row(rows)
    assert (row["restricted_place_kind"], row["restricted_place"]) == ("TRANSIT", "KPNAM")
    rows["port_calls"] = [{**call, "arrived_at": at(4, 20)}]  # after the goods were landed
    assert fact_row(rows)["restricted_place_level"] == 0


def test_a_port_nobody_names_leaves_the_places_unknown_unless_another_is_restricted() -> None:
    rows = with_rows("country_risk", risk("NL", "embargo", "un"))
    rows["transport_documents"][0]["load_port"] = None
    assert fact_row(rows)["restricted_place_level"] == 2
    rows["transport_documents"][0]["discharge_port"] = None
    assert fact_row(rows)["restricted_place_level"] is None


def test_the_riskiest_jurisdiction_of_the_counterparties() -> None:
    rows = with_rows("country_risk", risk("CL", "secrecy"), risk("NL", "fatf_high_risk"))
    row = fact_row(rows)
    assert (row["jurisdiction_risk_level"], row["risky_jurisdiction"]) == (3, "NL")
    assert row["risky_jurisdiction_party_id"] == "P-BUYER"
    rows = with_rows("country_risk", risk("XX", "secrecy"))
    assert fact_row(rows)["jurisdiction_risk_level"] == 0
    rows["parties"][0]["country"] = None
    assert fact_row(rows)["jurisdiction_risk_level"] is None


@pytest.mark.parametrize(
    ("entry", "level"),
    [
        (control(hs_prefix="740311"), 3),
        (control(hs_prefix="7403", keyword="Cathodes, Grade A"), 2),
        (control(hs_prefix="74", keyword="cathodes"), 1),
        (control(keyword="cathodes"), 1),
        (control(keyword="cathode"), 0),  # a part of a word is not the word
        (control(hs_prefix="7403"), 1),
        (control(hs_prefix="7403", keyword="anodes"), 0),
        (control(hs_prefix="740319"), 0),
        (control(hs_prefix="740311", valid_from=date(2026, 1, 1)), 0),
    ],
)
def test_goods_are_held_against_code_and_words(entry: dict[str, Any], level: int) -> None:
    row = fact_row(with_rows("control_lists", entry))
    assert row["control_match_level"] == level
    assert row["control_list"] == ("L" if level else None)


def test_goods_without_a_code_are_clear_of_none() -> None:
    rows = with_rows("control_lists", control(hs_prefix="280000", keyword="汞"))
    rows["goods_lines"][0]["hs6"] = None
    assert fact_row(rows)["control_match_level"] is None
    rows["goods_lines"][0] |= {"hs6": "280540", "description": "金属汞"}
    assert fact_row(rows)["control_match_level"] == 1
    rows["control_lists"].append(control(hs_prefix="280540"))
    assert fact_row(rows)["control_match_level"] == 3


def test_a_heading_whose_words_nobody_gives_counts_as_the_heading_alone() -> None:
    rows = with_rows("control_lists", control(hs_prefix="7403", keyword="anodes"))
    rows["goods_lines"][0]["description"] = None
    assert fact_row(rows)["control_match_level"] == 1


def test_changes_of_a_ship_count_by_days() -> None:
    def name(day: date, **more: Any) -> dict[str, Any]:
        return {"imo": "9321483", "name": "EMMA MAERSK", "valid_from": day, **more}

    rows = with_rows(
        "vessels",
        name(date(2006, 1, 1), flag="DK"),
        name(date(2024, 3, 9), flag="SG"),  # more than twelve months before loading
        name(date(2024, 6, 1), flag="PA", owner="A"),
        name(date(2024, 9, 1)),  # an entry that states neither changes nothing
        name(date(2025, 2, 1), flag="PA", owner="B"),
        name(date(2025, 3, 11), flag="LR"),  # after loading
    )
    assert fact_row(rows)["n_ship_changes_12m"] == 2
    assert fact_row(honest())["n_ship_changes_12m"] == 0
    rows["vessels"] = [{**name(START), "imo": "9074729"}]
    assert fact_row(rows)["n_ship_changes_12m"] is None


def test_signals_of_the_days_with_the_goods_on_board() -> None:
    rows = with_rows("ais_gaps", signal("gap", at(3, 20), at(3, 22)))
    row = fact_row(rows)
    assert (row["ais_gap_hours"], row["ais_gap_in_risk_area_hours"]) == (48, 0)
    rows["ais_gaps"] = [signal("gap", at(3, 20), at(3, 21), is_risk_area=True)]
    row = fact_row(rows)
    assert (row["ais_gap_hours"], row["ais_gap_in_risk_area_hours"]) == (0, 24)
    rows["ais_gaps"] = [signal("none", at(3, 1), at(5, 1)), signal("transfer", at(3, 20), None)]
    assert fact_row(rows)["n_undisclosed_transfers"] == 1
    rows["transport_documents"][0]["has_transhipment"] = True
    assert fact_row(rows)["n_undisclosed_transfers"] == 0
    rows["ais_gaps"] = [signal("gap", at(6, 1), at(6, 9))]  # nobody looked at this voyage
    row = fact_row(rows)
    assert (row["ais_gap_hours"], row["n_ais_identity_changes"]) == (None, None)


def receipt(**more: Any) -> dict[str, Any]:
    row = {"document_id": "D1-WR", "deal_id": "D1", "leg": "both", "receipt_no": "W1"}
    return {**row, "warehouse_id": "W", "quantity": Decimal(100), "unit": "TNE", **more}


@pytest.mark.parametrize(
    ("place", "zone", "storage", "code"),
    [
        ("CNYSN", "bonded", "BONDED_ZONE", "121030"),
        ("CNSHA", "none", "IN_COUNTRY", "121010"),
        ("CNSHA", None, "ZONE_NOT_STATED", None),
        ("SGSIN", None, "NONE", None),
        (None, "bonded", None, None),
    ],
)
def test_goods_stored_in_china_have_a_code_of_their_own(
    place: str | None, zone: str | None, storage: str | None, code: str | None
) -> None:
    rows = with_rows("warehouse_receipts", receipt(location=place))
    rows["warehouses"] = [{"warehouse_id": "W", "zone_kind": zone, "valid_from": START}]
    row = fact_row(rows)
    assert (row["china_storage"], row["proposed_bop_code"]) == (storage, code)
    assert row["is_declared_as_resale"] is True
    rows["payments"] = [{**p, "bop_code": "121030"} for p in rows["payments"]]
    assert fact_row(rows)["is_declared_as_resale"] is False


def test_records_of_counterparties_within_two_years() -> None:
    def record(day: date, **more: Any) -> dict[str, Any]:
        return {"party_id": "P-BUYER", "kind": "penalty", "recorded_on": day, "ref": "R", **more}

    rows = with_rows("adverse_records", record(date(2025, 1, 1), is_fx=True))
    row = fact_row(rows)
    assert (row["adverse_record_level"], row["adverse_record_no"]) == (2, "R")
    for row_, level in (
        (record(date(2025, 1, 1)), 1),
        (record(date(2025, 1, 1), kind="litigation", is_fx=True), 1),
        (record(date(2023, 12, 31), is_fx=True), 0),
        (record(date(2025, 1, 1), party_id="C1", is_fx=True), 0),  # the client's own
    ):
        assert fact_row({**rows, "adverse_records": [row_]})["adverse_record_level"] == level


def test_shuffled_rows_say_the_same() -> None:
    rows = with_rows(
        "country_risk", risk("CL", "embargo"), risk("NL", "embargo"), risk("CL", "secrecy")
    )
    rows["control_lists"] = [control(hs_prefix="7403"), control(keyword="copper", list="K")]
    families = ("restrictions", "controlled_goods", "ship_history", "trade_place", "adverse")

    def told(rows: Rows) -> Any:
        tables = typed(rows)
        links = link(tables)
        sides = side_tables(tables, ledger(tables, links, History.none()), AS_OF)
        (part,) = cut(tables, links.deals, links.documents, links.payments, AS_OF, 1)
        return facts(part, sides, families).rows()

    assert told(rows) == told({name: some[::-1] for name, some in rows.items()})
    assert {len(FAMILIES[f]) > 0 for f in families} == {True}
