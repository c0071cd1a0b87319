"""Tables of the anomaly model: scores, reasons, drift."""

from __future__ import annotations

from screening.schema.result_table import table_of
from screening.schema.results.keys import DEAL_ID, RUN_ID

_ROLE = ("role", "VARCHAR", "in_force: its points count; shadow: stored beside it, counts nothing")
_MODEL = ("model", "VARCHAR", "name of the anomaly model")
_MODEL_DIGEST = ("model_digest", "VARCHAR", "sha256 of what decides in the model")
DEAL_ANOMALY = table_of(
    "deal_anomaly",
    "one row a deal and anomaly model; none where the run had no model",
    ("run_id", "deal_id", "role"),
    RUN_ID,
    DEAL_ID,
    _ROLE,
    _MODEL,
    _MODEL_DIGEST,
    ("forest_score", "DOUBLE", "isolation forest, 0 to 1: above a half is odd"),
    ("tail_score", "DOUBLE", "sum over the facts of how far out in its tail each lies"),
    ("percentile", "DOUBLE", "training deals less odd by both scores together, in hundredths"),
    ("n_missing_facts", "BIGINT", "facts of the model that the deal does not have"),
    ("missing_facts_ratio", "DOUBLE", "the same over the facts of the model"),
)
ANOMALY_REASON = table_of(
    "anomaly_reason",
    "one row a deal at review or above, model and fact that drove its scores, at most three",
    ("run_id", "deal_id", "role", "position"),
    RUN_ID,
    DEAL_ID,
    _ROLE,
    _MODEL,
    _MODEL_DIGEST,
    ("position", "BIGINT", "place, the strongest 1"),
    ("fact", "VARCHAR", "fact"),
    ("value", "DOUBLE", "its value; null where it is missing"),
    ("usual_low", "DOUBLE", "5 % of the training deals that have it lie below"),
    ("usual_high", "DOUBLE", "5 % of the training deals that have it lie above"),
    ("missing_ratio", "DOUBLE", "share of the training deals that do not have it"),
    ("tail_addend", "DOUBLE", "what it adds to the tail score; these add up to it exactly"),
    ("forest_share", "DOUBLE", "edges it took off the path of an ordinary deal, a tree"),
)
MODEL_DRIFT = table_of(
    "model_drift",
    "one row a run, anomaly model and fact, and one for the score: whether the model fits the book",
    ("run_id", "role", "fact"),
    RUN_ID,
    _ROLE,
    _MODEL,
    _MODEL_DIGEST,
    ("fact", "VARCHAR", "fact, or 'score' for the percentile"),
    ("stability_index", "DOUBLE", "population stability index against the training deals"),
    ("missing_ratio", "DOUBLE", "share of the run's deals that do not have the fact"),
    ("trained_missing_ratio", "DOUBLE", "the same of the training deals"),
    (
        "is_warning",
        "BOOLEAN",
        "0.25 or more, more than chance does in so few deals, and 100 deals or more",
    ),
)
