"""Changes of payment instructions, stated from the book: few, early and innocent."""

from __future__ import annotations

import polars as pl

from screening.simulate import exact
from screening.simulate.horizon import as_time
from screening.simulate.kinds import CLEAN

_CHANGED_EVERY = 23
ASKED_BEFORE, _CHANGED_BEFORE, _MOVED_BY = 20, 16, 4  # days before the payment, and by how many
_MORE = 5_000  # cents


def is_changed(leg: str) -> pl.Expr:
    """Payments asked for early and changed long before they were made."""
    one = ~pl.col("is_split_paid") & ~pl.col("is_advanced")
    early = pl.col(f"{leg}_paid_on") - ASKED_BEFORE > pl.col("bought_on")
    turn = pl.col("serial") % _CHANGED_EVERY == (5 if leg == "buy" else 6)
    return (pl.col("kind") == CLEAN) & turn & early & one & (pl.col(f"{leg}_stage") == "released")


def instruction_versions(book: pl.DataFrame) -> pl.DataFrame:
    """Table instruction_versions: a later day, or another amount."""
    frames = []
    for leg in ("buy", "sell"):
        paid = pl.col(f"{leg}_paid_on")
        rows = book.filter("has_payments", is_changed(leg)).with_columns(
            moved=pl.col("serial") % 2 == 0, before=pl.col(f"{leg}_amount") + _MORE
        )
        days = [d.cast(pl.Int32).cast(pl.Date).cast(pl.String) for d in (paid - _MOVED_BY, paid)]
        amounts = [
            exact.decimal(pl.col(c), 100, 2).cast(pl.String) for c in ("before", f"{leg}_amount")
        ]
        frames.append(
            rows.select(
                pl.col(f"{leg}_payment_id").alias("payment_id"),
                as_time(paid - _CHANGED_BEFORE, 6).alias("changed_at"),
                pl.when("moved").then(pl.lit("date")).otherwise(pl.lit("amount")).alias("field"),
                pl.when("moved").then(days[0]).otherwise(amounts[0]).alias("was"),
                pl.when("moved").then(days[1]).otherwise(amounts[1]).alias("became"),
                pl.col("client_id").alias("changed_by"),
            )
        )
    return pl.concat(frames)
