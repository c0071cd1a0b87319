"""Pass 2: named values about whole deals, one wide row a deal, as the fact catalogue lists them."""

from __future__ import annotations

from screening.facts.compute import facts
from screening.facts.cut import cut
from screening.facts.lookups import Lookups, lookups
from screening.facts.partition import Partition, Sides

__all__ = ["Lookups", "Partition", "Sides", "cut", "facts", "lookups"]
