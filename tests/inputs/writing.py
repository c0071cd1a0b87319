"""Small batches for the tests of intake."""

from __future__ import annotations

from pathlib import Path

from screening.inputs import Batch, read_batch


def batch_of(folder: Path, files: dict[str, str | bytes]) -> Batch:
    """The batch read from a folder that holds exactly these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_batch(folder)
