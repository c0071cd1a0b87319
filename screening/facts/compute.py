"""All facts of a partition of deals: one wide row a deal, exactly the columns of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from screening.facts.accounts import accounts
from screening.facts.advances import advances
from screening.facts.adverse import adverse
from screening.facts.agreement import agreement
from screening.facts.circles import circles
from screening.facts.controlled_goods import controlled_goods
from screening.facts.counterparties import counterparties
from screening.facts.deal import deal
from screening.facts.declarations import declarations
from screening.facts.desk import desk
from screening.facts.documents import documents
from screening.facts.eligibility import eligibility
from screening.facts.files import files
from screening.facts.flows import flows
from screening.facts.holders import holders
from screening.facts.identifiers import identifiers
from screening.facts.infrastructure import infrastructure
from screening.facts.instructions import instructions
from screening.facts.likeness import likeness
from screening.facts.list_treatment import list_treatment
from screening.facts.margins import margins
from screening.facts.money import money
from screening.facts.motives import motives
from screening.facts.network import network
from screening.facts.outside import outside
from screening.facts.owners import owners
from screening.facts.packing import packing
from screening.facts.partition import Partition, Sides
from screening.facts.payments import payments
from screening.facts.peers import peers
from screening.facts.places import places
from screening.facts.prices import prices
from screening.facts.quantities import quantities
from screening.facts.receivers import receivers
from screening.facts.restrictions import restrictions
from screening.facts.routes import routes
from screening.facts.scope import scope
from screening.facts.ship_history import ship_history
from screening.facts.sound import assert_sound, typed
from screening.facts.terms import terms
from screening.facts.times import times
from screening.facts.title import title
from screening.facts.trade_place import trade_place
from screening.facts.voyages import voyages
from screening.facts.warehouses import warehouses
from screening.facts.watchlist import watchlist
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
        "holders": holders,
        "files": files,
        "packing": packing,
        "routes": routes,
        "terms": terms,
        "desk": desk,
        "voyages": voyages,
        "agreement": agreement,
        "warehouses": warehouses,
        "outside": outside,
        "list_treatment": list_treatment,
        "counterparties": counterparties,
        "scope": scope,
        "peers": peers,
        "margins": margins,
        "motives": motives,
        "declarations": declarations,
        "instructions": instructions,
        "advances": advances,
        "accounts": accounts,
        "flows": flows,
        "adverse": adverse,
        "controlled_goods": controlled_goods,
        "restrictions": restrictions,
        "ship_history": ship_history,
        "trade_place": trade_place,
        "watchlist": watchlist,
        "circles": circles,
        "likeness": likeness,
        "infrastructure": infrastructure,
        "owners": owners,
        "receivers": receivers,
    }
)


def facts(
    part: Partition, sides: Sides, families: Sequence[str] = tuple(BY_FAMILY)
) -> pl.DataFrame:
    """One row a deal, sorted by deal_id: deal_id and every fact of the families, typed.

    A fact the catalogue calls never null is never null and no fact is NaN or infinite; anything
    else is a fault of this program and raises AssertionError.
    """
    asked = [f for f in DEAL_FACTS.values() if f.family in families]
    # the streaming engine may give joined rows in another order each time
    frames = pl.collect_all([BY_FAMILY[n](part, sides) for n in families], engine="in-memory")
    wide = part.deals.select("deal_id")
    for name, frame in zip(families, frames, strict=True):
        columns = [f.name for f in FAMILIES[name]]
        wide = wide.join(frame.select("deal_id", *columns), on="deal_id", how="left")
    wide = wide.select("deal_id", *(typed(f) for f in asked))
    assert_sound(wide, asked, part.deals.height)
    return wide.sort("deal_id")
