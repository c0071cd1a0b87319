"""Making the views auditors read, each with a comment on itself and on every column."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import duckdb

from screening.schema.results import RESULT_TABLES
from screening.store import sql
from screening.store.account_views import ACCOUNT_VIEWS
from screening.store.client_views import CLIENT_VIEWS
from screening.store.deal_views import DEAL_VIEWS
from screening.store.list_lag import list_lag
from screening.store.list_views import LIST_VIEWS
from screening.store.run_views import RUN_VIEWS
from screening.store.view import View

VIEWS = (*DEAL_VIEWS, *RUN_VIEWS, *CLIENT_VIEWS, *LIST_VIEWS, *ACCOUNT_VIEWS)
_GRAINS = ("deal", "client")


def create_views(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; makes every view that is missing or was made otherwise, facts of all versions last.

    A digest of what each was made from is kept in `view_made`: saving a batch renews few or none.
    """
    made = dict(con.execute("SELECT name, digest FROM view_made").fetchall())
    _make(con, [_told(view) for view in VIEWS], made)
    _make(con, [told for grain in _GRAINS for told in _united(con, grain)], made)
    _make(con, [_told(view) for view in list_lag(con)], made)


class _Told(NamedTuple):
    """A view as it is made: its name, comment, text and the meaning of each column."""

    name: str
    comment: str
    text: str
    meanings: Mapping[str, str]


def _make(con: duckdb.DuckDBPyConnection, views: Sequence[_Told], made: Mapping[str, str]) -> None:
    """Makes or renews the views that were not made from exactly this."""
    renewed = [(v, digest) for v in views if (digest := _digest(v)) != made.get(v.name)]
    for view, _ in renewed:
        con.execute(f"CREATE OR REPLACE VIEW {sql.quoted(view.name)} AS {view.text}")
    columns = _columns(con, [view.name for view, _ in renewed])
    for view, digest in renewed:
        described = [(name, view.meanings[name]) for name in columns[view.name]]
        con.execute(";".join(sql.comments("VIEW", view.name, view.comment, described)))
        con.execute("DELETE FROM view_made WHERE name = ?", [view.name])
        con.execute("INSERT INTO view_made VALUES (?, ?)", [view.name, digest])


def _digest(view: _Told) -> str:
    return hashlib.sha256(repr((*view[:3], sorted(view.meanings.items()))).encode()).hexdigest()


def _told(view: View) -> _Told:
    sources = [RESULT_TABLES[name] for name in reversed(view.sources)]
    meanings = {c.name: c.meaning for table in sources for c in table.columns} | dict(view.columns)
    return _Told(view.name, view.comment, view.text, meanings)


def _united(con: duckdb.DuckDBPyConnection, grain: str) -> Iterator[_Told]:
    """`<grain>_fact`: a null in a column the row's catalogue lacks is not a missing fact."""
    name = f"{grain}_fact"
    tables = _fact_tables(con, f"{name}_")
    if not tables:
        return
    parts = " UNION ALL BY NAME ".join(
        sql.labelled(t, "catalogue_digest", t.removeprefix(f"{name}_")) for t in tables
    )
    known = {**_column_comments(con, tables), "catalogue_digest": "the fact catalogue of the row"}
    comment = f"one row a {grain} of a run: its facts, of every catalogue version side by side"
    yield _Told(name, comment, parts, known)


def _fact_tables(con: duckdb.DuckDBPyConnection, prefix: str) -> list[str]:
    rows = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, ?)"
        " ORDER BY table_name",
        [prefix],
    ).fetchall()
    return [name for (name,) in rows]


def _columns(con: duckdb.DuckDBPyConnection, relations: list[str]) -> dict[str, list[str]]:
    """The columns of each relation, in order."""
    rows = con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE list_contains(?, table_name)"
        " ORDER BY table_name, column_index",
        [relations],
    ).fetchall()
    columns: dict[str, list[str]] = {name: [] for name in relations}
    for relation, column in rows:
        columns[relation].append(column)
    return columns


def _column_comments(con: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[str, str]:
    rows = con.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE list_contains(?, table_name)"
        " ORDER BY table_name",
        [tables],
    ).fetchall()
    return dict(rows)
