"""SQL text made of names and comments of our own schema; values are always bound, never spelt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from screening.store.stored_table import StoredColumn, StoredTable

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def is_plain(name: str) -> bool:
    """Whether the name could be one of our schema: lower-case letters, digits, underscores."""
    return _NAME.fullmatch(name) is not None


def quoted(name: str) -> str:
    """The identifier in double quotes; ValueError for anything but a plain lower-case name."""
    if not is_plain(name):
        msg = f"not a plain name: {name!r}"
        raise ValueError(msg)
    return f'"{name}"'


def literal(text: str) -> str:
    """The text as an SQL string literal (COMMENT ON takes no bound value)."""
    return "'" + text.replace("'", "''") + "'"


def create_table(table: StoredTable) -> str:
    """The CREATE TABLE statement: no primary key, so that appending stays cheap."""
    columns = ", ".join(f"{quoted(c.name)} {c.type}" for c in table.columns)
    return f"CREATE TABLE {quoted(table.name)} ({columns})"


def add_column(table: str, column: StoredColumn) -> str:
    """The statement that adds a column a newer version of the program knows."""
    return f"ALTER TABLE {quoted(table)} ADD COLUMN {quoted(column.name)} {column.type}"


def comments(
    kind: str, name: str, comment: str, columns: Sequence[tuple[str, str]]
) -> Iterator[str]:
    """COMMENT ON statements of a TABLE or VIEW and its (name, comment) columns."""
    yield f"COMMENT ON {kind} {quoted(name)} IS {literal(comment)}"
    for column, text in columns:
        yield f"COMMENT ON COLUMN {quoted(name)}.{quoted(column)} IS {literal(text)}"


def insert(table: StoredTable, source: str, where: str = "") -> str:
    """The statement that appends the rows of `source`, a registered frame, column by name."""
    names = ", ".join(quoted(n) for n in table.names)
    # names come from our schema and pass quoted(): there is no outside text to inject
    return f"INSERT INTO {quoted(table.name)} ({names}) SELECT {names} FROM {source} {where}"  # noqa: S608


def labelled(table: str, label: str, value: str) -> str:
    """The query for all rows of a table, with one column more that says `value` on each."""
    return f"SELECT {literal(value)} AS {quoted(label)}, * FROM {quoted(table)}"  # noqa: S608


def live_uses(table: str, read_by: Sequence[tuple[str, str]] = (), *, is_live: bool = True) -> str:
    """The query for rows of a use ledger whose result is live, less the deals of a request.

    `read_by` are expressions of the schema's columns and registered frames of keys: rows of which
    none is among its keys are not read. Of a long ledger the keys are looked at first, and only
    the rows that are wanted are read whole. Without `is_live` rows of replaced results come too.
    """
    wanted = " OR ".join(f"{said} IN (SELECT key FROM {quoted(keys)})" for said, keys in read_by)  # noqa: S608
    among = (
        f"SEMI JOIN (SELECT rowid AS place FROM {quoted(table)} WHERE {wanted}) AS w"  # noqa: S608
        " ON w.place = u.rowid"
        if wanted
        else ""
    )
    unless_replaced = (
        "ANTI JOIN superseded AS s ON s.run_id = u.run_id AND s.deal_id = u.deal_id"
        if is_live
        else ""
    )
    return f"""WITH used AS MATERIALIZED (SELECT u.* FROM {quoted(table)} AS u {among})
        SELECT u.* FROM used AS u {unless_replaced}
        WHERE u.deal_id NOT IN (
            SELECT d.deal_id FROM deal_result AS d JOIN run AS r USING (run_id)
            WHERE r.request_digest = ?
        )"""  # noqa: S608
