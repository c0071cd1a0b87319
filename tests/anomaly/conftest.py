"""A small book of deals, and a model of it."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from screening.anomaly.model import Model
from screening.anomaly.used_facts import USED
from screening.schema import DEAL_FACTS
from screening.training.train import Plan, train

ODD = {
    "margin_after_costs_ratio": 9_000.0,
    "price_ratio": 500.0,
    "receipts_over_stock_ratio": 1e6,
    "implied_speed_kn": 90.0,
    "box_norm_ratio": 1e7,
    "cargo_capacity_ratio": 70.0,
}


def book(seed: int, n: int) -> pl.DataFrame:
    """Facts of n deals, ordinary but for the last five; some are missing."""
    rng = np.random.default_rng(seed)
    made = []
    for name in USED:
        values = pl.Series(name, rng.lognormal(1, 0.5, n).round(3))
        known = values.set(pl.Series(rng.random(n) < 0.1), None)
        made.append(known.cast(DEAL_FACTS[name].type.dtype))
    frame = pl.DataFrame(made).with_columns(
        deal_id=pl.format("D{}", pl.int_range(n).cast(pl.String).str.zfill(4)),
        submitted_on=pl.date(2025, 1, 1) + pl.duration(days=pl.int_range(n) // 4),
    )
    odd = pl.int_range(n) >= n - 5
    return frame.with_columns(
        pl.when(odd).then(value).otherwise(name).alias(name) for name, value in ODD.items()
    )


@pytest.fixture(scope="session")
def deals() -> pl.DataFrame:
    return book(1, 400)


@pytest.fixture(scope="session")
def model(deals: pl.DataFrame) -> Model:
    labels = deals.select("deal_id", is_suspicious=pl.col("margin_after_costs_ratio") > 5_000)
    return train(deals, Plan("small", "a made book", "made", seed=3, trees=20), labels)
