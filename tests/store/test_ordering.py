"""Rows reach the file in the order of their key."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from screening.store.ordering import is_in_order, shaped
from screening.store.stored_table import StoredColumn, StoredTable

KEYS = st.lists(
    st.tuples(st.none() | st.sampled_from("abc"), st.none() | st.integers(0, 3)), max_size=8
)


@given(KEYS)
def test_in_order_means_that_sorting_changes_nothing_and_no_key_repeats(
    rows: list[tuple[str | None, int | None]],
) -> None:
    frame = pl.DataFrame(rows, schema={"a": pl.String(), "b": pl.Int64()}, orient="row")
    ordered = frame.sort("a", "b", nulls_last=True)
    expected = frame.equals(ordered) and not frame.is_duplicated().any()
    assert is_in_order(frame, ("a", "b")) == expected


def test_shaped_sorts_drops_the_zone_and_keeps_only_the_columns_of_the_table() -> None:
    columns = (StoredColumn("k", "VARCHAR", ""), StoredColumn("at", "TIMESTAMP", ""))
    table = StoredTable("t", "", columns, ("k",))
    beijing = timezone(timedelta(hours=8))
    frame = pl.DataFrame(
        {
            "other": [1, 2],
            "at": [datetime(2025, 1, 1, 8, tzinfo=beijing), None],
            "k": ["b", "a"],
        },
        schema_overrides={"at": pl.Datetime("us", "Asia/Shanghai")},
    )
    got = shaped(frame, table)
    assert got.columns == ["k", "at"]
    assert got["k"].to_list() == ["a", "b"]
    assert str(got["at"][1]) == "2025-01-01 00:00:00"
