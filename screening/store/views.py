"""Making the views auditors read, each with a comment on itself and on every column."""

from __future__ import annotations

import duckdb

from screening.schema.results import RESULT_TABLES
from screening.store import sql
from screening.store.client_views import CLIENT_VIEWS
from screening.store.deal_views import DEAL_VIEWS
from screening.store.run_views import RUN_VIEWS
from screening.store.view import View

VIEWS = (*DEAL_VIEWS, *RUN_VIEWS, *CLIENT_VIEWS)
_GRAINS = ("deal", "client")


def create_views(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; makes or renews every view, `deal_fact` and `client_fact` last."""
    for view in VIEWS:
        con.execute(f"CREATE OR REPLACE VIEW {sql.quoted(view.name)} AS {view.text}")
        _describe(con, view)
    for grain in _GRAINS:
        _unite_facts(con, grain)


def _describe(con: duckdb.DuckDBPyConnection, view: View) -> None:
    sources = [RESULT_TABLES[name] for name in reversed(view.sources)]
    meanings = {c.name: c.meaning for table in sources for c in table.columns} | dict(view.columns)
    described = [(name, meanings[name]) for name in _column_names(con, view.name)]
    con.execute(";".join(sql.comments("VIEW", view.name, view.comment, described)))


def _unite_facts(con: duckdb.DuckDBPyConnection, grain: str) -> None:
    """Makes `<grain>_fact`: a null in a column the row's catalogue lacks is not a missing fact."""
    name = f"{grain}_fact"
    tables = _fact_tables(con, f"{name}_")
    if not tables:
        return
    parts = " UNION ALL BY NAME ".join(
        sql.labelled(t, "catalogue_digest", t.removeprefix(f"{name}_")) for t in tables
    )
    con.execute(f"CREATE OR REPLACE VIEW {sql.quoted(name)} AS {parts}")
    known = {**_column_comments(con, tables), "catalogue_digest": "the fact catalogue of the row"}
    described = [(column, known[column]) for column in _column_names(con, name)]
    comment = f"one row a {grain} of a run: its facts, of every catalogue version side by side"
    con.execute(";".join(sql.comments("VIEW", name, comment, described)))


def _fact_tables(con: duckdb.DuckDBPyConnection, prefix: str) -> list[str]:
    rows = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, ?)"
        " ORDER BY table_name",
        [prefix],
    ).fetchall()
    return [name for (name,) in rows]


def _column_names(con: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    rows = con.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
        [relation],
    ).fetchall()
    return [name for (name,) in rows]


def _column_comments(con: duckdb.DuckDBPyConnection, tables: list[str]) -> dict[str, str]:
    rows = con.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE list_contains(?, table_name)"
        " ORDER BY table_name",
        [tables],
    ).fetchall()
    return dict(rows)
