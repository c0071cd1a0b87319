"""One DCSA transport document as rows: the document, its boxes, endorsement, events, parties."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from types import MappingProxyType
from typing import Any

from screening.inputs.json_shape import ShapeError, items, member, number, text
from screening.inputs.message import Row, party, party_id_of

_STATUS = MappingProxyType(
    {  # notifications spell three of the statuses another way than the document does
        "SURRENDER_FOR_AMENDMENT": "SURRENDERED_FOR_AMENDMENT",
        "SURRENDER_FOR_DELIVERY": "SURRENDERED_FOR_DELIVERY",
        "VOID": "VOIDED",
    }
)
_POUND = Decimal("0.45359237")
_GRAM = Decimal("0.001")


def document_id(document: Any) -> str:
    """The document's key: carrier and number, so that another batch names it the same way."""
    carrier = text(document, "carrierCode")
    reference = text(document, "transportDocumentReference") or ""
    return f"{carrier}:{reference}" if carrier else reference


def document_row(document: Any, key: str, status: str | None, at: str | None) -> Row:
    """The row of transport_documents."""
    cargo = _cargo(document)
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
        "cargo_form": "BOX" if _boxes(document, cargo) else None,
        "goods_description": _joined(_goods(document)),
        "hs6": _hs6(document),
        "gross_weight_kg": _weight(cargo),
        "package_count": _packages(cargo),
        "clauses": _joined(_plain(c, "carrierClauses") for c in items(document, "carrierClauses")),
    }


def document_details(document: Any, key: str, row: Row) -> dict[str, list[Row]]:
    """Rows of other tables that follow from the document, by table."""
    endorsee = _party_id(member(document, "documentParties", "endorsee"))
    cargo = _cargo(document)
    details: dict[str, list[Row]] = {
        "equipment": list(_boxes(document, cargo, key).values()),
        "endorsements": [{"document_id": key, "sequence": "1", "endorsee_id": endorsee}]
        if endorsee
        else [],
        "document_events": event(row),
        "parties": [p for p in map(_party, _all_parties(document)) if p],
    }
    return {table: rows for table, rows in details.items() if rows}


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


def _cargo(document: Any) -> list[Any]:
    return [c for item in items(document, "consignmentItems") for c in items(item, "cargoItems")]


def _goods(document: Any) -> list[str]:
    return [
        _plain(line, "descriptionOfGoods")
        for item in items(document, "consignmentItems")
        for line in items(item, "descriptionOfGoods")
    ]


def _hs6(document: Any) -> str | None:
    codes = [
        _plain(code, "HSCodes")
        for item in items(document, "consignmentItems")
        for code in items(item, "HSCodes")
    ]
    return codes[0][:6] if codes else None


def _weight(cargo: Iterable[Any]) -> str | None:
    """Kilograms together; None where one item's weight cannot be known."""
    weights = [_kilograms(item) for item in cargo]
    known = [w for w in weights if w is not None]
    return format(sum(known), "f") if known and len(known) == len(weights) else None


def _kilograms(item: Any) -> Decimal | None:
    value = number(item, "cargoGrossWeight", "value")
    unit = text(item, "cargoGrossWeight", "unit")
    if value is None or not value.is_finite():
        return None
    if unit == "LBR":  # a pound has no exact place in grams: to the gram, ties to even
        return (value * _POUND).quantize(_GRAM, ROUND_HALF_EVEN)
    return value if unit == "KGM" else None


def _packages(cargo: Iterable[Any]) -> str | None:
    counts = [number(item, "outerPackaging", "numberOfPackages") for item in cargo]
    known = [c for c in counts if c is not None]
    return format(sum(known), "f") if known and len(known) == len(counts) else None


def _boxes(document: Any, cargo: list[Any], key: str = "") -> dict[str, Row]:
    """Rows of equipment by container number: those listed, and those only cargo names."""
    boxes: dict[str, Row] = {}
    for listed in items(document, "utilizedTransportEquipments"):
        ref = text(listed, "equipment", "equipmentReference") or text(listed, "equipmentReference")
        if ref and ref not in boxes:
            boxes[ref] = {
                "iso_code": text(listed, "equipment", "ISOEquipmentCode"),
                "seal_no": _joined(text(s, "number") for s in items(listed, "seals")),
            }
    for item in cargo:
        if ref := text(item, "equipmentReference"):
            boxes.setdefault(ref, {})
    for ref, box in boxes.items():
        inside = [c for c in cargo if text(c, "equipmentReference") == ref]
        box |= {
            "document_id": key,
            "equipment_ref": ref,
            "gross_weight_kg": _weight(inside),
            "package_count": _packages(inside),
        }
    return boxes


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
    lines = [_plain(a, "displayedAddress") for a in items(tree, "displayedAddress")]
    return _joined(text(tree, "address", p) for p in parts) or _joined(lines)


def _plain(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise ShapeError(f"{name} is not a list of texts")
    return value


def _joined(parts: Iterable[str | None]) -> str | None:
    return "; ".join(p for p in parts if p) or None
