"""The anomaly model: plain arrays that say how odd a deal is among those it was trained on."""

from __future__ import annotations

from screening.anomaly.in_use import NO_MODELS, Models, load_models

__all__ = ["NO_MODELS", "Models", "load_models"]
