"""Errors end with their exit code and a text; nobody sees a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from screening import pipeline
from screening.errors import InputError, ModelError, RuleError, ScreeningError, StoreError
from screening.errors import UsageError as Misuse
from tests.cli.conftest import Call


def failing_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(pipeline, "run", failing)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Misuse("no"), 2),
        (InputError("no"), 3),
        (RuleError(["a.toml: x", "b.toml: y"]), 4),
        (ModelError("no"), 5),
        (StoreError("no"), 6),
    ],
)
def test_exit_codes(
    error: ScreeningError, code: int, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_with(error, monkeypatch)
    plain, as_json = call("run", "b", "--db", "d"), call("run", "b", "--db", "d", "--json")
    assert plain.code == as_json.code == code
    assert plain.err == f"error: {error}\n"
    told = json.loads(as_json.err)["error"]
    assert (told["what"], told["exit_code"]) == (error.what, code)
    assert as_json.out == ""
    if isinstance(error, RuleError):
        assert told["problems"] == ["a.toml: x", "b.toml: y"]


class PanicError(BaseException):
    """An engine's panic, which is no Exception."""


@pytest.mark.parametrize("kind", [KeyError, PanicError])
def test_a_fault_of_ours_names_its_place_and_no_data(
    kind: type[BaseException], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_with(kind("Secret Trading Ltd"), monkeypatch)
    told = call("run", "b", "--db", "d")
    assert told.code == 1
    assert kind.__name__ in told.err
    assert "report that line" in told.err
    assert "Secret" not in told.err
    assert "Traceback" not in told.err


def test_debug_shows_the_traceback(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(KeyError("x"), monkeypatch)
    monkeypatch.setenv("SCREENING_DEBUG", "1")
    assert "Traceback" in call("run", "b", "--db", "d").err


@pytest.mark.parametrize(
    "line", [["run"], ["run", "b"], ["nonsense"], ["run", "b", "--db", "d", "--as-of", "today"]]
)
def test_usage_errors_end_with_2(line: list[str], call: Call) -> None:
    told = call(*line)
    assert told.code == 2
    assert told.out == ""
    assert "Traceback" not in told.err


def test_real_errors_reach_the_user(call: Call, tmp_path: Path) -> None:
    absent = call("run", tmp_path / "absent", "--db", tmp_path / "s.duckdb")
    assert absent.code == 3
    assert "absent" in absent.err
    assert not (tmp_path / "s.duckdb").exists()
    assert call("explain", "D", "--db", tmp_path / "s.duckdb").code == 6
    assert call("rules", "list", "--rules", tmp_path / "absent").code == 4


@pytest.mark.parametrize(
    "text", ["Query interrupted", "INTERRUPTED!", "as Arrow data failed: KeyboardInterrupt"]
)
def test_an_interrupt_is_no_fault_of_ours(
    text: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C inside an engine comes back as an error of the engine's own."""
    failing_with(RuntimeError(text), monkeypatch)
    told = call("run", "b", "--db", "d")
    assert told.code == 130
    assert "run the same command again" in told.err
    assert "fault" not in told.err


def test_ctrl_c_ends_with_130(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(KeyboardInterrupt(), monkeypatch)
    told = call("run", "b", "--db", "d")
    assert told.code == 130
    assert "fault" not in told.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "b", "--db", "{long}"),
        ("run", "--db", "d.duckdb", "--", "{long}"),
        ("explain", "D1", "--db", "{long}"),
        ("rules", "check", "--rules", "{long}"),
        ("rules", "diff", "--db", "d", "--rules", "{long}"),
        ("rules", "try", "--db", "d", "--", "{long}"),
    ],
)
def test_a_path_no_system_takes_is_told_as_such(arguments: tuple[str, ...], call: Call) -> None:
    told = call(*(a.format(long="-" * 1000) for a in arguments))
    assert told.code in (2, 3)
    assert "fault in the program" not in told.err
    assert len(told.err) < 600
    assert "too long" in told.err or "no such" in told.err


@pytest.mark.parametrize("place", ["/proc/x", "/nowhere/x.duckdb"])
def test_a_store_that_cannot_be_is_told_before_anything_is_read(place: str, call: Call) -> None:
    told = call("run", "no batch here", "--db", place)
    assert told.code == StoreError.exit_code
    assert "name another --db" in told.err
