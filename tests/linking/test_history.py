"""What earlier runs know of a paper, an invoice or a payment."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.linking import History
from screening.schema.results import CLIENT_DEAL
from tests.linking.strings import book, chained, paper, ratios, remembered, sale
from tests.one_deal import honest

DEALS = pl.Series(["D1"])


def test_no_history_knows_nothing() -> None:
    none = History.none()
    assert none.consulted == ()
    assert all(frame.is_empty() for frame in none.uses.values())
    assert none.digest == remembered(book()).digest


def test_a_bill_used_in_an_earlier_run() -> None:
    past = remembered(book(sale("D1", "S", "C1", "B")))
    said = book(sale("D2", "S2", "C2", "B2"), past=past)
    assert said.papers["deal_id"].to_list() == ["D2"]
    assert (paper(said, "D2")["n_other_deals"], paper(said, "D2")["other_deal"]) == (1, "D1")
    assert (chained(said), ratios(said)) == ({False}, {2.0})


def test_a_string_over_two_runs() -> None:
    past = remembered(book(sale("D1", "S", "C1", "C2")))
    said = book(sale("D2", "C1", "C2", "B"), past=past)
    assert (chained(said), ratios(said)) == ({True}, {1.0})


def test_a_lot_split_over_two_runs() -> None:
    past = remembered(book(sale("D1", "S", "C1", "B", "60")))
    assert ratios(book(sale("D2", "S", "C1", "B2", "40"), past=past)) == {1.0}
    assert ratios(book(sale("D2", "S", "C1", "B2", "50"), past=past)) == {1.1}


def test_two_runs_say_of_a_late_deal_what_one_run_says() -> None:
    first, second = sale("D1", "S", "C1", "C2", "60"), sale("D2", "C1", "C2", "B", "70")
    together = book(first, second)
    apart = book(second, past=remembered(book(first)))
    mine = pl.col("deal_id") == "D2"
    for name in ("papers", "invoices", "payments", "submitted"):
        whole = getattr(together, name).filter(mine)
        assert getattr(apart, name).equals(whole), name


def test_a_deal_judged_anew_is_not_its_own_history() -> None:
    once = book(honest())
    again = book(honest(), past=remembered(once))
    assert paper(again, "D1")["n_other_deals"] == 0
    assert again.papers.equals(once.papers)
    assert again.payments.equals(once.payments)


def test_what_is_left_of_a_history_names_the_runs_it_still_draws_on() -> None:
    one, two = remembered(book(sale("D1", "S", "C1", "B")), "r1"), remembered(book(honest("D2")))
    both = History.of(
        {
            name: pl.concat([uses, two.uses[name].with_columns(run_id=pl.lit("r2"))])
            for name, uses in one.uses.items()
        }
    )
    assert both.consulted == ("r1", "r2")
    assert both.without(DEALS).consulted == ("r2",)
    assert both.without(pl.Series(["D1", "D2"])).consulted == ()
    assert both.without(pl.Series(["D1", "D2"])).digest == History.none().digest
    assert len({both.digest, both.without(DEALS).digest, one.digest}) == 3
    assert both.without(pl.Series(["D9"])).digest == both.digest


def test_deals_of_clients_are_history_too() -> None:
    schema = CLIENT_DEAL.dtypes
    rows = [{"run_id": r, "client_id": "C1", "deal_id": d} for r, d in (("r1", "D1"), ("r3", "D3"))]
    deals = pl.DataFrame([{n: row.get(n) for n in schema} for row in rows], schema=schema)
    none = History.none()
    past = History.of({"client_deal": deals})
    assert past.consulted == ("r1", "r3")
    assert past.without(DEALS).uses["client_deal"]["deal_id"].to_list() == ["D3"]
    assert len({past.digest, past.without(DEALS).digest, none.digest}) == 3


def test_an_invoice_number_used_with_other_content_in_an_earlier_run() -> None:
    other = honest("D2")
    other["invoices"][0]["invoice_no"] = "D1PI-77"
    past = remembered(book(honest("D1")))
    said = book(other, past=past).invoices
    assert said.filter(document_id="D2-BI")["n_clashes"].to_list() == [0]
    other["invoices"][0]["issue_date"] = date(2025, 3, 16)
    said = book(other, past=past).invoices
    assert said.filter(document_id="D2-BI")["n_clashes"].to_list() == [1]


def test_an_invoice_paid_in_an_earlier_run_is_paid_again() -> None:
    second = honest("D2")
    second["invoices"][0]["invoice_no"] = "D1PI77"
    second["payments"][0]["value_date"] = date(2025, 4, 20)
    said = book(second, past=remembered(book(honest("D1")))).payments
    row = said.row(by_predicate=pl.col("payment_id") == "D2-P1", named=True)
    assert (row["is_duplicate"], row["invoice_no"]) == (True, "D1PI77")
