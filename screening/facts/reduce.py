"""How many rows of a deal become one fact without hiding what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def deciding(
    frame: pl.LazyFrame, by: str, *, ties: Sequence[str], descending: bool = True
) -> pl.LazyFrame:
    """One row a deal: the row whose `by` decides, null last; `ties` must end in a unique id."""
    return frame.sort(
        "deal_id",
        by,
        *ties,
        descending=[False, descending, *(False for _ in ties)],
        nulls_last=True,
    ).unique("deal_id", keep="first", maintain_order=True)


def unless_missing(reduced: pl.Expr, source: pl.Expr) -> pl.Expr:
    """`reduced` where every row of the group has `source`, else null."""
    return pl.when(source.is_not_null().all()).then(reduced)
