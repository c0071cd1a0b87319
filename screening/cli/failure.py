"""Errors as a user meets them: what, where, what exists, what to do; never a traceback."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

from screening import __version__
from screening.cli.out import safe
from screening.errors import InputError, RuleError, ScreeningError

DEBUG = "SCREENING_DEBUG"
INTERRUPTED = 130
LONGEST_PATH = 120  # characters of a path that are shown


def fail(error: BaseException, *, as_json: bool) -> int:
    """The exit code of an error, which is told on stderr."""
    if _is_interrupt(error):
        sys.stderr.write(
            "interrupted: a batch is stored whole or not at all; run the same command again\n"
        )
        return INTERRUPTED
    if os.environ.get(DEBUG) == "1":
        traceback.print_exception(error, file=sys.stderr)
    error = _of_system(error) if isinstance(error, OSError) and error.filename else error
    told = _known(error) if isinstance(error, ScreeningError) else _unknown(error)
    if as_json:
        sys.stderr.write(safe(json.dumps({"error": told}, ensure_ascii=False) + "\n"))
    elif isinstance(error, ScreeningError):
        sys.stderr.write(safe(f"error: {error}\n"))
    else:
        sys.stderr.write(safe(f"error: {told['what']}\n  what to do: {told['do']}\n"))
    return error.exit_code if isinstance(error, ScreeningError) else 1


def _of_system(error: OSError) -> InputError:
    """What the system says of a path: too long, no permission, no room, a loop of links."""
    path = str(error.filename)
    shown = path if len(path) <= LONGEST_PATH else f"{path[:LONGEST_PATH]}..."
    return InputError(
        f"cannot be read or written: {error.strerror or type(error).__name__}",
        where=shown,
        do="name another file or folder, or mend this one, and run again",
    )


def _is_interrupt(error: BaseException) -> bool:
    """Ctrl-C, also where an engine turned it into an error of its own."""
    seen: BaseException | None = error
    while seen is not None:
        told = "" if isinstance(seen, ScreeningError) else str(seen).lower()
        if isinstance(seen, KeyboardInterrupt) or "interrupt" in told:
            return True
        seen = seen.__cause__ or seen.__context__
    return False


def _known(error: ScreeningError) -> Mapping[str, object]:
    told: dict[str, object] = {
        "kind": type(error).__name__,
        "what": error.what,
        "where": error.where,
        "exists": error.exists,
        "do": error.do,
        "exit_code": error.exit_code,
    }
    if isinstance(error, RuleError):
        told["problems"] = list(error.problems)
    return told


def _unknown(error: BaseException) -> Mapping[str, object]:
    """A fault of the program: its kind and place, never its text, which may hold customer data."""
    return {
        "kind": type(error).__name__,
        "what": f"a fault in the program: {type(error).__name__} at {_place(error)}",
        "where": "",
        "exists": "",
        "do": f"report that line with version {__version__} and the command; {DEBUG}=1 shows more",
        "exit_code": 1,
    }


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f for f in frames if "screening" in Path(f.filename).parts] or frames
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "an unknown place"
