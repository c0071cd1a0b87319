"""The compiled loops are kept in a folder of the user's, and run where there is none."""

from __future__ import annotations

from pathlib import Path

import numba
import numpy as np
import pytest
from numba.core import caching

from screening.anomaly.kernel import F4, array_of, compiled


def _doubled(values, out):  # type: ignore[no-untyped-def]
    for i in range(values.shape[0]):
        out[i] = values[i] + values[i]


def doubled() -> list[float]:
    out = np.zeros(3, np.float32)
    compiled(_doubled, array_of(F4), array_of(F4))(np.arange(3, dtype=np.float32), out)
    return [float(x) for x in out]


def test_a_loop_is_kept_in_the_folder_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    assert doubled() == [0.0, 2.0, 4.0]
    kept = sorted(p.suffix for p in tmp_path.rglob("test_kernel._doubled*"))
    assert kept == [".nbc", ".nbi"]
    assert doubled() == [0.0, 2.0, 4.0]


def test_a_loop_runs_without_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching.CompileResultCacheImpl, "_locator_classes", [])
    assert doubled() == [0.0, 2.0, 4.0]
    file = tmp_path / "no_folder"
    file.touch()
    monkeypatch.undo()
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(file / "below"))
    assert doubled() == [0.0, 2.0, 4.0]
