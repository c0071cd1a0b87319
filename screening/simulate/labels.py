"""What each simulated deal is, for whoever measures what the engine finds."""

from __future__ import annotations

import polars as pl

from screening.simulate.kinds import KINDS


def labels(book: pl.DataFrame) -> pl.DataFrame:
    """One row a deal of the book: kind, whether it is suspicious, and what to expect of it."""
    known = pl.DataFrame(
        [
            (k.name, k.is_suspicious, " ".join(k.ends_as), " ".join(k.rules), " ".join(k.duties))
            for k in KINDS.values()
        ],
        schema=["kind", "is_suspicious", "ends_as", "rules", "duties"],
        orient="row",
    )
    group = pl.when(pl.col("size") > 1).then(
        pl.col("deal_id").first().over("leader", order_by="part")
    )
    return (
        book.select("deal_id", "kind", group.alias("group"))
        .join(known, on="kind", how="left")
        .sort("deal_id")
    )
