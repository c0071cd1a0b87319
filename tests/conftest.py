"""What every test shares."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from screening.rulepack import check


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
