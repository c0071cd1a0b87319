"""How far out in its tails each fact of a deal lies: one exact addend a fact (ECOD, Li 2022).

For a value x of a fact that n training deals have, the addend of the lower tail is -ln of the share
of them that lie at x or below, of the upper tail of those at x or above, or of 1 / (n + 1) where
none lies there. A missing fact adds nought. Each tail is summed over the facts, and so is the tail
to which each fact's training values are skewed; the tail score is the largest of the three sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from screening.anomaly.scoring import Rows, Sums, in_threads
from screening.errors import ModelError

KEPT = 255  # values kept of each fact: eight halvings find a value among them
LOWER, UPPER = 0, 1


@dataclass(frozen=True, slots=True, eq=False)
class Tails:
    """The addends of each fact, as they stand in the model: nothing is computed when scoring.

    `kept` has one row a fact: its kept training values, ascending, then +inf. `addend` has the
    addends of that fact in the lower and the upper tail: at 2 i below kept value i (and above the
    one before), at 2 i + 1 on it. `side` is the tail to which the fact is skewed.
    """

    kept: npt.NDArray[np.float32]
    addend: npt.NDArray[np.float64]
    side: npt.NDArray[np.uint8]

    def sums(self, rows: Rows, *, threads: int | None = None) -> Sums:
        """One tail score a row: the largest of three sums of addends, in the order of the facts."""
        from screening.anomaly import kernel  # noqa: PLC0415 - numba is for those who score

        rows = np.ascontiguousarray(rows, np.float32)
        out = np.zeros(rows.shape[1])
        in_threads(
            lambda lo, hi: kernel.tail_sums(rows, self.kept, self.addend, self.side, lo, hi, out),
            len(out),
            threads,
        )
        return out

    def addends(self, rows: Rows) -> npt.NDArray[np.float64]:
        """Facts by rows: what each fact adds to the row's tail score; they add up to it exactly."""
        both = np.zeros((2, *rows.shape))
        for fact, (values, kept) in enumerate(zip(rows, self.kept, strict=True)):
            at = np.searchsorted(kept, values, "left")
            place = 2 * at + (kept[np.minimum(at, KEPT - 1)] == values)
            told = self.addend[fact, np.minimum(place, 2 * KEPT)]
            both[:, fact] = np.where(np.isnan(values), 0.0, told.T)
        skewed = both[self.side, np.arange(len(self.side))]
        ways = (skewed, *both)
        sums = np.stack([_in_order(way) for way in ways])
        chosen: npt.NDArray[np.float64] = np.choose(sums.argmax(axis=0), ways)
        return chosen

    def check(self, n_facts: int) -> None:
        """Nothing; ModelError unless every value of every fact finds its addends."""
        if self.kept.dtype != np.float32 or self.kept.shape != (n_facts, KEPT):
            raise _unfit("kept is not facts by values")
        if self.addend.dtype != np.float64 or self.addend.shape != (n_facts, 2 * KEPT + 1, 2):
            raise _unfit("addend is not facts by places by tails")
        if self.side.dtype != np.uint8 or self.side.shape != (n_facts,) or (self.side > 1).any():
            raise _unfit("side names no tail of each fact")
        step = self.kept[:, 1:] > self.kept[:, :-1]
        is_order = step | np.isposinf(self.kept[:, 1:])
        if np.isnan(self.kept).any() or np.isneginf(self.kept).any() or not is_order.all():
            raise _unfit("the values of a fact do not ascend")
        if not np.isfinite(self.addend).all() or (self.addend < 0).any():
            raise _unfit("an addend is no number of nought or more")


def _in_order(addends: npt.NDArray[np.float64]) -> Sums:
    """Sums over the facts one after the other, as the compiled loop takes them."""
    total = np.zeros(addends.shape[1])
    for addend in addends:
        total += addend
    return total


def _unfit(what: str) -> ModelError:
    return ModelError(f"the tails are damaged: {what}", do="take the model from where it was made")
