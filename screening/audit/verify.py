"""Verifying a store: every row of evidence against the chain, and the chain against itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb

from screening.schema.chain import CHAIN_CHUNK, CHAIN_LINK
from screening.store import open_store, sql
from screening.store.canonical import digest
from screening.store.chain import NOT_EVIDENCE, link_digest, mark_of, stored_chunks

Row = Mapping[str, Any]
Mark = tuple[str, str]  # table, and the value that marks its rows


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was written: which link, table and piece, and what is wrong.

    `chunk_no` is the first piece that differs; of a link as a whole there is none.
    """

    what: str
    link_no: int | None = None
    kind: str | None = None
    subject: str | None = None
    table: str | None = None
    chunk_no: int | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What was read of a store and where it differs; `head` is the digest of the last link."""

    n_links: int
    n_tables: int
    n_rows: int
    head: str
    n_links_since: int | None
    differences: tuple[Difference, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def head(db: Path) -> tuple[int, str]:
    """Number and digest of the last link of the chain; 0 and an empty text of an empty store."""
    with open_store(db) as con:
        last = con.execute("SELECT max(link_no), max_by(digest, link_no) FROM chain_link")
        number, told = last.fetchall()[0]
    return (int(number or 0), str(told or ""))


def verify(
    db: Path, *, kept_head: str | None = None, progress: Callable[[str], None] | None = None
) -> Verification:
    """What differs from the chain, in its order; rows no link knows come last.

    Links are made again from their pieces, pieces from the rows. `kept_head` is a digest that was
    kept elsewhere: without it nobody can tell a chain that was made anew as a whole. Raises
    StoreError when the store cannot be read.
    """
    said = progress or (lambda _stage: None)
    with open_store(db) as con:
        said("chain")
        links, pieces = _rows(con, CHAIN_LINK.name), _by_mark(_rows(con, CHAIN_CHUNK.name))
        found = [*_broken(links, pieces), *_unlike_head(links, kept_head)]
        counted = _counted(con)
        by_number = {link["link_no"]: link for link in links}
        for mark, of_mark in pieces.items():
            said(mark[0])
            found += _unlike(con, by_number, mark, of_mark, counted.pop(mark, 0))
        found += [_of_no_link(mark, n) for mark, n in sorted(counted.items())]
        found += [*_of_others(con), *_texts_unlike(con)]
    return Verification(
        n_links=len(links),
        n_tables=len({table for table, _ in pieces}),
        n_rows=sum(p["n_rows"] for of_mark in pieces.values() for p in of_mark),
        head=str(links[-1]["digest"]) if links else "",
        n_links_since=_since(links, kept_head),
        differences=tuple(found),
    )


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = con.sql(f"FROM {sql.quoted(table)} ORDER BY ALL").pl().to_dicts()
    return rows


def _by_mark(rows: Sequence[Row]) -> dict[Mark, list[Row]]:
    found: dict[Mark, list[Row]] = {}
    for row in rows:
        found.setdefault((row["table_name"], row["subject"]), []).append(row)
    return found


def _broken(links: Sequence[Row], pieces: Mapping[Mark, Sequence[Row]]) -> Iterator[Difference]:
    """Links that are missing, moved or changed, and pieces of no link."""
    of_link: dict[int, list[Row]] = {}
    for of_mark in pieces.values():
        for piece in of_mark:
            of_link.setdefault(piece["link_no"], []).append(piece)
    previous, number = "", 0
    for link in links:
        number += 1
        named = (link["link_no"], link["kind"], link["subject"])
        if link["link_no"] != number or link["previous"] != previous:
            yield Difference("the link before is missing or another", *named)
        if link_digest(link, of_link.pop(link["link_no"], [])) != link["digest"]:
            yield Difference("the link or its list of pieces was changed", *named)
        previous, number = link["digest"], link["link_no"]
    for left in sorted(of_link):
        yield Difference("pieces are left of a link that was removed", left)


def _unlike_head(links: Sequence[Row], kept: str | None) -> Iterator[Difference]:
    if kept is not None and _since(links, kept) is None:
        yield Difference(f"no link has the digest kept elsewhere: {kept}")


def _since(links: Sequence[Row], kept: str | None) -> int | None:
    """Links after the one with that digest; None: there is none."""
    after = (n for n, link in enumerate(reversed(links)) if link["digest"] == kept)
    return next(after, None)


def _counted(con: duckdb.DuckDBPyConnection) -> dict[Mark, int]:
    """Rows by table and mark, as they are."""
    found: dict[Mark, int] = {}
    for table in _tables(con):
        if sql.is_plain(table) and table not in NOT_EVIDENCE:
            marks = _marks(con, table)
            found |= {(table, str(mark)): n for mark, n in marks}
    return found


def _tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    there = con.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
    return [str(table) for (table,) in there]


def _of_others(con: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    """Tables whose very names the store cannot have made."""
    for table in _tables(con):
        if not sql.is_plain(table):
            yield Difference("a table the store did not make", table=table)


def _marks(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[object, int]]:
    columns = {n for n, *_ in con.execute(f"DESCRIBE {sql.quoted(table)}").fetchall()}
    if (mark := mark_of(table)) not in columns:
        mark = "NULL"  # no table of ours
    query = f"SELECT {mark}, count(*) FROM {sql.quoted(table)} GROUP BY ALL"  # noqa: S608
    return con.execute(query).fetchall()


def _unlike(
    con: duckdb.DuckDBPyConnection,
    links: Mapping[int, Row],
    mark: Mark,
    pieces: Sequence[Row],
    n_there: int,
) -> Iterator[Difference]:
    """The first piece of a table's rows of one link that is not as it was written, if any."""
    table, subject = mark
    n_written = sum(p["n_rows"] for p in pieces)
    stored = stored_chunks(con, table, subject) if n_there else ()
    for number, (piece, rows) in enumerate(zip_longest(pieces, stored), 1):
        if piece is None or rows is None or digest(rows) != piece["digest"]:
            link = links.get(pieces[0]["link_no"], {})
            yield Difference(
                _told(n_there - n_written),
                pieces[0]["link_no"],
                link.get("kind"),
                link.get("subject", subject),
                table,
                number,
            )
            return


def _told(n_more: int) -> str:
    if n_more == 0:
        return "rows were changed"
    count, one = abs(n_more), abs(n_more) == 1
    done = "added" if n_more > 0 else "removed"
    return f"{count} row{' was' if one else 's were'} {done}"


def _of_no_link(mark: Mark, n_rows: int) -> Difference:
    table, subject = mark
    return Difference(
        f"{n_rows} row{'' if n_rows == 1 else 's'} that no link of the chain knows",
        subject=subject,
        table=table,
    )


def _texts_unlike(con: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    """Rejected rows whose raw text is not what its digest says; a text may be gone."""
    rows = con.execute(
        """SELECT run_id, count(*) FROM reject
        WHERE raw IS NOT NULL AND sha256(raw) <> raw_sha256 GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    for run_id, count in rows:
        what = f"the raw text of {count} rejected row{'' if count == 1 else 's'} was changed"
        yield Difference(what, kind="run", subject=run_id, table="reject")
