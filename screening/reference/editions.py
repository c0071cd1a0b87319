"""Which edition of each bundled source answers: part of what makes two runs the same."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

BUNDLES = (
    "CurrencyConverter",
    "anyascii",
    "chinesecalendar",
    "opencc",
    "python-stdnum",
    "rapidfuzz",
    "searoute",
)


def library_editions() -> dict[str, str]:
    """Version of each library whose data or method an answer may rest on, by its package name.

    Nothing is imported for it.
    """
    return {name: _version(name) for name in BUNDLES}


@cache
def _version(name: str) -> str:
    return version(name)  # reads files
