"""Three-valued logic over bits: 64 deals a word, one bit where TRUE and one where FALSE."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Words = npt.NDArray[np.uint64]
"""Bits of some deals, the first deal lowest in the first word; bits beyond the last are nought."""
_WORD = 64


@dataclass(frozen=True, slots=True)
class Truth:
    """Where something is TRUE and where it is FALSE; where neither, it is missing."""

    yes: Words
    no: Words


def both(one: Truth, other: Truth) -> Truth:
    """AND: FALSE wins over missing."""
    return Truth(one.yes & other.yes, one.no | other.no)


def either(one: Truth, other: Truth) -> Truth:
    """OR: TRUE wins over missing."""
    return Truth(one.yes | other.yes, one.no & other.no)


def opposite(one: Truth) -> Truth:
    """NOT: missing stays missing."""
    return Truth(one.no, one.yes)


def words_of(column: pl.Series) -> Truth:
    """The bits of a Boolean column."""
    n = len(column)
    array = column.rechunk().to_arrow()
    valid, values = array.buffers()
    if array.offset % 8:  # a slice that begins inside a byte: laid out anew
        array = pl.Series(column.to_list(), dtype=pl.Boolean).to_arrow()
        valid, values = array.buffers()
    first, whole = array.offset // 8, every(n)
    known = whole if valid is None else _padded(valid, first, n) & whole
    is_true = _padded(values, first, n) & known
    return Truth(is_true, known & ~is_true)


def every(n: int) -> Words:
    """All of n deals."""
    words = np.full(-(-n // _WORD), ~np.uint64(0))
    if n % _WORD:
        words[-1] = np.uint64((1 << n % _WORD) - 1)
    return words


def expanded(words: Words) -> npt.NDArray[np.uint8]:
    """One byte a bit, 0 or 1."""
    return np.unpackbits(words.view(np.uint8), bitorder="little")


def _padded(buffer: object, first: int, n: int) -> Words:
    """Whole words from the bytes of n bits; what stands beyond them is not looked at."""
    words = np.zeros(-(-n // _WORD), dtype="<u8")
    n_bytes = -(-n // 8)
    raw = np.frombuffer(buffer, dtype=np.uint8, count=n_bytes, offset=first)  # type: ignore[call-overload]
    words.view(np.uint8)[:n_bytes] = raw
    return words
