"""Several states of one transport document in a batch: the latest stands, the others are told.

A carrier sends the same document again with every change. Only one row can be the document; the
rows before it are refused with the name of the row that stands, and the status changes they tell
of, where they say when, are kept as rows of `document_events`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from screening.inputs.dcsa_document import event
from screening.inputs.message import MessageRow
from screening.schema import table

_LIFE = {status: i for i, status in enumerate(table("transport_documents").column("status").values)}


def settle_versions(messages: Iterable[MessageRow]) -> None:
    """Marks every superseded version as refused; hands its event to the one that stands."""
    by_id: dict[str, list[MessageRow]] = {}
    for message in messages:
        if message.reason is None:
            by_id.setdefault(str(message.row["document_id"]), []).append(message)
    for versions in by_id.values():
        if len(versions) > 1:
            _settle(versions)


def _settle(versions: Sequence[MessageRow]) -> None:
    timed = all(v.row.get("status_at") for v in versions)
    *older, latest = sorted(versions, key=lambda v: _order(v, timed=timed))
    events = [e for v in (*older, latest) for e in event(v.row)]
    if events:
        latest.details["document_events"] = events
    status = latest.row.get("status") or "no status"
    for version in older:
        version.reason = f"superseded by {latest.file} number {latest.line} ({status})"
        version.row, version.details = {}, {}


def _order(version: MessageRow, *, timed: bool) -> tuple[object, ...]:
    """By time where every version has one, then version reference, then stage of life."""
    row = version.row
    return (
        _instant(row.get("status_at")) if timed else 0.0,
        _natural(version.sub_reference),
        _LIFE.get(str(row.get("status")), -1),
        version.raw,
        version.file,
        version.line,
    )


def _instant(time: str | None) -> float:
    """Seconds since 1970; what is no time comes first (and its row is refused later)."""
    try:
        at = datetime.fromisoformat(time or "")
    except ValueError:
        return float("-inf")
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """A key that puts v9 before v10; numbers may have any length."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text)
    digits = [p.lstrip("0") if p[0] in "0123456789" else None for p in parts]
    return tuple((-1, p) if d is None else (len(d), d) for p, d in zip(parts, digits, strict=True))
