"""Every row of evidence is held against the chain; whatever was touched is found and named."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from screening.audit.verify import Verification, head, verify
from screening.store import save
from screening.store.chain import NOT_EVIDENCE, mark_of
from screening.store.sql import quoted
from tests.one_deal import honest, screened, together
from tests.pipeline.test_independence import bent

Tamper = Callable[..., Verification]


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two runs, the second of which supersedes a deal of the first."""
    path = tmp_path_factory.mktemp("sound") / "store.duckdb"
    save(screened(together(honest("D1"), bent("D2"))), path)
    again = screened(bent("D2"))
    save(replace(again, run=replace(again.run, run_id="second", request_digest="second")), path)
    return path


@pytest.fixture
def tamper(sound: Path, tmp_path: Path) -> Tamper:
    """What verify says of a copy after those statements."""

    def done(*statements: str, kept_head: str | None = None) -> Verification:
        copy = Path(shutil.copy(sound, tmp_path / "copy.duckdb"))
        with duckdb.connect(copy) as con:
            for statement in statements:
                con.execute(statement)
        return verify(copy, kept_head=kept_head)

    return done


def evidence_tables(db: Path) -> Iterator[str]:
    """Tables of evidence that hold rows."""
    with duckdb.connect(db, read_only=True) as con:
        for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
            held = con.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
            if name not in NOT_EVIDENCE and held and held[0]:
                yield name


def blanked(db: Path, table: str) -> str:
    """The statement that blanks one value of the table's first row."""
    with duckdb.connect(db, read_only=True) as con:
        names = [n for n, *_ in con.execute(f"DESCRIBE {quoted(table)}").fetchall()]
        row = con.execute(f"FROM {quoted(table)} LIMIT 1").fetchone() or ()
    said = (n for n, v in zip(names, row, strict=True) if v is not None and n != mark_of(table))
    where = f"rowid = (SELECT min(rowid) FROM {quoted(table)})"
    return f"UPDATE {quoted(table)} SET {quoted(next(said))} = NULL WHERE {where}"


def named(found: Verification) -> dict[str, str]:
    return {d.table: d.what for d in found.differences if d.table}


def test_what_was_written_verifies(sound: Path) -> None:
    found = verify(sound)
    assert found.is_sound, found.differences
    assert found.n_links == 2
    assert found.head == head(sound)[1]
    with duckdb.connect(sound, read_only=True) as con:
        counts = [
            con.execute(f"SELECT count(*) FROM {quoted(t)}").fetchone()
            for t in evidence_tables(sound)
        ]
    assert found.n_rows == sum(c[0] for c in counts if c)


def test_a_changed_value_is_found_in_every_table(sound: Path, tamper: Tamper) -> None:
    tables = list(evidence_tables(sound))
    assert len(tables) > 35
    found = named(tamper(*(blanked(sound, t) for t in tables)))
    assert found == dict.fromkeys(tables, "rows were changed")


def test_a_removed_row_is_found_in_every_table(sound: Path, tamper: Tamper) -> None:
    tables = list(evidence_tables(sound))
    gone = (
        f"DELETE FROM {quoted(t)} WHERE rowid = (SELECT max(rowid) FROM {quoted(t)})"
        for t in tables
    )
    assert named(tamper(*gone)) == dict.fromkeys(tables, "1 row was removed")


def test_an_added_row_is_found_in_every_table(sound: Path, tamper: Tamper) -> None:
    tables = list(evidence_tables(sound))
    twice = (f"INSERT INTO {quoted(t)} FROM {quoted(t)} LIMIT 1" for t in tables)
    assert named(tamper(*twice)) == dict.fromkeys(tables, "1 row was added")


