"""Rows written as a batch folder."""

from __future__ import annotations

from pathlib import Path

from tests.one_deal import Rows, typed


def written(rows: Rows, folder: Path) -> Path:
    """The folder, with one CSV a table."""
    folder.mkdir()
    for name, frame in typed(rows).items():
        frame.write_csv(folder / f"{name}.csv", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    return folder
