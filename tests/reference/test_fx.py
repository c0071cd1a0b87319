"""The bank's rates come before the ECB's, nothing stale or not yet known counts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from currency_converter import CurrencyConverter

from screening.reference.fx import MAX_AGE_DAYS, ecb_rates, usd_rates
from screening.schema import table

AS_OF = datetime(2026, 6, 30, 12, tzinfo=UTC)
EMPTY = table("fx_rates").empty()


def own(*rows: dict[str, Any]) -> pl.DataFrame:
    whole = [
        {**dict.fromkeys(EMPTY.columns), **row, "usd_per_unit": Decimal(row["usd_per_unit"])}
        for row in rows
    ]
    return pl.DataFrame(whole, EMPTY.schema)


def rate(currency: str, on: date, bank: pl.DataFrame = EMPTY, as_of: datetime = AS_OF) -> Any:
    wanted = pl.DataFrame({"currency": [currency], "on": [on]})
    return usd_rates(wanted, bank, as_of).row(0, named=True)


@pytest.mark.parametrize("currency", ["EUR", "CNY", "JPY", "GBP", "ZAR", "KRW"])
def test_ecb_rates_are_those_of_the_library_to_the_bit(currency: str) -> None:
    day = date(2024, 3, 28)
    euros = CurrencyConverter()
    units = euros.convert(1, "EUR", currency, day)
    expected = euros.convert(1, "EUR", "USD", day) / units
    found = rate(currency, day)
    assert found == {
        "currency": currency,
        "on": day,
        "usd_per_unit": expected,
        "rate_date": day,
        "source": "ECB",
    }


def test_every_ecb_rate_of_a_currency_agrees_with_the_library() -> None:
    euros = CurrencyConverter()
    francs = ecb_rates().filter(pl.col("currency") == "CHF").tail(500)
    expected = [
        euros.convert(1, "EUR", "USD", d) / euros.convert(1, "EUR", "CHF", d)
        for d in francs["rate_date"]
    ]
    assert francs["usd_per_unit"].to_list() == expected


def test_a_weekend_takes_the_friday_before() -> None:
    assert rate("EUR", date(2024, 3, 24))["rate_date"] == date(2024, 3, 22)


def test_the_dollar_is_one_whatever_a_table_says() -> None:
    bank = own({"currency": "USD", "rate_date": date(2026, 6, 1), "usd_per_unit": "0.5"})
    found = rate("USD", date(2026, 6, 1), bank)
    assert (found["usd_per_unit"], found["source"]) == (1.0, "USD")


def test_own_rate_comes_before_the_ecb() -> None:
    bank = own(
        {"currency": "EUR", "rate_date": date(2024, 3, 20), "usd_per_unit": "1.5", "source": "desk"}
    )
    found = rate("EUR", date(2024, 3, 28), bank)
    assert (found["usd_per_unit"], found["rate_date"], found["source"]) == (
        1.5,
        date(2024, 3, 20),
        "desk",
    )


def test_own_rate_older_than_the_limit_gives_way_to_the_ecb() -> None:
    bank = own({"currency": "EUR", "rate_date": date(2024, 3, 10), "usd_per_unit": "1.5"})
    assert rate("EUR", date(2024, 3, 10 + MAX_AGE_DAYS), bank)["source"] == "own"
    assert rate("EUR", date(2024, 3, 11 + MAX_AGE_DAYS), bank)["source"] == "ECB"


def test_a_rate_published_after_the_decision_is_not_known() -> None:
    row = {"currency": "AED", "rate_date": date(2026, 6, 29), "usd_per_unit": "0.272294"}
    late = own({**row, "published_at": datetime(2026, 6, 30, 12, 0, 1, tzinfo=UTC)})
    at_once = own({**row, "published_at": AS_OF})
    assert rate("AED", date(2026, 6, 30), late)["usd_per_unit"] is None
    assert rate("AED", date(2026, 6, 30), at_once)["usd_per_unit"] == 0.272294


def test_of_two_publications_known_the_later_counts() -> None:
    row = {"currency": "AED", "rate_date": date(2026, 6, 29)}
    twice = own(
        {**row, "usd_per_unit": "0.2", "published_at": datetime(2026, 6, 29, 9, tzinfo=UTC)},
        {**row, "usd_per_unit": "0.3", "published_at": datetime(2026, 6, 29, 8, tzinfo=UTC)},
    )
    assert rate("AED", date(2026, 6, 29), twice)["usd_per_unit"] == 0.2


def test_a_rate_of_a_later_day_is_never_used() -> None:
    bank = own({"currency": "AED", "rate_date": date(2026, 6, 20), "usd_per_unit": "0.27"})
    assert rate("AED", date(2026, 6, 19), bank)["usd_per_unit"] is None


def test_ecb_days_after_the_decision_are_not_known() -> None:
    early = datetime(2024, 3, 26, 12, tzinfo=UTC)
    assert rate("EUR", date(2024, 3, 28), as_of=early)["rate_date"] == date(2024, 3, 26)


def test_a_decision_time_without_zone_is_utc() -> None:
    assert rate("EUR", date(2024, 3, 28), as_of=datetime(2024, 3, 26, 23)) == rate(  # noqa: DTZ001
        "EUR", date(2024, 3, 28), as_of=datetime(2024, 3, 26, 23, tzinfo=UTC)
    )


def test_offshore_yuan_takes_its_own_rate_then_that_of_the_yuan() -> None:
    day = date(2024, 3, 28)
    yuan = rate("CNY", day)["usd_per_unit"]
    assert rate("CNH", day)["usd_per_unit"] == yuan
    bank = own({"currency": "CNY", "rate_date": day, "usd_per_unit": "0.14"})
    assert rate("CNH", day, bank)["usd_per_unit"] == 0.14
    both = own(
        {"currency": "CNY", "rate_date": day, "usd_per_unit": "0.14"},
        {"currency": "CNH", "rate_date": day, "usd_per_unit": "0.13"},
    )
    assert rate("CNH", day, both)["usd_per_unit"] == 0.13


def test_a_rate_of_zero_is_no_rate() -> None:
    bank = own({"currency": "AED", "rate_date": date(2026, 6, 29), "usd_per_unit": "0"})
    assert rate("AED", date(2026, 6, 29), bank)["usd_per_unit"] is None


def test_one_row_a_distinct_question_and_null_for_what_is_not_known() -> None:
    day = date(2024, 3, 28)
    asked = [("EUR", day), ("EUR", day), (None, day), ("XAU", day), ("EUR", None), ("ROL", day)]
    wanted = pl.DataFrame(asked, {"currency": pl.String, "on": pl.Date}, orient="row")
    found = usd_rates(wanted, EMPTY, AS_OF)
    assert found.columns == ["currency", "on", "usd_per_unit", "rate_date", "source"]
    assert found.height == 5
    assert found["usd_per_unit"].null_count() == 4


def test_shuffled_rows_give_the_same_frame() -> None:
    days = pl.date_range(date(2024, 1, 1), date(2024, 3, 31), eager=True)
    wanted = pl.DataFrame({"on": days}).join(
        pl.DataFrame({"currency": ["CNY", "EUR", "USD", "CNH", "BRL"]}), how="cross"
    )
    bank = own(
        {"currency": "CNY", "rate_date": date(2024, 2, 1), "usd_per_unit": "0.14"},
        {"currency": "BRL", "rate_date": date(2024, 1, 9), "usd_per_unit": "0.2"},
    )
    straight = usd_rates(wanted.select("currency", "on"), bank, AS_OF)
    shuffled = usd_rates(wanted.sample(fraction=1, shuffle=True, seed=7), bank[::-1], AS_OF)
    assert straight.equals(shuffled)
