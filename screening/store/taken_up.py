"""What a run takes up from the store: deals a batch or a day touches, and what is on record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

import polars as pl

from screening.linking import Links
from screening.schema import PAPERS, REFERENCE_TABLES, TABLES
from screening.schema.record import Record
from screening.schema.results import DEAL_SOURCE
from screening.store.list_statuses import no_entries
from screening.store.stored_inputs import MEMBERS, SCOPE

_REFERENCES = frozenset(t.name for t in REFERENCE_TABLES)
AS_ASKED = "as asked"  # run.as_of_source of a time of decision that was given
_PLACED = (*(t.name for t in PAPERS), "payments")
_LINKING = (*(t.name for t in PAPERS), "payments", "payment_allocations")


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Stored deals to be screened whole beside a batch, and what the desk has on record.

    `scope` has a row a deal (screening.store.stored_inputs.SCOPE), `members` a row a deal and key
    of a paper or payment, `tables` their typed rows and the reference tables they were judged by,
    `record` the cures and the duties that run already, and `as_of` is the latest time of decision
    of the results to be superseded. `entries` are those of the authorities' lists
    (screening.store.list_statuses.ENTRIES).
    """

    scope: pl.DataFrame
    members: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    record: Record
    as_of: datetime | None = None
    entries: pl.DataFrame = field(default_factory=no_entries)

    @staticmethod
    def nothing() -> TakenUp:
        """What a run takes from a store that knows none of its deals."""
        none = pl.DataFrame(schema=SCOPE), pl.DataFrame(schema=MEMBERS)
        return TakenUp(*none, MappingProxyType({}), Record.none())

    @property
    def digest(self) -> str:
        """A digest of what was taken up; empty for nothing at all.

        Stored rows never change, so the runs that hold them tell as much as the rows would.
        """
        lines = [*self.scope.select("deal_id", "run_id", "source_run_id").iter_rows()]
        lines += [*self.record.cures.select(sorted(self.record.cures.columns)).iter_rows()]
        lines += [*self.entries.sort("notice_no", "line").iter_rows()]
        text = "\n".join(map(repr, lines))
        return hashlib.sha256(text.encode()).hexdigest() if lines else ""

    @property
    def runs(self) -> tuple[str, ...]:
        """The runs whose results or rows were taken up, sorted."""
        named = pl.concat([self.scope["run_id"], self.scope["source_run_id"].alias("run_id")])
        return tuple(named.unique().sort())

    def no_earlier(self, moment: tuple[datetime, str]) -> tuple[datetime, str]:
        """The time of decision and its source: no earlier than that of what is superseded.

        A time that was asked for stays as asked.
        """
        if self.as_of is None or self.as_of <= moment[0] or moment[1] == AS_ASKED:
            return moment
        return self.as_of, "the earlier result of a deal that goes on"

    def known_by(self, moment: tuple[datetime, str]) -> TakenUp:
        """The same with those entries of lists that were known at the time of decision."""
        known = pl.col("known_from").dt.replace_time_zone("UTC") <= self.no_earlier(moment)[0]
        return replace(self, entries=self.entries.filter(known))

    def beneath(
        self, tables: Mapping[str, pl.DataFrame], fixed: frozenset[str] = frozenset()
    ) -> dict[str, pl.DataFrame]:
        """The tables with the stored rows beneath: of rows of one key, that of `tables` stands.

        Tables named in `fixed` are taken as they are.
        """
        joined = dict(tables)
        given = keys_of_papers(tables)
        for name, rows in self.tables.items():
            if name in fixed:
                continue
            over = _over(tables[name], rows, name) if name in tables else rows
            if name in (t.name for t in PAPERS):  # one key, one paper, whatever its table
                mine = tables[name]["document_id"] if name in tables else given.clear()
                gone = pl.col("document_id").is_in(
                    given.filter(~given.is_in(mine.implode())).implode()
                )
                over = over.filter(~gone)
            joined[name] = over
        return joined

    def own(self, links: Links, batch: Mapping[str, pl.DataFrame]) -> Links:
        """The links less those to deals that stored papers and payments name and nobody asked for.

        A bill of a deal taken up may name another deal too; that one's result stands.
        """
        named = deals_named(self.tables)
        others = named.filter(
            ~named.is_in(self.scope["deal_id"].implode())
            & ~named.is_in(deals_named(batch, every=True).implode())
        )
        if others.is_empty():
            return links
        mine = ~pl.col("deal_id").is_in(others.implode())
        return Links(
            links.deals.filter(mine), links.documents.filter(mine), links.payments.filter(mine)
        )

    def holds(self, links: Links) -> bool:
        """Whether the runs taken from hold every row of the links: each deal is what it was."""
        placed = [
            links.documents.select("deal_id", key="document_id"),
            links.payments.select("deal_id", key="payment_id"),
        ]
        return pl.concat(placed).join(self.members, on=["deal_id", "key"], how="anti").is_empty()

    def sources(self, *, is_kept_there: bool) -> pl.DataFrame:
        """One row a deal taken up (`deal_source` less run_id)."""
        columns = [n for n in DEAL_SOURCE.dtypes if n != "run_id"]
        rows = self.scope.with_columns(is_kept_there=pl.lit(is_kept_there))
        return rows.select(columns).sort("deal_id")


def _over(rows: pl.DataFrame, beneath: pl.DataFrame, name: str) -> pl.DataFrame:
    key = list(TABLES[name].key)
    if name in _PLACED:  # a row that names no deal stays where the bank had placed it
        placed = beneath.select(*key, *(pl.col(c).alias(f"{c}_before") for c in ("deal_id", "leg")))
        kept = pl.col("deal_id").is_null() & pl.col("deal_id_before").is_not_null()
        rows = (
            rows.join(placed, on=key, how="left", maintain_order="left")
            .with_columns(
                pl.when(kept).then(f"{c}_before").otherwise(c).alias(c) for c in ("leg", "deal_id")
            )
            .select(rows.columns)
        )
    older = beneath.join(rows.select(key), on=key, how="anti", nulls_equal=True)
    return pl.concat([rows, older.select(rows.columns)]).sort(key, nulls_last=False)


def keys_of_papers(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """The keys of the papers in the tables."""
    papers = [tables[t.name]["document_id"] for t in PAPERS if t.name in tables]
    return pl.concat([pl.Series("document_id", [], pl.String), *papers])


def deals_named(tables: Mapping[str, pl.DataFrame], *, every: bool = False) -> pl.Series:
    """Distinct deal ids the tables name; those that linking reads of, unless every."""
    named = [
        frame["deal_id"].drop_nulls()
        for name, frame in sorted(tables.items())
        if "deal_id" in frame.columns and name not in _REFERENCES and (every or name in _LINKING)
    ]
    return pl.concat([*named, pl.Series("deal_id", [], pl.String)]).unique().sort()
