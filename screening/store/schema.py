"""Tables of the store: made from screening.schema, and widened when a newer version knows more."""

from __future__ import annotations

import duckdb

from screening.schema.results import RESULT_TABLES
from screening.store import sql
from screening.store.stored_table import StoredColumn, StoredTable, result_table

APPLICATION = "offshore-trade-screening"
SCHEMA_VERSION = 1

STORE_INFO = StoredTable(
    "store_info",
    "one row: what made this file, by which a store of ours is known",
    (
        StoredColumn("application", "VARCHAR", "name of the program"),
        StoredColumn("schema_version", "BIGINT", "version of the table layout"),
    ),
    ("application",),
)


def create_schema(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; makes the tables of an empty store, with comments, in one transaction."""
    con.execute("BEGIN TRANSACTION")
    ensure(con, STORE_INFO)
    con.execute("INSERT INTO store_info VALUES (?, ?)", [APPLICATION, SCHEMA_VERSION])
    complete(con)
    con.execute("COMMIT")


def complete(con: duckdb.DuckDBPyConnection) -> None:
    """Nothing; makes the result tables that a store of an older program lacks."""
    for table in RESULT_TABLES.values():
        ensure(con, result_table(table))


def ensure(con: duckdb.DuckDBPyConnection, table: StoredTable) -> None:
    """Nothing; makes the table, or adds the columns it lacks; columns are never dropped."""
    there = _columns(con, table.name)
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


def _columns(con: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    rows = con.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND NOT internal", [table]
    ).fetchall()
    return {name for (name,) in rows}
