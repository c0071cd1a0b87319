"""Which ids are one firm: the bank's word first, then identifiers, then likeness by weights."""

from __future__ import annotations

from screening.linking.resolution.known import KnownParties
from screening.linking.resolution.marks import identifying
from screening.linking.resolution.resolve import Resolution, resolve

__all__ = ["KnownParties", "Resolution", "identifying", "resolve"]
