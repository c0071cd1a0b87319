"""What every test shares."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.rulepack import check, pack
from screening.rulepack.toml_file import all_texts
from screening.store import connection


def _content(folder: Path) -> str:
    """The digest of every file of a folder, names included."""
    text = [f"{p}\0".encode() + p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()]
    return hashlib.sha256(b"\0".join(text)).hexdigest()


def _once_a_content(real: Any, *, keep: Callable[[Any], bool] = bool) -> Any:
    """A function of a folder that is called once for the same files and arguments."""
    known: dict[tuple[Path, str, str], Any] = {}

    def once(folder: Path, *rest: Any, **more: Any) -> Any:
        key = (folder, _content(folder), repr((rest, more)))
        if key not in known:
            told = real(folder, *rest, **more)
            if not keep(told):
                return told
            known[key] = told
        return known[key]

    return once


@pytest.fixture(scope="session", autouse=True)
def packs_examined_once() -> Iterator[None]:
    """A pack is read and examined once a session: hundreds of tests screen under the same files."""
    with pytest.MonkeyPatch.context() as patch:
        examined = _once_a_content(check._examined, keep=lambda _: True)
        patch.setattr(check, "_examined", examined)
        # one with problems is read each time: what is found is added to later
        read = _once_a_content(pack.read_pack, keep=lambda told: not all_texts(told.found))
        patch.setattr(pack, "read_pack", read)
        yield


@pytest.fixture(scope="session", autouse=True)
def stores_made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An empty store is made once a session; every other new one is a copy of it."""
    empty = tmp_path_factory.mktemp("empty") / "empty.duckdb"
    connection._create(empty)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "_create", lambda db: shutil.copyfile(empty, db))
        yield
