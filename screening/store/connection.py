"""Opening the store: one DuckDB file, one writer, and errors that say what stands in the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from screening.errors import StoreError
from screening.store.aside import aside
from screening.store.schema import APPLICATION, SCHEMA_VERSION, create_schema

MEMORY_LIMIT = "4GB"  # a batch that needs more spills to the folder <file>.tmp

_HOLDER = re.compile(r"lock is held in (?P<program>.*?) ?\(PID (?P<pid>\d+)\)")
_NOT_DUCKDB = ("not a valid DuckDB database file", "Cannot launch in-memory database")
_NEWER = re.compile(r"database file with version number (?P<n>\d+)")


@contextmanager
def open_store(
    db: Path, *, writable: bool = False, of_any_version: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to the store, closed at the end; `writable` creates the file if need be.

    A reader can reach no file but this one and change no setting. Raises StoreError when the
    file is absent, no store of ours, of another version (an earlier one is let pass with
    `of_any_version`), held, or in a folder that cannot be used.
    """
    check_place(db, writable=writable)
    if writable and not db.exists():
        _create(db)
    con = _connect(db, read_only=not writable)
    try:
        version = _version_of_ours(con, db)
        if version < SCHEMA_VERSION and not of_any_version:
            raise _earlier(db, version)
        if not writable:
            con.execute("SET enable_external_access = false")
            con.execute("SET lock_configuration = true")
        yield con
    except duckdb.Error as error:
        raise _told(error, db) from error
    finally:
        con.close()


def check_place(db: Path, *, writable: bool = True) -> None:
    """Nothing; StoreError if no store can be there, so that nobody works long for nothing."""
    folder = db.parent
    if not folder.is_dir():
        raise StoreError(
            "the folder does not exist", where=str(folder), do="create it, or name another --db"
        )
    if db.is_dir():
        raise StoreError(
            "this is a folder, not a DuckDB file",
            where=str(db),
            do=f"name a file: --db {db / 'store.duckdb'}",
        )
    if not writable and not db.exists():
        found = ", ".join(sorted(p.name for p in folder.glob("*.duckdb"))) or "no .duckdb file here"
        raise StoreError(
            "no such store",
            where=str(db),
            exists=found,
            do=f"screen a batch first: screening run BATCH --db {db}",
        )
    if writable and not (os.access(db, os.W_OK) if db.exists() else _takes_a_file(db)):
        raise StoreError(
            "may not be written", where=str(db), do="ask for write permission, or name another --db"
        )


def _takes_a_file(db: Path) -> bool:
    """Whether a file can be made beside `db`; rights alone do not say so of every folder."""
    trial = aside(db)
    try:
        trial.touch(exist_ok=False)
    except (FileNotFoundError, PermissionError):
        return False
    trial.unlink()
    return True


def _create(db: Path) -> None:
    # built aside and linked into place, so that a kill never leaves half a file under the name
    from screening.store.views import create_views  # noqa: PLC0415 - reading starts without rules

    fresh = aside(db)
    try:
        with _connect(fresh, read_only=False) as con:
            create_schema(con)
            create_views(con)
            con.checkpoint()
        with suppress(FileExistsError):  # another process was first: its store serves as well
            os.link(fresh, db)
    finally:
        fresh.unlink(missing_ok=True)


def _connect(db: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(db, read_only=read_only, config={"memory_limit": MEMORY_LIMIT})
    except duckdb.Error as error:
        raise _told(error, db) from error


def _earlier(db: Path, version: int) -> StoreError:
    return StoreError(
        f"the store is of version {version}, made by an earlier program",
        where=str(db),
        exists=f"this program reads and writes version {SCHEMA_VERSION}",
        do=f"bring it to this version (a copy is kept): screening upgrade --db {db}",
    )


def _version_of_ours(con: duckdb.DuckDBPyConnection, db: Path) -> int:
    if con.execute("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL").fetchone() is None:
        raise _not_duckdb(db)  # DuckDB opens a CSV or Parquet file as a database in memory
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    row = None
    if "store_info" in tables:
        row = con.execute("SELECT application, schema_version FROM store_info").fetchone()
    if row is None or row[0] != APPLICATION:
        raise StoreError(
            "a DuckDB file, but not a screening store",
            where=str(db),
            exists=f"tables: {', '.join(sorted(tables)[:8]) or 'none'}",
            do="name another --db; nothing was written",
        )
    if row[1] > SCHEMA_VERSION:
        raise StoreError(
            f"the store is of version {row[1]}, made by a newer program",
            where=str(db),
            exists=f"this program knows versions up to {SCHEMA_VERSION}",
            do="upgrade the program",
        )
    return int(row[1])


def _not_duckdb(db: Path) -> StoreError:
    return StoreError(
        "not a DuckDB file", where=str(db), do="name another --db; the file was left as it is"
    )


def _told(error: duckdb.Error, db: Path) -> StoreError:
    text = str(error)
    if held := _HOLDER.search(text):
        program = Path(held["program"]).name or "another program"
        return StoreError(
            f"held by another process: {program}, PID {held['pid']}",
            where=str(db),
            do="wait until it ends or close it; to read meanwhile, use the published copy",
        )
    if any(sign in text for sign in _NOT_DUCKDB):
        return _not_duckdb(db)
    if newer := _NEWER.search(text):
        return StoreError(
            f"written by a newer DuckDB (storage version {newer['n']})",
            where=str(db),
            do="upgrade the program",
        )
    if "different configuration" in text:
        return StoreError(
            "already open in this process", where=str(db), do="close the other connection first"
        )
    first = text.splitlines()[0] if text else type(error).__name__
    return StoreError(first, where=str(db), do="mend the cause and run again")
