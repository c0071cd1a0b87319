"""The ledger of flows: payments cut under a line, mirror deals, and what is stored of each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from screening.linking import History, Ledger, ledger, link
from tests.linking.strings import book, remembered, sale
from tests.one_deal import Rows, at, fact_row, honest, together, typed

TIED = {"kind": "same_controller", "valid_from": date(2020, 1, 1)}


def bought(deal: str = "D1", payee: str = "SHELL", **changes: Any) -> Rows:
    """A deal that paid USD 1,000,000 to that firm on 10 April, and has no receipt yet."""
    rows = sale(deal, payee, f"C-{deal}", f"B-{deal}", ref=f"R-{deal}")
    del rows["payments"][1]
    rows["payments"][0] |= {"amount": Decimal(1_000_000), "settle_kind": "bought_fx", **changes}
    return rows


def received(deal: str = "D2", payer: str = "SHELL", **changes: Any) -> Rows:
    """A deal that was paid 7,000,000 CNY by that firm on 14 April; 0.14 dollars each."""
    rows = sale(deal, f"S-{deal}", f"C-{deal}", payer, ref=f"R-{deal}")
    del rows["payments"][0]
    rows["payments"][0] |= {"amount": Decimal(7_000_000), "currency": "CNY"}
    rows["payments"][0] |= {"value_date": date(2025, 4, 14), **changes}
    rows["fx_rates"] = [
        {"currency": "CNY", "rate_date": d, "usd_per_unit": Decimal("0.14")}
        for d in (date(2025, 3, 31), date(2025, 4, 9), date(2025, 4, 14), date(2025, 4, 20))
    ]
    return rows


def returns(said: Ledger) -> list[int | None]:
    """Returns, by deal and payment."""
    return said.flows.sort("deal_id", "payment_id")["n_returns"].to_list()


def test_money_that_came_back_from_the_firm_that_was_paid() -> None:
    said = book(bought(), received())
    assert returns(said) == [1, 1]
    row = said.flows.row(by_predicate=pl.col("deal_id") == "D1", named=True)
    assert (row["return_deal"], row["return_payment"]) == ("D2", "D2-P2")
    assert (row["return_days"], row["return_ratio"]) == (4, 0.98)
    facts = fact_row(together(bought(), received()), "D2")
    assert (facts["n_rmb_returns"], facts["rmb_return_other_deal"]) == (1, "D1")
    assert facts["rmb_return_own_payment_id"] == "D2-P2"


def test_days_and_value_on_both_sides_of_their_bounds() -> None:
    def found(**changes: Any) -> bool:
        return returns(book(bought(), received(**changes))) == [1, 1]

    days = [date(2025, 3, 30), date(2025, 3, 31), date(2025, 4, 20), date(2025, 4, 21)]
    assert [found(value_date=day) for day in days] == [False, True, True, False]
    # 90 and 110 % of USD 1,000,000, and a little beyond
    amounts = ["6428571.2", "6428571.43", "7857142.86", "7857143.1"]
    assert [found(amount=Decimal(a)) for a in amounts] == [False, True, True, False]


def test_what_is_no_return() -> None:
    assert returns(book(bought(), received(payer="OTHER"))) == [0, 0], "another firm"
    assert returns(book(bought(settle_kind="own_currency"), received())) == [0, 0]
    assert returns(book(bought(), received(currency="USD", amount=Decimal(980000)))) == [0, 0]
    assert returns(book(bought(), received(purpose="refund"))) == [0, 0]
    assert returns(book(bought(), received(status="cancelled"))) == [0]
    one = bought()
    one["payments"] += received("D1", "SHELL")["payments"]
    assert returns(book(one, {"fx_rates": received()["fx_rates"]})) == [0, 0], "one deal's two legs"


def test_firms_that_are_tied_as_given() -> None:
    mirror = [bought(), received(payer="SHELL-2")]
    assert returns(book(*mirror)) == [0, 0]
    for tie in (
        {"parties": [{"party_id": p, "controller_id": "BOSS"} for p in ("SHELL", "SHELL-2")]},
        {"party_links": [{"party_id": "SHELL-2", "other_party_id": "SHELL", **TIED}]},
    ):
        assert returns(book(*mirror, tie)) == [1, 1]
    ended = TIED | {"valid_to": date(2025, 4, 1)}
    tie = {"party_links": [{"party_id": "SHELL-2", "other_party_id": "SHELL", **ended}]}
    assert returns(book(*mirror, tie)) == [0, 0], "no longer tied"


def test_the_same_parcel_under_two_sets_of_papers_of_one_client() -> None:
    def mirror(quantity: str) -> list[Rows]:
        rows = [bought(), received(payer="OTHER")]
        for row in rows:
            row["deals"][0]["client_id"] = "C1"
            paper = {"voyage": "11W", "hs6": "740311", "quantity": Decimal(quantity)}
            row["transport_documents"][0] |= paper
        return rows

    assert returns(book(*mirror("97.313"))) == [1, 1]
    assert returns(book(*mirror("100"))) == [0, 0], "a lot anyone may agree on"


def test_a_firm_nobody_names_or_money_nobody_values_is_unknown() -> None:
    assert returns(book(bought(creditor_id=None))) == [None]
    assert returns(book(received(currency="CNY", value_date=date(1990, 1, 1)))) == [None]


def test_over_two_batches_and_never_from_the_future() -> None:
    past = remembered(book(received()))
    assert returns(book(bought(), past=past)) == [1]
    tables = typed(bought())
    links = link(tables)
    assert returns(ledger(tables, links, past, at(4, 13))) == [0]
    assert returns(ledger(tables, links, past, at(4, 14))) == [1]


def split(amount: str, days: list[int], firm: str = "S") -> list[Rows]:
    """Deals of one client that paid that firm so much on those days of May."""
    found = []
    for i, day in enumerate(days):
        rows = bought(f"D{i}", firm, amount=Decimal(amount), value_date=date(2025, 5, day))
        rows["deals"][0]["client_id"] = "C1"
        found.append(rows)
    return found


def near(said: Ledger, line: str) -> list[int | None]:
    return said.flows.sort("deal_id", "payment_id")[f"n_near_{line}"].to_list()


def test_payments_cut_to_stay_under_a_line() -> None:
    said = book(*split("480000", [1, 3, 5, 9, 10]))
    assert near(said, "report") == [3, 3, 3, 2, 2], "1 to 5, 5 to 9, 9 and 10"
    assert near(said, "form") == [0] * 5
    assert near(book(*split("28000000", [1, 1, 1])), "form") == [3] * 3
    assert near(book(*split("27000000", [1, 2])), "form") == [2, 2]
    assert near(book(*split("26999999.99", [1, 2])), "form") == [0, 0]
    assert near(book(*split("30000000", [1, 2])), "form") == [2, 2]
    assert near(book(*split("30000000.01", [1, 2])), "form") == [0, 0]


def test_other_firms_ways_and_clients_are_counted_apart() -> None:
    other = split("480000", [1, 2, 3])
    other[1]["payments"][0]["creditor_id"] = "S2"
    other[2]["deals"][0]["client_id"] = "C2"
    assert near(book(*other), "report") == [1, 1, 1]


def test_cut_payments_over_two_batches() -> None:
    deals = split("480000", [1, 3, 5])
    past = remembered(book(*deals[:2]))
    assert near(book(deals[2], past=past), "report") == [3]
    facts = fact_row(together(*deals), "D1")
    assert (facts["n_near_report_line"], facts["near_report_payment_id"]) == (3, "D1-P1")
    assert facts["n_near_form_line"] == 0


def test_what_is_stored_is_the_same_in_any_order() -> None:
    tables = typed(together(bought(), received(payer="SHELL-2"), *split("480000", [1, 3])))
    once, again = (
        ledger(t, link(t), History.none())
        for t in (tables, {n: f.reverse() for n, f in tables.items()})
    )
    assert once.uses["flow_use"].equals(again.uses["flow_use"])
    assert once.flows.equals(again.flows)


def test_an_honest_deal_leaves_one_row_a_payment() -> None:
    said = book(honest())
    rows = said.uses["flow_use"].select("payment_id", "role", "flow_key", "usd_cents").rows()
    assert rows == [
        ("D1-P1", "payee", "P-SELLER", 90_000_000),
        ("D1-P2", "payee", "P-BUYER", 91_800_000),
    ]
