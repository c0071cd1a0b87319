"""Kinds for the sample batch alone that show the list of control: a namesake, and a listed bank."""

from __future__ import annotations

from screening.simulate.kind import HONEST_ENDS, Kind

ABOUT_LISTS = (
    Kind("NAME", "the buyer's name is near a list's entry, settled as another firm", HONEST_ENDS),
    Kind("LIST", "the buyer pays through a bank that is on a list", ("HOLD",), ("LEG-01",)),
)
