"""A store with one batch in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from screening.store import save
from tests.store.made import made


@pytest.fixture(scope="session")
def saved_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "store.duckdb"
    save(made(), path)
    return path


@pytest.fixture
def db(tmp_path: Path, saved_once: Path) -> Path:
    return Path(shutil.copy(saved_once, tmp_path / "store.duckdb"))
