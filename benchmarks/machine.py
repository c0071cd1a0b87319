"""What the figures were measured on, and what a process used of it."""

from __future__ import annotations

import os
import platform
import re
import resource
from importlib.metadata import version
from pathlib import Path

from screening import __version__

_LIBRARIES = ("polars", "duckdb", "pyarrow", "numpy", "scikit-learn", "sqlglot")
_STATUS = Path("/proc/self/status")


def machine() -> dict[str, object]:
    """The processors this process may use, and the Python it runs on."""
    return {
        "cpus": usable_cpus(),
        "processor": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def usable_cpus() -> int:
    """Processors this process may run on; not all a container's host has."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def versions() -> dict[str, str]:
    """Versions of this program and of the libraries that do the work."""
    return {"screening": __version__, **{name: version(name) for name in _LIBRARIES}}


def peak_rss_mb() -> float:
    """The largest resident memory this process has had so far, in MiB.

    Linux tells it in VmHWM. ru_maxrss is not asked there: a child keeps its parent's peak in it,
    even after exec.
    """
    if _STATUS.exists():
        found = re.search(r"^VmHWM:\s+(\d+) kB", _STATUS.read_text(), re.MULTILINE)
        if found:
            return int(found[1]) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if platform.system() == "Darwin" else 1024)
