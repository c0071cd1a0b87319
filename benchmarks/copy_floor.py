"""The floor of work in memory: every byte that goes in and every byte that comes out, moved once.

One thread copies the Arrow buffers, looking at no value, into room that was there before the
clock started. What reads all its input and writes all its output on one thread cannot be faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import polars as pl

Bytes = npt.NDArray[np.uint8]


class CopyFloor:
    """The buffers of some frames, each once however many columns share it, and room for all."""

    def __init__(self, frames: Iterable[pl.DataFrame]) -> None:
        self._kept = [frame.to_arrow() for frame in frames]  # buffers live as long as their table
        found = {b.ctypes.data: b for table in self._kept for b in _buffers(table.columns)}
        self._buffers = list(found.values())
        self._room = np.ones(sum(b.size for b in self._buffers), dtype=np.uint8)

    @property
    def size(self) -> int:
        """Bytes of all buffers."""
        return self._room.size

    def copy(self) -> Bytes:
        """The room, holding every byte of the buffers."""
        at = 0
        for buffer in self._buffers:
            self._room[at : at + buffer.size] = buffer
            at += buffer.size
        return self._room


def _buffers(columns: Iterable[object]) -> Iterator[Bytes]:
    for column in columns:
        for chunk in column.chunks:  # type: ignore[attr-defined] # pyarrow has no types
            for buffer in chunk.buffers():
                if buffer is not None and buffer.size:
                    yield np.frombuffer(buffer, dtype=np.uint8)
