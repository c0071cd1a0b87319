"""Mirror deals and clones, and the honest trade that only looks like them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from screening.linking import History, Ledger, ledger, link
from tests.linking.strings import book, remembered, sale
from tests.linking.test_returns import on
from tests.one_deal import Rows, at, fact_row, together, typed


def trade(
    deal: str, seller: str, client: str, buyer: str, tonnes: Any = 100, **contract: Any
) -> Rows:
    """A deal in so many tonnes, its contracts signed on a day of 2025 (15 February)."""
    rows = sale(deal, seller, client, buyer, ref=f"R-{deal}")
    for line in rows["goods_lines"]:
        line["quantity"] = Decimal(tonnes)
    for paper in rows["contracts"]:
        paper.update(contract)
    return rows


def mirrors(said: Ledger) -> list[int | None]:
    return said.mirror_deals.sort("deal_id")["n_mirrors"].to_list()


def ties(said: Ledger) -> list[str | None]:
    return said.mirror_deals.sort("deal_id")["tie"].to_list()


def test_the_same_goods_the_other_way_round() -> None:
    back = trade("D2", "B", "C1", "A", sign_date=date(2025, 3, 1))
    said = book(trade("D1", "A", "C1", "B"), back)
    assert (mirrors(said), ties(said)) == ([1, 1], ["SAME", "SAME"])
    facts = fact_row(together(trade("D1", "A", "C1", "B"), back), "D2")
    assert (facts["mirror_other_deal"], facts["mirror_days"]) == ("D1", 14)
    assert facts["mirror_path"] == "A > C1 > B / B > C1 > A"
    assert mirrors(book(trade("D1", "A", "C1", "B"), trade("D2", "A", "C1", "B"))) == [0, 0]
    assert mirrors(book(trade("D1", "A", "C1", "A"), trade("D2", "A", "C1", "A"))) == [0, 0]


def test_whose_the_mirror_deal_is() -> None:
    deals = [trade("D1", "A", "C1", "B"), trade("D2", "B", "C2", "A")]
    assert ties(book(*deals)) == ["OTHER", "OTHER"]
    owner = {"parties": [{"party_id": c, "controller_id": "BOSS"} for c in ("C1", "C2")]}
    assert ties(book(*deals, owner)) == ["SISTER", "SISTER"]
    group = {"kind": "same_group", "valid_from": date(2020, 1, 1)}
    tie = {"party_links": [{"party_id": "C2", "other_party_id": "C1", **group}]}
    assert ties(book(*deals, tie)) == ["SISTER", "SISTER"]


def test_quantity_and_days_on_both_sides_of_their_bounds() -> None:
    def found(tonnes: Any = 100, day: date = date(2025, 2, 15)) -> bool:
        said = book(trade("D1", "A", "C1", "B"), trade("D2", "B", "C1", "A", tonnes, sign_date=day))
        return mirrors(said) == [1, 1]

    assert [found(t) for t in ("97.999", "98", "102.04", "102.041")] == [False, True, True, False]
    assert [found(day=date(2025, 4, d)) for d in (16, 17)] == [True, False]


def test_a_mirror_deal_over_two_batches_and_never_from_the_future() -> None:
    past = remembered(book(on(date(2025, 4, 10), trade("D2", "B", "C2", "A"))))
    tables = typed(trade("D1", "A", "C1", "B"))
    links = link(tables)
    said = [ledger(tables, links, past, at(4, day)) for day in (9, 10)]
    assert [(mirrors(s), ties(s)) for s in said] == [([0], [None]), ([1], ["OTHER"])]


def test_what_no_paper_tells_is_unknown() -> None:
    rows = trade("D1", "A", "C1", "B")
    for line in rows["goods_lines"]:
        line["quantity"] = None
    said = book(rows)
    assert (mirrors(said), clones(said)) == ([None], [(None, None)])


def aboard(deal: str, client: str, ref: str, tonnes: str = "100.313", **changes: Any) -> Rows:
    """A deal in a parcel of measured quantity aboard voyage 011W, bought at 9,000 a tonne."""
    rows = sale(deal, "S", client, f"B-{deal}", ref=ref)
    for line in rows["goods_lines"]:
        line["quantity"] = Decimal(tonnes)
    paper = {"voyage": "011W", "hs6": "740311", "quantity": Decimal(tonnes)}
    rows["transport_documents"][0] |= paper | changes
    return rows


def clones(said: Ledger) -> list[tuple[int | None, bool | None]]:
    return list(said.clones.sort("deal_id").select("n_clones", "is_across").iter_rows())


def test_one_parcel_under_several_numbers() -> None:
    two = [aboard("D1", "C1", "R1"), aboard("D2", "C2", "R2")]
    assert clones(book(*two)) == [(1, True), (1, True)]
    facts = fact_row(together(*two), "D1")
    assert (facts["n_clone_deals"], facts["clone_other_deal"]) == (1, "D2")
    assert (facts["is_cloned_across_clients"], facts["clone_document_id"]) == (True, "D1-BL")
    mine = [aboard(f"D{i}", "C1", f"R{i}") for i in (1, 2, 3)]
    assert clones(book(*mine)) == [(2, False)] * 3
    owner = {"parties": [{"party_id": c, "controller_id": "BOSS"} for c in ("C1", "C2")]}
    assert clones(book(*two, owner)) == [(1, False)] * 2, "clients of one owner"
    past = remembered(book(two[0]))
    assert clones(book(two[1], past=past)) == [(1, True)]


def test_thirty_days_and_no_more() -> None:
    def spread(*days: date) -> list[tuple[int | None, bool | None]]:
        deals = [aboard(f"D{i}", "C1", f"R{i}") for i in range(len(days))]
        for rows, day in zip(deals, days, strict=True):
            for paper in rows["contracts"]:
                paper["sign_date"] = day
        return clones(book(*deals))

    feb, mar = date(2025, 2, 1), date(2025, 3, 2)
    assert spread(feb, feb, mar) == [(2, False)] * 3, "the thirtieth day"
    assert spread(feb, feb, date(2025, 3, 3)) == [(1, False), (1, False), (0, False)]


def test_honest_trade_is_no_clone() -> None:
    lots = [aboard(f"D{i}", "C1", f"R{i}", "100") for i in range(4)]
    assert clones(book(*lots)) == [(0, False)] * 4, "equal lots of a size one agrees on"
    monthly = [aboard(f"D{i}", "C1", f"R{i}", voyage=f"0{i}W") for i in range(4)]
    assert clones(book(*monthly)) == [(0, False)] * 4, "another voyage each"
    dearer = aboard("D2", "C2", "R2")
    dearer["goods_lines"][0]["unit_price"] = Decimal("9000.01")
    assert clones(book(aboard("D1", "C1", "R1"), dearer)) == [(0, False)] * 2
    string = [aboard("D1", "C1", "R1"), aboard("D2", "C2", "R1")]
    for rows, swap in zip(string, ({"B-D1": "C2"}, {"S": "C1"}), strict=True):
        for table in ("contracts", "invoices"):
            for row in rows[table]:
                row |= {c: swap[v] for c, v in row.items() if isinstance(v, str) and v in swap}
    assert clones(book(*string)) == [(0, False)] * 2, "one bill, passed on by sale"


def test_one_bill_that_nothing_explains() -> None:
    def one_bill(*clients: str) -> list[tuple[int | None, bool | None]]:
        deals = [aboard(f"D{i}", c, "R1", "100") for i, c in enumerate(clients)]
        for i, rows in enumerate(deals):
            for table in ("contracts", "invoices"):
                rows[table][0]["seller_id"] = f"S{i}"
        return clones(book(*deals))

    assert one_bill("C1", "C2") == [(1, True)] * 2
    assert one_bill("C1", "C1", "C1") == [(2, False)] * 3


def test_the_same_in_any_order() -> None:
    deals = [aboard(f"D{i}", f"C{i % 2}", f"R{i}") for i in range(4)]
    deals += [trade("E1", "A", "C1", "B"), trade("E2", "B", "C2", "A"), trade("E3", "B", "C1", "A")]
    tables = typed(together(*deals))
    turned = {n: f.reverse() for n, f in tables.items()}
    once, again = (ledger(t, link(t), History.none()) for t in (tables, turned))
    said: Mapping[str, pl.DataFrame] = once.uses
    assert said["trade_use"].equals(again.uses["trade_use"])
    assert once.mirror_deals.equals(again.mirror_deals)
    assert once.clones.equals(again.clones)
