"""Help is there, has examples, and does not load the engines."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from screening import __version__
from tests.cli.conftest import Call

COMMANDS = [
    ["run"],
    ["monitor"],
    ["cure"],
    ["explain"],
    ["replay"],
    ["verify"],
    ["head"],
    ["rules", "check"],
    ["rules", "list"],
    ["rules", "show"],
    ["rules", "lock"],
    ["rules", "diff"],
    ["rules", "try"],
    ["rules", "docs"],
    ["list", "propose"],
    ["list", "submit"],
    ["list", "import"],
    ["list", "show"],
    ["model", "train"],
    ["model", "show"],
    ["model", "check"],
    ["model", "evaluate"],
    ["simulate"],
    ["upgrade"],
    ["version"],
]
LIGHT = """
import sys
from screening.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
heavy = {"polars", "duckdb", "sqlglot", "sklearn", "numba", "searoute", "numpy", "lxml"}
sys.exit(", ".join(sorted(heavy & set(sys.modules))) or 0)
"""
READS = LIGHT.replace('{"polars", "duckdb", "sqlglot", ', "{").replace('"numpy", ', '"scipy", ')


def test_every_command_is_listed(call: Call) -> None:
    told = call("--help")
    assert told.code == 0
    for name in ("run", "explain", "rules", "simulate", "version"):
        assert re.search(rf"\b{name}\b", told.out)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_help_has_an_example(command: list[str], call: Call) -> None:
    told = call(*command, "--help")
    assert told.code == 0
    assert f"Example: screening {' '.join(command)}" in told.out


def test_help_and_version_load_no_engine() -> None:
    for line in (["--help"], ["run", "--help"], ["model", "--help"], ["version"]):
        subprocess.run([sys.executable, "-c", LIGHT, *line], check=True, capture_output=True)


def test_listing_rules_and_explaining_load_nothing_that_scores() -> None:
    for line in (["rules", "list"], ["explain", "D", "--db", "absent.duckdb"]):
        subprocess.run([sys.executable, "-c", READS, *line], check=True, capture_output=True)


def test_version(call: Call) -> None:
    assert call("version").out == f"{__version__}\n"
