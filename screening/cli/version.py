"""`screening version`."""

from __future__ import annotations

from screening import __version__
from screening.cli.out import say


def version() -> None:
    """Print the version of the program.

    Example: screening version
    """
    say(__version__)
