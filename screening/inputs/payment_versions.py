"""One payment told of by several messages of a batch: asked for, then booked.

The booked entry stands. What only the request says (who asked when, the other party's country)
is filled into it; the request is refused with the name of the entry that stands.
"""

from __future__ import annotations

from collections.abc import Iterable

from screening.inputs.message import MessageRow

_MUST_AGREE = ("amount", "currency")


def settle_payments(messages: Iterable[MessageRow]) -> None:
    """Joins each request with its booked entry; tells a payment's two booked sides apart."""
    by_id: dict[str | None, list[MessageRow]] = {}
    for message in messages:
        if message.reason is None:
            by_id.setdefault(message.row["payment_id"], []).append(message)
    for told in by_id.values():
        if len(told) > 1:
            _tell_sides_apart(told)
            _join(told)


def _tell_sides_apart(told: list[MessageRow]) -> None:
    """Where payer and payee both bank here, the payee's entry is a payment of its own."""
    if {m.row.get("direction") for m in told} >= {"DBIT", "CRDT"}:
        for message in told:
            if message.row.get("direction") == "CRDT":
                _rename(message, f"{message.row['payment_id']}:CRDT")


def _rename(message: MessageRow, payment_id: str) -> None:
    message.row["payment_id"] = payment_id
    for reference in message.details.get("payment_references", []):
        reference["payment_id"] = payment_id


def _join(told: list[MessageRow]) -> None:
    asked = [m for m in told if m.row.get("status") == "requested" and not m.row.get("direction")]
    booked = [m for m in told if m.row.get("status") == "released"]
    if len(asked) != 1 or not booked:
        return
    request = asked[0]
    if any(request.row.get(c) != m.row.get(c) for m in booked for c in _MUST_AGREE):
        return
    first = min(booked, key=lambda m: (m.file, m.line))
    for message in booked:
        _fill(message, request)
    request.reason = f"superseded by the booked entry in {first.file} line {first.line}"
    request.row, request.details = {}, {}


def _fill(message: MessageRow, request: MessageRow) -> None:
    for column, value in request.row.items():
        message.row[column] = message.row.get(column) or value
    for table, rows in request.details.items():
        own = message.details.setdefault(table, [])
        for row in rows:
            if "payment_id" in row:
                row = {**row, "payment_id": message.row["payment_id"]}  # noqa: PLW2901
            if row not in own:
                own.append(row)
