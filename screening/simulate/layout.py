"""Which deal is of which kind, and which deals belong together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from screening.simulate.kind import Kind
from screening.simulate.kinds import (
    CLEAN,
    KINDS,
    LOOKALIKE_SHARE,
    LOOKALIKES,
    TYPOLOGIES,
)


def layout(deals: int, suspicious: float, rng: np.random.Generator) -> pl.DataFrame:
    """One row a deal: row, kind, part (its place in the group), size, leader (row of part 0)."""
    sizes: list[tuple[str, int]] = []
    # a book too small for a whole group still gets the single ones
    for kinds, share in ((TYPOLOGIES, suspicious), (LOOKALIKES, LOOKALIKE_SHARE)):
        for kind in kinds:
            wanted = deals * share * kind.share / sum(k.share for k in kinds)
            sizes += [(kind.name, s) for s in _groups(kind, wanted, rng)]
    placed = _rows(sizes)
    return pl.concat([placed, _singles(CLEAN, placed.height, max(deals - placed.height, 0))])


def chosen(groups: Sequence[tuple[str, int]], clean: int) -> pl.DataFrame:
    """The same frame for groups named one by one, then that many clean deals."""
    placed = _rows(groups)
    return pl.concat([placed, _singles(CLEAN, placed.height, clean)])


def _groups(kind: Kind, wanted: float, rng: np.random.Generator) -> list[int]:
    least, most = kind.size
    n = int(wanted // ((least + most) / 2))
    return [int(s) for s in rng.integers(least, most + 1, n)]


def _rows(groups: Sequence[tuple[str, int]]) -> pl.DataFrame:
    size = np.array([s for _, s in groups], dtype=np.int64)
    leader = np.repeat(np.cumsum(size) - size, size)
    row = np.arange(size.sum(), dtype=np.int64)
    names = np.repeat(np.array([k for k, _ in groups], dtype="U8"), size)
    assert set(names.tolist()) <= set(KINDS)
    return pl.DataFrame(
        {
            "row": row,
            "kind": pl.Series(names.tolist(), dtype=pl.String),
            "part": row - leader,
            "size": np.repeat(size, size),
            "leader": leader,
        }
    )


def _singles(kind: str, first: int, n: int) -> pl.DataFrame:
    row = np.arange(first, first + n, dtype=np.int64)
    return pl.DataFrame({"row": row}).select(
        "row",
        pl.lit(kind).alias("kind"),
        pl.lit(0, pl.Int64).alias("part"),
        pl.lit(1, pl.Int64).alias("size"),
        pl.col("row").alias("leader"),
    )
