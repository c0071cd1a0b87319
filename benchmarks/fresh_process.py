"""A module run in a process of its own, so that memory and caches are its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


class ChildError(Exception):
    """A child process ended with an error; what it said is on stderr already."""


def answer_of(module: str, *arguments: Path | str) -> dict[str, Any]:
    """The JSON object a module prints on stdout; ChildError if it fails."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, text=True)
    if done.returncode != 0:
        raise ChildError(f"{module} ended with code {done.returncode}")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
