"""Tables and forests to try: every oddity a table of facts can have."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import IsolationForest

Table = npt.NDArray[np.float32]


def table(seed: int, n_rows: int, n_facts: int, missing: float = 0.0) -> Table:
    """Rows by facts: plain, constant, few values, float32 neighbours, large, NaN where missing."""
    rng = np.random.default_rng(seed)
    made = rng.normal(size=(n_rows, n_facts)).astype(np.float32)
    kind = rng.integers(0, 5, n_facts)
    made[:, kind == 1] = 3.0
    made[:, kind == 2] = rng.integers(0, 3, (n_rows, int((kind == 2).sum())))
    one = np.float32(1.0)
    near = np.array([one, np.nextafter(one, np.float32(2)), np.nextafter(one, np.float32(0))])
    made[:, kind == 3] = rng.choice(near, (n_rows, int((kind == 3).sum())))
    made[:, kind == 4] *= np.float32(1e30)
    made[rng.random(made.shape) < missing] = np.nan
    return made


def fitted(rows: Table, seed: int, **settings: Any) -> IsolationForest:
    """scikit-learn's forest over the rows, ten trees."""
    return IsolationForest(n_estimators=10, random_state=seed, **settings).fit(rows)
