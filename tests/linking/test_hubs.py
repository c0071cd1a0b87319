"""Firms with 100,000 edges: the ledgers stay within seconds and bounds, and say what is so."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from screening.linking import History, Ledger, ledger, link
from screening.linking.circles import Reach, create_circles
from screening.schema import TABLES
from tests.linking.strings import book
from tests.linking.test_flows import bought, received, returns
from tests.linking.test_returns import edges
from tests.one_deal import Rows, together, typed

MANY = 100_000
SECONDS = 30  # of processor: some twenty times what it takes


def links(party: str, other: str, **more: object) -> pl.DataFrame:
    """A link of every firm F0, F1, ... as those two columns say it."""
    number = pl.int_range(MANY, eager=True).cast(pl.String)
    ends = {"party_id": party, "other_party_id": other}
    told = {c: number.map_elements(v.format, pl.String) for c, v in ends.items()}
    rows = pl.DataFrame(told).with_columns(
        valid_from=pl.lit(date(2020, 1, 1)), **{c: pl.lit(v) for c, v in more.items()}
    )
    empty = TABLES["party_links"].empty()
    return pl.concat([empty, rows], how="diagonal_relaxed").cast(empty.schema)


def told(rows: Rows, tied: pl.DataFrame) -> Ledger:
    tables = typed(rows) | {"party_links": tied}
    start = time.process_time()
    said = ledger(tables, link(tables), History.none())
    assert time.process_time() - start < SECONDS
    return said


def many_payments(rows: Rows) -> Rows:
    """The deal's payment a hundred times."""
    first = rows["payments"][0]
    rows["payments"] = [first | {"payment_id": f"P{i}"} for i in range(100)]
    return rows


def test_a_firm_tied_to_very_many_stands_for_itself() -> None:
    tied = links("F{}", "SHELL", kind="same_group")
    said = told(together(many_payments(bought()), received()), tied)
    assert said.uses["flow_use"].height < 1_000, "no row for each of its firms"
    assert set(returns(said)) == {1, 100}, "found under its own name"
    met = told(together(bought(), received(payer="F7")), tied)
    assert returns(met) == [1, 1], "and by whoever is tied to it"


def test_what_very_many_are_tied_to_ties_nobody() -> None:
    """A nominee who leads 100,000 firms makes no two of them a pair, a director of two does."""
    nominee = links("BOSS", "F{}", kind="director")
    assert returns(told(together(bought(payee="F1"), received(payer="F2")), nominee)) == [0, 0]
    few = nominee.head(3)
    assert returns(told(together(bought(payee="F1"), received(payer="F2")), few)) == [1, 1]
    assert returns(book(bought(payee="F1"), received(payer="F2"))) == [0, 0]


def test_owners_of_very_many_firms_and_firms_of_very_many_owners() -> None:
    shares = {"kind": "shareholder", "share_ratio": Decimal("0.6")}
    own = pl.concat([links("SHELL", "F{}", **shares), links("F{}", "SHELL", **shares)])
    assert returns(told(together(bought(), received()), own)) == [1, 1]


@pytest.mark.parametrize("in_order", [True, False])
def test_a_hub_of_sales_in_seconds_and_half_a_gigabyte(in_order: bool) -> None:
    spokes = [("HUB", f"F{i}", i % 7, 1_000_000) for i in range(MANY)]
    back = [(f"F{i}", "HUB", i % 7, 1_000_000) for i in range(MANY)]
    con: duckdb.DuckDBPyConnection = edges([*spokes, *back, ("A", "B", 1, 5), ("B", "A", 2, 5)])
    con.execute("SET memory_limit = '500MB'")
    start = time.process_time()
    create_circles(con, "x", Reach(6, 180, in_order, least=0.8))
    assert time.process_time() - start < SECONDS
    (crowded,) = con.sql("SELECT count(*) FROM x_crowded").fetchall()[0]
    assert crowded >= 2 * MANY, "each edge of the hub is said to be unknown"
    assert (["A", "B", "A"],) in con.sql("SELECT firms FROM x_circle").fetchall()
