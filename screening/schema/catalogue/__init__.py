"""The fact catalogue: every fact a rule may ask, with type, unit, meaning and absence.

No computation lives here. `screening.facts` computes exactly these; `screening.rulepack` checks
every condition and placeholder against them. One module a family of facts.
"""

from __future__ import annotations

import hashlib
from types import MappingProxyType

from screening.schema.catalogue import (
    accounts,
    advances,
    adverse,
    agreement,
    circles,
    client,
    client_means,
    client_patterns,
    client_relations,
    client_standing,
    controlled_goods,
    counterparties,
    deal,
    declarations,
    desk,
    documents,
    eligibility,
    files,
    flows,
    holders,
    identifiers,
    infrastructure,
    instructions,
    likeness,
    list_treatment,
    margins,
    money,
    motives,
    network,
    outside,
    owners,
    packing,
    payments,
    peers,
    places,
    prices,
    quantities,
    receivers,
    recommending,
    restrictions,
    routes,
    scope,
    ship_history,
    terms,
    times,
    title,
    trade_place,
    voyages,
    warehouses,
    watchlist,
)
from screening.schema.fact import Fact

FAMILIES = MappingProxyType(
    {
        "deal": deal.FACTS,
        "title": title.FACTS,
        "identifiers": identifiers.FACTS,
        "places": places.FACTS,
        "prices": prices.FACTS,
        "money": money.FACTS,
        "quantities": quantities.FACTS,
        "times": times.FACTS,
        "documents": documents.FACTS,
        "eligibility": eligibility.FACTS,
        "payments": payments.FACTS,
        "network": network.FACTS,
        "packing": packing.FACTS,
        "routes": routes.FACTS,
        "terms": terms.FACTS,
        "voyages": voyages.FACTS,
        "desk": desk.FACTS,
        "holders": holders.FACTS,
        "files": files.FACTS,
        "agreement": agreement.FACTS,
        "warehouses": warehouses.FACTS,
        "outside": outside.FACTS,
        "peers": peers.FACTS,
        "margins": margins.FACTS,
        "motives": motives.FACTS,
        "list_treatment": list_treatment.FACTS,
        "counterparties": counterparties.FACTS,
        "scope": scope.FACTS,
        "declarations": declarations.FACTS,
        "instructions": instructions.FACTS,
        "advances": advances.FACTS,
        "accounts": accounts.FACTS,
        "flows": flows.FACTS,
        "adverse": adverse.FACTS,
        "controlled_goods": controlled_goods.FACTS,
        "restrictions": restrictions.FACTS,
        "ship_history": ship_history.FACTS,
        "trade_place": trade_place.FACTS,
        "watchlist": watchlist.FACTS,
        "circles": circles.FACTS,
        "likeness": likeness.FACTS,
        "infrastructure": infrastructure.FACTS,
        "owners": owners.FACTS,
        "receivers": receivers.FACTS,
        "client": client.FACTS,
        "client_means": client_means.FACTS,
        "client_relations": client_relations.FACTS,
        "client_standing": client_standing.FACTS,
        "client_patterns": client_patterns.FACTS,
        "recommending": recommending.FACTS,
    }
)
FACTS = MappingProxyType({f.name: f for family in FAMILIES.values() for f in family})
DEAL_FACTS = MappingProxyType({n: f for n, f in FACTS.items() if f.grain == "deal"})
LIST_FACTS = MappingProxyType({n: f for n, f in FACTS.items() if f.grain == "list"})
CLIENT_FACTS = MappingProxyType({n: f for n, f in FACTS.items() if f.grain == "client"})


def fact(name: str) -> Fact:
    """The fact of that name; KeyError if there is none."""
    return FACTS[name]


def catalogue_digest() -> str:
    """Twelve hex digits that change whenever a fact's name, type, unit or absence does."""
    rows = sorted(
        f"{f.name}|{f.type.value}|{f.unit}|{f.grain}|{f.absence.value if f.absence else ''}"
        for f in FACTS.values()
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:12]
