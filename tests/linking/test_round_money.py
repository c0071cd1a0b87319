"""Money that came back: payments that lead from a firm back to itself within days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from screening.linking import History, Ledger, ledger, link
from tests.linking.strings import book, remembered, sale
from tests.one_deal import Rows, at, fact_row, honest, together, typed


def pays(deal: str, payer: str, payee: str, day: int, amount: Any = 1_000_000, **more: Any) -> Rows:
    """A deal of that client whose one payment goes out in April 2025."""
    rows = sale(deal, payee, payer, f"B-{deal}", ref=f"R-{deal}")
    del rows["payments"][1]
    rows["payments"][0] |= {"amount": Decimal(amount), "value_date": date(2025, 4, day), **more}
    return rows


def is_paid(deal: str, payee: str, payer: str, day: int, amount: Any = 1_000_000) -> Rows:
    """A deal of that client whose one payment comes in in April 2025."""
    rows = sale(deal, f"S-{deal}", payee, payer, ref=f"R-{deal}")
    del rows["payments"][0]
    rows["payments"][0] |= {"amount": Decimal(amount), "value_date": date(2025, 4, day)}
    return rows


def hops(said: Ledger) -> list[int | None]:
    return said.money_returns.sort("deal_id")["hops"].to_list()


def test_there_and_back_and_round_more_hands() -> None:
    said = book(pays("D1", "C1", "X", 1), is_paid("D2", "C1", "X", 3, 980_000))
    assert hops(said) == [2, 2]
    row = said.money_returns.row(by_predicate=pl.col("deal_id") == "D2", named=True)
    assert (row["path"], row["payments"]) == ("C1 > X > C1", "D1-P1, D2-P2")
    assert (row["days"], row["ratio"], row["payment_id"]) == (2, 0.98, "D2-P2")
    four = [
        pays("D1", "C1", "X", 1),
        is_paid("D2", "C2", "X", 2),
        pays("D3", "C2", "Y", 3),
        is_paid("D4", "C1", "Y", 4),
    ]
    assert hops(book(*four)) == [4] * 4
    facts = fact_row(together(*four), "D3")
    assert facts["money_return_path"] == "C1 > X > C2 > Y > C1"
    assert facts["money_return_payment_id"] == "D3-P1"
    six = [
        pays("D1", "C1", "X", 1),
        is_paid("D2", "C2", "X", 2),
        pays("D3", "C2", "Y", 3),
        is_paid("D4", "C3", "Y", 4),
        pays("D5", "C3", "Z", 5),
        is_paid("D6", "C1", "Z", 6),
    ]
    assert hops(book(*six)) == [0] * 6, "one hand more than is followed"


def test_days_and_amounts_on_both_sides_of_their_bounds() -> None:
    def found(day: int, amount: Any) -> bool:
        return hops(book(pays("D1", "C1", "X", 1), is_paid("D2", "C1", "X", day, amount))) == [2, 2]

    assert [found(day, 1_000_000) for day in (1, 11, 12)] == [True, True, False]
    amounts = ["799999.99", "800000", "1250000", "1250000.01"]
    assert [found(2, a) for a in amounts] == [False, True, True, False]
    said = book(pays("D1", "C1", "X", 5), is_paid("D2", "C1", "X", 1))
    assert said.money_returns["path"].to_list() == ["X > C1 > X"] * 2, "its source is X"


def test_what_is_no_return() -> None:
    assert hops(book(honest())) == [0]
    assert hops(book(pays("D1", "C1", "C1", 1))) == [0], "a firm that pays itself"
    refund = is_paid("D2", "C1", "X", 3)
    refund["payments"][0]["purpose"] = "refund"
    assert hops(book(pays("D1", "C1", "X", 1), refund)) == [0]
    bank = {"parties": [{"party_id": "X", "is_bank": True}]}
    assert hops(book(pays("D1", "C1", "X", 1), is_paid("D2", "C1", "X", 3), bank)) == [0, 0]
    monthly = [pays(f"D{i}", "C1", "X", 1 + i) for i in range(4)]
    assert hops(book(*monthly)) == [0] * 4, "the same way again and again"


def test_traders_of_one_market_and_a_string_that_ends_elsewhere() -> None:
    string = [sale("D1", "A", "C1", "X"), sale("D2", "X", "C2", "B")]
    for rows in string:
        for payment in rows["payments"]:
            payment |= {"amount": Decimal(1_000_000), "value_date": date(2025, 4, 3)}
    trade = pays("D3", "C1", "X", 4)
    assert hops(book(*string, trade)) == [0, 0, 0], "X paid C1 for goods that went on"
    alone = book(string[0], trade)
    assert hops(alone) == [2, 2], "nothing shows that they did"


def test_what_cannot_be_told() -> None:
    assert hops(book(pays("D1", "C1", "X", 1, creditor_id=None))) == [None]
    assert hops(book(pays("D1", "C1", "X", 1, value_date=None))) == [None]
    assert hops(book(pays("D1", "C1", "X", 1, currency="XXX"))) == [None]


def test_a_settlement_account_of_very_many_payments_is_not_followed() -> None:
    rows = [is_paid("D0", "C1", "HUB", 2), pays("D1", "C1", "HUB", 1)]
    made = typed(together(*rows))
    many = pl.concat([made["payments"].head(1)] * 400).with_columns(
        payment_id=pl.format("M{}", pl.int_range(pl.len())), deal_id=pl.lit("D1")
    )
    tables = made | {"payments": pl.concat([made["payments"], many])}
    said = ledger(tables, link(tables), History.none())
    assert hops(said) == [None, None], "said to be unknown, never clean"


def test_over_two_batches_duplicates_and_order() -> None:
    past = remembered(book(is_paid("D2", "C1", "X", 3)))
    assert hops(book(pays("D1", "C1", "X", 1), past=past)) == [2]
    tables = typed(pays("D1", "C1", "X", 1))
    links = link(tables)
    assert hops(ledger(tables, links, past, at(4, 2))) == [0]
    assert hops(ledger(tables, links, past, at(4, 3))) == [2]
    deals = [pays("D1", "C1", "X", 1), pays("D3", "C1", "X", 1), is_paid("D2", "C1", "X", 1)]
    tables = typed(together(*deals))
    turned = {n: f.reverse() for n, f in tables.items()}
    once, again = (ledger(t, link(t), History.none()) for t in (tables, turned))
    assert once.money_returns.equals(again.money_returns)
    assert hops(once) == [2, 2, 2]
