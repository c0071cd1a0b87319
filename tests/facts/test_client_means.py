"""What clients can carry and how they stand, on the day of decision and by what was known then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.facts import Sides, client_facts
from screening.facts.client_margins import margin_spreads
from screening.linking import History, ledger, link
from screening.pipeline import side_tables
from screening.schema.results import CLIENT_DEAL
from tests.one_deal import AS_OF, honest, typed

COLUMNS = {n: t for n, t in CLIENT_DEAL.dtypes.items() if n != "run_id"}
CLIENT = {
    "client_id": "C1",
    "incorporated_on": date(2020, 1, 1),
    "registered_province": "上海市",
    "branch_province": "上海",
    "paid_in_capital": Decimal(7_000),
    "annual_revenue": Decimal(70_000),
}
LISTED = {
    "client_id": "C1",
    "scheme": "offshore_list",
    "value": "listed",
    "source_ref": "沪商〔2025〕1号",
}
MANDATE = {"client_id": "C1", "kind": "group_procurement", "valid_from": date(2024, 1, 1)}
TODAY = AS_OF.date()


def sides(**tables: list[dict[str, Any]]) -> Sides:
    given = typed(honest() | {"clients": [CLIENT]} | tables)
    return side_tables(given, ledger(given, link(given), History.none()), AS_OF)


def deal(name: str, **changes: Any) -> dict[str, Any]:
    """A plain deal of client C1: USD 1,000 in November 2025, at a margin of 1 %."""
    return {
        "client_id": "C1",
        "deal_id": name,
        "dated_on": date(2025, 11, 1),
        "value_cents": 100_000,
        "is_loss": False,
        "is_on_instruction": False,
        "counterparty_ids": "B,S",
        "margin_ppm": 10_000,
        "hs2s": "74",
        "disposition": "PASS",
        **changes,
    }


def facts(known: Sides, *deals: dict[str, Any], as_of: datetime = AS_OF) -> Mapping[str, Any]:
    rows = pl.DataFrame(list(deals) or [deal("D1")], schema=COLUMNS)
    return client_facts(rows, CLIENT_DEAL.empty(), known, as_of).row(0, named=True)


def statement(year: int, revenue: int, capital: int, **more: Any) -> dict[str, Any]:
    return {
        "client_id": "C1",
        "year_end": date(year, 12, 31),
        "is_consolidated": False,
        "revenue": Decimal(revenue),
        "paid_in_capital": Decimal(capital),
        **more,
    }


def yuan(known: Sides) -> float:
    (rate,) = known.fx.filter(pl.col("currency") == "CNY", pl.col("on") == TODAY)["usd_per_unit"]
    return float(rate)


def test_own_statements_first_and_only_those_the_bank_had() -> None:
    known = sides()
    said = facts(known)
    assert said["client_revenue_usd"] == round(70_000 * yuan(known), 2)
    assert said["client_largest_deal_over_capital_ratio"] == round(
        1000 / said["client_capital_usd"], 6
    )
    assert (said["client_favour"], said["is_client_over_limit"]) == ("NONE", False)
    books = [
        statement(2023, 100, 10),
        statement(2024, 200, 20, known_at=datetime(2026, 1, 1, tzinfo=UTC)),
        statement(2025, 300, 30),
        statement(2023, 9_000, 900, is_consolidated=True),
    ]
    known = sides(financial_statements=books)
    assert facts(known)["client_revenue_usd"] == round(100 * yuan(known), 2)
    books[1]["known_at"] = None  # taken as handed in four months after the year
    known = sides(financial_statements=books)
    assert facts(known)["client_revenue_usd"] == round(200 * yuan(known), 2)


def test_the_favoured_are_measured_by_their_group_and_the_volume_approved() -> None:
    books = [statement(2024, 100, 10), statement(2023, 9_000, 900, is_consolidated=True)]
    mandate = [MANDATE | {"yearly_limit": Decimal(1500)}]
    known = sides(financial_statements=books, client_mandates=mandate)
    said = facts(known)
    assert (said["client_favour"], said["client_yearly_limit_usd"]) == ("MANDATE", 1500.0)
    assert said["client_revenue_usd"] == round(9_000 * yuan(known), 2)
    assert said["is_client_over_limit"] is False
    assert facts(known, deal("D1"), deal("D2"))["is_client_over_limit"] is True
    assert facts(known, deal("D1", value_cents=None))["is_client_over_limit"] is None
    listed = [LISTED | {"valid_from": date(2025, 1, 1)}]
    alone = facts(sides(client_status=listed))
    assert (alone["client_favour"], alone["client_revenue_usd"]) == ("LIST", None)
    assert alone["is_client_over_limit"] is False


@pytest.mark.parametrize(
    "change",
    [
        {"valid_to": date(2025, 12, 30)},
        {"valid_from": date(2026, 1, 1)},
        {"known_from": datetime(2026, 1, 1, tzinfo=UTC)},
        {"known_to": datetime(2025, 12, 31, 11, tzinfo=UTC)},
    ],
)
def test_a_favour_not_in_force_or_not_known_is_none(change: dict[str, Any]) -> None:
    entry = LISTED | {"valid_from": date(2025, 1, 1)} | change
    both = sides(client_mandates=[MANDATE | change], client_status=[entry])
    assert facts(both)["is_client_favoured"] is False
    bare = LISTED | {"valid_from": date(2025, 1, 1), "source_ref": None}
    assert facts(sides(client_status=[bare]))["is_client_favoured"] is False


def test_the_share_of_offshore_resale_in_twelve_full_months() -> None:
    flows = [
        {"client_id": "C1", "month": m, "bop_code": code, "amount": Decimal(amount)}
        for m, code, amount in (
            (date(2024, 11, 1), "121010", 999),
            (date(2024, 12, 1), "122010", 30),
            (date(2025, 11, 1), "122010", 30),
            (date(2025, 11, 1), "121010", 20),
            (date(2025, 12, 1), "121010", 999),
        )
    ]
    assert facts(sides(cross_border_flows=flows))["client_merchanting_ratio_12m"] == 0.75
    assert facts(sides())["client_merchanting_ratio_12m"] is None


def test_days_since_a_firm_was_founded_or_came_back() -> None:
    known = sides()
    old = deal("H1", dated_on=date(2023, 1, 1))
    back = deal("H2", dated_on=date(2024, 1, 1))
    assert facts(known, old, back)["client_fresh_days"] == (TODAY - date(2024, 1, 1)).days
    steady = deal("H2", dated_on=date(2023, 12, 31))
    close = deal("H3", dated_on=date(2024, 12, 30))
    age = (TODAY - date(2020, 1, 1)).days
    assert facts(known, old, steady, close)["client_fresh_days"] == (TODAY - close["dated_on"]).days
    assert facts(known, old, steady)["client_fresh_days"] == age


def test_margins_with_one_firm() -> None:
    known = sides()
    alike = [deal(f"D{i}", margin_ppm=10_000 + i % 2) for i in range(6)]
    said = facts(known, *alike)
    assert (said["client_margin_party"], said["n_client_margin_deals"]) == ("B", 6)
    assert said["client_margin_spread_points"] == 0.00005
    assert facts(known, *alike[:4])["client_margin_spread_points"] is None
    assert facts(known, *alike[:4])["n_client_margins_with_one_party_12m"] == 4
    unsold = deal("D9", margin_ppm=None)
    assert facts(known, *alike, unsold)["n_client_margins_with_one_party_12m"] == 6
    for blank in ({"is_loss": None, "margin_ppm": None}, {"counterparty_ids": None}):
        less = facts(known, *alike[:5], alike[5] | blank)
        assert less["n_client_margins_with_one_party_12m"] is None
        assert less["client_margin_spread_points"] is None


@pytest.mark.parametrize("seed", range(3))
def test_the_variance_is_exact_and_no_order_of_rows_changes_it(seed: int) -> None:
    rows = pl.DataFrame(
        [
            deal(f"D{i}", margin_ppm=i * i * 1_000_003 % 99_999_989, counterparty_ids=f"P{i % 3}")
            for i in range(300)
        ],
        schema=COLUMNS,
    )
    whole = margin_spreads(rows.lazy()).collect()
    mixed = margin_spreads(rows.sample(fraction=1, shuffle=True, seed=seed).lazy()).collect()
    assert whole.equals(mixed)


def standing(*rows: dict[str, Any], reviews: Any = (), **deals: Any) -> Mapping[str, Any]:
    entries = [
        {"client_id": "C1", "scheme": s, "value": v, "valid_from": date(2024, 1, 1)}
        for s, v in (("client_class", "2"), ("registry_status", "normal"))
    ]
    known = sides(
        client_status=[e for e in entries if e["scheme"] not in {r["scheme"] for r in rows}]
        + [{"client_id": "C1", "valid_from": date(2024, 1, 1), **r} for r in rows],
        client_reviews=[{"client_id": "C1", "kind": "periodic", **r} for r in reviews],
    )
    return facts(known, deal("D1", **deals))


def test_class_reviews_and_treatment() -> None:
    fresh = {"reviewed_on": date(2025, 1, 1)}
    assert standing(reviews=[fresh])["client_class_fault"] == "NONE"
    late = standing(reviews=[{"reviewed_on": date(2024, 12, 30)}])
    assert (late["client_class_fault"], late["client_review_overdue_days"]) == ("OVERDUE", 1)
    fixed = {"reviewed_on": date(2025, 12, 1), "next_due_on": date(2025, 12, 15)}
    assert standing(reviews=[fixed])["client_review_overdue_days"] == 16
    assert standing()["client_class_fault"] == "OVERDUE"
    assert standing(reviews=[fresh | {"reviewed_on": date(2026, 1, 1)}])["has_client_review"] is (
        False
    )
    third = {"scheme": "client_class", "value": "3"}
    assert standing(third, reviews=[fresh])["client_class_fault"] == "NO_ENHANCED_REVIEW"
    deep = [fresh | {"kind": "enhanced"}]
    assert standing(third, reviews=deep)["client_class_fault"] == "NONE"
    better = standing(third, reviews=deep, is_on_instruction=True)
    assert better["client_class_fault"] == "BETTER_TREATMENT"
    ended = third | {"valid_to": date(2025, 12, 30)}
    assert standing(ended, reviews=[fresh])["client_class_fault"] == "MISSING"
    nothing = facts(sides())
    names = ("client_class_fault", "has_client_class", "has_client_review", "has_enhanced_review")
    assert [nothing[n] for n in names] == [None] * 4


def test_registers_and_places() -> None:
    gone = standing({"scheme": "registry_status", "value": "revoked"})
    assert (gone["current_registry_status"], gone["is_registry_abnormal"]) == ("revoked", True)
    assert standing()["is_registry_abnormal"] is False
    assert facts(sides())["is_registry_abnormal"] is None
    here = standing()
    assert (here["is_client_nonlocal"], here["has_nonlocal_reason"]) == (False, False)
    far = facts(sides(clients=[CLIENT | {"registered_province": "重庆", "nonlocal_reason": "HQ"}]))
    assert (far["is_client_nonlocal"], far["has_nonlocal_reason"]) == (True, True)
    assert facts(sides(clients=[CLIENT | {"branch_province": None}]))["is_client_nonlocal"] is None
