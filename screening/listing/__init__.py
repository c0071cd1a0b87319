"""The list of eligible enterprises: the authorities' own; a bank recommends and records."""

from __future__ import annotations

from screening.listing.importing import Imported, import_notice
from screening.listing.propose import Proposed, propose
from screening.listing.standing import Listed, listed_on
from screening.listing.submit import Submitted, submit

__all__ = [
    "Imported",
    "Listed",
    "Proposed",
    "Submitted",
    "import_notice",
    "listed_on",
    "propose",
    "submit",
]
