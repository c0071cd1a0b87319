"""What lies below a folder: regular files, and what is never opened, with the reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from screening.errors import InputError

_KINDS = MappingProxyType(
    {
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
    }
)


def paths_below(folder: Path) -> list[tuple[Path, str]]:
    """Every path below the folder that is no folder, and why it may not be opened.

    Sorted by its name there; "" for a regular file, which may be opened.
    Links to folders are not followed. Raises InputError if the folder itself cannot be listed.
    """
    top = folder.resolve()
    found = [(path, why or _why_not(path, top)) for path, why in _walked(folder)]
    return sorted(found, key=lambda f: f[0].relative_to(folder).as_posix())


def _walked(folder: Path) -> Iterator[tuple[Path, str]]:
    """Paths that are no folders, and folders that cannot be listed with the reason."""
    failed: list[OSError] = []
    for at, folders, files in os.walk(folder, onerror=failed.append):
        links = [name for name in folders if Path(at, name).is_symlink()]
        yield from ((Path(at, name), "") for name in (*files, *links))
    for error in failed:
        if Path(error.filename) == folder:
            raise InputError(
                f"the folder cannot be listed: {error.strerror}",
                where=str(folder),
                do="give yourself the right to read it",
            ) from error
        yield Path(error.filename), f"the folder cannot be listed: {error.strerror}"


def _why_not(path: Path, top: Path) -> str:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        if path.is_symlink():
            return "a link that leads nowhere"
        return f"cannot be opened: {error.strerror}"
    if not path.resolve().is_relative_to(top):
        return "a link that leads out of the batch folder, and is not followed"
    if stat.S_ISDIR(mode):
        return "a link to a folder, and is not followed"
    if not stat.S_ISREG(mode):
        return f"is {_KINDS.get(stat.S_IFMT(mode), 'something else')}, not a regular file"
    return "" if os.access(path, os.R_OK) else "cannot be opened: permission denied"
