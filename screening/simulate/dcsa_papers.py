"""Bills of the book as DCSA electronic bill of lading 3.0.4 documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

ISSUED = "ISSUED"  # as the carrier sent it, whatever became of it since


def written(bills: pl.DataFrame, equipment: pl.DataFrame, names: pl.DataFrame, out: Path) -> None:
    """Writes one JSON file a bill (rows of transport_documents), every other one in its event.

    `names` (party_id, name, country) gives the parties; `equipment` the boxes.
    """
    who = {row[0]: row[1:] for row in names.select("party_id", "name", "country").iter_rows()}
    for i, bill in enumerate(bills.iter_rows(named=True)):
        boxes = equipment.filter(pl.col("document_id") == bill["document_id"])
        document = _document(bill, boxes, who)
        tree = document if i % 2 else _event(bill, document)
        path = out / f"ebl_{bill['transport_doc_ref']}.json"
        text = json.dumps(tree, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _event(bill: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    reference = bill["transport_doc_ref"]
    return {
        "specversion": "1.0",
        "id": f"event-{reference}",
        "source": "https://carrier.example/",
        "type": "org.dcsa.transport-document.v3",
        "time": f"{bill['issue_date']}T09:00:00Z",
        "datacontenttype": "application/json",
        "subscriptionReference": "SIMULATED",
        "data": {
            "transportDocumentStatus": ISSUED,
            "transportDocumentReference": reference,
            "transportDocument": document,
        },
    }


def _document(
    bill: dict[str, Any], boxes: pl.DataFrame, who: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    return {
        "transportDocumentReference": bill["transport_doc_ref"],
        "shippingInstructionsReference": f"SI-{bill['transport_doc_ref']}",
        "transportDocumentStatus": ISSUED,
        "transportDocumentTypeCode": bill["type"],
        "isShippedOnBoardType": True,
        "freightPaymentTermCode": bill["freight_term"],
        "isElectronic": True,
        "isToOrder": bill["is_to_order"],
        "issueDate": str(bill["issue_date"]),
        "shippedOnBoardDate": str(bill["on_board_date"]),
        "receiptTypeAtOrigin": "CY",
        "deliveryTypeAtDestination": "CY",
        "cargoMovementTypeAtOrigin": "FCL",
        "cargoMovementTypeAtDestination": "FCL",
        "carrierCode": bill["carrier_code"],
        "carrierCodeListProvider": "NMFTA",
        "transports": _transports(bill),
        "documentParties": {
            "shipper": _party(who[bill["shipper_id"]]),
            "consignee": _party(who[bill["consignee_id"]]),
            "notifyParties": [_party(who[bill["notify_id"]])],
            "issuingParty": {"partyName": f"{bill['carrier_code']} Line (simulated)"},
        },
        "consignmentItems": [_item(bill, boxes)],
        "utilizedTransportEquipments": [
            {
                "isShipperOwned": False,
                "equipment": {"ISOEquipmentCode": iso, "equipmentReference": ref},
            }
            for ref, iso in boxes.select("equipment_ref", "iso_code").iter_rows()
        ],
    }


def _transports(bill: dict[str, Any]) -> dict[str, Any]:
    return {
        "plannedDepartureDate": str(bill["planned_departure_date"]),
        "plannedArrivalDate": str(bill["planned_arrival_date"]),
        "portOfLoading": {"UNLocationCode": bill["load_port"]},
        "portOfDischarge": {"UNLocationCode": bill["discharge_port"]},
        "vesselVoyages": [
            {"vesselName": bill["vessel_name"], "carrierExportVoyageNumber": bill["voyage"]}
        ],
    }


def _party(named: tuple[str, str]) -> dict[str, Any]:
    name, country = named
    return {"partyName": name, "address": {"countryCode": country}}


def _item(bill: dict[str, Any], boxes: pl.DataFrame) -> dict[str, Any]:
    return {
        "carrierBookingReference": f"BK{bill['transport_doc_ref'][4:]}",
        "descriptionOfGoods": [bill["goods_description"]],
        "HSCodes": [bill["hs6"]],
        "cargoItems": [
            {
                "equipmentReference": ref,
                "cargoGrossWeight": {"value": float(weight), "unit": "KGM"},
                "outerPackaging": {"numberOfPackages": 20, "packageCode": "BX"},
            }
            for ref, weight in boxes.select("equipment_ref", "gross_weight_kg").iter_rows()
        ],
    }
