"""Goods that came back: parcels whose sales lead from a firm back to itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest

from screening.linking import History, Ledger, ledger, link
from screening.linking.circles import Reach, create_circles
from tests.linking.strings import book, remembered, sale
from tests.one_deal import Rows, at, fact_row, together, typed


def on(day: date, rows: Rows) -> Rows:
    """The deal with all its papers handed in on that day of 2025."""
    for table in ("deals", "contracts", "invoices", "transport_documents", "warehouse_receipts"):
        for row in rows.get(table, []):
            row["submitted_at"] = at(day.month, day.day)
    return rows


def hops(said: Ledger) -> list[int | None]:
    return said.title_returns.sort("deal_id")["hops"].to_list()


def told(said: Ledger, deal: str) -> Mapping[str, Any]:
    return said.title_returns.row(by_predicate=pl.col("deal_id") == deal, named=True)


def ring(days: list[int], hands: str = "ABCDEF") -> list[Rows]:
    """Deals of every second hand that pass one bill on around a ring of hands, by day of year."""
    size = len(hands)
    return [
        on(
            date(2025, 1, 1) + timedelta(days=day),
            sale(
                f"D{i}", hands[i * 2 % size], hands[(i * 2 + 1) % size], hands[(i * 2 + 2) % size]
            ),
        )
        for i, day in enumerate(days)
    ]


def test_a_parcel_that_is_bought_back() -> None:
    said = book(sale("D1", "A", "C1", "B"), on(date(2025, 12, 1), sale("D2", "B", "C1", "X")))
    assert hops(said) == [2, 2], "sold to B and bought back from B, on whatever day"
    row = told(said, "D1")
    assert (row["path"], row["deals"], row["days"]) == ("B > C1 > B", "D2, D1", 275)
    assert row["document_id"] == "D1-BL"
    assert hops(book(sale("D1", "A", "C1", "A"))) == [2], "in one deal"
    facts = fact_row(together(sale("D1", "A", "C1", "A")), "D1")
    assert (facts["n_title_return_hops"], facts["title_return_path"]) == (2, "A > C1 > A")
    assert facts["title_return_document_id"] == "D1-BL"


def test_a_row_of_sales_that_leads_back() -> None:
    said = book(*ring([0, 10, 20]))
    assert hops(said) == [6, 6, 6]
    assert told(said, "D1")["path"] == "A > B > C > D > E > F > A"
    assert (told(said, "D1")["deals"], told(said, "D1")["days"]) == ("D0, D0, D1, D1, D2, D2", 20)
    assert hops(book(*ring([0, 10], "ABCD"))) == [4, 4]
    assert hops(book(*ring([0, 10, 20, 30], "ABCDEFGH"))) == [0] * 4, "too many hands to follow"


def test_days_on_both_sides_of_the_bound() -> None:
    assert hops(book(*ring([0, 90, 180]))) == [6, 6, 6]
    assert hops(book(*ring([0, 90, 181]))) == [0, 0, 0]
    assert hops(book(*ring([180, 90, 0]))) == [6, 6, 6], "in whatever order papers were handed in"


def test_honest_strings_split_lots_and_monthly_trade_do_not_come_back() -> None:
    string = [sale("D1", "A", "B", "C"), sale("D2", "B", "C", "D"), sale("D3", "C", "D", "E")]
    assert hops(book(*string)) == [0, 0, 0]
    split = [sale(f"D{i}", "A", "C1", f"B{i}", drawn="50") for i in (1, 2)]
    assert hops(book(*split)) == [0, 0]
    diamond = [sale("D1", "A", "C1", "B"), sale("D2", "A", "C2", "B")]
    assert hops(book(*diamond)) == [0, 0], "two ways from A to B lead nowhere back"
    monthly = [sale(f"D{i}", "A", "C1", "B", ref=f"R{i}") for i in range(4)]
    assert hops(book(*monthly)) == [0] * 4
    both_ways = [sale("D1", "A", "C1", "B", ref="R1"), sale("D2", "B", "C1", "A", ref="R2")]
    assert hops(book(*both_ways)) == [0, 0], "two parcels"


def test_firms_of_several_ids_and_papers_of_one_parcel() -> None:
    deals = [sale("D1", "A", "C1", "B"), sale("D2", "B-2", "C2", "C1")]
    assert hops(book(*deals)) == [0, 0]
    same = {"kind": "same_entity", "valid_from": date(2020, 1, 1)}
    tie = {"party_links": [{"party_id": "B", "other_party_id": "B-2", **same}]}
    assert hops(book(*deals, tie)) == [3, 3], "C1 > B > C2 > C1"
    apart = [sale("D1", "A", "C1", "B", ref="R1"), sale("D2", "B", "C1", "X", ref="R2")]
    assert hops(book(*apart)) == [0, 0]
    switch = {"document_links": [{"parent_id": "D1-BL", "child_id": "D2-BL", "kind": "switch"}]}
    assert hops(book(*apart, switch)) == [2, 2], "switched for another"
    house = {"document_links": [{"parent_id": "D1-BL", "child_id": "D2-BL", "kind": "on-carriage"}]}
    assert hops(book(*apart, house)) == [0, 0]


def test_what_is_not_named_or_dated_is_unknown_and_a_sale_to_oneself_is_none() -> None:
    nobody = sale("D1", "A", "C1", "B")
    for table in ("contracts", "invoices"):
        nobody[table][1]["buyer_id"] = None
    assert hops(book(nobody)) == [None]
    undated = sale("D1", "A", "C1", "B")
    for table in ("deals", "contracts", "invoices", "transport_documents"):
        for row in undated[table]:
            row["submitted_at"] = None
    assert hops(book(undated)) == [None]
    again = sale("D2", "B", "C1", "X")
    assert hops(book(undated, again)) == [2, 2], "found without its day"
    assert told(book(undated, again), "D1")["days"] is None
    assert hops(book(sale("D1", "C1", "C1", "B"))) == [0], "from a firm to itself"


def test_over_two_batches_and_never_from_the_future() -> None:
    first = on(date(2025, 3, 1), sale("D1", "A", "C1", "B"))
    past = remembered(book(on(date(2025, 4, 10), sale("D2", "B", "C1", "X"))))
    assert hops(book(first, past=past)) == [2]
    tables = typed(first)
    links = link(tables)
    assert hops(ledger(tables, links, past, at(4, 9))) == [0], "the other is not known yet"
    assert hops(ledger(tables, links, past, at(4, 10))) == [2]


def test_the_same_in_any_order() -> None:
    tables = typed(
        together(*ring([0, 10, 20]), sale("D8", "B", "A", "X"), sale("D9", "B", "A", "X"))
    )
    once, again = (
        ledger(t, link(t), History.none())
        for t in (tables, {n: f.reverse() for n, f in tables.items()})
    )
    assert once.title_returns.equals(again.title_returns)
    assert hops(once) == [2, 6, 6, 2, 2]


def edges(rows: list[tuple[str, str, int, int]]) -> duckdb.DuckDBPyConnection:
    """A connection with `x_edge`: giver, taker, day and cents of each."""
    con = duckdb.connect()
    frame = pl.DataFrame(rows, schema=["giver", "taker", "n", "cents"], orient="row")
    con.register("given", frame.to_arrow())
    con.execute(
        """CREATE TABLE x_edge AS
           SELECT row_number() OVER (ORDER BY giver, taker) AS edge, '' AS scope, giver, taker,
           DATE '2025-01-01' + CAST(n AS INT) AS day, cents FROM given"""
    )
    return con


@pytest.mark.parametrize("in_order", [True, False])
def test_a_hub_of_very_many_edges_is_given_up_and_the_rest_is_followed(in_order: bool) -> None:
    spokes = [("HUB", f"F{i}", i % 7, 1_000_000) for i in range(50_000)]
    back = [(f"F{i}", "HUB", i % 7, 1_000_000) for i in range(50_000)]
    apart = [("A", "B", 1, 500), ("B", "C", 2, 500), ("C", "A", 3, 500)]
    con = edges([*spokes, *back, *apart])
    create_circles(con, "x", Reach(5, 10, in_order, least=0.8))
    found = con.sql("SELECT firms FROM x_circle").fetchall()
    assert (["A", "B", "C", "A"],) in found
    assert all(firms[0] in "ABC" for (firms,) in found)
    (crowded,) = con.sql("SELECT count(*) FROM x_crowded").fetchall()[0]
    assert crowded >= 100_000
