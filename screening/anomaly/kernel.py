"""The compiled loops over a model's arrays; importing this module imports numba.

Forest: rows go in blocks of 64, copied with the facts apart, so that a block and a tree lie in the
nearest cache. Of every fact a block has two copies: one with missing as +inf, which goes right at
any threshold, one with -inf, which goes left; a node reads the copy its training chose. Leaves
name themselves, so that the rows of a block walk a tree side by side without a branch. A row's sum
is taken tree by tree in their order: threads and neighbours do not change a bit of it.

Tails: a value's place among the kept ones by halving, without a branch; then its addends are read,
and a block's three sums stay in the nearest cache.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from numba import types

BLOCK = 64
_MISSING = np.float32(np.inf)
F4, F8, I8 = types.float32, types.float64, types.int64
U1, U2, U4 = types.uint8, types.uint16, types.uint32


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
    at = np.empty(BLOCK, np.uint32)
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
            for i in range(BLOCK):
                at[i] = roots[tree]
            for _ in range(depth[tree]):
                for i in range(BLOCK):
                    node = at[i]
                    at[i] = left[node] + np.uint32(block[place[node] + i] > threshold[node])
            for i in range(BLOCK):
                total[i] += path[at[i]]
        for i in range(m):
            out[low + i] = total[i]


def _tail_sums(rows, kept, addend, side, begin, end, out):  # type: ignore[no-untyped-def]
    """Nothing; out[i] for begin <= i < end is the tail score of row i, facts in their order.

    `kept` has 255 ascending values a fact: eight halvings count those at or below a value.
    """
    lower, upper, skewed = np.empty(BLOCK), np.empty(BLOCK), np.empty(BLOCK)
    for low in range(begin, end, BLOCK):
        m = min(BLOCK, end - low)
        for i in range(BLOCK):
            lower[i] = upper[i] = skewed[i] = 0.0
        for fact in range(rows.shape[0]):
            tail = side[fact]
            for i in range(m):
                x = rows[fact, low + i]
                at = np.uint32(0)
                for halving in range(8):
                    step = np.uint32(128 >> halving)
                    at += step * np.uint32(kept[fact, at + step - 1] <= x)
                on = np.uint32(at > 0 and kept[fact, at - 1] == x)
                if x == x:  # noqa: PLR0124 - not NaN
                    lower[i] += addend[fact, 2 * at - on, 0]
                    upper[i] += addend[fact, 2 * at - on, 1]
                    skewed[i] += addend[fact, 2 * at - on, tail]
        for i in range(m):
            largest = skewed[i]
            largest = max(largest, lower[i])
            largest = max(largest, upper[i])
            out[low + i] = largest


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
    _tail_sums,
    *(array_of(F4, 2), array_of(F4, 2), array_of(F8, 3), array_of(U1), I8, I8, array_of(F8)),
)
