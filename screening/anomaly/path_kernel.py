"""The compiled loop that tells which facts made a row's paths short; imported when reasons are."""

from __future__ import annotations

import numpy as np

from screening.anomaly.kernel import BLOCK, F4, F8, I8, U1, U2, U4, array_of, compiled


def _path_shares(  # type: ignore[no-untyped-def]  # numba is told the types below
    rows, roots, depth, fact, missing_left, threshold, left, path, begin, end, out
):
    """Nothing; out[fact, row] is what the steps on that fact took off the expected path.

    Nodes are numbered through all trees. Steps are added tree by tree, from the root down; a leaf
    names itself, so that a step past it adds nought and the rows of a block go side by side.
    """
    n_facts = rows.shape[0]
    known = np.empty((BLOCK, n_facts), np.float32)
    share = np.empty((BLOCK, n_facts))
    at = np.empty(BLOCK, np.uint32)
    for low in range(begin, end, BLOCK):
        m = min(BLOCK, end - low)
        for asked in range(n_facts):
            for i in range(m):
                known[i, asked] = rows[asked, low + i]
                share[i, asked] = 0.0
        for tree in range(roots.shape[0]):
            for i in range(m):
                at[i] = roots[tree]
            for _ in range(depth[tree]):
                for i in range(m):
                    node = at[i]
                    asked = fact[node]
                    x = known[i, asked]
                    # missing goes right, too, unless the training chose the left
                    is_right = (x > threshold[node]) | ((x != x) & (missing_left[node] == 0))  # noqa: PLR0124
                    child = np.uint32(left[node] + np.uint32(is_right & (left[node] != node)))
                    share[i, asked] += path[node] - path[child]
                    at[i] = child
        for asked in range(n_facts):
            for i in range(m):
                out[asked, low + i] = share[i, asked]


path_shares = compiled(
    _path_shares,
    *(array_of(F4, 2), array_of(U4), array_of(I8), array_of(U2), array_of(U1), array_of(F4)),
    *(array_of(U4), array_of(F8), I8, I8, array_of(F8, 2)),
)
