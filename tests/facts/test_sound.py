"""What every fact keeps to: one row a deal, its declared type, one nought."""

from __future__ import annotations

import math

import polars as pl
import pytest

from screening.facts.sound import assert_sound, typed
from screening.schema import FACTS, FactType

RATIO = next(f for f in FACTS.values() if f.type is FactType.DOUBLE)


def test_a_negative_nought_is_nought() -> None:
    frame = pl.DataFrame({"deal_id": list("abcd"), RATIO.name: [-0.0, 0.0, None, -1.5]})
    values = frame.select(typed(RATIO)).to_series().to_list()
    assert values == [0.0, 0.0, None, -1.5]
    assert [math.copysign(1.0, v) for v in values[:2]] == [1.0, 1.0]


def test_a_lost_row_is_an_error() -> None:
    frame = pl.DataFrame({"deal_id": ["a"], RATIO.name: [1.0]})
    with pytest.raises(AssertionError):
        assert_sound(frame, [RATIO], 2)
