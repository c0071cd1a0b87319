"""What earlier runs knew of parties: the firm of each id, its identifiers, and who is not whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

ENTITIES: dict[str, pl.DataType] = {
    "run_id": pl.String(),
    "party_id": pl.String(),
    "entity_id": pl.String(),
    "since_on": pl.Date(),
    "known_at": pl.Datetime("us"),
    "run_no": pl.Int64(),
}
KEYS: dict[str, pl.DataType] = {
    "run_id": pl.String(),
    "party_id": pl.String(),
    "kind": pl.String(),
    "value": pl.String(),
}
APART: dict[str, pl.DataType] = {
    "run_id": pl.String(),
    "party_id": pl.String(),
    "other_party_id": pl.String(),
}


@dataclass(frozen=True, slots=True)
class KnownParties:
    """Parties of earlier runs that the batch names, or that share an identifier with one it names.

    `entities` has a row a run and party that was new or called otherwise then (ENTITIES), `keys` a
    row an identifier or name of one (KEYS), `apart` a pair the bank said are two firms (APART).
    """

    entities: pl.DataFrame
    keys: pl.DataFrame
    apart: pl.DataFrame

    @staticmethod
    def none() -> KnownParties:
        """What a store without runs knows."""
        return KnownParties(*(pl.DataFrame(schema=s) for s in (ENTITIES, KEYS, APART)))

    @property
    def run_ids(self) -> pl.Series:
        """The run of every row: with repeats, as a digest of the history counts them."""
        return pl.concat(f["run_id"] for f in (self.entities, self.keys, self.apart))

    def at(self, as_of: datetime) -> KnownParties:
        """The same less what runs judged at a later time recorded."""
        moment = pl.lit(as_of.replace(tzinfo=None)).cast(pl.Datetime("us"))
        runs = self.entities.filter(pl.col("known_at") <= moment)["run_id"].unique()
        mine = pl.col("run_id").is_in(runs.implode())
        return KnownParties(*(f.filter(mine) for f in (self.entities, self.keys, self.apart)))

    def latest(self) -> pl.DataFrame:
        """One row a party: party_id, entity_id and since_on, as last recorded."""
        order = ["party_id", "known_at", "run_no"]
        return (
            self.entities.sort(*order)
            .unique("party_id", keep="last", maintain_order=True)
            .select("party_id", "entity_id", "since_on")
        )
