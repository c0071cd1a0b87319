"""Runs `screening rules check` on one pack a line of stdin; a line of JSON a pack on stdout.

Meant to be its own process: what a hostile pack may bring down is this, not the tests.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from pathlib import Path

from screening.cli.app import main

_SPIES = ("open", "socket.", "subprocess.", "os.", "shutil.", "ctypes.", "urllib.")
_HARMLESS = ("os.listdir", "os.scandir", "os.fwalk", "os.walk", "os.putenv", "os.unsetenv")
seen: list[str] = []


def spy(event: str, arguments: tuple[object, ...]) -> None:
    """Nothing; keeps what Python itself is asked to do beyond computing."""
    if event.startswith(_SPIES) and event not in _HARMLESS:
        seen.append(f"{event} {' '.join(str(a) for a in arguments[:2])}")


def checked(folder: Path) -> dict[str, object]:
    """Exit code, words, seconds and what was touched outside the folder and the installation."""
    seen.clear()
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    started = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(["rules", "check", "--rules", str(folder)])
        except SystemExit as stop:
            code = stop.code
        except BaseException as error:
            code = f"raised {type(error).__name__}"
    own = (f"open {folder}", *(f"open {p}" for p in (sys.prefix, sys.base_prefix, *sys.path) if p))
    touched = [s for s in seen if not s.startswith(own)]
    seconds = time.process_time() - started
    said = out.getvalue() + err.getvalue()
    return {"code": code, "said": said, "seconds": seconds, "touched": touched}


if __name__ == "__main__":
    sys.addaudithook(spy)
    for line in sys.stdin:
        result = checked(Path(line.rstrip("\n")))
        sys.stdout.write(json.dumps(result) + "\n")
        sys.stdout.flush()
