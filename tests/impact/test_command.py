"""`screening rules diff` and `screening rules try`, as commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from screening.cli.rules_impact import diff, try_rule
from screening.errors import RuleError, StoreError, UsageError
from tests.impact.packs import STRICTER, copied, edited

Command = Callable[..., str]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command and gives what it printed; errors come as they are."""
    app = typer.Typer()
    app.command("diff")(diff)
    app.command("try")(try_rule)

    def run(*arguments: object) -> str:
        app([str(a) for a in arguments], standalone_mode=False)
        return capsys.readouterr().out

    return run


def test_diff_for_people(command: Command, sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICTER, gone=("PAY-05",))
    told = command("diff", "--db", sample_db, "--rules", pack)
    for words in (
        "5 changed, 1 gone",
        "COM-05 Margin too thin to pay for the risk (毛利过薄): changed, version 2 -> 3",
        "Deals whose disposition would change",
        "Waiting payments whose decision would change",
        "Load of the desk",
        "False hits among those gained (estimate)",
        "no final decisions of the desk yet",
    ):
        assert words in told


def test_diff_as_json(command: Command, sample_db: Path, tmp_path: Path) -> None:
    pack = edited(tmp_path / "pack", STRICTER)
    told = json.loads(command("diff", "--db", sample_db, "--rules", pack, "--json"))
    assert {r["rule_id"] for r in told["rules"]} == set(STRICTER)
    assert told["dispositions"]["REVIEW"]["after"] > told["dispositions"]["REVIEW"]["before"]
    assert told["false_hits"]["uncorroborated_upper_bound"]["n"] > 0
    assert "estimate" in told["false_hits"]["method"]


def test_diff_in_a_span(command: Command, sample_db: Path) -> None:
    told = command("diff", "--db", sample_db, "--from", "2025-01-01", "--to", "2025-12-31")
    assert "submitted 2025-01-01 to 2025-12-31" in told


def test_try(command: Command, sample_db: Path, tmp_path: Path) -> None:
    file = copied(edited(tmp_path / "pack", {}), "NET-04", "NET-94")
    told = command("try", file, "--db", sample_db)
    assert "NET-94" in told
    assert "new, version 1" in told
    as_json = json.loads(command("try", file, "--db", sample_db, "--json"))
    assert [r["rule_id"] for r in as_json["rules"]] == ["NET-94"]
    assert "hits_shared_with" in as_json


def test_errors_have_their_exit_codes(command: Command, sample_db: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as store:
        command("diff", "--db", tmp_path / "none.duckdb")
    with pytest.raises(RuleError) as rules:
        command("diff", "--db", sample_db, "--rules", tmp_path / "none")
    with pytest.raises(UsageError) as usage:
        command("diff", "--db", sample_db, "--from", "2025-02-01", "--to", "2025-01-01")
    assert (store.value.exit_code, rules.value.exit_code, usage.value.exit_code) == (6, 4, 2)
