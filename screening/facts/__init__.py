"""Pass 2: named values about whole deals and their clients, as the fact catalogue lists them."""

from __future__ import annotations

from screening.facts.client_deals import client_deals
from screening.facts.client_facts import client_facts
from screening.facts.compute import facts
from screening.facts.cut import cut
from screening.facts.lookups import Lookups, lookups
from screening.facts.partition import Partition, Sides
from screening.facts.peers import price_uses

__all__ = [
    "Lookups",
    "Partition",
    "Sides",
    "client_deals",
    "client_facts",
    "cut",
    "facts",
    "lookups",
    "price_uses",
]
