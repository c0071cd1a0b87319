"""How a kind of deal changes the book: some columns of some deals."""

from __future__ import annotations

import polars as pl

from screening.simulate.kinds import KINDS

HELD_DAYS = 3


def of(*kinds: str) -> pl.Expr:
    """Deals of these kinds."""
    assert set(kinds) <= set(KINDS)
    return pl.col("kind").is_in(kinds)


def change(book: pl.DataFrame, where: pl.Expr, **values: object) -> pl.DataFrame:
    """The book with new values in some columns of some deals, all taken from the old book."""
    return book.with_columns(
        pl.when(where)
        .then(v if isinstance(v, pl.Expr | pl.Series) else pl.lit(v))
        .otherwise(c)
        .alias(c)
        for c, v in values.items()
    )


def held(book: pl.DataFrame, where: pl.Expr) -> pl.DataFrame:
    """The book with title held for some days, in which something can happen to the paper."""
    out = pl.col("title_in_on") + HELD_DAYS
    gone = pl.max_horizontal("landed_on", out) + 2
    return change(book, where, title_out_on=out, sell_invoiced_on=out, surrendered_on=gone)
