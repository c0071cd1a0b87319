"""Training a model on the facts of screened deals: the same bits for the same deals and seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
import polars as pl

from screening import __version__
from screening.anomaly.card import FORM
from screening.anomaly.model import QUANTILES, Model, UsedFact
from screening.anomaly.model_file import arrays_bytes
from screening.anomaly.scoring import Rows
from screening.anomaly.used_facts import TRANSFORMS, USED, left_out
from screening.errors import ModelError
from screening.schema import DEAL_FACTS
from screening.training.grown import grown
from screening.training.metrics import metrics
from screening.training.population import population
from screening.training.shap_agreement import shap_agreement
from screening.training.tail_table import tails_of

LEAST_DEALS = 100
_EARLIER = 0.8  # of the deals, in the order they were handed in
_LIBRARIES = ("scikit-learn", "numpy", "polars", "pyarrow", "numba")
_MISSING = (
    "a missing fact is never filled: the forest is trained with it missing and sends it where the"
    " training chose, the tail score gives it no addend, and its share stands beside the score"
)
_NOT_FOR = [
    "It ranks what is unlike the training deals; it does not say what is wrong, and it decides"
    " nothing: its points are capped and never hold a deal.",
    "It knows the book it was trained on. Look at the drift of each run, and train anew when the"
    " warning comes or the business changes.",
]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a training is told: `source` and `command` are for the card."""

    name: str
    source: str
    command: str
    seed: int = 1
    trees: int = 100
    samples: int = 256


def train(facts: pl.DataFrame, plan: Plan, labels: pl.DataFrame | None = None) -> Model:
    """The model of these deals (one row a deal, their facts), with its card; not yet a file.

    Trained on the earlier four fifths by day handed in; with `labels` (deal_id, is_suspicious)
    the later fifth is measured. Raises ModelError for too few deals, or facts that cannot be.
    """
    ordered = facts.sort("submitted_on", "deal_id", nulls_last=False)
    _check_deals(ordered)
    n = int(len(ordered) * _EARLIER)
    earlier, later = ordered.head(n), ordered.tail(len(ordered) - n)
    used, dull = _used(earlier)
    model = _fitted(earlier, used, plan)
    model = replace(model, arrays_sha256=hashlib.sha256(arrays_bytes(model)).hexdigest())
    said = {"metrics": metrics(model, later, labels), "reasons": shap_agreement(model, later)}
    card = _card(model, plan, earlier, later) | said
    told = [{"fact": name, "reason": why} for name, why in sorted({**left_out(), **dull}.items())]
    return replace(model, card={**card, "fact": _fact_lines(model, earlier), "left_out": told})


def _check_deals(facts: pl.DataFrame) -> None:
    if len(facts) < LEAST_DEALS:
        raise ModelError(
            f"{len(facts):,} deals are too few to say what is usual",
            do=f"train on {LEAST_DEALS} deals or more",
        )
    absent = [name for name in USED if name not in facts.columns]
    if absent:
        raise ModelError(f"the deals do not have the facts {', '.join(absent)}")
    number = pl.col(list(USED)).cast(pl.Float64)
    unsound = facts.select((number.is_infinite() | number.is_nan()).any())
    infinite = [c.name for c in unsound.iter_columns() if c[0]]
    if infinite:
        raise ModelError(f"no finite number in some deal: {', '.join(infinite)}")


def _used(facts: pl.DataFrame) -> tuple[tuple[UsedFact, ...], dict[str, str]]:
    """The facts the deals tell apart by, and the others of the list with the reason."""
    dull = {}
    for name in USED:
        n_values = facts[name].drop_nulls().n_unique()
        if n_values < 2:
            dull[name] = (
                "the same in every training deal" if n_values else "missing in every training deal"
            )
    used = tuple(
        UsedFact(name, DEAL_FACTS[name].type.value, DEAL_FACTS[name].unit, transform)
        for name, transform in USED.items()
        if name not in dull
    )
    if not used:
        raise ModelError(
            "no fact differs from deal to deal", do="train on deals with papers and payments"
        )
    return used, dull


def _fitted(facts: pl.DataFrame, used: tuple[UsedFact, ...], plan: Plan) -> Model:
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415 - slow to import

    unfitted = Model(plan.name, used, *([None] * 3))  # type: ignore[arg-type]  # rows alone
    rows = unfitted.rows(facts)
    samples = min(plan.samples, rows.shape[1])
    trained = IsolationForest(
        n_estimators=plan.trees, max_samples=samples, random_state=plan.seed
    ).fit(np.ascontiguousarray(rows.T))
    forest, tails = grown(trained), tails_of(rows)
    people = population(facts, used, rows, forest, tails)
    return Model(plan.name, used, forest, tails, people)


def _card(
    model: Model, plan: Plan, earlier: pl.DataFrame, later: pl.DataFrame
) -> dict[str, object]:
    return {
        "format": FORM,
        "title": f"Isolation forest and tail score over {len(model.facts)} facts",
        "title_zh": f"基于 {len(model.facts)} 项事实的孤立森林与尾部概率评分",
        "arrays_sha256": model.arrays_sha256,
        "proposed_by": "",
        "approved_by": "",
        "command": plan.command,
        "missing": _MISSING,
        "not_for": _NOT_FOR,
        "notes": [],
        "training": {
            "source": plan.source,
            "n_deals": len(earlier),
            "n_later_deals": len(later),
            "first_submitted_on": str(earlier["submitted_on"].min() or ""),
            "last_submitted_on": str(earlier["submitted_on"].max() or ""),
            "facts_sha256": _digest(model.rows(earlier)),
            "seed": plan.seed,
            "trees": plan.trees,
            "samples": min(plan.samples, len(earlier)),
        },
        "versions": {"screening": __version__, **{name: version(name) for name in _LIBRARIES}},
        "transforms": dict(TRANSFORMS),
    }


def _fact_lines(model: Model, facts: pl.DataFrame) -> list[dict[str, object]]:
    """One table a fact, in the order of the arrays."""
    lines = []
    for fact, usual in zip(model.facts, model.population.usual, strict=True):
        n_known = len(facts) - facts[fact.name].null_count()
        quantiles = {f"q{100 * q:02.0f}": float(v) for q, v in zip(QUANTILES, usual, strict=True)}
        told = {"name": fact.name, "type": fact.type, "unit": fact.unit}
        missing = round(1 - n_known / len(facts), 4)
        lines.append({**told, "transform": fact.transform, "missing_ratio": missing, **quantiles})
    return lines


def _digest(rows: Rows) -> str:
    return hashlib.sha256(np.ascontiguousarray(rows).tobytes()).hexdigest()
