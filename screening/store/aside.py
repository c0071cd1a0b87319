"""Files built beside their place and moved into it in one step."""

from __future__ import annotations

import os
from pathlib import Path


def aside(target: Path) -> Path:
    """A free name beside `target` for this process."""
    sweep(target)
    return target.with_name(f"{_prefix(target)}{os.getpid()}")


def sweep(target: Path) -> None:
    """Nothing; what killed processes left beside `target` is removed."""
    for left in target.parent.glob(f"{_prefix(target)}*"):
        if not _is_alive(left.name.removeprefix(_prefix(target))):
            left.unlink(missing_ok=True)


def _prefix(target: Path) -> str:
    return f".{target.name}.new-"


def _is_alive(pid: str) -> bool:
    if not pid.isdigit() or int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:  # another user's process, or a system that cannot tell
        return True
    return True
