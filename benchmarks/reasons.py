"""The anomaly model that comes along: scores of all deals, then reasons for one in twenty.

No peer: what counts is what reasons add to the scores. The deals' facts are drawn, seeded, between
the quantiles of the training deals, and are missing as often as there.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.copy_floor import CopyFloor
from benchmarks.machine import peak_rss_mb
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.rounds import FLOOR, OURS, alternated, of_runs
from screening.anomaly import Models, load_models
from screening.anomaly.model import QUANTILES, Model
from screening.schema import DEAL_FACTS
from screening.stopwatch import Stopwatch

_ROUNDS, _ONE_IN = 5, 20


def measure(deals: int, seed: int, progress: Progress) -> Measurement:
    """The figures of scoring that many deals and telling why a twentieth of them is odd."""
    progress(f"drawing the facts of {deals:,} deals")
    models = load_models()
    assert models.in_force is not None
    facts = drawn(models.in_force, deals, seed)
    scored = models.scores(facts)
    ours(models, facts, Stopwatch())
    peak, floor = peak_rss_mb(), CopyFloor([facts.drop("deal_id"), scored.select("percentile")])
    progress(f"timing, {_ROUNDS} rounds")
    runs = alternated(
        {OURS: lambda watch: ours(models, facts, watch), FLOOR: lambda _: floor.copy()}, _ROUNDS
    )
    return of_runs("reasons", deals, seed, _ROUNDS, runs, peak)


def drawn(model: Model, deals: int, seed: int) -> pl.DataFrame:
    """One row a deal: deal_id and the facts of the model."""
    rng = np.random.default_rng(seed)
    people, made = model.population, {}
    for fact, usual, share in zip(model.facts, people.usual, people.share, strict=True):
        values = np.interp(rng.random(deals), QUANTILES, usual)
        is_missing = pl.Series(rng.random(deals) < share[-1])
        made[fact.name] = pl.Series(values).set(is_missing, None)
    frame = pl.DataFrame(made).with_columns(deal_id=pl.int_range(deals).cast(pl.String))
    return frame.cast({f.name: DEAL_FACTS[f.name].type.dtype for f in model.facts})


def ours(models: Models, facts: pl.DataFrame, watch: Stopwatch) -> pl.DataFrame:
    """The reasons; stages `scores` and `reasons`."""
    with watch("scores"):
        models.scores(facts)
    with watch("reasons"):
        return models.reasons(facts, facts["deal_id"].gather_every(_ONE_IN))
