"""The client grain in the whole flow: alerts over batches, and what of them reaches deals."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from screening.pipeline import run
from screening.rulepack.answers import FIRST_HIT, PASS
from screening.store import Results, open_store
from tests.one_deal import Rows, honest, screened, together
from tests.pipeline.rows_as_files import written

ENOUGH = 5  # deals of NET-06
CLIENTS = ("client_result", "client_finding")


def book(first: int, last: int, client: str = "C1") -> Rows:
    """Honest deals of one client with one seller and buyer, each sold at a price of its own."""
    return together(
        *(
            of(client, sold_for(honest(f"{client}D{i:02d}"), 9180 + 20 * i))
            for i in range(first, last)
        )
    )


def sold_for(rows: Rows, price: int) -> Rows:
    """The honest deal's hundred tonnes sold at that price."""
    total = Decimal(100 * price)
    rows["contracts"][1]["total_amount"] = rows["invoices"][1]["total_amount"] = total
    rows["payments"][1]["amount"] = total
    for line in (rows["goods_lines"][1], rows["goods_lines"][3]):
        line |= {"unit_price": Decimal(price), "line_amount": total}
    return rows


def of(client: str, rows: Rows) -> Rows:
    def new(value: object) -> object:
        return client if value == "C1" else value

    return {t: [{c: new(v) for c, v in row.items()} for row in some] for t, some in rows.items()}


def alerts(results: Results) -> dict[str, tuple[Any, ...]]:
    frame = results.tables["client_result"]
    return {
        client: tuple(told)
        for client, *told in frame.select(
            "client_id", "disposition", "points", "deal_points"
        ).iter_rows()
    }


def one_firm(results: Results) -> int:
    """What NET-06 answers of the one client, as packed."""
    (answers,) = results.tables["client_result"]["answers"].to_list()
    of_clients = results.tables["run_rule"].filter(pl.col("grain") == "client")
    code: int = answers[of_clients["rule_id"].to_list().index("NET-06")]
    return code


def inherited(results: Results) -> dict[str, int]:
    frame = results.tables["addend"].filter(pl.col("kind") == "client")
    return dict(frame.select("deal_id", "points").iter_rows())


def test_five_deals_with_one_firm_are_an_alert_and_four_are_none() -> None:
    four, five = screened(book(0, 4)), screened(book(0, 5))
    assert alerts(four) == {"C1": ("PASS", 0, 0)}
    assert inherited(four) == {}
    assert alerts(five) == {"C1": ("PASS_NOTE", 15, 10)}
    assert inherited(five) == {f"C1D{i:02d}": 10 for i in range(5)}
    assert set(five.tables["deal_result"]["disposition"]) == {"PASS"}


def test_an_alert_of_one_client_leaves_the_deals_of_another_alone() -> None:
    alone = screened(book(0, 3, "C2"))
    beside = screened(together(book(0, 3, "C2"), book(0, ENOUGH)))
    assert set(inherited(beside)) == {f"C1D{i:02d}" for i in range(ENOUGH)}
    for name in ("deal_result", "addend", "client_deal"):
        mine = beside.tables[name].filter(pl.col("deal_id").str.starts_with("C2"))
        # Packed answers aside: their sellers are the same, and NET-05 sees all that these are paid.
        own = alone.tables[name].drop("answers", strict=False)
        assert_frame_equal(mine.drop("answers", strict=False), own, check_exact=True)
    for name in CLIENTS:
        mine = beside.tables[name].filter(pl.col("client_id") == "C2")
        assert_frame_equal(mine, alone.tables[name], check_exact=True)


@pytest.mark.parametrize("partitions", [2, 5])
def test_a_client_in_several_partitions_is_one_client(partitions: int) -> None:
    rows = together(book(0, ENOUGH), book(0, 3, "C2"))
    whole, cut = screened(rows), screened(rows, partitions=partitions)
    assert_frame_equal(cut.client_facts, whole.client_facts, check_exact=True)
    for name, frame in whole.tables.items():
        assert_frame_equal(cut.tables[name], frame, check_exact=True)


