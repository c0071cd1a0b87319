"""A store of an earlier version brought to this one: one transaction, and a copy is kept."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from screening.errors import StoreError
from screening.store.chain import NOT_EVIDENCE, Chain, mark_of
from screening.store.connection import open_store
from screening.store.schema import SCHEMA_VERSION, complete
from screening.store.sql import quoted

_NUMBERED = ("cure", "list_notice", "list_proposal", "list_submission")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which version to which, and where the store lies as it was; None: nothing was done."""

    before: int
    after: int
    kept: Path | None


def upgrade(db: Path) -> Upgraded:
    """What was done; all of it is in the file when this returns, or none of it.

    The file as it was is copied beside it first. Raises StoreError when the store is absent, no
    store of ours, newer than the program or held, or when such a copy is there already.
    """
    with open_store(db, of_any_version=True) as con:
        before = _version(con)
    if before == SCHEMA_VERSION:
        return Upgraded(before, before, None)
    kept = _copied(db, before)
    with open_store(db, writable=True, of_any_version=True) as con:
        con.execute("BEGIN TRANSACTION")
        for version in range(before, SCHEMA_VERSION):
            _STEPS[version](con)
        con.execute("UPDATE store_info SET schema_version = ?", [SCHEMA_VERSION])
        _renew_views(con)
        con.execute("COMMIT")
    return Upgraded(before, SCHEMA_VERSION, kept)


def _version(con: duckdb.DuckDBPyConnection) -> int:
    ((version,),) = con.execute("SELECT schema_version FROM store_info").fetchall()
    return int(version)


def _copied(db: Path, version: int) -> Path:
    kept = db.with_name(f"{db.stem}.version-{version}{db.suffix}")
    if kept.exists():
        raise StoreError(
            "a copy of the store as it was is there already",
            where=str(kept),
            do="move it away, and type the same command again",
        )
    with open_store(db, writable=True, of_any_version=True) as con:
        con.checkpoint()  # so that the file alone holds everything
    shutil.copy2(db, kept)
    return kept


def _renew_views(con: duckdb.DuckDBPyConnection) -> None:
    from screening.store.views import create_views  # noqa: PLC0415 - reading starts without rules

    create_views(con)


def _chained(con: duckdb.DuckDBPyConnection) -> None:
    """Version 1 to 2: a link for every run in its order, then for what people wrote."""
    complete(con)
    tables = [
        t
        for (t,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
        if t not in NOT_EVIDENCE
    ]
    runs = con.execute(
        "SELECT run_id, coalesce(nullif(reference_digest, ''), batch_digest)"
        " FROM run ORDER BY run_no"
    ).fetchall()
    referred = set[str]()
    for run_id, digest in runs:
        chain = Chain(con, "run", str(run_id))
        _mark_texts(con, chain.link_no, str(run_id))
        for table in tables:
            mark = mark_of(table)
            if mark == "digest" and digest not in referred:
                chain.wrote_stored(table, str(digest))
            elif mark in {"run_id", "by_run_id", "link_no"}:
                chain.wrote_marked(table)
        referred.add(str(digest))
        chain.close(SCHEMA_VERSION)
    for kind in _NUMBERED:
        _chain_numbered(con, kind, tables)


def _mark_texts(con: duckdb.DuckDBPyConnection, link_no: int, run_id: str) -> None:
    """Nothing; texts first used by the run bear the number of its link."""
    con.execute(
        """UPDATE rule_text SET link_no = $link WHERE link_no IS NULL
        AND (rule_id, version, digest) IN
            (SELECT (rule_id, version, digest) FROM run_rule WHERE run_id = $run)""",
        {"link": link_no, "run": run_id},
    )
    con.execute(
        """UPDATE policy_text SET link_no = $link WHERE link_no IS NULL
        AND pack_digest = (SELECT pack_digest FROM run WHERE run_id = $run)""",
        {"link": link_no, "run": run_id},
    )


def _chain_numbered(con: duckdb.DuckDBPyConnection, kind: str, tables: list[str]) -> None:
    """Nothing; a link for each row of that table, and all that bears its number."""
    mark = mark_of(kind)
    for (number,) in con.execute(
        f"SELECT DISTINCT {quoted(mark)} FROM {quoted(kind)} ORDER BY 1"  # noqa: S608
    ).fetchall():
        chain = Chain(con, kind, str(number))
        if kind == "list_proposal":
            con.execute(
                "UPDATE rule_text SET link_no = ? WHERE link_no IS NULL", [chain.link_no]
            )  # the criteria: no run asks them
            chain.wrote_marked("rule_text")
        for table in tables:
            if mark_of(table) == mark:
                chain.wrote_marked(table)
        chain.close(SCHEMA_VERSION)


_STEPS: dict[int, Callable[[duckdb.DuckDBPyConnection], None]] = {1: _chained}
