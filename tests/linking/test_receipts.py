"""Receipts, lots and stocks that several deals draw on, and what the ledger says of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from screening.linking import Ledger, ledger, link
from tests.linking.loose import use
from tests.linking.strings import book, remembered, sale
from tests.one_deal import Rows, together, typed

TONNES = 1_000_000  # of the ledger's thousandths of a kilogram


def stored(deal: str, seller: str, client: str, buyer: str, **receipt: Any) -> Rows:
    """A deal in which `client` buys 100 t of lot 7 by a warehouse receipt and sells it on."""
    rows = sale(deal, seller, client, buyer, ref=f"BL-{deal}")
    rows["warehouse_receipts"] = [
        {
            "document_id": f"{deal}-WR",
            "deal_id": deal,
            "leg": "both",
            "receipt_no": "WH-1",
            "warehouse_id": "W1",
            "keeper_id": "K1",
            "lot": "LOT 7",
            "hs6": "740311",
            "quantity": Decimal(100),
            "unit": "TNE",
            "issue_date": date(2025, 3, 1),
            "valid_to": date(2026, 3, 1),
            "status": "ISSUED",
            **receipt,
        }
    ]
    return rows


def alone(deal: str, **receipt: Any) -> Rows:
    """The same between firms that no other deal knows."""
    return stored(deal, f"S-{deal}", f"C-{deal}", f"B-{deal}", **receipt)


def passed_on(rows: Rows, day: date | None) -> Rows:
    """The deal with title out on that day."""
    rows["deals"][0] |= {"title_out_date": day}
    return rows


def replaced(rows: Rows, *pairs: tuple[str, str], kind: str = "replaces") -> Rows:
    rows["document_links"] = [{"parent_id": a, "child_id": b, "kind": kind} for a, b in pairs]
    return rows


def counted(rows: Rows, day: date, tonnes: int, unit: str = "TNE") -> Rows:
    """The rows with a count of copper in the warehouse."""
    rows.setdefault("stock_reports", []).append(
        {
            "warehouse_id": "W1",
            "hs6": "740311",
            "counted_on": day,
            "quantity": Decimal(tonnes),
            "unit": unit,
        }
    )
    return rows


def said_of(said: Ledger, deal: str) -> Mapping[str, Any]:
    return said.receipts.row(by_predicate=pl.col("deal_id") == deal, named=True)


def reuse(said: Ledger) -> list[tuple[Any, ...]]:
    """Other deals, the first of them and whether title explains all, by deal."""
    columns = ("n_other_deals", "other_deal", "has_title_chain")
    return list(said.receipts.sort("deal_id").select(columns).iter_rows())


def lots(said: Ledger) -> list[tuple[Any, ...]]:
    """Clashes, doubles and the deal named, by deal."""
    columns = ("n_lot_clashes", "n_lot_doubles", "clashing_deal")
    return list(said.receipts.sort("deal_id").select(columns).iter_rows())


def tonnes(said: Ledger, column: str = "outstanding_milli") -> list[float | None]:
    """Tonnes of receipts in force, by deal."""
    values = said.receipts.sort("deal_id")[column].to_list()
    return [None if v is None else v / TONNES for v in values]


def test_a_receipt_used_once() -> None:
    said = book(alone("D1"))
    assert reuse(said) == [(0, None, False)]
    assert lots(said) == [(0, 0, None)]
    assert said_of(said, "D1")["receipt_key"] == "W1:WH1"


def test_two_strangers_with_one_receipt() -> None:
    said = book(alone("D1"), alone("D2", receipt_no="wh 1"))
    assert reuse(said) == [(1, "D2", False), (1, "D1", False)]
    assert lots(said) == [(0, 0, None)] * 2  # one receipt is no clash of two


def test_the_same_over_two_batches() -> None:
    past = remembered(book(alone("D1")))
    assert reuse(book(alone("D2"), past=past)) == [(1, "D1", False)]
    assert reuse(book(alone("D1"), past=past)) == [(0, None, False)]


def test_a_string_of_sales() -> None:
    first, second = stored("D1", "S", "C1", "C2"), stored("D2", "C1", "C2", "B")
    assert {row[2] for row in reuse(book(first, second))} == {True}
    past = remembered(book(first))
    assert reuse(book(second, past=past)) == [(1, "D1", True)]


def test_a_string_through_a_firm_that_is_no_client() -> None:
    said = book(stored("D1", "S", "C1", "X"), stored("D2", "X", "C2", "B"))
    assert {row[2] for row in reuse(said)} == {True}


def test_a_receipt_sold_twice_by_one_firm() -> None:
    same_client = book(stored("D1", "S", "C1", "A"), stored("D2", "S", "C1", "B"))
    assert {row[2] for row in reuse(same_client)} == {False}
    fork = book(
        stored("D1", "S", "C1", "C2"), stored("D2", "C1", "C2", "A"), stored("D3", "C1", "C3", "B")
    )
    assert {row[2] for row in reuse(fork)} == {False}


def test_a_receipt_bought_back_and_sold_again() -> None:
    said = book(
        stored("D1", "S", "C1", "C2"), stored("D2", "C1", "C2", "C1"), stored("D3", "C2", "C1", "B")
    )
    assert {row[2] for row in reuse(said)} == {True}


def test_a_firm_that_changed_its_id() -> None:
    past = remembered(book(stored("D1", "S", "C1", "OLD")))
    rows = stored("D2", "C1", "C2", "B")
    rows["party_links"] = [
        {
            "party_id": "OLD",
            "other_party_id": "C2",
            "kind": "same_entity",
            "valid_from": date(2020, 1, 1),
        }
    ]
    assert reuse(book(rows, past=past)) == [(1, "D1", True)]


@pytest.mark.parametrize(("drawn", "fits"), [(50, True), (51, False)])
def test_shares_of_one_receipt_must_fit_into_it(drawn: int, fits: bool) -> None:
    rows = []
    for deal, part in (("D1", 50), ("D2", drawn)):
        mine = alone(deal)
        mine["deal_documents"] = [use(deal, f"{deal}-WR", "both", drawn=part)]
        rows.append(mine)
    assert {row[2] for row in reuse(book(*rows))} == {fits}
    past = remembered(book(rows[0]))
    assert reuse(book(rows[1], past=past)) == [(1, "D1", fits)]


def test_a_share_of_unknown_unit_is_no_share() -> None:
    rows = []
    for deal in ("D1", "D2"):
        mine = alone(deal)
        mine["deal_documents"] = [use(deal, f"{deal}-WR", "both", drawn=10) | {"unit": "XXX"}]
        rows.append(mine)
    assert {row[2] for row in reuse(book(*rows))} == {False}


def test_other_warehouses_have_their_own_numbers() -> None:
    assert reuse(book(alone("D1"), alone("D2", warehouse_id="W2")))[0] == (0, None, False)


def test_a_receipt_without_its_warehouse_may_be_any() -> None:
    stated, blank = alone("D1"), alone("D2", warehouse_id=None)
    assert [row[0] for row in reuse(book(stated, blank))] == [None, None]
    for first, later in ((stated, blank), (blank, stated)):
        assert reuse(book(later, past=remembered(book(first))))[0][0] is None
    assert reuse(book(alone("D2", warehouse_id=None)))[0][0] == 0


def test_a_number_without_letters_or_digits_is_none() -> None:
    said = book(alone("D1", receipt_no="仓单"), alone("D2", receipt_no="提单"))
    assert [row[0] for row in reuse(said)] == [None, None]


@pytest.mark.parametrize(("submitted", "n"), [(date(2028, 3, 1), 1), (date(2028, 3, 2), 0)])
def test_thirty_six_months(submitted: date, n: int) -> None:
    later = alone("D2")
    for table in later.values():
        for row in table:
            if "submitted_at" in row:
                row["submitted_at"] = row["submitted_at"].replace(
                    year=submitted.year, month=submitted.month, day=submitted.day
                )
    assert [row[0] for row in reuse(book(alone("D1"), later))] == [n, n]


def test_one_lot_under_two_receipts() -> None:
    said = book(alone("D1"), alone("D2", receipt_no="WH-2"))
    assert lots(said) == [(1, 0, "D2"), (1, 0, "D1")]
    past = remembered(book(alone("D1")))
    assert lots(book(alone("D2", receipt_no="WH-2"), past=past)) == [(1, 0, "D1")]


@pytest.mark.parametrize(
    "other",
    [{"warehouse_id": "W2"}, {"hs6": "740312"}, {"lot": "LOT 8"}],
    ids=lambda o: next(iter(o)),
)
def test_what_differs_is_another_lot(other: dict[str, Any]) -> None:
    assert lots(book(alone("D1"), alone("D2", receipt_no="WH-2", **other)))[0] == (0, 0, None)


@pytest.mark.parametrize("lot", [None, "CODELCO", "///"])
def test_marks_that_name_no_lot(lot: str | None) -> None:
    said = book(alone("D1", lot=lot), alone("D2", receipt_no="WH-2", lot=lot))
    assert lots(said) == [(None, None, None)] * 2


def test_marks_on_many_receipts_are_a_brand() -> None:
    said = book(*(alone(f"D{i:02}", receipt_no=f"WH-{i}") for i in range(11)))
    assert set(lots(said)) == {(None, None, None)}
    said = book(*(alone(f"D{i:02}", receipt_no=f"WH-{i}") for i in range(10)))
    assert {row[0] for row in lots(said)} == {9}


def test_another_quantity_is_a_double_only() -> None:
    said = book(alone("D1"), alone("D2", receipt_no="WH-2", quantity=Decimal(60)))
    assert lots(said) == [(0, 1, "D2"), (0, 1, "D1")]


def test_a_receipt_issued_after_title_passed_on_overlaps_on_paper_alone() -> None:
    later = {"receipt_no": "WH-2", "issue_date": date(2025, 3, 25)}
    assert lots(book(alone("D1"), alone("D2", **later))) == [(0, 1, "D2"), (0, 1, "D1")]
    day_before = later | {"issue_date": date(2025, 3, 24)}
    assert lots(book(alone("D1"), alone("D2", **day_before)))[0] == (1, 0, "D2")
    still_held = passed_on(alone("D1"), None)
    assert lots(book(still_held, alone("D2", **later)))[0] == (1, 0, "D2")


def test_receipts_valid_one_after_the_other() -> None:
    first = alone("D1", valid_to=date(2025, 3, 20))
    assert lots(book(first, alone("D2", receipt_no="WH-2", issue_date=date(2025, 3, 20))))[0] == (
        0,
        0,
        None,
    )
    early = alone("D2", receipt_no="WH-2", issue_date=date(2025, 3, 19))
    assert lots(book(first, early))[0] == (1, 0, "D2")


def test_both_issued_and_sold_on_one_day() -> None:
    day = date(2025, 3, 25)
    rows = [alone("D1", issue_date=day), alone("D2", receipt_no="WH-2", issue_date=day)]
    assert lots(book(*rows))[0] == (1, 0, "D2")


def test_a_receipt_given_up_was_in_force_until_title_passed_on() -> None:
    gone = alone("D1", status="CANCELLED")
    early = alone("D2", receipt_no="WH-2", issue_date=date(2025, 3, 24))
    late = alone("D2", receipt_no="WH-2", issue_date=date(2025, 3, 26))
    assert lots(book(gone, early))[0] == (1, 0, "D2")
    assert lots(book(gone, late))[0] == (0, 0, None)
    assert lots(book(passed_on(gone, None), early))[0] == (0, 0, None)


def test_a_receipt_without_its_day_of_issue_is_unknown() -> None:
    said = book(alone("D1"), alone("D2", receipt_no="WH-2", issue_date=None))
    assert lots(said) == [(None, None, None)] * 2


@pytest.mark.parametrize("kind", ["replaces", "amends"])
def test_a_receipt_issued_for_another_is_no_clash(kind: str) -> None:
    rows = together(alone("D1"), alone("D2", receipt_no="WH-2"))
    assert lots(book(replaced(rows, ("D1-WR", "D2-WR"), kind=kind))) == [(0, 0, None)] * 2
    past = remembered(book(alone("D1")))
    rows = replaced(alone("D2", receipt_no="WH-2"), ("D1-WR", "D2-WR"))
    assert lots(book(rows, past=past)) == [(0, 0, None)]


def test_a_line_of_replacements_over_three_batches() -> None:
    first = book(alone("D1"))
    second = book(
        replaced(alone("D2", receipt_no="WH-2"), ("D1-WR", "D2-WR")), past=remembered(first)
    )
    both = {
        name: pl.concat([remembered(first).uses[name], remembered(second, "r2").uses[name]])
        for name in first.uses
    }
    third = replaced(alone("D3", receipt_no="WH-3"), ("D2-WR", "D3-WR"))
    assert lots(book(third, past=type(remembered(first)).of(both))) == [(0, 0, None)]


def test_parts_of_one_lot_that_was_split() -> None:
    rows = together(
        alone("D1"),
        *(alone(d, receipt_no=f"WH-{d}", quantity=Decimal(50)) for d in ("D2", "D3")),
    )
    rows = replaced(rows, ("D1-WR", "D2-WR"), ("D1-WR", "D3-WR"))
    assert lots(book(rows)) == [(0, 0, None)] * 3


def test_other_links_and_rings_explain_nothing_and_break_nothing() -> None:
    rows = together(alone("D1"), alone("D2", receipt_no="WH-2"))
    assert lots(book(replaced(rows, ("D1-WR", "D2-WR"), kind="switch")))[0] == (1, 0, "D2")
    ring = replaced(rows, ("D1-WR", "D2-WR"), ("D2-WR", "D1-WR"), ("D1-WR", "D1-WR"))
    assert lots(book(ring)) == [(0, 0, None)] * 2


def test_two_receipts_of_one_deal_are_its_own() -> None:
    rows = alone("D1")
    first = rows["warehouse_receipts"][0]
    rows["warehouse_receipts"].append(first | {"document_id": "WR-2", "receipt_no": "WH-2"})
    assert lots(book(rows)) == [(0, 0, None)] * 2
    assert [row[0] for row in reuse(book(rows))] == [0, 0]


def test_copies_of_one_receipt_in_a_deal_are_one() -> None:
    rows = alone("D1")
    rows["warehouse_receipts"].append(rows["warehouse_receipts"][0] | {"document_id": "WR-2"})
    said = book(counted(rows, date(2025, 3, 10), 50))
    assert reuse(said) == [(0, None, False)] * 2
    assert tonnes(said) == [100.0, 100.0]


def test_receipts_against_the_count_of_the_day() -> None:
    rows = together(alone("D1"), alone("D2", receipt_no="WH-2", lot="LOT 8"))
    said = book(counted(rows, date(2025, 3, 10), 150))
    assert tonnes(said) == [200.0, 200.0]
    assert said_of(said, "D1")["stock_milli"] == 150 * TONNES
    assert said_of(said, "D1")["counted_on"] == date(2025, 3, 10)
    past = remembered(book(alone("D1")))
    said = book(
        counted(alone("D2", receipt_no="WH-2", lot="LOT 8"), date(2025, 3, 10), 150), past=past
    )
    assert tonnes(said) == [200.0]


@pytest.mark.parametrize(
    ("day", "known"),
    [
        (date(2025, 2, 28), False),
        (date(2025, 3, 1), True),
        (date(2025, 3, 25), True),
        (date(2025, 3, 26), False),
    ],
)
def test_a_count_before_issue_or_after_title_went_out_says_nothing(day: date, known: bool) -> None:
    said = book(counted(alone("D1"), day, 50))
    assert tonnes(said) == [100.0 if known else None]
    assert tonnes(said, "issued_milli") == [100.0]


def test_the_latest_count_while_it_was_in_force() -> None:
    rows = counted(counted(alone("D1"), date(2025, 3, 2), 10), date(2025, 3, 20), 300)
    rows = counted(rows, date(2025, 4, 20), 5)
    assert said_of(book(rows), "D1")["stock_milli"] == 300 * TONNES


def test_receipts_passed_on_or_expired_by_the_count_do_not_count() -> None:
    gone = passed_on(alone("D1"), date(2025, 3, 9))
    expired = alone("D2", receipt_no="WH-2", lot="LOT 8", valid_to=date(2025, 3, 9))
    mine = alone("D3", receipt_no="WH-3", lot="LOT 9")
    said = book(counted(together(gone, expired, mine), date(2025, 3, 10), 100))
    assert tonnes(said) == [None, None, 100.0]
    assert tonnes(said, "issued_milli") == [300.0] * 3


def test_a_receipt_given_up_for_another_is_not_counted_beside_it() -> None:
    rows = together(alone("D1"), alone("D2", receipt_no="WH-2", issue_date=date(2025, 3, 10)))
    said = book(counted(replaced(rows, ("D1-WR", "D2-WR")), date(2025, 3, 12), 100))
    assert tonnes(said) == [None, 100.0]


def test_counts_and_receipts_in_other_units_and_kinds_of_unit() -> None:
    assert tonnes(book(counted(alone("D1"), date(2025, 3, 10), 100_000, "KGM"))) == [100.0]
    assert tonnes(book(counted(alone("D1"), date(2025, 3, 10), 100, "C62"))) == [None]
    assert tonnes(book(counted(alone("D1", unit="XXX"), date(2025, 3, 10), 100))) == [None]
    beyond = alone("D1", quantity=Decimal("999999999999999"))
    assert tonnes(book(counted(beyond, date(2025, 3, 10), 100))) == [None]


def test_the_order_of_rows_changes_nothing() -> None:
    rows = together(
        *(alone(f"D{i}", receipt_no=f"WH-{i % 3}", lot=f"LOT {i % 2}") for i in range(7)),
        stored("D8", "C-D1", "C8", "B", receipt_no="WH-1"),
    )
    rows = counted(replaced(rows, ("D0-WR", "D4-WR")), date(2025, 3, 10), 100)
    said = book(rows)
    again = book({name: some[::-1] for name, some in rows.items()})
    assert said.receipts.equals(again.receipts)
    assert said.uses["receipt_use"].equals(again.uses["receipt_use"])


def test_many_deals_of_one_receipt_are_counted_not_paired() -> None:
    n = 20_000
    rows = alone("D")
    deal, paper = rows["deals"][0], rows["warehouse_receipts"][0]
    rows = {
        "deals": [deal | {"deal_id": f"D{i}"} for i in range(n)],
        "warehouse_receipts": [
            paper | {"deal_id": f"D{i}", "document_id": f"W{i}", "receipt_no": f"WH-{i % 2}"}
            for i in range(n)
        ],
    }
    tables = typed(rows)
    said = ledger(tables, link(tables), remembered(book(alone("X"))))
    assert set(said.receipts["n_other_deals"]) == {n // 2 - 1, n // 2}
    assert set(said.receipts["n_lot_clashes"]) == {1}
