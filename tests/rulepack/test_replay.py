"""The DuckDB that replays answers reaches nothing, and nothing can open it again."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from screening.rulepack import closed_duckdb, code_sql
from tests.rulepack.conftest import RULE
from tests.rulepack.made import rule_of


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM read_text('{file}')",
        "COPY (SELECT 1) TO '{file}.out'",
        "ATTACH '{file}.db'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET threads = 1",
    ],
)
def test_it_is_closed(tmp_path: Path, query: str) -> None:
    file = tmp_path / "a.csv"
    file.write_text("a\n1\n")
    with closed_duckdb() as connection, pytest.raises(duckdb.Error):
        connection.execute(query.format(file=file))
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_the_sql_of_a_rule() -> None:
    text = code_sql(rule_of(RULE))
    assert text.startswith("CASE\n  WHEN NOT (mode IN ('offshore_resale', 'global_procurement')")
    assert "THEN 16" in text
    assert "THEN 17" in text
