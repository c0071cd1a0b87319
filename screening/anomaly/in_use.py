"""The models of a run: the one in force, whose points count, and one in shadow beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from screening.anomaly.drift import drift
from screening.anomaly.model import Model
from screening.anomaly.model_file import read_model
from screening.anomaly.reasons import reasons
from screening.schema.result_table import ResultTable
from screening.schema.results import ANOMALY_REASON, DEAL_ANOMALY, MODEL_DRIFT

IN_FORCE, SHADOW = "in_force", "shadow"


@dataclass(frozen=True, slots=True)
class Models:
    """At most one model of each role; without any, nothing is scored and every frame is empty."""

    in_force: Model | None = None
    shadow: Model | None = None

    @property
    def digest(self) -> str:
        """The digests of the models by role, as text; empty without a model."""
        return " ".join(
            model.digest if role == IN_FORCE else f"{role} {model.digest}"
            for role, model in self._each()
        )

    def scores(self, facts: pl.DataFrame) -> pl.DataFrame:
        """One row a deal and model: `deal_anomaly` less run_id."""
        told = [
            model.scores(facts).with_columns(facts["deal_id"], **_named(role, model))
            for role, model in self._each()
        ]
        return _united(told, DEAL_ANOMALY)

    def reasons(self, facts: pl.DataFrame, deals: pl.Series) -> pl.DataFrame:
        """One row a deal of `deals`, model and fact that drove the score: `anomaly_reason`."""
        is_asked = facts["deal_id"].is_in(deals.implode())
        told = [
            reasons(model, _narrow(facts, model).filter(is_asked)).with_columns(
                **_named(role, model)
            )
            for role, model in self._each()
            if is_asked.any()
        ]
        return _united(told, ANOMALY_REASON)

    def drift(self, facts: pl.DataFrame, scored: pl.DataFrame) -> pl.DataFrame:
        """One row a model and fact, and one for its score: `model_drift` less run_id."""
        told = [
            drift(model, facts, scored.filter(role=role)["percentile"].to_numpy()).with_columns(
                **_named(role, model)
            )
            for role, model in self._each()
        ]
        return _united(told, MODEL_DRIFT)

    def _each(self) -> Iterator[tuple[str, Model]]:
        for role, model in ((IN_FORCE, self.in_force), (SHADOW, self.shadow)):
            if model is not None:
                yield role, model


NO_MODELS = Models()


def load_models(
    model: Path | None = None, shadow: Path | None = None, *, without_model: bool = False
) -> Models:
    """The model of that folder (default: the one that comes along), and the one in shadow.

    With `without_model` none is in force. Raises ModelError for a folder that is no fit model.
    """
    in_force = None if without_model else read_model(model)
    return Models(in_force, read_model(shadow) if shadow else None)


def _narrow(facts: pl.DataFrame, model: Model) -> pl.DataFrame:
    """The columns the model asks: a filter over all facts would cost more than the reasons."""
    return facts.select("deal_id", *(f.name for f in model.facts))


def _named(role: str, model: Model) -> dict[str, pl.Expr]:
    return {
        "role": pl.lit(role),
        "model": pl.lit(model.name),
        "model_digest": pl.lit(model.digest),
    }


def _united(frames: list[pl.DataFrame], table: ResultTable) -> pl.DataFrame:
    types = {n: t for n, t in table.dtypes.items() if n != "run_id"}
    if not frames:
        return pl.DataFrame(schema=types)
    return pl.concat(f.select(pl.col(n).cast(t) for n, t in types.items()) for f in frames)
