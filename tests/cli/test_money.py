"""Amounts on the screen are those in the store, to the last digit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screening.cli.out import money


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1132803.400", "USD", "1,132,803.40 USD"),
        ("1000.005", "KWD", "1,000.005 KWD"),
        ("0.004", "KWD", "0.004 KWD"),
        ("0.000", "USD", "0.00 USD"),
        ("99999999999999.999", "USD", "99,999,999,999,999.999 USD"),
        ("500000000.000", "JPY", "500,000,000.00 JPY"),
        ("1.000", None, "1.00 ?"),
    ],
)
def test_an_amount_is_shown_to_its_last_digit(
    amount: str, currency: str | None, shown: str
) -> None:
    assert money(Decimal(amount), currency) == shown
