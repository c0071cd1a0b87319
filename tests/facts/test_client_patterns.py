"""Growth, bursts, the one group behind a client's trade, and accounts that money only passes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.facts.test_client_means import TODAY, deal, facts, sides

SIDES = sides()


def on(days_ago: int, dollars: int, name: str = "", **changes: Any) -> dict[str, Any]:
    """A deal of so many dollars so many days before the day of decision."""
    return deal(
        name or f"D{days_ago}",
        dated_on=TODAY - timedelta(days=days_ago),
        value_cents=dollars * 100,
        **changes,
    )


def test_the_fastest_month_against_the_six_before() -> None:
    said = facts(SIDES, on(100, 10), on(70, 10), on(40, 10), on(5, 20))
    assert said["client_peak_growth_ratio_12m"] == 4.0, "20 against 30 in six months"
    assert said["client_peak_growth_usd"] == 20.0
    assert said["n_client_growth_base_deals"] == 3
    assert (said["client_growth_deals_ratio"], said["client_growth_history_days"]) == (2.0, 95)
    steady = facts(SIDES, *(on(30 * i, 10) for i in range(12)))
    assert steady["client_peak_growth_ratio_12m"] == 2.0, "the fourth deal, against three"
    past = facts(SIDES, on(300, 10), on(270, 10), on(240, 10), on(200, 40))
    assert past["client_peak_growth_ratio_12m"] == 8.0, "a month long gone is of the year"


def test_months_that_say_little_are_not_the_fastest() -> None:
    small = facts(SIDES, on(170, 1), on(140, 1), on(110, 1), on(80, 9), on(40, 40), on(5, 50))
    assert (small["client_peak_growth_usd"], small["n_client_growth_base_deals"]) == (40.0, 4)
    first = facts(SIDES, on(40, 1), on(5, 5))
    assert first["n_client_growth_base_deals"] == 1, "no month had three deals before it"
    assert facts(SIDES, on(5, 5))["client_peak_growth_ratio_12m"] is None


def test_a_burst_and_what_is_left_of_it() -> None:
    said = facts(SIDES, on(150, 40), on(120, 60), on(100, 100), on(30, 6))
    assert (said["client_dormancy_ratio"], said["client_burst_usd"]) == (0.03, 200.0)
    assert said["n_client_burst_deals"] == 3
    assert facts(SIDES, on(100, 7))["client_dormancy_ratio"] == 0.0
    edge = facts(SIDES, on(90, 10), on(89, 5))
    assert edge["client_dormancy_ratio"] == 0.5, "ninety days ago is before, 89 is not"
    assert facts(SIDES, on(5, 7))["client_dormancy_ratio"] is None
    assert facts(SIDES, on(400, 7))["client_dormancy_ratio"] is None


def test_one_group_is_counted_as_one_and_a_deal_once() -> None:
    owned = [{"party_id": p, "controller_id": "BOSS"} for p in ("A", "B")]
    known = sides(parties=owned)
    deals = (
        on(9, 60, counterparty_ids="A,B"),
        on(8, 30, counterparty_ids="A,Z"),
        on(7, 10, counterparty_ids="Y,Z"),
    )
    said = facts(known, *deals)
    assert (said["client_top_group"], said["client_top_group_ratio_12m"]) == ("BOSS", 0.9)
    assert said["n_client_top_group_deals_12m"] == 2
    apart = facts(SIDES, *deals)
    assert (apart["client_top_group"], apart["client_top_group_ratio_12m"]) == ("A", 0.9)


@pytest.mark.parametrize("missing", ["dated_on", "value_cents"])
def test_a_deal_without_day_or_value_leaves_all_unknown(missing: str) -> None:
    said = facts(SIDES, on(150, 40), on(120, 60), on(5, 100), on(4, 1) | {missing: None})
    for fact in (
        "client_peak_growth_ratio_12m",
        "client_peak_growth_usd",
        "n_client_growth_base_deals",
        "client_dormancy_ratio",
        "client_top_group_ratio_12m",
    ):
        assert said[fact] is None
    nobody = facts(SIDES, on(5, 100), on(4, 1, counterparty_ids=None))
    assert nobody["client_top_group_ratio_12m"] is None


def test_what_is_dated_after_the_day_of_decision_changes_nothing() -> None:
    deals = (on(100, 10), on(70, 10), on(40, 10), on(5, 20))
    later = facts(SIDES, *deals, on(-3, 900))
    assert later["client_peak_growth_ratio_12m"] == 4.0


def day(ago: int, into: Any, out: Any, left: Any, account: str = "A1") -> dict[str, Any]:
    """A day of an account."""
    return {
        "account_no": account,
        "booked_on": TODAY - timedelta(days=ago),
        "credited": Decimal(into) if into is not None else None,
        "debited": Decimal(out),
        "closing_balance": Decimal(left),
    }


ACCOUNTS = [{"account_no": a, "holder_id": "C1"} for a in ("A1", "A2")]


def passed(*days: dict[str, Any]) -> tuple[int | None, str | None]:
    said = facts(sides(accounts=ACCOUNTS, account_days=list(days)))
    return said["n_client_pass_through_days_30d"], said["client_pass_through_account_no"]


def test_days_on_which_money_only_passed() -> None:
    assert passed(day(1, 100, 100, 0), day(2, 100, 90, "4.99"), day(3, 100, 110, 0)) == (3, "A1")
    assert passed(day(2, 100, 0, 100), day(1, 0, 100, 0)) == (1, "A1"), "gone the next day"
    assert passed(day(3, 100, 0, 100), day(1, 0, 100, 0)) == (0, None), "two days later"
    assert passed(day(1, 100, "89.99", 0), day(2, 100, "110.01", 0)) == (0, None)
    assert passed(day(1, 100, 100, 5)) == (0, None), "a twentieth was left"
    assert passed(day(30, 100, 100, 0), day(31, 100, 100, 0), day(0, 9, 9, 0)) == (1, "A1")
    most = (day(1, 9, 9, 0), day(1, 9, 9, 0, "A2"), day(2, 9, 9, 0, "A2"))
    assert passed(*most) == (2, "A2")


def test_days_of_accounts_that_are_not_told() -> None:
    assert passed(day(1, 100, 100, 0), day(2, None, 5, 0)) == (None, "A1")
    assert facts(SIDES)["n_client_pass_through_days_30d"] is None
    assert date(2025, 12, 31) == TODAY
