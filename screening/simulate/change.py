"""How a kind of deal changes the book: some columns of some deals."""

from __future__ import annotations

import polars as pl

from screening.simulate.kinds import KINDS


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
