"""Readers open a copy that is always whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from screening.errors import StoreError
from screening.store import open_store, publish, published_path, readable_path, save
from tests.store.made import made, made_key

HOLD = """
import duckdb, sys
con = duckdb.connect(sys.argv[1], read_only=bool(sys.argv[2]))
print(1, flush=True)
input()
"""


def runs(path: Path) -> int:
    with open_store(path) as con:
        return len(con.execute("FROM run").fetchall())


def test_the_copy_holds_what_the_store_holds(db: Path) -> None:
    copy = publish(db)
    assert copy == db.with_name("store.published.duckdb") == published_path(db)
    assert runs(copy) == 1
    assert sorted(p.name for p in db.parent.iterdir()) == ["store.duckdb", "store.published.duckdb"]


def test_a_reader_of_the_old_copy_is_undisturbed_and_blocks_nobody(db: Path) -> None:
    with open_store(publish(db)) as reader:
        save(made(made_key("b2"), prefix="E"), db)
        fresh = publish(db)
        assert reader.execute("SELECT count(*) FROM run").fetchone() == (1,)
    assert runs(fresh) == 2


def test_a_reader_in_another_process_does_not_block_publishing(db: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(publish(db)), "read"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        save(made(made_key("b2"), prefix="E"), db)
        assert runs(publish(db)) == 2
        reader.communicate(b"\n")


def test_a_copy_out_of_date_is_not_read(db: Path) -> None:
    assert readable_path(db) == db
    copy = publish(db)
    assert readable_path(db) == copy
    later = copy.stat().st_mtime_ns + 1_000_000
    os.utime(db, ns=(later, later))
    assert readable_path(db) == db


def test_a_store_held_by_another_is_not_published(db: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(db), ""], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(StoreError, match=f"PID {writer.pid}"):
            publish(db)
        writer.communicate(b"\n")
    assert not published_path(db).exists()
