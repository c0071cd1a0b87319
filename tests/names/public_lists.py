"""The two public lists, where a copy of them stands beside the project."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from screening.inputs import Batch, read_reference

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SCREENING_SHARED", ROOT.parent / "shared")) / "data" / "sanctions"
FILES = ("sdn.csv", "alt.csv", "add.csv", "UN_consolidated.xml")


def public_lists(folder: Path) -> Batch:
    """The lists as a reference folder is read; skips where they are not there."""
    if not all((FOLDER / name).is_file() for name in FILES):
        pytest.skip("no copy of the OFAC and UN lists at ../shared/data/sanctions")
    for name in FILES:
        shutil.copy(FOLDER / name, folder / name)
    return read_reference(folder)
