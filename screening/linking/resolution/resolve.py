"""Parties resolved: which ids are one firm, what it is called, and the evidence of each join."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from screening.linking.resolution.called import called
from screening.linking.resolution.edges import apart, by_name, known_edges, stated_edges
from screening.linking.resolution.evidence import matches
from screening.linking.resolution.known import KnownParties
from screening.linking.resolution.likely import MAY_BE, SAME, likely
from screening.linking.resolution.marks import KEPT, marks
from screening.linking.resolution.sets import PROBABLE, Joined, add, bearing_of, join_levels
from screening.schema import TABLES


@dataclass(frozen=True, slots=True)
class Resolution:
    """`entities`: one row an id of a firm with several ids: party_id, entity_id; sorted.

    The entity_id is null where a name is borne by several firms and nobody can say whose it is.
    `matches` has a row a pair with its evidence, `parties` a row an id that is new or called
    otherwise than before, `keys` a row an identifier or name that is new: the result tables
    party_match, party_entity and party_key less their run_id.
    """

    entities: pl.DataFrame
    matches: pl.DataFrame
    parties: pl.DataFrame
    keys: pl.DataFrame

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The rows for later batches and auditors, by result table."""
        return {"party_match": self.matches, "party_entity": self.parties, "party_key": self.keys}

    def may_be_one(self) -> pl.DataFrame:
        """One row a pair of ids that may be one firm and were not joined: a, b; sorted."""
        pairs = self.matches.filter(pl.col("verdict") == MAY_BE)
        return pairs.select(a="party_id", b="other_party_id").unique().sort("a", "b")


def resolve(tables: Mapping[str, pl.DataFrame], known: KnownParties, as_of: datetime) -> Resolution:
    """The parties of the tables, with what earlier runs knew of them, as of a time (UTC).

    The bank's word comes first (client id, same_entity), then identifiers (LEI, unified social
    credit code, registration number in a country, IMO company number), accounts, names that one
    firm alone bears, what an earlier batch joined, and likeness last. A link `different` keeps two
    ids apart whatever else is said of them.
    """
    known = known.at(as_of)
    own = marks(tables)
    every = _with_known(own, known)
    barred = apart(tables, known)
    told = join_levels(stated_edges(tables, every), barred, every)
    named, several = by_name(every, told)
    latest = known.latest()
    past = known_edges(latest).join(several, left_on="a", right_on="party_id", how="anti")
    told = join_levels(pl.concat([told.joined, named, past]), barred, every).and_left(told)
    found = told.not_yet_one(likely(every))
    sure = found.filter(pl.col("verdict") == SAME).select("a", "b", decided_by=pl.lit(PROBABLE))
    told = add(told, sure, PROBABLE, barred, bearing_of(every))
    return _resolution(told, own, every, found, barred, several, known, tables, as_of)


def _with_known(own: pl.DataFrame, known: KnownParties) -> pl.DataFrame:
    """The marks of the batch, and for what it does not say of an id those of earlier runs."""
    past = known.keys.select("kind", "value", id="party_id").unique()
    past = past.join(own.select("id", "kind").unique(), on=["id", "kind"], how="anti")
    return pl.concat([own, past.select(own.columns)]).unique().sort("id", "kind", "value")


def _resolution(
    told: Joined,
    own: pl.DataFrame,
    every: pl.DataFrame,
    found: pl.DataFrame,
    barred: pl.DataFrame,
    several: pl.DataFrame,
    known: KnownParties,
    tables: Mapping[str, pl.DataFrame],
    as_of: datetime,
) -> Resolution:
    clients = tables.get("clients", TABLES["clients"].empty())["client_id"]
    latest = known.latest()
    firms = called(told.places(), clients, latest, as_of.date())
    open_ids = several.filter(~pl.col("party_id").is_in(firms["party_id"].implode()))
    entities = pl.concat([firms.select("party_id", "entity_id"), open_ids]).sort("party_id")
    return Resolution(
        entities,
        matches(told, found, every, barred),
        _changed(firms, own, latest, as_of),
        _new_keys(own, known),
    )


def _changed(
    firms: pl.DataFrame, own: pl.DataFrame, latest: pl.DataFrame, as_of: datetime
) -> pl.DataFrame:
    """One row an id of the batch or its firms that is new, or is called otherwise than before."""
    ids = own.select(party_id="id").unique()
    alone = ids.join(firms, on="party_id", how="anti").select(
        "party_id", entity_id="party_id", since_on=pl.lit(as_of.date())
    )
    now = pl.concat([firms, alone]).join(
        latest.rename({"entity_id": "former_id", "since_on": "former_since"}),
        on="party_id",
        how="left",
    )
    is_other = (pl.col("former_id") != pl.col("entity_id")).fill_null(value=True)
    moment = pl.lit(as_of.replace(tzinfo=None)).cast(pl.Datetime("us"))
    return (
        now.filter(is_other)
        .select("party_id", "entity_id", "since_on", "former_id", known_at=moment)
        .sort("party_id")
    )


def _new_keys(own: pl.DataFrame, known: KnownParties) -> pl.DataFrame:
    kept = own.filter(pl.col("kind").is_in(KEPT)).rename({"id": "party_id"})
    past = known.keys.select("party_id", "kind", "value").unique()
    return kept.join(past, on=["party_id", "kind", "value"], how="anti").sort(
        "party_id", "kind", "value"
    )