def test_where_it_differs_is_told(sound: Path, tamper: Tamper) -> None:
    with duckdb.connect(sound, read_only=True) as con:
        (run,) = con.execute("SELECT run_id FROM run WHERE run_no = 2").fetchone() or ("",)
    found = tamper(f"UPDATE deal_result SET score = 0 WHERE run_id = '{run}'")
    (one,) = found.differences
    assert (one.link_no, one.kind, one.subject) == (2, "run", run)
    assert (one.table, one.chunk_no) == ("deal_result", 1)


def test_rows_of_a_run_that_never_was_are_found(tamper: Tamper) -> None:
    found = tamper("INSERT INTO finding (run_id, deal_id) VALUES ('deadbeef', 'D9')")
    assert [(d.table, d.subject) for d in found.differences] == [("finding", "deadbeef")]
    assert found.differences[0].what == "1 row that no link of the chain knows"


def test_a_table_of_another_program_is_found(tamper: Tamper) -> None:
    found = tamper("CREATE TABLE notes AS SELECT 'x' AS note")
    assert [d.table for d in found.differences] == ["notes"]


def test_a_table_no_name_of_ours_could_bear_is_found(tamper: Tamper) -> None:
    found = tamper('CREATE TABLE "Notes X" AS SELECT 1 AS n')
    assert [(d.table, d.what) for d in found.differences] == [
        ("Notes X", "a table the store did not make")
    ]


@pytest.mark.parametrize(
    "told", ["BLOB USING encode(reason)", "HUGEINT USING 170141183460469231731687303715884105727"]
)
def test_a_column_made_another_type_is_found(tamper: Tamper, told: str) -> None:
    assert named(tamper(f"ALTER TABLE finding ALTER COLUMN reason TYPE {told}")) == {
        "finding": "rows were changed"
    }


def test_order_of_rows_within_a_run_is_evidence(tamper: Tamper) -> None:
    swapped = (
        "CREATE TEMP TABLE t AS FROM addend ORDER BY rowid DESC",
        "DELETE FROM addend",
        "INSERT INTO addend FROM t",
        "DROP TABLE t",
    )
    assert set(named(tamper(*swapped))) == {"addend"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM chain_link WHERE link_no = 1",
        "UPDATE chain_link SET n_rows = n_rows + 1 WHERE link_no = 1",
        "UPDATE chain_chunk SET digest = 'x' WHERE link_no = 1 AND table_name = 'addend'",
        "DELETE FROM chain_chunk WHERE link_no = 2 AND table_name = 'finding'",
    ],
)
def test_a_broken_chain_is_found(tamper: Tamper, statement: str) -> None:
    assert not tamper(statement).is_sound


def test_only_a_kept_head_tells_that_a_whole_run_is_gone(sound: Path, tamper: Tamper) -> None:
    with duckdb.connect(sound, read_only=True) as con:
        (run,) = con.execute("SELECT run_id FROM run WHERE run_no = 2").fetchone() or ("",)
    gone = [
        f"DELETE FROM {quoted(t)} WHERE {mark_of(t)} = '{run}'"
        for t in evidence_tables(sound)
        if mark_of(t) in ("run_id", "by_run_id")
    ]
    gone += [f"DELETE FROM {t} WHERE link_no = 2" for t in ("chain_chunk", "chain_link")]
    gone += [f"DELETE FROM {t} WHERE link_no = 2" for t in ("rule_text", "policy_text")]
    assert tamper(*gone).is_sound
    kept = tamper(*gone, kept_head=head(sound)[1])
    assert [d.what[:38] for d in kept.differences] == ["no link has the digest kept elsewhere:"]


def test_an_older_head_stays_in_the_chain(sound: Path, tamper: Tamper) -> None:
    with duckdb.connect(sound, read_only=True) as con:
        (first,) = con.execute("SELECT digest FROM chain_link WHERE link_no = 1").fetchone() or (
            "",
        )
    found = tamper(kept_head=first)
    assert found.is_sound
    assert found.n_links_since == 1


def test_a_column_added_later_changes_nothing(tamper: Tamper) -> None:
    assert tamper("ALTER TABLE finding ADD COLUMN later VARCHAR").is_sound
