"""How far out in its tails each fact of a deal lies: one exact addend a fact (as ECOD, 2022).

For a value x of a fact that n training deals have, p is twice the smaller share of them that lie
at x or beyond, below or above, at most 1; the addend is -ln of p, or of 1 / (n + 1) where none
lies there. A missing fact adds nought. The sum over the facts is the tail score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.anomaly.scoring import Rows, Sums, in_threads
from screening.errors import ModelError

KEPT = 255  # values kept of each fact: eight halvings find a value among them


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """The addends of each fact, as they stand in the model: nothing is computed when scoring.

    `kept` has one row a fact: its kept training values, ascending, then +inf. `addend` has the
    addends of that fact: at 2 i below kept value i (and above the one before), at 2 i + 1 on it.
    """

    kept: npt.NDArray[np.float32]
    addend: npt.NDArray[np.float64]

    def sums(self, rows: Rows, *, threads: int | None = None) -> Sums:
        """One tail score a row: the sum of its addends, in the order of the facts."""
        from screening.anomaly import kernel  # noqa: PLC0415 - numba is for those who score

        rows = np.ascontiguousarray(rows, np.float32)
        out = np.zeros(rows.shape[1])
        in_threads(
            lambda lo, hi: kernel.tail_sums(rows, self.kept, self.addend, lo, hi, out),
            len(out),
            threads,
        )
        return out

    def addends(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Facts by rows: what each fact adds to the row's tail score; they add up to it exactly."""
        told = np.zeros(rows.shape)
        for fact, (values, kept, addend) in enumerate(
            zip(rows, self.kept, self.addend, strict=True)
        ):
            at, after = (np.searchsorted(kept, values, side) for side in ("left", "right"))
            told[fact] = np.where(np.isnan(values), 0.0, addend[np.minimum(at + after, 2 * KEPT)])
        return told

    def check(self, n_facts: int) -> None:
        """Nothing; ModelError unless every value of every fact finds its addend."""
        if self.kept.dtype != np.float32 or self.kept.shape != (n_facts, KEPT):
            raise _unfit("kept is not facts by values")
        if self.addend.dtype != np.float64 or self.addend.shape != (n_facts, 2 * KEPT + 1):
            raise _unfit("addend is not facts by places")
        step = self.kept[:, 1:] > self.kept[:, :-1]
        is_order = step | np.isposinf(self.kept[:, 1:])
        if np.isnan(self.kept).any() or np.isneginf(self.kept).any() or not is_order.all():
            raise _unfit("the values of a fact do not ascend")
        if not np.isfinite(self.addend).all() or (self.addend < 0).any():
            raise _unfit("an addend is no number of nought or more")


def _unfit(what: str) -> ModelError:
    return ModelError(f"the tails are damaged: {what}", do="take the model from where it was made")
