"""The cargo of a DCSA transport document: goods, weights, packages and boxes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from screening.inputs.json_shape import items, joined, number, plain_text, text
from screening.inputs.message import Row

_POUND = Decimal("0.45359237")
_GRAM = Decimal("0.001")


def cargo_items(document: Any) -> list[Any]:
    """Every cargo item of every consignment item."""
    return [c for item in items(document, "consignmentItems") for c in items(item, "cargoItems")]


def goods_lines(document: Any) -> list[str]:
    """The lines that describe the goods, in order."""
    return [
        plain_text(line, "descriptionOfGoods")
        for item in items(document, "consignmentItems")
        for line in items(item, "descriptionOfGoods")
    ]


def hs6_code(document: Any) -> str | None:
    """The first HS code (of 6 to 10 digits), cut to the six that are the same the world over."""
    codes = [
        plain_text(code, "HSCodes")
        for item in items(document, "consignmentItems")
        for code in items(item, "HSCodes")
    ]
    return codes[0][:6] if codes else None


def weight_kg(cargo: Iterable[Any]) -> str | None:
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


def package_count(cargo: Iterable[Any]) -> str | None:
    """Packages together; None where one item's count is not known."""
    counts = [number(item, "outerPackaging", "numberOfPackages") for item in cargo]
    known = [c for c in counts if c is not None]
    return format(sum(known), "f") if known and len(known) == len(counts) else None


def boxes(document: Any, cargo: list[Any], key: str = "") -> dict[str, Row]:
    """Rows of equipment by container number: those listed, and those only cargo names."""
    found: dict[str, Row] = {}
    for listed in items(document, "utilizedTransportEquipments"):
        ref = text(listed, "equipment", "equipmentReference") or text(listed, "equipmentReference")
        if ref and ref not in found:
            found[ref] = {
                "iso_code": text(listed, "equipment", "ISOEquipmentCode"),
                "seal_no": joined(text(s, "number") for s in items(listed, "seals")),
            }
    for item in cargo:
        if ref := text(item, "equipmentReference"):
            found.setdefault(ref, {})
    for ref, box in found.items():
        inside = [c for c in cargo if text(c, "equipmentReference") == ref]
        box |= {
            "document_id": key,
            "equipment_ref": ref,
            "gross_weight_kg": weight_kg(inside),
            "package_count": package_count(inside),
        }
    return found
