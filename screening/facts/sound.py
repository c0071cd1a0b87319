"""What the catalogue promises of every fact, asserted."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import polars as pl

from screening.schema import Fact, FactType


@cache
def typed(fact: Fact) -> pl.Expr:
    """The column of a fact in its type; a negative nought is nought.

    They are equal and differ in their bits, and which of them a maximum gives hangs on row order.
    """
    value = pl.col(fact.name).cast(fact.type.dtype)
    if fact.type is not FactType.DOUBLE:
        return value
    return pl.when(value == 0).then(0.0).otherwise(value).alias(fact.name)


def assert_sound(wide: pl.DataFrame, facts: Collection[Fact], n_rows: int) -> None:
    """Nothing; AssertionError if rows were lost or doubled, or a fact breaks its promise.

    A fact the catalogue calls never null is never null, and no fact is NaN or infinite.
    """
    assert wide.height == n_rows, "a family of facts gave a deal or client more than one row"
    never = [f.name for f in facts if f.absence is None]
    doubles = [f.name for f in facts if f.type is FactType.DOUBLE]
    counts = wide.select(
        pl.lit(0, pl.UInt32).alias("rows"),  # a family may have neither
        *(pl.col(n).null_count().alias(f"null {n}") for n in never),
        *((~pl.col(n).is_finite()).sum().alias(f"not finite {n}") for n in doubles),
    ).row(0, named=True)
    broken = [what for what, n in counts.items() if n]
    assert not broken, f"facts against their catalogue: {broken}"
