"""Keys that edges join."""

from __future__ import annotations

import polars as pl
import pytest

from screening.reference import connected


@pytest.mark.parametrize("strongly", [False, True])
def test_connected_sets(strongly: bool) -> None:
    a, b = pl.Series(["x", "y", "z"]), pl.Series(["y", "x", "x"])
    place = dict(connected(a, b, strongly=strongly).iter_rows())
    assert place["x"] == place["y"]
    assert (place["x"] == place["z"]) is not strongly
