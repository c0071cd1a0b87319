"""One DCSA transport document as rows: the document, its boxes, endorsement, events, parties."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from screening.inputs.dcsa_cargo import (
    boxes,
    cargo_items,
    goods_lines,
    hs6_code,
    package_count,
    weight_kg,
)
from screening.inputs.json_shape import items, joined, member, plain_text, text
from screening.inputs.message import Row, party, party_id_of

_STATUS = MappingProxyType(
    {  # notifications spell three of the statuses another way than the document does
        "SURRENDER_FOR_AMENDMENT": "SURRENDERED_FOR_AMENDMENT",
        "SURRENDER_FOR_DELIVERY": "SURRENDERED_FOR_DELIVERY",
        "VOID": "VOIDED",
    }
)


def document_id(document: Any) -> str:
    """The document's key: carrier and number, so that another batch names it the same way."""
    carrier = text(document, "carrierCode")
    reference = text(document, "transportDocumentReference") or ""
    return f"{carrier}:{reference}" if carrier else reference


def document_row(document: Any, key: str, status: str | None, at: str | None) -> Row:
    """The row of transport_documents."""
    cargo = cargo_items(document)
    return {
        "document_id": key,
        "transport_doc_ref": text(document, "transportDocumentReference"),
        "type": text(document, "transportDocumentTypeCode"),
        "carrier_code": text(document, "carrierCode"),
        "status": _STATUS.get(status or "", status),
        "status_at": at,
        "is_to_order": text(document, "isToOrder"),
        "is_electronic": text(document, "isElectronic"),
        "issue_date": text(document, "issueDate"),
        "on_board_date": text(document, "shippedOnBoardDate"),
        "received_date": text(document, "receivedForShipmentDate"),
        "shipper_id": _party_id(member(document, "documentParties", "shipper")),
        # on an order bill DCSA names the order party as endorsee; consignee then is absent
        "consignee_id": _party_id(
            member(document, "documentParties", "consignee")
            or member(document, "documentParties", "endorsee")
        ),
        "notify_id": next(
            map(_party_id, items(document, "documentParties", "notifyParties")), None
        ),
        "issuing_party_name": text(document, "documentParties", "issuingParty", "partyName"),
        **_voyage(document),
        "freight_term": text(document, "freightPaymentTermCode"),
        "cargo_form": "BOX" if boxes(document, cargo) else None,
        "goods_description": joined(goods_lines(document)),
        "hs6": hs6_code(document),
        "gross_weight_kg": weight_kg(cargo),
        "package_count": package_count(cargo),
        "clauses": joined(
            plain_text(c, "carrierClauses") for c in items(document, "carrierClauses")
        ),
    }


def document_details(document: Any, key: str, row: Row) -> dict[str, list[Row]]:
    """Rows of other tables that follow from the document, by table."""
    cargo = cargo_items(document)
    details: dict[str, list[Row]] = {
        "equipment": list(boxes(document, cargo, key).values()),
        "endorsements": _endorsements(document, row),
        "document_events": event(row),
        "parties": [p for p in map(_party, _all_parties(document)) if p],
    }
    return {table: rows for table, rows in details.items() if rows}


def _endorsements(document: Any, row: Row) -> list[Row]:
    """The endorsement an order bill implies.

    The standard: an endorsee is whom title went to by endorsement (by whom it does not say); an
    order bill that names none is endorsed in blank, which only its shipper can have done.
    """
    if row["is_to_order"] != "true":
        return []
    endorsee = _party_id(member(document, "documentParties", "endorsee"))
    endorser = None if endorsee else row["shipper_id"]
    if not (endorsee or endorser):
        return []
    return [
        {
            "document_id": row["document_id"],
            "sequence": "1",
            "endorser_id": endorser,
            "endorsee_id": endorsee,
        }
    ]


def event(row: Row) -> list[Row]:
    """The change of status a document's row tells of, if it says when."""
    if not row.get("status") or not row.get("status_at"):
        return []
    return [
        {
            "document_id": row["document_id"],
            "status": row["status"],
            "at": row["status_at"],
            "source": "DCSA eBL",
        }
    ]


def _voyage(document: Any) -> Row:
    voyages = items(document, "transports", "vesselVoyages")
    first = next((v for v in voyages if text(v, "role") == "FIRST_SEA_GOING"), None)
    vessel = first or (voyages[0] if voyages else None)
    names = {text(v, "vesselName") for v in voyages}
    return {
        "load_port": text(document, "transports", "portOfLoading", "UNLocationCode"),
        "discharge_port": text(document, "transports", "portOfDischarge", "UNLocationCode"),
        "place_of_receipt": text(document, "transports", "placeOfReceipt", "UNLocationCode"),
        "place_of_delivery": text(document, "transports", "placeOfDelivery", "UNLocationCode"),
        "vessel_name": text(vessel, "vesselName"),
        "vessel_imo": text(vessel, "vesselIMONumber"),
        "voyage": text(vessel, "carrierExportVoyageNumber"),
        "planned_departure_date": text(document, "transports", "plannedDepartureDate"),
        "planned_arrival_date": text(document, "transports", "plannedArrivalDate"),
        "has_transhipment": "true" if len(names) > 1 else None,
    }


def _all_parties(document: Any) -> list[Any]:
    named = ("shipper", "consignee", "endorsee", "issuingParty")
    return [
        *(member(document, "documentParties", n) for n in named),
        *items(document, "documentParties", "notifyParties"),
    ]


def _party(tree: Any) -> Row | None:
    if tree is None:
        return None
    return party(
        text(tree, "partyName"),
        lei=_lei(tree),
        country=text(tree, "address", "countryCode"),
        address=_address(tree),
    )


def _party_id(tree: Any) -> str | None:
    return None if tree is None else party_id_of(text(tree, "partyName"), _lei(tree))


def _lei(tree: Any) -> str | None:
    return next(
        (
            text(code, "partyCode")
            for code in items(tree, "identifyingCodes")
            if text(code, "codeListProvider") == "GLEIF"
        ),
        None,
    )


def _address(tree: Any) -> str | None:
    parts = ("street", "streetNumber", "postCode", "city", "stateRegion")
    lines = [plain_text(a, "displayedAddress") for a in items(tree, "displayedAddress")]
    return joined(text(tree, "address", p) for p in parts) or joined(lines)
