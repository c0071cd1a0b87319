"""Cells become values exactly, or say why not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.inputs.cells import Cells, read_cells
from screening.schema import table


def read(column: str, cells: list[Any], dtype: Any = None) -> Cells:
    name, _, column = column.partition(".")
    return read_cells(table(name).column(column), pl.Series(column, cells, dtype=dtype))


def one(column: str, cell: Any, dtype: Any = None) -> Any:
    values, failed = read(column, [cell], dtype)
    return values[0] if failed is None or failed[0] is None else failed[0]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12", Decimal(12)),
        ("-0.5", Decimal("-0.5")),
        (".5", Decimal("0.5")),
        ("+7", Decimal(7)),
        ("1.1000000", Decimal("1.1")),
        ("00012", Decimal(12)),
        ("1e3", Decimal(1000)),
        ("1.5E-2", Decimal("0.015")),
        ("0e999", Decimal(0)),
        ("999999999999999.999", Decimal("999999999999999.999")),
        ("1.2345", "has more than 3 decimals; it is never rounded"),
        ("1e-4", "has more than 3 decimals; it is never rounded"),
        ("1000000000000000", "has more than 15 digits before the point"),
        ("9.9e999", "has more than 15 digits before the point"),
        ("nan", "is not a finite number"),
        ("-Infinity", "is not a finite number"),
        ("1,000", "has thousands separators; write the digits alone, such as 1234.50"),
        ("12 USD", "is not a number"),
        (".", "is not a number"),
        ("१२", "is not a number"),
        ("1_000", "is not a number"),
        (" ", "is required and not given"),
        (None, "is required and not given"),
    ],
)
def test_money_from_text(cell: str | None, value: Any) -> None:
    assert one("financings.amount", cell, pl.String) == value


@pytest.mark.parametrize(
    "column",
    [
        "deal_documents.allocated_quantity",
        "deal_documents.allocated_amount",
        "payment_allocations.amount",
    ],
)
def test_a_share_at_nought_or_below_is_refused(column: str) -> None:
    values, failed = read(column, ["0.001", "0", "-40", None, "x"], pl.String)
    assert failed is not None
    assert values[0] == Decimal("0.001")
    refused = "is nought or negative; it must be above nought"
    assert failed.to_list() == [None, refused, refused, None, "is not a number"]


@pytest.mark.parametrize(
    ("cell", "dtype", "value"),
    [
        (0.1, pl.Float64, Decimal("0.1")),
        (1250.25, pl.Float32, Decimal("1250.25")),
        (1e14, pl.Float64, Decimal(10**14)),
        (0.1 + 0.2, pl.Float64, "has more than 3 decimals; it is never rounded"),
        (float("nan"), pl.Float64, "is not a finite number"),
        (float("inf"), pl.Float64, "is not a finite number"),
        (7, pl.Int32, Decimal(7)),
        (10**15, pl.Int64, "has more than 15 digits before the point"),
        (Decimal("1.2300"), pl.Decimal(20, 4), Decimal("1.23")),
        (Decimal("1.2345"), pl.Decimal(20, 4), "has more than 3 decimals; it is never rounded"),
        (True, pl.Boolean, "is not a number"),
    ],
)
def test_money_from_typed_columns(cell: Any, dtype: Any, value: Any) -> None:
    assert one("financings.amount", cell, dtype) == value


NOT_A_DATE = "is not a date written YYYY-MM-DD"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("2024-03-01 00:00:00", date(2024, 3, 1)),
        ("2024-03-01T00:00:00.000Z", date(2024, 3, 1)),
        ("2023-02-29", NOT_A_DATE),
        ("2024-3-1", NOT_A_DATE),
        ("20240301", NOT_A_DATE),
        ("01/03/2024", NOT_A_DATE),
        ("2024-03-01T10:00:00Z", "has a time of day; only a date is expected"),
        ("1899-12-31", "lies outside the years 1900 to 2200"),
        ("2201-01-01", "lies outside the years 1900 to 2200"),
        ("", None),
    ],
)
def test_dates(cell: str, value: Any) -> None:
    assert one("payments.value_date", cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2024-03-01", datetime(2024, 3, 1, tzinfo=UTC)),
        ("2024-03-01T09:30", datetime(2024, 3, 1, 9, 30, tzinfo=UTC)),
        ("2024-03-01 09:30:15", datetime(2024, 3, 1, 9, 30, 15, tzinfo=UTC)),
        ("2024-03-01T09:30:15+08:00", datetime(2024, 3, 1, 1, 30, 15, tzinfo=UTC)),
        ("2024-03-01T09:30:15-0800", datetime(2024, 3, 1, 17, 30, 15, tzinfo=UTC)),
        ("2024-03-01T09:30:15.979Z", datetime(2024, 3, 1, 9, 30, 15, 979000, tzinfo=UTC)),
        ("2024-03-01T24:00:00Z", "is not a time written YYYY-MM-DDThh:mm:ssZ"),
        ("2024-03-01T09:30:60Z", "is not a time written YYYY-MM-DDThh:mm:ssZ"),
        ("1 March 2024", "is not a time written YYYY-MM-DDThh:mm:ssZ"),
        ("0001-01-01", "lies outside the years 1900 to 2200"),
    ],
)
def test_times_are_utc(cell: str, value: Any) -> None:
    assert one("payments.requested_at", cell) == value


def test_times_of_typed_columns() -> None:
    nine = datetime(2024, 3, 1, 9)  # noqa: DTZ001
    assert one("payments.requested_at", nine) == nine.replace(tzinfo=UTC)
    assert one("payments.requested_at", date(2024, 3, 1)) == datetime(2024, 3, 1, tzinfo=UTC)
    assert one("payments.value_date", nine) == "has a time of day; only a date is expected"
    assert one("payments.value_date", datetime(2024, 3, 1)) == date(2024, 3, 1)  # noqa: DTZ001
    assert one("payments.value_date", 20240301) == NOT_A_DATE


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("payments.currency", "usd", "USD"),
        ("payments.currency", "CNH", "CNH"),
        ("payments.currency", "RMB", "is not a currency code of ISO 4217"),
        ("parties.country", "hk", "HK"),
        ("parties.country", "UK", "is not a country code of ISO 3166-1 alpha-2"),
        ("transport_documents.load_port", "cn sha", "CNSHA"),
        ("goods_lines.hs6", "010121", "010121"),
        ("goods_lines.hs6", "0101.21", "010121"),
        ("goods_lines.hs6", "10121", "is not an HS code of 6 digits"),
        ("deals.mode", "离岸转手买卖", "offshore_resale"),
        ("deals.mode", " Offshore_Resale ", "offshore_resale"),
        ("payments.direction", "dbit", "OUT"),
        ("deals.is_special", "是", True),
        ("deals.is_special", "NO", False),
        (
            "deals.is_special",
            "maybe",
            "is not true or false (true, false, 1, 0, yes, no)",
        ),
        ("equipment.package_count", "12.0", 12),
        ("equipment.package_count", "1.5", "is not a whole number of at most 18 digits"),
        ("deals.deal_id", "  0007 ", "0007"),
        ("deals.deal_id", "　", "is required and not given"),
        ("deals.deal_id", "a\0b", "holds a NUL character"),
        ("deals.special_reason", "x" * 10_001, "is longer than 10000 characters"),
        ("deals.special_reason", "船" * 10_000, "船" * 10_000),
    ],
)
def test_codes_flags_and_counts(column: str, cell: str, value: Any) -> None:
    assert one(column, cell) == value


def test_numbers_given_for_codes_keep_no_point() -> None:
    assert read("deals.deal_id", [123.0, 2.5]).values.to_list() == ["123", "2.5"]
    assert read("deals.deal_id", [7, 8]).values.to_list() == ["7", "8"]


def test_nested_cells_are_refused() -> None:
    assert one("deals.deal_id", ["a", "b"]) == "holds a nested value; one plain value is expected"


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**14), max_value=10**14
    )
)
def test_any_exact_amount_comes_through_unchanged(amount: Decimal) -> None:
    assert one("financings.amount", format(amount, "f")) == amount
    assert one("financings.amount", f"{amount:E}") == amount


@given(st.lists(st.text(max_size=12)))
def test_no_text_is_ever_read_as_money_it_does_not_say(cells: list[str]) -> None:
    values, failed = read("financings.amount", cells, pl.String)
    for cell, value, reason in zip(
        cells,
        values.to_list(),
        failed.to_list() if failed is not None else [None] * len(cells),
        strict=True,
    ):
        assert (reason is not None) or value == Decimal(cell.strip())
