"""The pages say what the program does: made pages are up to date, links live, queries answer."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.docs import markdown
from tests.docs.reference_pages import DOCS, MADE, made

PAGES = sorted(DOCS.glob("*.md"))
QUERIES = markdown.sql_blocks((DOCS / "auditors.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MADE)
def test_a_made_page_is_up_to_date(name: str, con: duckdb.DuckDBPyConnection) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    assert page == made(name, con), "run: python -m tests.docs.reference_pages"


@pytest.mark.parametrize("query", QUERIES, ids=map(str, range(1, len(QUERIES) + 1)))
def test_a_query_for_auditors_has_an_answer(query: str, con: duckdb.DuckDBPyConnection) -> None:
    # the store's second batch shares no paper, invoice or client with the first: none is consulted
    assert con.execute(query).fetchall() or "FROM run_history" in query


def test_there_are_queries_for_auditors() -> None:
    assert len(QUERIES) >= 8


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_no_link_is_dead(page: Path) -> None:
    dead = [target for target in markdown.links(page.read_text("utf-8")) if _is_dead(page, target)]
    assert not dead


def _is_dead(page: Path, target: str) -> bool:
    if target.startswith(("http://", "https://", "mailto:")):
        return False
    name, _, anchor = target.partition("#")
    file = page.parent / name if name else page
    if not file.exists():
        return True
    return bool(anchor) and anchor not in markdown.anchors(file.read_text("utf-8"))
