"""The command line: `screening run`, `explain`, `rules`, `simulate`, `version`."""

from __future__ import annotations

from screening.cli.app import main

__all__ = ["main"]
