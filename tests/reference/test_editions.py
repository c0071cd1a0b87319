"""The package is cheap to import and can say which editions it answers from."""

from __future__ import annotations

import subprocess
import sys

from screening.reference.editions import library_editions

HEAVY = ("searoute", "scipy", "currency_converter", "chinese_calendar", "stdnum", "rapidfuzz")


def test_editions_of_every_bundle() -> None:
    editions = library_editions()
    assert {"CurrencyConverter", "chinesecalendar", "searoute"} <= set(editions)
    assert all(v[0].isdigit() for v in editions.values())


def test_importing_the_package_loads_no_heavy_library() -> None:
    code = f"import sys, screening.reference; print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