def test_payments_are_decided_without_the_client() -> None:
    def waiting(rows: Rows) -> Rows:
        for row in rows["payments"]:
            row["status"] = "requested"
        return rows

    few, many = screened(waiting(book(0, 1))), screened(waiting(book(0, ENOUGH)))
    one = many.tables["payment_decision"].filter(pl.col("deal_ids") == "C1D00")
    assert_frame_equal(one, few.tables["payment_decision"], check_exact=True)
    assert one.height == 2


BLANKS = [
    ("deals", "client_id"),
    ("contracts", "buyer_id"),
    ("contracts", "seller_id"),
    ("invoices", "buyer_id"),
    ("invoices", "seller_id"),
    ("invoices", "total_amount"),
    ("invoices", "currency"),
    ("invoices", "issue_date"),
]


@pytest.mark.parametrize(("table", "column"), BLANKS)
def test_a_blank_in_one_deal_never_makes_a_pass_of_the_clients_hit(table: str, column: str) -> None:
    whole = book(0, ENOUGH + 1)  # less one deal there are still enough
    for row in range(2 if table != "deals" else 1):
        less = deepcopy(whole)
        less[table][row][column] = None
        assert one_firm(screened(less)) != PASS, row
    assert one_firm(screened(whole)) >= FIRST_HIT


def test_no_day_of_submission_leaves_the_client_to_its_payments_days() -> None:
    rows = book(0, ENOUGH)
    for table in ("deals", "contracts", "invoices", "transport_documents"):
        for row in rows[table]:
            row["submitted_at"] = None
    assert alerts(screened(rows)) == {"C1": ("PASS_NOTE", 15, 10)}
    rows["payments"] = []
    assert PASS != one_firm(screened(rows)) < FIRST_HIT


# one batch after another


def asked(db: Path, query: str) -> list[Any]:
    with open_store(db) as con:
        rows: list[Any] = con.execute(query).fetchall()
    return rows


def test_deals_of_earlier_batches_count_for_the_client(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    run(written(book(0, 4), tmp_path / "january"), db)
    assert asked(db, "FROM client_alerts") == []
    second = run(written(book(4, 7), tmp_path / "february"), db)
    told = "SELECT run_id, points, n_deals, deal_ids FROM client_alerts"
    assert asked(db, told) == [(second.run_id, 15, 3, ["C1D04", "C1D05", "C1D06"])]
    given = "SELECT deal_id, points, client_alert FROM addends WHERE kind = 'client'"
    ((month,),) = asked(db, "SELECT strftime(max(as_of), '%Y-%m') FROM run")
    assert asked(db, f"{given} ORDER BY 1") == [
        (f"C1D{i:02d}", 10, f"C1 {month}") for i in (4, 5, 6)
    ]
    assert asked(db, "SELECT n_client_deals FROM client_fact ORDER BY 1") == [(4,), (7,)]
    assert asked(db, "SELECT DISTINCT disposition FROM live_result") == [("PASS",)]
    wrong = "SELECT deal_id FROM live_result JOIN addends USING (deal_id) GROUP BY deal_id"
    assert asked(db, f"{wrong} HAVING sum(points) <> any_value(total_points)") == []
    assert run(tmp_path / "february", db).no_op


def test_a_deal_screened_again_counts_once(tmp_path: Path) -> None:
    db = tmp_path / "store.duckdb"
    run(written(book(0, 6), tmp_path / "january"), db)
    again = book(0, 6)
    again["deals"][0]["title_out_date"] = None
    run(written(again, tmp_path / "mended"), db)
    live = "SELECT n_client_deals FROM client_fact SEMI JOIN live_client_result USING (run_id)"
    assert asked(db, live) == [(6,)]
