"""DCSA eBL 3.0.4 transport documents: bare, in a list, or within an event.

Source of the names: DCSA-OpenAPI EBL_v3.0.4.yaml (TransportDocument, TransportDocumentData).
"""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from screening.errors import InputError
from screening.inputs.dcsa_document import document_details, document_id, document_row
from screening.inputs.folder import Found
from screening.inputs.json_shape import ShapeError, member, text
from screening.inputs.message import MessageRow

_HALF_CHARACTER = "holds half of a character (\\ud800 to \\udfff alone), which is no text"
_CONFIRMED = "AMENDMENT_CONFIRMED"
_NO_DOCUMENT = "is no DCSA transport document: it has no transportDocumentReference"


def read_dcsa(found: Found) -> list[MessageRow]:
    """One row a document in the file, in its order; `line` is its number there, from 1.

    What is no transport document is one refused row. Raises InputError if it is no JSON.
    """
    tree = _parse(found)
    documents = tree if isinstance(tree, list) else [tree]
    return [_message_row(found.name, i, d) for i, d in enumerate(documents, 1)]


def _parse(found: Found) -> Any:
    try:
        return json.loads(
            found.path.read_bytes().removeprefix(b"\xef\xbb\xbf"),
            parse_float=_number,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise InputError(
            f"is not JSON: {error.msg}",
            where=f"{found.name} line {error.lineno} column {error.colno}",
            do="export the document again; tables are given as NDJSON (.ndjson), one object a line",
        ) from error
    except RecursionError as error:
        raise InputError(
            "is nested too deeply for a transport document",
            where=found.name,
            do="export the document again",
        ) from error
    except ValueError as error:
        raise InputError(
            f"is not JSON: {str(error)[:200]}", where=found.name, do="export the document again"
        ) from error


def _number(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise ValueError("a number is beyond any that can be meant") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _message_row(file: str, line: int, tree: Any) -> MessageRow:
    raw = json.dumps(tree, ensure_ascii=False, sort_keys=True, default=str)
    if raw != raw.encode("utf-8", "replace").decode():
        raw = json.dumps(tree, sort_keys=True, default=str)
        return MessageRow(file, line, raw, reason=_HALF_CHARACTER)
    try:
        return _read(MessageRow(file, line, raw), tree)
    except ShapeError as error:
        return MessageRow(file, line, raw, reason=f"cannot be read as a DCSA document: {error}")


def _read(message: MessageRow, tree: Any) -> MessageRow:
    event = tree if member(tree, "data") is not None else {"data": tree}
    kind = text(event, "type")
    if kind is not None and "transport-document" not in kind:
        message.reason = f"is an event of type {kind[:80]}, not of a transport document"
        return message
    data = member(event, "data")
    document, message.reason = _document(data)
    if message.reason is None:
        status = text(data, "transportDocumentStatus") or text(document, "transportDocumentStatus")
        key = document_id(document)
        message.row = document_row(document, key, status, text(event, "time"))
        message.details = document_details(document, key, message.row)
        message.sub_reference = text(document, "transportDocumentSubReference") or ""
    return message


def _document(data: Any) -> tuple[Any, str | None]:
    """The document within an event's data or a bare one, and why it is refused."""
    if data is None:
        return None, _NO_DOCUMENT
    document = member(data, "transportDocument")
    if document is None and member(data, "amendedTransportDocument") is not None:
        state = text(data, "amendedTransportDocumentStatus")
        if state != _CONFIRMED:
            return None, f"is an amendment that is not confirmed ({(state or 'no status')[:80]})"
        document = member(data, "amendedTransportDocument")
    if document is None:
        if "transportDocumentStatus" in data and len(data) <= 4 and "transports" not in data:
            return None, "is an event without the document itself"
        document = data
    if not text(document, "transportDocumentReference"):
        return None, _NO_DOCUMENT
    return document, None
