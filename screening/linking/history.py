"""What the store already knows, as narrow tables: the uses of papers, invoices and payments."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import polars as pl

from screening.schema.results import INVOICE_USE, PAPER_USE, PAYMENT_USE


@dataclass(frozen=True, slots=True)
class History:
    """Uses recorded by the live results of earlier runs.

    `paper_use`, `invoice_use` and `payment_use` have the columns of the result tables of those
    names and their run_id; `consulted` are the runs they come from, sorted.
    """

    paper_use: pl.DataFrame
    invoice_use: pl.DataFrame
    payment_use: pl.DataFrame
    consulted: tuple[str, ...]

    @staticmethod
    def of(
        paper_use: pl.DataFrame, invoice_use: pl.DataFrame, payment_use: pl.DataFrame
    ) -> History:
        """The history those uses make."""
        uses = (paper_use, invoice_use, payment_use)
        runs = pl.concat(u["run_id"] for u in uses).unique().sort()
        return History(paper_use, invoice_use, payment_use, tuple(runs))

    @property
    def digest(self) -> str:
        """A digest of what is known; of nothing at all, the digest of nothing.

        Stored rows never change and are superseded by whole deals, so the number of rows left of
        each run tells two histories apart as surely as the rows would.
        """
        counts = (
            pl.concat(uses.select("run_id") for uses in self._uses)
            .group_by("run_id")
            .len()
            .sort("run_id")
        )
        lines = "\n".join(f"{run} {n}" for run, n in counts.iter_rows())
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def _uses(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        return self.paper_use, self.invoice_use, self.payment_use

    @staticmethod
    def none() -> History:
        """The history of an empty store."""
        return History.of(PAPER_USE.empty(), INVOICE_USE.empty(), PAYMENT_USE.empty())

    def without(self, deal_ids: pl.Series) -> History:
        """The history less the deals of the batch at hand, which are judged anew."""
        mine = deal_ids.implode()
        others = (uses.filter(~pl.col("deal_id").is_in(mine)) for uses in self._uses)
        return History.of(*others)
