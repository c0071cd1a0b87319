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
    names; `consulted` are the runs they come from, sorted.
    """

    paper_use: pl.DataFrame
    invoice_use: pl.DataFrame
    payment_use: pl.DataFrame
    consulted: tuple[str, ...]

    @property
    def digest(self) -> str:
        """A digest of the runs consulted; of none at all, the digest of nothing."""
        return hashlib.sha256("\n".join(self.consulted).encode()).hexdigest()

    @staticmethod
    def none() -> History:
        """The history of an empty store."""
        return History(PAPER_USE.empty(), INVOICE_USE.empty(), PAYMENT_USE.empty(), ())

    def without(self, deal_ids: pl.Series) -> History:
        """The history less the deals of the batch at hand, which are judged anew."""
        mine = deal_ids.implode()

        def others(uses: pl.DataFrame) -> pl.DataFrame:
            return uses.filter(~pl.col("deal_id").is_in(mine))

        return History(
            others(self.paper_use),
            others(self.invoice_use),
            others(self.payment_use),
            self.consulted,
        )
