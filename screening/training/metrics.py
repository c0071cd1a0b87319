"""How well a model puts suspicious deals first, against labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.anomaly.model import Model
from screening.errors import ModelError

Scores = dict[str, npt.NDArray[np.float64]]


def metrics(model: Model, facts: pl.DataFrame, labels: pl.DataFrame | None) -> dict[str, object]:
    """AUROC, average precision and precision at N of both scores and of their combination.

    N is the number of suspicious deals. Nothing without labels, or where only one kind is there.
    """
    if labels is None:
        return {"said_of": "nothing: no labels were given"}
    known, truth = labelled(facts, labels)
    if len(np.unique(truth)) < 2:
        return {"said_of": f"nothing: {len(truth):,} labelled later deals are all of one kind"}
    told: dict[str, object] = {
        "said_of": "the later deals, none of which was trained on",
        "n_deals": len(truth),
        "n_suspicious": int(truth.sum()),
    }
    for name, scores in scores_by_name(model, known).items():
        told |= {f"{name}_{what}": round(v, 4) for what, v in ranked(truth, scores).items()}
    return told


def labelled(
    facts: pl.DataFrame, labels: pl.DataFrame
) -> tuple[pl.DataFrame, npt.NDArray[np.int64]]:
    """The deals that have a label, and 1 for each that is suspicious, else 0."""
    known = facts.join(_checked(labels), on="deal_id", how="inner", maintain_order="left")
    return known, known["is_suspicious"].to_numpy().astype(np.int64)


def scores_by_name(model: Model, facts: pl.DataFrame) -> Scores:
    """The scores of the deals by each part of the model, the higher the odder."""
    scored = model.scores(facts)
    names = {"forest": "forest_score", "tail": "tail_score", "combined": "percentile"}
    return {name: scored[column].to_numpy() for name, column in names.items()}


def ranked(truth: npt.NDArray[np.int64], scores: npt.NDArray[np.float64]) -> dict[str, float]:
    """auroc, average_precision, precision_at_n (ties in the order of the rows)."""
    from sklearn.metrics import average_precision_score, roc_auc_score  # noqa: PLC0415 - slow

    first = np.argsort(-scores, kind="stable")[: truth.sum()]
    return {
        "auroc": float(roc_auc_score(truth, scores)),
        "average_precision": float(average_precision_score(truth, scores)),
        "precision_at_n": float(truth[first].mean()),
    }


def _checked(labels: pl.DataFrame) -> pl.DataFrame:
    wanted = {"deal_id", "is_suspicious"}
    if not wanted <= set(labels.columns):
        raise ModelError(
            "the labels lack a column",
            exists=", ".join(labels.columns),
            do="give deal_id and is_suspicious",
        )
    word = pl.col("is_suspicious").cast(pl.String).str.to_lowercase()
    told = labels.select(
        pl.col("deal_id").cast(pl.String), is_suspicious=word.is_in(["true", "1", "yes"])
    )
    known = told.drop_nulls()  # a deal of which nothing is known is not a clean one
    return known.unique("deal_id", keep="first", maintain_order=True)
