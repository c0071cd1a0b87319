"""Tables of the store: made from screening.schema, and widened when a newer version knows more."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from screening.schema.results import RESULT_TABLES
from screening.store import sql
from screening.store.stored_table import StoredColumn, StoredTable, result_table

APPLICATION = "offshore-trade-screening"
SCHEMA_VERSION = 2

STORE_INFO = StoredTable(
    "store_info",
    "one row: what made this file, by which a store of ours is known",
    (
        StoredColumn("application", "VARCHAR", "name of the program"),
        StoredColumn("schema_version", "BIGINT", "version of the table layout"),
    ),
    ("application",),
)

VIEW_MADE = StoredTable(
    "view_made",
    "one row a view: what it was made from, so that it is renewed when the program says otherwise",
    (
        StoredColumn("name", "VARCHAR", "name of the view"),
        StoredColumn("digest", "VARCHAR", "SHA-256 of its text and comments"),
    ),
    ("name",),
)


def create_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; makes the tables of an empty store, with comments, in one transaction."""
    con.execute("BEGIN TRANSACTION")
    ensure_all(con, [STORE_INFO])
    con.execute("INSERT INTO store_info VALUES (?, ?)", [APPLICATION, SCHEMA_VERSION])
    complete(con)
    con.execute("COMMIT")


def complete(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; makes the result tables that a store of an older program lacks."""
    ensure_all(con, [VIEW_MADE, *(result_table(table) for table in RESULT_TABLES.values())])


def ensure_all(con: duckdb.DuckDBPyConnection, tables: Sequence[StoredTable]) -> None:
    """Nothing; makes the tables, or adds the columns they lack; columns are never dropped."""
    columns: dict[str, set[str]] = {}
    for table, column in con.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    for table in tables:
        _ensure(con, table, columns.get(table.name, set()))


def _ensure(con: duckdb.DuckDBPyConnection, table: StoredTable, there: set[str]) -> None:
    if there.issuperset(table.names):
        return
    if not there:
        con.execute(sql.create_table(table))
    else:
        for column in table.columns:
            if column.name not in there:
                con.execute(sql.add_column(table.name, column))
    described = [(c.name, c.comment) for c in table.columns]
    con.execute(";".join(sql.comments("TABLE", table.name, table.comment, described)))
