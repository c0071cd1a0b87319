"""A store with one batch in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.store import save
from tests.store.made import made


@pytest.fixture
def db(tmp_path: Path) -> Path:
    path = tmp_path / "store.duckdb"
    save(made(), path)
    return path
