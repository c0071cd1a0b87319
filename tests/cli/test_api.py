"""`import screening` offers five functions and costs nothing until one is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import screening


@pytest.mark.parametrize("name", ["load_pack", "read_batch", "screen", "save", "explain"])
def test_each_name_is_a_documented_function(name: str) -> None:
    function = getattr(screening, name)
    assert callable(function)
    assert function.__doc__
    assert name in dir(screening)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        screening.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_importing_loads_no_engine() -> None:
    code = "import screening, sys; assert not {'polars', 'duckdb'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
