"""Working days follow the published make-up days; a guessed year says that it is guessed."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.errors import UsageError
from screening.reference.calendar import add_working_days, is_working_day, working_days_between
from screening.schema import table

EMPTY = table("calendar").empty()
PUBLISHED = st.dates(date(2023, 1, 1), date(2025, 11, 1))


def due(
    start: date | None, days: int, own: pl.DataFrame = EMPTY
) -> tuple[date | None, bool | None]:
    row = add_working_days(pl.Series([start], dtype=pl.Date), days, own).row(0, named=True)
    return row["due"], row["is_estimated"]


def own(*days: tuple[date, bool]) -> pl.DataFrame:
    return pl.DataFrame(days, EMPTY.schema, orient="row")


def test_a_make_up_saturday_works_and_a_holiday_monday_does_not() -> None:
    # Spring Festival 2024: 10 to 17 February off, Sunday 4 and Sunday 18 February worked.
    days = pl.Series([date(2024, 2, 4), date(2024, 2, 12), date(2024, 2, 18), date(2024, 2, 25)])
    assert is_working_day(days, EMPTY).rows() == [
        (date(2024, 2, 4), True, False),
        (date(2024, 2, 12), False, False),
        (date(2024, 2, 18), True, False),
        (date(2024, 2, 25), False, False),
    ]


def test_five_working_days_over_the_spring_festival() -> None:
    # 9, 18, 19, 20 and 21 February; Monday to Friday alone would give the 15th.
    assert due(date(2024, 2, 8), 5) == (date(2024, 2, 21), False)


def test_counting_starts_after_the_day_itself() -> None:
    assert due(date(2024, 3, 4), 1) == (date(2024, 3, 5), False)
    assert due(date(2024, 3, 8), 1) == (date(2024, 3, 11), False)
    assert due(date(2024, 3, 9), 1) == (date(2024, 3, 11), False)
    assert due(date(2024, 3, 9), 0) == (date(2024, 3, 9), False)


@settings(deadline=None, max_examples=60)
@given(PUBLISHED, st.integers(1, 30))
def test_agrees_with_a_walk_through_the_library(start: date, days: int) -> None:
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= chinese_calendar.is_workday(day)
    assert due(start, days) == (day, False)


@settings(deadline=None, max_examples=60)
@given(PUBLISHED, st.integers(0, 30))
def test_days_between_undo_days_added(start: date, days: int) -> None:
    end = due(start, days)[0]
    spans = pl.DataFrame({"start": [start], "end": [end]})
    assert working_days_between(spans, EMPTY).row(0) == (start, end, days, False)


def test_days_between_backwards_are_negative_and_absent_stays_null() -> None:
    spans = pl.DataFrame(
        [(date(2024, 3, 8), date(2024, 3, 4)), (date(2024, 3, 8), None), (None, None)],
        {"start": pl.Date, "end": pl.Date},
        orient="row",
    )
    found = working_days_between(spans, EMPTY)
    assert found["working_days"].to_list() == [None, None, -4]


def test_a_year_not_published_is_monday_to_friday_and_says_so() -> None:
    assert due(date(2095, 2, 3), 5) == (date(2095, 2, 10), True)  # a Thursday
    assert is_working_day(pl.Series([date(1999, 1, 2)]), EMPTY).row(0) == (
        date(1999, 1, 2),
        False,
        True,
    )


def test_the_own_table_overrides_and_is_no_guess() -> None:
    bank = own((date(2024, 3, 5), False), (date(2024, 3, 9), True))
    assert due(date(2024, 3, 4), 1, bank) == (date(2024, 3, 6), False)
    assert due(date(2024, 3, 8), 1, bank) == (date(2024, 3, 9), False)
    year = pl.date_range(date(2095, 1, 1), date(2095, 3, 31), eager=True)
    whole = pl.DataFrame({"date": year, "is_working_day_cn": year.dt.weekday() <= 5}, EMPTY.schema)
    assert due(date(2095, 2, 3), 5, whole) == (date(2095, 2, 10), False)


def test_one_row_a_distinct_date_and_null_for_null() -> None:
    days = pl.Series([date(2024, 3, 4), None, date(2024, 3, 4)])
    assert add_working_days(days, 1, EMPTY).rows() == [
        (None, None, None),
        (date(2024, 3, 4), date(2024, 3, 5), False),
    ]
    assert add_working_days(days, 0, EMPTY).rows() == [
        (None, None, None),
        (date(2024, 3, 4), date(2024, 3, 4), False),
    ]
    assert is_working_day(days, EMPTY).row(0) == (None, None, None)


def test_no_dates_and_the_last_day_there_is() -> None:
    assert add_working_days(pl.Series([], dtype=pl.Date), 5, EMPTY).is_empty()
    assert due(date.max, 5) == (None, None)


def test_negative_days_are_refused() -> None:
    with pytest.raises(UsageError, match="-1 working days"):
        add_working_days(pl.Series([date(2024, 3, 4)]), -1, EMPTY)
