"""What every test shares."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.rulepack import check
from screening.store import connection


@pytest.fixture(scope="session", autouse=True)
def packs_examined_once() -> Iterator[None]:
    """A pack is examined once a session: hundreds of tests screen under the very same files."""
    examined: dict[tuple[Path | None, str], Any] = {}
    real = check._examined

    def once(folder: Path, *rest: Any, **more: Any) -> Any:
        text = [
            f"{p}\0".encode() + p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
        ]
        key = (folder, hashlib.sha256(b"\0".join(text) + repr((rest, more)).encode()).hexdigest())
        if key not in examined:
            examined[key] = real(folder, *rest, **more)
        return examined[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check, "_examined", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def stores_made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty store is made once a session; every other new one is a copy of it."""
    empty = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    connection._create(empty)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "_create", lambda db: shutil.copyfile(empty, db))
        yield
