"""A store with the sample batch in it, and one with a simulated batch, screened once."""

from __future__ import annotations

from pathlib import Path

import pytest

from screening.pipeline import run
from screening.simulate import simulate
from tests.cli.conftest import call

__all__ = ["call"]

SAMPLE = Path(__file__).parents[2] / "sample_data" / "batch"


@pytest.fixture(scope="session")
def sample_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("sample") / "store.duckdb"
    run(SAMPLE, db)
    return db


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "batch"
    simulate(500, 11, folder)
    return folder


@pytest.fixture(scope="session")
def simulated_db(simulated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    db = tmp_path_factory.mktemp("simulated_store") / "store.duckdb"
    run(simulated, db)
    return db
