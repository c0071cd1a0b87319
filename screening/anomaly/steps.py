"""A step function over values seen in training, kept as two arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.errors import ModelError

MAX_KEPT = 4_095


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """`told` at 2 i is the value between kept i - 1 and kept i, at 2 i + 1 that on kept i."""

    kept: npt.NDArray[np.float64]
    told: npt.NDArray[np.float64]

    def at(self, values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """What the function says at each value."""
        before = np.searchsorted(self.kept, values, "left")
        after = np.searchsorted(self.kept, values, "right")
        told: npt.NDArray[np.float64] = self.told[before + after]
        return told

    def check(self, what: str) -> None:
        """Nothing; ModelError unless every value has its step."""
        sizes = 1 <= len(self.kept) <= MAX_KEPT and len(self.told) == 2 * len(self.kept) + 1
        numbers = np.isfinite(self.kept).all() and np.isfinite(self.told).all()
        if not sizes or not numbers or not (np.diff(self.kept) > 0).all():
            raise ModelError(
                f"the steps of the {what} are damaged", do="take the model from where it was made"
            )
