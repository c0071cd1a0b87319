"""What the store already knows, as narrow tables: uses of papers and payments, clients' deals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import polars as pl

from screening.linking.links import Links
from screening.linking.resolution import KnownParties
from screening.schema.results import CONSULTED_TABLES

FOUND = {"deal_id": pl.String, "document_id": pl.String, "payment_id": pl.String}
_NOTHING = pl.lit(None, pl.String)


@dataclass(frozen=True, slots=True)
class History:
    """Uses and deals recorded by the live results of earlier runs, as far as a batch asks for them.

    `uses` has the result tables of CONSULTED_TABLES by name, with their run_id; `consulted` are
    the runs they come from, sorted. `found` has a row a paper or payment (deal_id, document_id,
    payment_id: one of the two) of each deal that an earlier run made of what no deal claimed;
    `parties` are the firms and identifiers of earlier runs' parties.
    """

    uses: Mapping[str, pl.DataFrame]
    found: pl.DataFrame
    consulted: tuple[str, ...]
    parties: KnownParties = field(default_factory=KnownParties.none)

    @staticmethod
    def of(
        uses: Mapping[str, pl.DataFrame],
        found: pl.DataFrame | None = None,
        parties: KnownParties | None = None,
    ) -> History:
        """The history those uses and deals make; a table that is not given is empty."""
        every = {t.name: uses.get(t.name, t.empty()) for t in CONSULTED_TABLES}
        parties = parties or KnownParties.none()
        runs = pl.concat([*(u["run_id"] for u in every.values()), parties.run_ids])
        found = pl.DataFrame(schema=FOUND) if found is None else found.select(list(FOUND))
        return History(MappingProxyType(every), found, tuple(runs.unique().sort()), parties)

    @property
    def digest(self) -> str:
        """A digest of what is known; of nothing at all, the digest of nothing.

        Stored rows never change and are superseded by whole deals, so of the keys of one batch the
        number of rows left of each run tells two histories apart as surely as the rows would.
        """
        counts = (
            pl.concat([*(uses["run_id"] for uses in self.uses.values()), self.parties.run_ids])
            .to_frame()
            .group_by("run_id")
            .len()
            .sort("run_id")
        )
        lines = "\n".join(f"{run} {n}" for run, n in counts.iter_rows())
        return hashlib.sha256(lines.encode()).hexdigest()

    @staticmethod
    def none() -> History:
        """The history of an empty store."""
        return History.of({})

    def before(self, day: date) -> History:
        """The history with those prices alone that a run judged on an earlier day had recorded.

        Of a goods line that several of them recorded, the last. A batch is never its own peer,
        nor is another of its day: what is screened later, or twice, changes no answer of before.
        """
        line = ["deal_id", "document_id", "line_no", "leg"]
        prices = (
            self.uses["price_use"]
            .filter(pl.col("recorded_on") < day)
            .sort(*line, "recorded_on", "run_id")
            .unique(line, keep="last", maintain_order=True)
        )
        return History.of({**self.uses, "price_use": prices}, self.found, self.parties)

    def without(self, deal_ids: pl.Series) -> History:
        """The history less the deals of the batch at hand, which are judged anew."""
        is_other = ~pl.col("deal_id").is_in(deal_ids.implode())
        uses = {name: frame.filter(is_other) for name, frame in self.uses.items()}
        return History.of(uses, self.found.filter(is_other), self.parties)

    def absorbed(self, links: Links) -> pl.Series:
        """Found deals, sorted, all of whose papers and payments the links have placed elsewhere."""
        placed = pl.concat(
            [
                links.documents.select("deal_id", "document_id", payment_id=_NOTHING),
                links.payments.select("deal_id", "payment_id", document_id=_NOTHING),
            ],
            how="diagonal",
        ).unique()
        members = self.found.join(
            placed, on=["document_id", "payment_id"], how="left", nulls_equal=True, suffix="_now"
        )
        elsewhere = (pl.col("deal_id_now") != pl.col("deal_id")).fill_null(value=False)
        by_member = members.group_by(list(FOUND)).agg(moved=elsewhere.all())
        return (
            by_member.group_by("deal_id")
            .agg(pl.col("moved").all())
            .filter("moved")["deal_id"]
            .sort()
        )
