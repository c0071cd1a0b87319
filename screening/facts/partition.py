"""Whole deals with everything that belongs to them, and the side tables they are joined to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import polars as pl

from screening.schema import TABLES


@dataclass(frozen=True, slots=True)
class Sides:
    """Side tables of pass 1, keyed, each known at the time of decision.

    From the ledgers: `papers` (deal, transport paper), `invoices` (deal, invoice), `payments`
    (deal, payment), `receipts` (deal, warehouse receipt), `files` (deal, paper, file), `voyages`
    (deal, transport paper), `flows` (deal, payment), `title_returns`, `money_returns`,
    `mirror_deals` and `clones` (deal), `submitted` (deal), `entities` (party_id of a firm with
    several: the entity_id it is called by, null where nobody can say), `alike` (a, b: ids that may
    be one firm and were not joined), `client_goods` (deal, hs2).
    From the history: `peers` (prices recorded by earlier runs), `earlier` (deals of the clients).
    From the references, over distinct values: `fx` (currency, on; with its rate_date), `prices`
    (hs6, grade_key, dimension, moisture, terms, price_date), `distances` (load_port,
    discharge_port), `containers` (value), `ship_numbers` (value), `ship_names` (imo, vessel_name,
    name, interval), `units` (unit), `listed` (kind, value, list, uid: entries of lists that a name
    or identifier is near). Whole small tables by name: `tables`.
    """

    papers: pl.DataFrame
    invoices: pl.DataFrame
    payments: pl.DataFrame
    receipts: pl.DataFrame
    files: pl.DataFrame
    voyages: pl.DataFrame
    flows: pl.DataFrame
    title_returns: pl.DataFrame
    money_returns: pl.DataFrame
    mirror_deals: pl.DataFrame
    clones: pl.DataFrame
    submitted: pl.DataFrame
    entities: pl.DataFrame
    alike: pl.DataFrame
    client_goods: pl.DataFrame
    peers: pl.DataFrame
    earlier: pl.DataFrame
    fx: pl.DataFrame
    prices: pl.DataFrame
    distances: pl.DataFrame
    containers: pl.DataFrame
    ship_numbers: pl.DataFrame
    ship_names: pl.DataFrame
    units: pl.DataFrame
    listed: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]

    def table(self, name: str) -> pl.LazyFrame:
        """A small table by name, empty when the batch has none."""
        return self.tables.get(name, TABLES[name].empty()).lazy()

    def has(self, name: str) -> bool:
        """Whether the batch or the reference folder brought that table."""
        return name in self.tables


@dataclass(frozen=True)
class Partition:
    """Whole deals: `deals` one row a deal, `uses` of papers, `shares` of payments, their `tables`.

    `as_of` is the time of decision (UTC); nothing in here was known later.
    """

    deals: pl.DataFrame
    uses: pl.DataFrame
    shares: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    as_of: datetime

    @property
    def as_of_day(self) -> date:
        """The day of decision."""
        return self.as_of.date()

    @cached_property
    def _once(self) -> dict[str, pl.DataFrame]:
        """What several families ask for, computed when first asked."""
        return {}

    def kept(self, key: str, made: Callable[[], pl.LazyFrame]) -> pl.LazyFrame:
        """What `made` gives, computed once for this partition under that key."""
        if key not in self._once:
            # the streaming engine may give joined rows in another order each time
            self._once[key] = made().collect(engine="in-memory")
        return self._once[key].lazy()

    @cached_property
    def _uses_once(self) -> pl.DataFrame:
        """One row a deal, paper and leg; shares of several goods lines are added up."""
        summed = pl.col("allocated_quantity", "allocated_amount")
        return self.uses.group_by("deal_id", "document_id", "table_name", "leg").agg(
            pl.when(summed.is_not_null().all()).then(summed.sum()),
            pl.col("unit").min().alias("allocated_unit"),
        )

    def table(self, name: str) -> pl.LazyFrame:
        """A table of the batch, cut to these deals; empty when the batch has none."""
        return self.tables.get(name, TABLES[name].empty()).lazy()

    def used(self, name: str) -> pl.LazyFrame:
        """The papers of one table as these deals use them: one row a deal, paper and leg.

        The leg is the link's; `allocated_quantity`, `allocated_unit` and `allocated_amount` are
        what the link declares, null for the whole paper.
        """
        return self.kept(name, lambda: self._used(name))

    def _used(self, name: str) -> pl.LazyFrame:
        uses = self._uses_once.lazy().filter(pl.col("table_name") == name).drop("table_name")
        return uses.join(self.table(name).drop("deal_id", "leg"), on="document_id")

    def paid(self) -> pl.LazyFrame:
        """The payments of these deals: one row a deal, payment and invoice share.

        `share` is the deal's part in the payment's currency, `paid_on` the value date or the day
        of request, `state` the status with its absence read as the schema says.
        """
        return self.kept("paid", self._paid)

    def _paid(self) -> pl.LazyFrame:
        state = pl.coalesce(
            pl.col("status"),
            pl.when(pl.col("value_date").is_not_null())
            .then(pl.lit("released"))
            .otherwise(pl.lit("requested")),
        )
        shares = self.shares.lazy().select(
            "deal_id", "payment_id", "leg", "invoice_document_id", share="amount"
        )
        return shares.join(
            self.table("payments").drop("deal_id", "leg", "amount"), on="payment_id"
        ).with_columns(
            state=state, paid_on=pl.coalesce("value_date", pl.col("requested_at").dt.date())
        )

    def settled(self) -> pl.LazyFrame:
        """The payments that count: neither returned nor cancelled; a refund counts against."""
        return (
            self.paid()
            .filter(~pl.col("state").is_in(["returned", "cancelled"]))
            .with_columns(
                is_refund=(pl.col("purpose") == "refund").fill_null(value=False)
                | pl.col("refund_of").is_not_null()
            )
        )

    def waiting(self) -> pl.DataFrame:
        """Payments that wait for release: one row a payment and deal it is for."""
        return (
            self.paid()
            .filter(pl.col("state") == "requested")
            .join(self.table("payments").select("payment_id", "amount"), on="payment_id")
            .select("payment_id", "deal_id", "direction", "amount", "currency", "requested_at")
            .unique()
            .sort("payment_id", "deal_id")
            .collect()
        )

    def parties_of(self, leg: str) -> pl.LazyFrame:
        """Counterparties of a leg: deal_id, party_id; the purchase's sellers, the sale's buyers."""
        return self.kept(f"parties of {leg}", lambda: self._parties_of(leg))

    def _parties_of(self, leg: str) -> pl.LazyFrame:
        column = "seller_id" if leg == "buy" else "buyer_id"
        papers = [
            self.used(name).filter(pl.col("leg") == leg).select("deal_id", party_id=column)
            for name in ("contracts", "invoices")
        ]
        return pl.concat(papers).filter(pl.col("party_id").is_not_null()).unique()
