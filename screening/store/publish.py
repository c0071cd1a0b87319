"""The published copy: what readers open, so that they never stand in the writer's way."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO

from screening.errors import StoreError
from screening.store.aside import aside, sweep
from screening.store.connection import open_store

try:
    import fcntl
except ImportError:  # Windows locks the file by opening it
    fcntl = None  # type: ignore[assignment]


def published_path(db: Path) -> Path:
    """Where the published copy of a store lies: beside it."""
    return db.with_name(f"{db.stem}.published{db.suffix or '.duckdb'}")


def readable_path(db: Path) -> Path:
    """The file a reader should open: the published copy unless it is absent or out of date."""
    copy = published_path(db)
    if not copy.exists():
        return db
    if db.exists() and db.stat().st_mtime_ns > copy.stat().st_mtime_ns:
        return db
    return copy


def publish(db: Path) -> Path:
    """The path of a fresh copy of the store, put in place in one step.

    Whoever has the earlier copy open keeps reading it undisturbed. StoreError when a writer
    holds the store or the folder is full.
    """
    try:
        with open_store(db, writable=True) as con:
            con.checkpoint()
    except StoreError as error:
        raise StoreError(
            f"the published copy could not be made: {error.what}",
            where=error.where,
            do=f"what was screened is safe in {db}; mend the cause and run the same command again",
        ) from error
    target = published_path(db)
    sweep(db)
    fresh = aside(target)
    try:
        _copy(db, fresh)
        fresh.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise StoreError(
            f"the published copy could not be made: {error.strerror}",
            where=str(target),
            do="the store itself is safe; make room and run the same command again",
        ) from error
    finally:
        fresh.unlink(missing_ok=True)
    return target


def _copy(db: Path, fresh: Path) -> None:
    # one and the same file handle locks and reads: closing a second one would drop the lock
    with db.open("r+b") as source, fresh.open("wb") as copy:
        _lock(source)
        shutil.copyfileobj(source, copy, 1 << 22)
        copy.flush()
        os.fsync(copy.fileno())


def _lock(file: BinaryIO) -> None:
    if fcntl is not None:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
