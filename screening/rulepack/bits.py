"""Three-valued logic over bits: eight deals a byte, one bit where TRUE and one where FALSE."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl

Bits = npt.NDArray[np.uint8]
"""Bits of some deals, the first deal lowest in the first byte; bits beyond the last are nought."""
_BYTE = 8


@dataclass(frozen=True, slots=True)
class Truth:
    """Where something is TRUE and where it is FALSE; where neither, it is missing."""

    yes: Bits
    no: Bits


def both(one: Truth, other: Truth) -> Truth:
    """AND: FALSE wins over missing."""
    return Truth(one.yes & other.yes, one.no | other.no)


def either(one: Truth, other: Truth) -> Truth:
    """OR: TRUE wins over missing."""
    return Truth(one.yes | other.yes, one.no & other.no)


def opposite(one: Truth) -> Truth:
    """NOT: missing stays missing."""
    return Truth(one.no, one.yes)


def truth_of(column: pl.Series) -> Truth:
    """The bits of a Boolean column."""
    array = column.rechunk().to_arrow()
    if array.offset % _BYTE:  # a slice that begins inside a byte: laid out anew
        array = pl.Series(column.to_list(), dtype=pl.Boolean).to_arrow()
    valid, values = array.buffers()
    known = every(len(array))
    if valid is not None:
        known = known & _seen(valid, array.offset, known.size)
    yes = known & _seen(values, array.offset, known.size)
    return Truth(yes, known ^ yes)


@lru_cache(maxsize=8)
def every(n: int) -> Bits:
    """All of n deals; not to be written to."""
    bits = np.full(-(-n // _BYTE), 0xFF, dtype=np.uint8)
    if n % _BYTE:
        bits[-1] = (1 << n % _BYTE) - 1
    bits.flags.writeable = False
    return bits


def expanded(bits: Bits, n: int) -> Bits:
    """One byte a bit of n deals, 0 or 1."""
    return np.unpackbits(bits, count=n, bitorder="little")


def _seen(buffer: object, first: int, size: int) -> Bits:
    """The bytes in which a buffer's bits stand from `first` on, not copied."""
    whole: Bits = np.frombuffer(buffer, dtype=np.uint8)  # type: ignore[call-overload]
    return whole[first // _BYTE : first // _BYTE + size]
