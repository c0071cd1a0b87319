"""docs/store.md, out of the comments of a store."""

from __future__ import annotations

import re

import duckdb

from tests.docs import markdown

_HEAD = """\
# The store, table by table

Written by `python -m tests.docs.reference_pages` out of the COMMENTs of a store of the sample; a
test fails when the two differ. The same comments stand in every store:

    SELECT column_name, data_type, comment FROM duckdb_columns() WHERE table_name = 'queue';

Questions with their SQL: [auditors.md](auditors.md). Views show live results, unless they say
otherwise; the tables under them keep every result of every run. Times are UTC.

An `input_...` or `reference_...` table is there once a batch has brought that table: one that the
sample does not bring has the columns of [schema.md](schema.md). A `deal_fact_...` or
`client_fact_...` table is named after the digest of its fact catalogue; the views `deal_fact` and
`client_fact` unite them.
"""
_FACTS = re.compile(r"(deal_fact|client_fact)_[0-9a-f]{12}")
_DIGEST = re.compile(r"\b[0-9a-f]{12}\b")
_RELATIONS = """
SELECT view_name AS name, comment, true AS is_view FROM duckdb_views() WHERE NOT internal
UNION ALL SELECT table_name, comment, false FROM duckdb_tables() WHERE NOT internal
ORDER BY is_view DESC, name
"""
_COLUMNS = """
SELECT column_name, data_type, comment FROM duckdb_columns()
WHERE table_name = ? AND NOT internal ORDER BY column_index
"""


def store_page(con: duckdb.DuckDBPyConnection) -> str:
    """The whole page; the digest in the name of a fact table is left out."""
    parts = [_HEAD]
    kind = None
    for name, comment, is_view in con.execute(_RELATIONS).fetchall():
        if is_view is not kind:
            parts.append(f"## {'Views' if is_view else 'Tables'}\n")
            kind = is_view
        parts.append(_relation(con, name, comment))
    return "\n".join(parts)


def _relation(con: duckdb.DuckDBPyConnection, name: str, comment: str) -> str:
    facts = _FACTS.fullmatch(name)
    shown = f"{facts[1]}_DIGEST" if facts else name
    grain = _DIGEST.sub("DIGEST", comment)
    columns = con.execute(_COLUMNS, [name]).fetchall()
    if facts:
        _check_same(con, facts[1], columns)
        body = f"The columns of the view `{facts[1]}`, less `catalogue_digest`."
    else:
        body = markdown.table(("column", "type", "meaning"), columns)
    return f"### {shown}\n\n{grain}\n\n{body}\n"


def _check_same(con: duckdb.DuckDBPyConnection, name: str, columns: list[tuple[str, ...]]) -> None:
    """Fails where the view of the facts says other things than their table."""
    view = con.execute(_COLUMNS, [name]).fetchall()
    assert sorted(c for c in view if c[0] != "catalogue_digest") == sorted(columns)
