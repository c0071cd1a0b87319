"""Pass 1: which paper and payment belongs to which deal, and who used a paper before."""

from __future__ import annotations

from screening.linking.history import History
from screening.linking.history_keys import READ_BY, HistoryKeys, history_keys
from screening.linking.known import known_at
from screening.linking.late import Clashes
from screening.linking.ledger import Ledger, ledger
from screening.linking.links import Links, link
from screening.linking.listed import Listed, Screened, asked_of, listed
from screening.linking.numbers import numbers
from screening.linking.reissued import reissued_ids
from screening.linking.resolution import KnownParties
from screening.linking.written import define_writing

__all__ = [
    "READ_BY",
    "Clashes",
    "History",
    "HistoryKeys",
    "KnownParties",
    "Ledger",
    "Links",
    "Listed",
    "Screened",
    "asked_of",
    "define_writing",
    "history_keys",
    "known_at",
    "ledger",
    "link",
    "listed",
    "numbers",
    "reissued_ids",
]
