"""A batch is written whole, once, with its history and its texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from screening.errors import StoreError
from screening.store import open_store, save
from tests.store.made import made, made_key


def rows(db: Path, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with open_store(db) as con:
        return con.execute(query, list(values)).fetchall()


def test_the_run_row_counts_what_the_tables_hold(db: Path) -> None:
    (row,) = rows(
        db,
        """SELECT run_no, n_rows_in, n_rows_loaded, n_rows_rejected, n_deals, n_payments, as_of,
        committed_at IS NOT NULL FROM run""",
    )
    assert row == (1, 10, 9, 1, 3, 1, datetime(2025, 6, 30, 12), True)  # noqa: DTZ001


def test_answers_facts_inputs_and_reference_are_kept(db: Path) -> None:
    assert rows(db, "SELECT answers FROM deal_result ORDER BY deal_id")[0] == ([16, 17, 1],)
    assert rows(db, "SELECT mode, price_deviation FROM deal_fact WHERE deal_id = 'D-1'") == [
        ("offshore_resale", 5.1)
    ]
    run = made_key().run_id
    assert rows(db, "SELECT run_id, payment_id, requested_at FROM input_payments") == [
        (run, "D-P1", datetime(2025, 6, 30, 12))  # noqa: DTZ001
    ]
    assert rows(db, "SELECT digest, currency FROM reference_fx_rates") == [("ref-1", "EUR")]


def test_a_later_run_of_the_same_deals_supersedes_by_inserted_rows(db: Path) -> None:
    first, second, third = made_key(), made_key("b2"), made_key("b3")
    save(made(second), db)
    saved = save(made(third), db)
    assert saved.run_no == 3
    assert saved.rows["superseded"] == 3
    assert rows(
        db, "SELECT run_id, by_run_id, count(*) FROM superseded GROUP BY ALL ORDER BY 3, 2"
    ) == (
        sorted(
            [(first.run_id, second.run_id, 3), (second.run_id, third.run_id, 3)], key=lambda r: r[1]
        )
    )
    assert rows(db, "SELECT count(*) FROM deal_result") == [(9,)]
    assert rows(db, "SELECT DISTINCT run_id FROM live_result") == [(third.run_id,)]


def test_other_deals_stay_live(db: Path) -> None:
    save(made(made_key("b2"), prefix="E"), db)
    assert rows(db, "SELECT count(*) FROM live_result") == [(6,)]
    assert rows(db, "SELECT count(*) FROM superseded") == [(0,)]


def test_texts_and_reference_data_are_kept_once(db: Path) -> None:
    save(made(made_key("b2"), prefix="E"), db)
    for table, n in (("rule_text", 4), ("policy_text", 1), ("reference_fx_rates", 1)):
        assert rows(db, f"SELECT count(*) FROM {table}") == [(n,)]
    save(made(made_key("b3", reference_digest="ref-2"), prefix="F"), db)
    assert rows(db, "SELECT digest FROM reference_fx_rates ORDER BY 1") == [("ref-1",), ("ref-2",)]


def test_reference_data_that_came_with_the_batch_is_kept_under_the_batch(tmp_path: Path) -> None:
    db = tmp_path / "s.duckdb"
    save(made(made_key(reference_digest="")), db)
    assert rows(db, "SELECT digest FROM reference_fx_rates") == [("digest-of-b1",)]


def test_the_same_run_is_not_written_twice(db: Path) -> None:
    with pytest.raises(StoreError, match="already stored"):
        save(made(), db)
    assert rows(db, "SELECT count(*) FROM deal_result") == [(3,)]


def test_runs_consulted_are_listed(db: Path) -> None:
    key = made_key("b2", history_digest="h", consulted=["r2", "r1"])
    save(made(key, prefix="E"), db)
    assert rows(db, "SELECT run_id, consulted_run_id FROM run_history ORDER BY ALL") == [
        (key.run_id, "r1"),
        (key.run_id, "r2"),
    ]


def test_a_failing_write_leaves_nothing(db: Path) -> None:
    results = made(made_key("b2"), prefix="E")
    broken = {**results.tables, "duty": pl.DataFrame({"run_id": ["x"], "deal_id": ["E-1"]})}
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        save(replace(results, tables=broken), db)
    assert rows(db, "SELECT count(*) FROM run") == [(1,)]
    assert rows(db, "SELECT count(*) FROM run_rule") == [(4,)]


def test_rows_in_any_order_are_written_in_order(tmp_path: Path) -> None:
    results = made()
    shuffled = {n: t.reverse() for n, t in results.tables.items()}
    kept = []
    for name, given in (("a", results), ("b", replace(results, tables=shuffled))):
        save(given, tmp_path / f"{name}.duckdb")
        kept.append(
            [
                rows(tmp_path / f"{name}.duckdb", f"SELECT * FROM {t}")
                for t in sorted(results.tables)
            ]
        )
    assert kept[0] == kept[1]


def test_facts_of_two_catalogues_stand_side_by_side(db: Path) -> None:
    results = made(made_key("b2", catalogue_digest="00ff"), prefix="E")
    save(results, db)
    tables = rows(
        db, "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'deal_fact%' ORDER BY 1"
    )
    assert len(tables) == 2
    assert rows(db, "SELECT catalogue_digest, count(*) FROM deal_fact GROUP BY 1 ORDER BY 1") == [
        ("00ff", 3),
        (made_key().catalogue_digest, 3),
    ]


def test_a_column_the_file_lacks_is_added_and_older_rows_have_null(db: Path) -> None:
    with duckdb.connect(db) as con:
        con.execute("DROP VIEW duties")
        con.execute("ALTER TABLE duty DROP COLUMN title_zh")
    save(made(made_key("b2"), prefix="E"), db)
    assert rows(db, "SELECT deal_id, title_zh IS NULL FROM duty ORDER BY 1") == [
        ("D-1", True),
        ("E-1", False),
    ]


def test_every_table_view_and_column_is_explained(db: Path) -> None:
    bare = rows(
        db,
        """
        SELECT table_name || '.' || column_name FROM duckdb_columns()
        WHERE NOT internal AND coalesce(comment, '') = ''
        UNION ALL
        SELECT table_name FROM duckdb_tables() WHERE NOT internal AND coalesce(comment, '') = ''
        UNION ALL
        SELECT view_name FROM duckdb_views() WHERE NOT internal AND coalesce(comment, '') = ''
        """,
    )
    assert bare == []
