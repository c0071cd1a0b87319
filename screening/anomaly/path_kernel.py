"""The compiled loop that tells which facts made a row's paths short; imported when reasons are."""

from __future__ import annotations

import numpy as np

from screening.anomaly.kernel import BLOCK, F4, F8, I8, array_of, compiled


def _path_shares(  # type: ignore[no-untyped-def]  # numba is told the types below
    rows, roots, fact, missing_left, threshold, left, path, begin, end, out
):
    """Nothing; out[fact, row] gains what each step on that fact took off the expected path.

    Nodes are numbered through all trees. Steps are added tree by tree, from the root down.
    """
    for low in range(begin, end, BLOCK):
        high = min(low + BLOCK, end)
        for tree in range(roots.shape[0]):
            for row in range(low, high):
                node = roots[tree]
                child = left[node]
                while child != node:
                    asked = fact[node]
                    x = rows[asked, row]
                    # missing goes right, too, unless the training chose the left
                    is_right = x > threshold[node] or (x != x and missing_left[node] == 0)  # noqa: PLR0124
                    child += np.int64(is_right)
                    out[asked, row] += path[node] - path[child]
                    node = child
                    child = left[node]


path_shares = compiled(
    _path_shares,
    *(array_of(F4, 2), array_of(I8), array_of(I8), array_of(I8), array_of(F4)),
    *(array_of(I8), array_of(F8), I8, I8, array_of(F8, 2)),
)
