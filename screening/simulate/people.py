"""Clients, foreign parties and banks of the simulated world, and the tables that state them."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from screening.simulate.accounts import accounts
from screening.simulate.clients import clients, statuses
from screening.simulate.keepers import relations
from screening.simulate.owners import owners, shareholdings
from screening.simulate.parties import parties
from screening.simulate.roll import group_clients, ordinary_clients, pool, star_clients

_PAIRS_OF_SHELLS = 12


@dataclass(frozen=True, slots=True)
class People:
    """Who trades: ids to draw from, and the party tables in full."""

    clients: tuple[str, ...]
    suppliers: tuple[tuple[str, ...], ...]  # one tuple a commodity, as GOODS
    buyers: tuple[tuple[str, ...], ...]
    shells: tuple[tuple[str, str], ...]  # two firms with one controller
    stars: tuple[str, ...]  # clients that trade with firms of one owner alone
    groups: tuple[str, ...]  # procurement centres
    tables: dict[str, pl.DataFrame]

    @property
    def white_listed(self) -> tuple[str, ...]:
        """Clients of class 1 that stand on the authorities' list."""
        return self.clients[::5]


def people(deals: int) -> People:
    """The parties of a simulated book of that many deals."""
    ordinary, stars, groups = ordinary_clients(deals), star_clients(deals), group_clients(deals)
    per_good = max(4, min(deals // 1500, 400))
    suppliers, buyers = pool("SUP", per_good), pool("BUY", per_good)
    shells = tuple((f"SHL-{i:03d}-A", f"SHL-{i:03d}-B") for i in range(_PAIRS_OF_SHELLS))
    own = clients(ordinary, stars, groups)
    traders = [p for firms in (*suppliers, *buyers) for p in firms]
    firms = parties(own, traders, shells, stars, groups)
    tables = {
        "clients": own,
        "client_status": statuses(own, groups),
        "parties": pl.concat([firms, owners(firms)], how="diagonal_relaxed"),
        "accounts": accounts(firms),
        "party_links": pl.concat(
            [relations(shells, groups), shareholdings(firms)], how="diagonal_relaxed"
        ),
    }
    return People(ordinary, suppliers, buyers, shells, stars, groups, tables)


def branches(everyone: People) -> pl.DataFrame:
    """The branch that keeps each client: client_id, branch_id."""
    return everyone.tables["clients"].select("client_id", "branch_id")
