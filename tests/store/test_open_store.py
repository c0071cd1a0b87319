"""What stands in the way of opening a store is said, with who and what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from screening.errors import StoreError
from screening.store import find_run, history, open_store, publish, save
from tests.store.made import made, made_key

HOLD = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('held', flush=True); input()"


def refused(db: Path, *, writable: bool = False) -> str:
    with pytest.raises(StoreError) as caught, open_store(db, writable=writable):
        pass
    return str(caught.value)


def test_an_absent_store_names_its_neighbours(db: Path) -> None:
    told = refused(db.with_name("stor.duckdb"))
    assert "no such store" in told
    assert "store.duckdb" in told
    assert "screening run" in told


def test_an_absent_folder(tmp_path: Path) -> None:
    for writable in (False, True):
        assert "folder does not exist" in refused(tmp_path / "no" / "s.duckdb", writable=writable)


def test_a_folder_is_not_a_store(tmp_path: Path) -> None:
    assert "this is a folder" in refused(tmp_path)


@pytest.mark.parametrize("name", ["deals.csv", "deals.duckdb", "deals"])
@pytest.mark.parametrize("content", [b"", b"deal_id,amount\n1,2\n" * 100])
@pytest.mark.parametrize("writable", [False, True])
def test_another_kind_of_file_is_left_as_it_is(
    tmp_path: Path, name: str, content: bytes, writable: bool
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert "not a DuckDB file" in refused(path, writable=writable)
    assert path.read_bytes() == content


def test_another_database_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(path) as con:
        con.execute("CREATE TABLE customers (id BIGINT)")
    assert "not a screening store" in refused(path, writable=True)
    assert "customers" in refused(path)
    with duckdb.connect(path) as con:
        assert con.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("customers",)]


def test_a_newer_store(db: Path) -> None:
    with duckdb.connect(db) as con:
        con.execute("UPDATE store_info SET schema_version = 99")
    assert "version 99" in refused(db)
    assert "upgrade" in refused(db, writable=True)


def test_a_held_store_says_by_whom(db: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(db)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        for writable in (False, True):
            assert f"PID {holder.pid}" in refused(db, writable=writable)
        holder.communicate(b"\n")
    with open_store(db) as con:
        assert con.execute("SELECT count(*) FROM run").fetchone() == (1,)


def test_open_in_this_process_already(db: Path) -> None:
    with duckdb.connect(db), pytest.raises(StoreError, match="already open in this process"):
        save(made(made_key("b2"), prefix="E"), db)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "may not be written" in refused(tmp_path / "s.duckdb", writable=True)


def test_a_reader_reaches_no_other_file_and_changes_no_setting(db: Path) -> None:
    other = db.with_name("other.csv")
    other.write_text("a\n1\n")
    for query in (
        f"FROM read_csv('{other}')",
        f"ATTACH '{other}.duckdb'",
        "SET enable_external_access = true",
        "INSERT INTO store_info VALUES ('x', 1)",
    ):
        with pytest.raises(StoreError), open_store(db) as con:
            con.execute(query)


def test_a_fresh_store_is_whole_or_not_there(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    with open_store(db, writable=True):
        assert {p.name for p in tmp_path.iterdir()} <= {"s.duckdb", "s.duckdb.wal"}
    with open_store(db) as con:
        assert con.execute("SELECT count(*) FROM run").fetchone() == (0,)


def test_a_store_left_by_a_killed_first_run_is_empty_and_can_be_used(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    with open_store(db, writable=True):
        pass  # killed here: the file is there, no batch is
    (tmp_path / ".store.duckdb.new-999999999").write_bytes(b"left by a killed process")
    assert history(db).consulted == ()
    assert find_run(db, "any") is None
    save(made(), db)
    publish(db)
    assert {p.name for p in tmp_path.iterdir()} == {"store.duckdb", "store.published.duckdb"}
