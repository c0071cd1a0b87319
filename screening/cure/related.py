"""Clients of the bank related to a client, as the tables of firms tell."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl


def related_clients(
    client_id: str | None, tables: Mapping[str, pl.DataFrame], on: date
) -> frozenset[str] | None:
    """Other clients reached by relations that hold on that day; None where none are known at all.

    A firm may stand under its client id or under party ids; a common controller relates too.
    """
    if client_id is None or "party_links" not in tables:
        return None
    holds = (pl.col("valid_from") <= on) & (
        pl.col("valid_to").is_null() | (pl.col("valid_to") >= on)
    )
    holds &= pl.col("kind") != "different"
    ties = [tables["party_links"].filter(holds).select(a="party_id", b="other_party_id")]
    clients = {client_id}
    if "parties" in tables:
        parties = tables["parties"]
        ties += [parties.select(a="party_id", b=c) for c in ("client_id", "controller_id")]
        clients |= set(parties["client_id"].drop_nulls())
    if "clients" in tables:
        clients |= set(tables["clients"]["client_id"])
    forth = pl.concat(ties).drop_nulls().unique()
    both = pl.concat([forth, forth.select(a="b", b="a")])
    reached = {client_id}
    while True:
        wider = reached | set(both.filter(pl.col("a").is_in(sorted(reached)))["b"])
        if wider == reached:
            return frozenset(reached & clients) - {client_id}
        reached = wider
