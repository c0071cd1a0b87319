"""Pass 1: which paper and payment belongs to which deal, and who used a paper before."""

from __future__ import annotations

from screening.linking.history import History
from screening.linking.known import known_at
from screening.linking.ledger import Ledger, ledger
from screening.linking.links import Links, link

__all__ = ["History", "Ledger", "Links", "known_at", "ledger", "link"]
