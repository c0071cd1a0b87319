"""Three-valued logic over bits is that of Polars, for columns of any length and any slice."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.rulepack.bits import Truth, both, either, every, expanded, opposite, truth_of

VALUES = st.lists(st.sampled_from([True, False, None]), max_size=200)


def column(values: list[bool | None]) -> pl.Series:
    return pl.Series(values, dtype=pl.Boolean)


def told(truth: Truth, n: int) -> list[bool | None]:
    """The values again; no bit beyond the last may be set."""
    yes, no = (expanded(w, 8 * w.size) for w in (truth.yes, truth.no))
    assert not yes[n:].any()
    assert not no[n:].any()
    assert not (yes & no).any()
    return [True if y else False if f else None for y, f in zip(yes[:n], no[:n], strict=True)]


@given(VALUES, st.integers(0, 70))
def test_a_column_comes_back(values: list[bool | None], cut: int) -> None:
    whole = column(values)
    assert told(truth_of(whole), len(values)) == values
    part = whole.slice(cut)
    assert told(truth_of(part), len(part)) == values[cut:]
    assert told(truth_of(pl.concat([whole, part])), len(values) + len(part)) == [
        *values,
        *values[cut:],
    ]


@given(st.lists(st.tuples(*[st.sampled_from([True, False, None])] * 2), max_size=200))
def test_and_or_not_are_those_of_polars(pairs: list[tuple[bool | None, bool | None]]) -> None:
    left, right = column([a for a, _ in pairs]), column([b for _, b in pairs])
    one, other, n = truth_of(left), truth_of(right), len(pairs)
    assert told(both(one, other), n) == (left & right).to_list()
    assert told(either(one, other), n) == (left | right).to_list()
    assert told(opposite(one), n) == (~left).to_list()


@pytest.mark.parametrize("n", [0, 1, 63, 64, 65, 128, 1_000])
def test_every_deal_once(n: int) -> None:
    assert np.array_equal(np.flatnonzero(expanded(every(n), n)), np.arange(n))
