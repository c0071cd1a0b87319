"""All facts of a partition of deals: one wide row a deal, exactly the columns of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from screening.facts.deal import deal
from screening.facts.documents import documents
from screening.facts.eligibility import eligibility
from screening.facts.identifiers import identifiers
from screening.facts.money import money
from screening.facts.network import network
from screening.facts.partition import Partition, Sides
from screening.facts.payments import payments
from screening.facts.places import places
from screening.facts.prices import prices
from screening.facts.quantities import quantities
from screening.facts.sound import assert_sound
from screening.facts.times import times
from screening.facts.title import title
from screening.schema import DEAL_FACTS, FAMILIES

Family = Callable[[Partition, Sides], pl.LazyFrame]

BY_FAMILY: Mapping[str, Family] = MappingProxyType(
    {
        "deal": deal,
        "title": title,
        "identifiers": identifiers,
        "places": places,
        "prices": prices,
        "money": money,
        "quantities": quantities,
        "times": times,
        "documents": documents,
        "eligibility": eligibility,
        "payments": payments,
        "network": network,
    }
)


def facts(part: Partition, sides: Sides) -> pl.DataFrame:
    """One row a deal, sorted by deal_id: deal_id and every fact of that grain, typed.

    A fact the catalogue calls never null is never null and no fact is NaN or infinite; anything
    else is a fault of this program and raises AssertionError.
    """
    names = list(BY_FAMILY)
    # the streaming engine may give joined rows in another order each time
    frames = pl.collect_all([BY_FAMILY[n](part, sides) for n in names], engine="in-memory")
    wide = part.deals.select("deal_id")
    for name, frame in zip(names, frames, strict=True):
        columns = [f.name for f in FAMILIES[name]]
        wide = wide.join(frame.select("deal_id", *columns), on="deal_id", how="left")
    wide = wide.select("deal_id", *(pl.col(f.name).cast(f.type.dtype) for f in DEAL_FACTS.values()))
    assert_sound(wide, DEAL_FACTS.values(), part.deals.height)
    return wide.sort("deal_id")
