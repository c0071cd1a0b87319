"""The command line, for tests of the whole flow."""

from tests.cli.conftest import call

__all__ = ["call"]
