"""The compiled loops over a model's arrays; importing this module imports numba.

Forest: rows go in blocks of 64, copied with the facts apart, so that a block and a tree lie in the
nearest cache. Of every fact a block has two copies: one with missing as +inf, which goes right at
any threshold, one with -inf, which goes left; a node reads the copy its training chose. Leaves
name themselves, so that eight rows walk a tree side by side without a branch. A row's sum is
taken tree by tree in their order: threads and neighbours do not change a bit of it.

Tails: a value's place among the kept ones by halving, without a branch; then its addend is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba import types

BLOCK = 64
_MISSING = np.float32(np.inf)
F4, U4, F8, I8 = types.float32, types.uint32, types.float64, types.int64


def array_of(of: Any, dimensions: int = 1) -> Any:
    """The type of a gapless array of that kind."""
    return types.Array(of, dimensions, "C")


def compiled(function: Callable[..., None], *arguments: Any) -> Callable[..., None]:
    """The function compiled for these types, kept on disk where a folder can be written.

    It runs without the interpreter's lock, so that threads share the work.
    """
    signature = types.void(*arguments)
    try:
        made = numba.njit(signature, cache=True, nogil=True)(function)
    except RuntimeError:  # numba finds no folder to keep it in: compiled anew in each process
        made = numba.njit(signature, nogil=True)(function)
    compiled: Callable[..., None] = made
    return compiled


def _path_sums(  # type: ignore[no-untyped-def]  # numba is told the types below
    rows, roots, depth, place, threshold, left, path, begin, end, block, total, out
):
    """Nothing; out[i] for begin <= i < end is the sum of the path lengths of row i.

    `rows` are facts by rows. Nodes are numbered through all trees: `roots` and `left` are such
    numbers, `place` is where in `block` a node's fact begins. `block` and `total` are room to work.
    """
    for low in range(begin, end, BLOCK):
        m = min(BLOCK, end - low)
        for fact in range(rows.shape[0]):
            for i in range(m):
                x = rows[fact, low + i]
                block[2 * fact * BLOCK + i] = _MISSING if x != x else x  # noqa: PLR0124 - is NaN
                block[(2 * fact + 1) * BLOCK + i] = -_MISSING if x != x else x  # noqa: PLR0124
        for i in range(BLOCK):
            total[i] = 0.0
        for tree in range(depth.shape[0]):
            root = roots[tree]
            for i in range(0, BLOCK, 8):
                a, b, c, d, e, f, g, h = root, root, root, root, root, root, root, root
                for _ in range(depth[tree]):
                    a = np.uint32(left[a] + np.uint32(block[place[a] + i] > threshold[a]))
                    b = np.uint32(left[b] + np.uint32(block[place[b] + i + 1] > threshold[b]))
                    c = np.uint32(left[c] + np.uint32(block[place[c] + i + 2] > threshold[c]))
                    d = np.uint32(left[d] + np.uint32(block[place[d] + i + 3] > threshold[d]))
                    e = np.uint32(left[e] + np.uint32(block[place[e] + i + 4] > threshold[e]))
                    f = np.uint32(left[f] + np.uint32(block[place[f] + i + 5] > threshold[f]))
                    g = np.uint32(left[g] + np.uint32(block[place[g] + i + 6] > threshold[g]))
                    h = np.uint32(left[h] + np.uint32(block[place[h] + i + 7] > threshold[h]))
                total[i] += path[a]
                total[i + 1] += path[b]
                total[i + 2] += path[c]
                total[i + 3] += path[d]
                total[i + 4] += path[e]
                total[i + 5] += path[f]
                total[i + 6] += path[g]
                total[i + 7] += path[h]
        for i in range(m):
            out[low + i] = total[i]


def _tail_sums(rows, kept, addend, begin, end, out):  # type: ignore[no-untyped-def]
    """Nothing; out[i] for begin <= i < end gains the addends of row i, facts in their order.

    `kept` has 255 ascending values a fact: eight halvings count those at or below a value.
    """
    for fact in range(rows.shape[0]):
        for i in range(begin, end):
            x = rows[fact, i]
            at = np.uint32(0)
            for halving in range(8):
                step = np.uint32(128 >> halving)
                at += step * np.uint32(kept[fact, at + step - 1] <= x)
            on = np.uint32(at > 0 and kept[fact, at - 1] == x)
            if x == x:  # noqa: PLR0124 - not NaN
                out[i] += addend[fact, 2 * at - on]


path_sums = compiled(
    _path_sums,
    *(
        array_of(F4, 2),
        array_of(U4),
        array_of(I8),
        array_of(U4),
        array_of(F4),
        array_of(U4),
        array_of(F8),
    ),
    *(I8, I8, array_of(F4), array_of(F8), array_of(F8)),
)
tail_sums = compiled(
    _tail_sums, *(array_of(F4, 2), array_of(F4, 2), array_of(F8, 2)), *(I8, I8, array_of(F8))
)
