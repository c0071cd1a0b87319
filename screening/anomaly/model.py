"""An anomaly model: the facts it looks at, and the arrays that say how odd a deal is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.anomaly.forest import Forest
from screening.anomaly.scoring import Rows, path_sums
from screening.anomaly.steps import Steps
from screening.anomaly.tails import Tails
from screening.anomaly.used_facts import LOG, TRANSFORMS
from screening.errors import ModelError, did_you_mean
from screening.schema import DEAL_FACTS, FactType

N_BINS = 10
QUANTILES = (0.01, 0.05, 0.5, 0.95, 0.99)
_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class UsedFact:
    """A fact as the model was trained on it; its type and unit must still be the catalogue's."""

    name: str
    type: str
    unit: str
    transform: str


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """What the training deals were, so that nothing is learnt from the deals being scored.

    `forest` and `tail` tell the normal quantile of the share of training deals that are less odd by
    path sum and by tail score; `combined` the percentile of the mean of the two.
    `usual` has one row a fact: its quantiles at 1, 5, 50, 95 and 99 % in its own unit. `edge` are
    the nine bounds of ten bins of each transformed fact, `share` the training deals in each bin
    and, last, missing it; `score_share` those of each tenth of the percentiles.
    """

    forest: Steps
    tail: Steps
    combined: Steps
    usual: npt.NDArray[np.float64]
    edge: npt.NDArray[np.float32]
    share: npt.NDArray[np.float64]
    score_share: npt.NDArray[np.float64]

    def check(self, n_facts: int) -> None:
        """Nothing; ModelError unless the arrays fit the facts and one another."""
        for name in ("forest", "tail", "combined"):
            getattr(self, name).check(name)
        shapes = {
            "usual": (n_facts, len(QUANTILES)),
            "edge": (n_facts, N_BINS - 1),
            "share": (n_facts, N_BINS + 1),
            "score_share": (N_BINS,),
        }
        for name, shape in shapes.items():
            array = getattr(self, name)
            if array.shape != shape or (name != "usual" and not np.isfinite(array).all()):
                raise ModelError(
                    f"{name} does not fit the model's facts", do="take the model from its maker"
                )


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One model; `digest` is the sha256 of everything that decides, `card` what people read."""

    name: str
    facts: tuple[UsedFact, ...]
    forest: Forest
    tails: Tails
    population: Population
    arrays_sha256: str = ""
    card: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def digest(self) -> str:
        """sha256, in hex, of the arrays, and of the facts with their transforms."""
        told = [
            self.arrays_sha256,
            *("|".join((f.name, f.type, f.unit, f.transform)) for f in self.facts),
        ]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def check(self) -> None:
        """Nothing; ModelError if the model is damaged or made for another fact catalogue."""
        check_facts(self.facts)
        for part in (self.forest, self.tails, self.population):
            part.check(len(self.facts))

    def rows(self, facts: pl.DataFrame) -> Rows:
        """Facts by rows, as the model compares them: transformed, single precision, NaN missing."""
        exprs = [_transformed(f).alias(str(i)) for i, f in enumerate(self.facts)]
        made = facts.select(exprs)
        return np.stack([column.to_numpy() for column in made.iter_columns()])

    def scores(self, facts: pl.DataFrame) -> pl.DataFrame:
        """One row a row of `facts`: forest_score, tail_score, percentile, n_missing_facts.

        `forest_score` is scikit-learn's, 0 to 1 and above a half when odd; `percentile` the share
        of training deals, in hundredths, that are less odd by both scores together.
        """
        rows = self.rows(facts)
        paths, tails = path_sums(self.forest, rows), self.tails.sums(rows)
        combined = (self.population.forest.at(paths) + self.population.tail.at(tails)) / 2
        return pl.DataFrame(
            {
                "forest_score": np.exp2(-paths / self.forest.norm).round(9),
                "tail_score": tails.round(9),
                "percentile": self.population.combined.at(combined),
                "n_missing_facts": np.isnan(rows).sum(axis=0),
            }
        ).with_columns(missing_facts_ratio=pl.col("n_missing_facts") / len(self.facts))


def check_facts(facts: tuple[UsedFact, ...]) -> None:
    """Nothing; ModelError unless the catalogue has these facts as the model knew them."""
    wrong = [told for f in facts if (told := _unfit(f))]
    if wrong or not facts or len({f.name for f in facts}) != len(facts):
        raise ModelError(
            "the model was made for other facts than the catalogue has: "
            + ("; ".join(wrong) or "none, or one twice"),
            do="train a model on this catalogue: screening model train",
        )


def _unfit(fact: UsedFact) -> str:
    known = DEAL_FACTS.get(fact.name)
    if known is None:
        return (
            f'no fact of a deal is called "{fact.name}"{did_you_mean(fact.name, list(DEAL_FACTS))}'
        )
    if known.type not in (FactType.BIGINT, FactType.DOUBLE):
        return f"{fact.name} is no number"
    if (known.type.value, known.unit) != (fact.type, fact.unit):
        return f"{fact.name} is {known.type.value} in {known.unit or 'no unit'}"
    return "" if fact.transform in TRANSFORMS else f"{fact.name}: no transform {fact.transform!r}"


def _transformed(fact: UsedFact) -> pl.Expr:
    """The fact as float32; Polars takes each logarithm alone, so neighbours change no bit."""
    value = pl.col(fact.name).cast(pl.Float64)
    if fact.transform == LOG:
        value = value.sign() * value.abs().log1p()
    return value.clip(-_LARGEST, _LARGEST).cast(pl.Float32).fill_null(float("nan"))
