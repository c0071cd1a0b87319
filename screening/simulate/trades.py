"""Which lane a deal sails: any, or one of those its kind is about."""

from __future__ import annotations

import numpy as np
import polars as pl

from screening.simulate.goods import GOODS
from screening.simulate.lanes import lanes

BOXED_KINDS = ("BOX", "N01", "N02", "T01", "T09")
COSTLY_KINDS = ("N04", "ER", "ERL", "T12")
HEAVY_AND_OIL = ("740311", "750210", "270900")
COPPER, NICKEL, CRUDE = (next(k for k, g in enumerate(GOODS) if g.hs6 == h) for h in HEAVY_AND_OIL)
NEXT_PORT = {"CLANF": "CLMJS", "CLMJS": "CLANF", "SAJUB": "AEJEA", "AEJEA": "SAJUB"}
"""Ports a ship leaves for another of ours within two days."""
PAST_INDIA = 3000  # miles: a voyage from the Gulf that passes the west coast of India


def lanes_of(kind: pl.Series, rng: np.random.Generator) -> pl.DataFrame:
    """A lane a deal; some kinds need boxes, some a cargo of high value, some a certain trade."""
    good = lanes()["good"].to_numpy()
    form = np.array([g.form for g in GOODS])[good]
    places = np.arange(lanes().height)
    lane = places[rng.integers(0, len(places), len(kind))]
    stored = np.array([g.in_warehouse for g in GOODS])[good]
    has_next = (lanes()["load_port"].is_in(list(NEXT_PORT))).to_numpy()
    for kinds, fit in (
        (BOXED_KINDS, form == "BOX"),
        (COSTLY_KINDS, form != "BOX"),
        (("T03",), np.isin(good, (COPPER, NICKEL))),
        (("T05",), good == COPPER),
        (("T11",), stored),
        (("N03",), (form == "BOX") & has_next),
        (("N08",), (good == CRUDE) & (lanes()["distance_nm"].to_numpy() > PAST_INDIA)),
    ):
        some = places[fit]
        other = some[rng.integers(0, len(some), len(kind))]
        lane = np.where(kind.is_in(kinds).to_numpy(), other, lane)
    return lanes()[lane]
