"""What hits come to: reduced within a typology, capped by group. Whole arrays of whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.rulepack import Policy

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number from nought for each row of a column, and the values that the numbers stand for."""

    rows: Whole
    values: pl.Series

    def __len__(self) -> int:
        return len(self.values)


def numbered(column: pl.Series) -> Numbered:
    """The rows of a column without nulls as numbers in the order of its values."""
    if column.dtype.is_integer():
        return _numbered_integers(column)
    if column.dtype == pl.String:
        if column.is_sorted():
            return _numbered_runs(column)
        column = column.cast(pl.Enum(column.unique().sort()))
    assert isinstance(column.dtype, pl.Enum)
    return Numbered(column.to_physical().to_numpy().astype(np.int64), column.dtype.categories)


def _numbered_runs(column: pl.Series) -> Numbered:
    """The same of a sorted column, where a value ends where the next begins."""
    rows = column.rle_id().to_numpy().astype(np.int64)
    return Numbered(rows, column.gather(np.flatnonzero(np.diff(rows, prepend=-1))))


def _numbered_integers(column: pl.Series) -> Numbered:
    """The same without a sort: small whole numbers, as places in a table are."""
    found = column.to_numpy()
    is_there = np.zeros(int(found.max(initial=0)) + 1, dtype=bool)
    is_there[found] = True
    number = np.cumsum(is_there) - 1
    return Numbered(number[found], pl.Series(np.flatnonzero(is_there)).cast(column.dtype))


def reduced(
    deal: Numbered, typology: Numbered, rule: Numbered, points: Whole, policy: Policy
) -> Whole:
    """What each hit counts: the first of a deal's typology in full, each other the policy's part.

    The first has the most points, of equal ones the lowest rule. One hit a deal and rule.
    """
    weight = points * len(rule) + (len(rule) - 1 - rule.rows)
    cell = deal.rows * len(typology) + typology.rows
    first = np.zeros(len(deal) * len(typology), dtype=np.int64)
    np.maximum.at(first, cell, weight)
    part = points * policy.same_typology_num // policy.same_typology_den
    return np.where(first[cell] == weight, points, part)


def cuts(
    deal: Numbered, group: Numbered, points: Whole, caps: Sequence[int]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Whole]:
    """Deal, group and (below nought) the cut, of each that is beyond its cap; `caps` by group."""
    sums = np.zeros((len(deal), len(group)), dtype=np.int64)
    np.add.at(sums.reshape(-1), deal.rows * len(group) + group.rows, points)
    left = np.array(caps, dtype=np.int64) - sums
    of_deal, of_group = np.nonzero(left < 0)
    return of_deal, of_group, left[of_deal, of_group]
