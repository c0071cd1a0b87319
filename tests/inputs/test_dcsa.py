"""DCSA eBL documents as rows."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.inputs.dcsa import read_dcsa
from screening.inputs.folder import Found
from tests.inputs.writing import batch_of

LEI = "5493001KJTIIGC8Y1R12"
DOCUMENT: dict[str, Any] = {
    "transportDocumentReference": "EXA0000001",
    "transportDocumentStatus": "ISSUED",
    "transportDocumentTypeCode": "BOL",
    "freightPaymentTermCode": "PRE",
    "isElectronic": True,
    "isToOrder": False,
    "carrierCode": "EXA",
    "issueDate": "2024-02-21",
    "shippedOnBoardDate": "2024-02-20",
    "carrierClauses": ["Said to contain", "Shipper's load"],
    "transports": {
        "plannedArrivalDate": "2024-03-20",
        "portOfLoading": {"UNLocationCode": "SGSIN"},
        "portOfDischarge": {"locationName": "Rotterdam"},
        "vesselVoyages": [
            {"vesselName": "Mother Star", "carrierExportVoyageNumber": "2", "role": "MOTHER"},
            {
                "vesselName": "Feeder Star",
                "carrierExportVoyageNumber": "1",
                "role": "FIRST_SEA_GOING",
            },
        ],
    },
    "documentParties": {
        "shipper": {
            "partyName": "Example  Metals Pte",
            "address": {"street": "Quay", "city": "Singapore", "countryCode": "SG"},
        },
        "consignee": {
            "partyName": "Example Trading",
            "identifyingCodes": [{"codeListProvider": "GLEIF", "partyCode": LEI}],
        },
        "notifyParties": [{"partyName": "EXAMPLE METALS PTE"}],
        "issuingParty": {"partyName": "Example Line"},
    },
    "consignmentItems": [
        {
            "descriptionOfGoods": ["Copper cathodes", "Grade A"],
            "HSCodes": ["7403110000", "740319"],
            "cargoItems": [
                {
                    "equipmentReference": "EXAU1234560",
                    "cargoGrossWeight": {"value": 10000.5, "unit": "KGM"},
                    "outerPackaging": {"numberOfPackages": 10},
                },
                {
                    "equipmentReference": "EXAU1234575",
                    "cargoGrossWeight": {"value": 22046, "unit": "LBR"},
                    "outerPackaging": {"numberOfPackages": 12},
                },
            ],
        }
    ],
    "utilizedTransportEquipments": [
        {
            "seals": [{"number": "S1"}, {"number": "S2"}],
            "equipment": {"equipmentReference": "EXAU1234560", "ISOEquipmentCode": "22G1"},
        }
    ],
}


def document(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy(DOCUMENT) | changes


def event(status: str, time: str, **changes: Any) -> str:
    body = document(transportDocumentStatus=status, **changes)
    return json.dumps(
        {
            "type": "org.dcsa.transport-document.v3",
            "time": time,
            "data": {"transportDocumentStatus": status, "transportDocument": body},
        }
    )


def test_a_document_becomes_a_row_and_its_details(tmp_path: Path) -> None:
    batch = batch_of(tmp_path, {"bill.json": json.dumps([document()])})
    row = batch.table("transport_documents").row(0, named=True)
    expected = {
        "document_id": "EXA:EXA0000001",
        "type": "BOL",
        "status": "ISSUED",
        "status_at": None,
        "is_to_order": False,
        "is_electronic": True,
        "on_board_date": date(2024, 2, 20),
        "shipper_id": "NAME:EXAMPLE METALS PTE",
        "consignee_id": LEI,
        "notify_id": "NAME:EXAMPLE METALS PTE",
        "load_port": "SGSIN",
        "discharge_port": None,
        "vessel_name": "Feeder Star",
        "voyage": "1",
        "has_transhipment": True,
        "cargo_form": "BOX",
        "goods_description": "Copper cathodes; Grade A",
        "hs6": "740311",
        "gross_weight_kg": Decimal("20000.397"),  # 22046 lb are 9999.8973902... kg
        "package_count": 22,
        "clauses": "Said to contain; Shipper's load",
    }
    assert {k: row[k] for k in expected} == expected
    assert batch.table("equipment").rows() == [
        ("EXA:EXA0000001", "EXAU1234560", "22G1", Decimal("10000.5"), 10, "S1; S2"),
        ("EXA:EXA0000001", "EXAU1234575", None, Decimal("9999.897"), 12, None),
    ]
    parties = batch.table("parties").select("party_id", "name", "country", "lei").rows()
    assert parties == [
        (LEI, "Example Trading", None, LEI),
        ("NAME:EXAMPLE LINE", "Example Line", None, None),
        ("NAME:EXAMPLE METALS PTE", "EXAMPLE METALS PTE", "SG", None),
    ]


def test_the_latest_state_stands_and_the_history_is_kept(tmp_path: Path) -> None:
    batch = batch_of(
        tmp_path,
        {
            "1.json": event("SURRENDER_FOR_DELIVERY", "2024-03-25T00:30:00+08:00"),
            "2.json": event("DRAFT", "2024-02-19T08:00:00Z", vesselName="x"),
            "3.json": event("ISSUED", "2024-03-24T12:00:00Z"),
        },
    )
    assert batch.table("transport_documents")["status"].to_list() == ["SURRENDERED_FOR_DELIVERY"]
    assert batch.table("document_events").select("status", "at").rows() == [
        ("DRAFT", datetime(2024, 2, 19, 8, tzinfo=UTC)),
        ("ISSUED", datetime(2024, 3, 24, 12, tzinfo=UTC)),
        ("SURRENDERED_FOR_DELIVERY", datetime(2024, 3, 24, 16, 30, tzinfo=UTC)),
    ]
    assert batch.rejects["reason"].unique().to_list() == [
        "superseded by 1.json number 1 (SURRENDERED_FOR_DELIVERY)"
    ]


def test_without_times_the_version_then_the_stage_of_life_decides(tmp_path: Path) -> None:
    versions = [
        document(transportDocumentStatus="ISSUED", transportDocumentSubReference="v9"),
        document(transportDocumentStatus="DRAFT", transportDocumentSubReference="v10"),
        document(transportDocumentStatus="APPROVED", transportDocumentSubReference="v10"),
    ]
    batch = batch_of(tmp_path, {"bills.json": json.dumps(versions)})
    assert batch.table("transport_documents")["status"].to_list() == ["APPROVED"]
    assert batch.rejects["line"].to_list() == [1, 2]


def test_order_bills_name_the_order_party_or_are_endorsed_in_blank(tmp_path: Path) -> None:
    parties = {"shipper": {"partyName": "S"}, "endorsee": {"partyName": "Bank of X"}}
    blank = document(
        transportDocumentReference="B2",
        isToOrder=True,
        documentParties={"shipper": {"partyName": "S"}},
    )
    batch = batch_of(
        tmp_path,
        {"a.json": json.dumps([document(isToOrder=True, documentParties=parties), blank])},
    )
    assert batch.table("transport_documents")["consignee_id"].to_list() == [None, "NAME:BANK OF X"]
    assert batch.table("endorsements").select(
        "document_id", "endorser_id", "endorsee_id"
    ).rows() == [
        ("EXA:B2", "NAME:S", None),
        ("EXA:EXA0000001", None, "NAME:BANK OF X"),
    ]


def test_stated_rows_stand_before_what_a_message_implies(tmp_path: Path) -> None:
    parties = {"shipper": {"partyName": "S"}, "endorsee": {"partyName": "Bank of X"}}
    batch = batch_of(
        tmp_path,
        {
            "a.json": json.dumps(document(isToOrder=True, documentParties=parties)),
            "endorsements.csv": "document_id,sequence,endorser_id,endorsee_id\n"
            "EXA:EXA0000001,2,BANK,CLIENT\n",
            "parties.csv": "party_id,name,country\nNAME:BANK OF X,Bank of X,SG\n",
        },
    )
    assert batch.table("endorsements")["sequence"].to_list() == [2]
    assert batch.table("parties")["country"].to_list() == ["SG", None]
    assert batch.rows_rejected == 0


def test_mentions_of_a_party_that_disagree_say_nothing(tmp_path: Path) -> None:
    def shipped_from(country: str, reference: str) -> str:
        shipper = {"partyName": "S", "address": {"countryCode": country, "city": "Port"}}
        return json.dumps(
            document(transportDocumentReference=reference, documentParties={"shipper": shipper})
        )

    batch = batch_of(
        tmp_path, {"a.json": shipped_from("SG", "A"), "b.json": shipped_from("HK", "B")}
    )
    assert batch.table("parties").select("party_id", "country", "address").rows() == [
        ("NAME:S", None, "Port")
    ]


@pytest.mark.parametrize(
    "tree", [None, 1, "x", [], {}, {"data": {}}, {"data": []}, {"transportDocument": 1}, [[1]]]
)
def test_what_is_no_document_is_told(tmp_path: Path, tree: Any) -> None:
    batch = batch_of(tmp_path, {"a.json": json.dumps(tree)})
    assert batch.rows_loaded == 0
    assert batch.rows_rejected == (0 if tree == [] else 1)


def _spots(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree where something can be put in another's stead."""
    if isinstance(tree, dict):
        return [s for k, v in tree.items() for s in ((tree, k), *_spots(v))]
    if isinstance(tree, list):
        return [s for i, v in enumerate(tree) for s in ((tree, i), *_spots(v))]
    return []


N_SPOTS = len(_spots(DOCUMENT))


def test_a_number_of_a_billion_digits_is_refused_before_it_is_written_out(tmp_path: Path) -> None:
    text = json.dumps(document()).replace("10000.5", "1e999999999")
    batch = batch_of(tmp_path, {"a.json": text})
    assert "cargoGrossWeight.value is beyond any number" in batch.rejects["reason"][0]


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, 1, -2.5, True, "x", "", [], {}, [1], {"a": 1}, [None], [[]]]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, N_SPOTS - 1), JUNK), min_size=1, max_size=3))
def test_no_shape_of_document_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, Any]]
) -> None:
    tree = document()
    for spot, junk in changes:
        places = _spots(tree)
        holder, key = places[spot % len(places)]
        holder[key] = copy.deepcopy(junk)  # put in twice, it would hold itself
    path = tmp_path_factory.getbasetemp() / "junk.json"
    path.write_text(json.dumps(tree))
    rows = read_dcsa(Found(path, "junk.json", "dcsa"))
    assert len(rows) == 1
    assert (rows[0].reason is None) == bool(rows[0].row)
