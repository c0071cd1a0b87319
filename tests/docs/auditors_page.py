"""The answers of docs/auditors.md: below each query stands what a store of the sample says."""

from __future__ import annotations

import re

import duckdb

from tests.docs import markdown

_QUESTION = re.compile(r"(^```sql\n(.*?)^```\n)(?:\n(?:\|[^\n]*\n)+)?", re.MULTILINE | re.DOTALL)


def answered(page: str, con: duckdb.DuckDBPyConnection) -> str:
    """The page with the answer to each ```sql block put below it as a table."""
    return _QUESTION.sub(lambda found: f"{found[1]}\n{answer(found[2], con)}\n", page)


def answer(query: str, con: duckdb.DuckDBPyConnection) -> str:
    """The rows of the query as a table."""
    result = con.execute(query)
    headers = [d[0] for d in result.description or []]
    return markdown.table(headers, result.fetchall())
