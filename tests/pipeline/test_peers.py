"""Prices against peers of earlier batches: never the batch's own, nor what came later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from screening.facts.peers import LEAST
from screening.pipeline import run
from screening.store import RunReport, history, open_store
from tests.one_deal import AS_OF, Rows, honest, together
from tests.pipeline.rows_as_files import written

PEERS = """SELECT deal_id, n_price_peers, price_peer_group, peer_fence_multiple, value_shifted_usd
    FROM deal_fact JOIN live_result USING (run_id, deal_id) WHERE deal_id IN ({}) ORDER BY ALL"""


def deal(name: str, signed: date, price: int, load: str = "CLSAI", hs6: str = "740311") -> Rows:
    """An honest deal whose purchase was agreed on that day at that price."""
    rows = honest(name)
    for contract in rows["contracts"]:
        contract["sign_date"] = signed
    rows["goods_lines"][0] |= {"unit_price": Decimal(price), "line_amount": Decimal(100 * price)}
    for line in rows["goods_lines"]:
        line["hs6"] = hs6
    rows["contracts"][0]["total_amount"] = Decimal(100 * price)
    rows["transport_documents"][0]["load_port"] = load
    rows.pop("reference_prices")
    for table in ("deals", "contracts", "invoices", "transport_documents"):
        for row in rows[table]:
            row["submitted_at"] = AS_OF.replace(
                year=signed.year, month=signed.month, day=signed.day
            )
    return rows


def many(prefix: str, signed: date, n: int = LEAST, **more: Any) -> Rows:
    """Deals around 9,000 USD a tonne, one a day."""
    days = (signed + timedelta(days=i % 25) for i in range(n))
    return together(
        *(deal(f"{prefix}{i:02}", d, 9000 + 10 * i, **more) for i, d in enumerate(days))
    )


class Store:
    """A store and its batches."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.db = folder, folder / "bank.duckdb"

    def screens(self, name: str, rows: Rows, day: date, **more: Any) -> RunReport:
        """The report of that batch as of that day."""
        return run(written(rows, self.folder / name), self.db, as_of=day, **more)

    def says(self, *deals: str) -> list[Any]:
        """The facts of peers of the deals."""
        with open_store(self.db) as con:
            named = ", ".join(f"'{d}'" for d in deals)
            return list(con.execute(PEERS.format(named)).fetchall())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store that has screened nothing yet."""
    return Store(tmp_path)


def test_peers_are_earlier_and_later_batches_change_nothing(store: Store) -> None:
    first = many("A", date(2025, 2, 1))
    store.screens("first", first, date(2025, 2, 28))
    assert {r[1] for r in store.says("A00", "A19")} == {None}  # a batch is never its own peer
    asked = together(deal("D1", date(2025, 3, 5), 14_000), deal("D2", date(2025, 3, 5), 9_100))
    store.screens("asked", asked, date(2025, 3, 31))
    said = store.says("D1", "D2")
    # Q1 9,040, median 9,090, Q3 9,150: half the box counts as a hundredth of the median at least
    assert said == [
        ("D1", LEAST, "hs6_lane", pytest.approx(4_850 / (2 * 90.9)), 485_000.0),
        ("D2", LEAST, "hs6_lane", 0.0, 0.0),
    ]
    # later: more prices of the same months, and an earlier deal that is screened again
    again = deal("A07", date(2025, 2, 8), 90_000)
    store.screens("later", together(many("B", date(2025, 2, 1), 5), again), date(2025, 4, 30))
    assert run(store.folder / "asked", store.db, as_of=date(2025, 3, 31)).no_op
    anew = together(asked, deal("D3", date(2025, 3, 5), 9_100))
    store.screens("anew", anew, date(2025, 3, 31))
    assert store.says("D1", "D2") == said
    # they were not left out for want of any
    prices = history(store.db).uses["price_use"].filter(pl.col("leg") == "buy")
    assert prices.filter(pl.col("recorded_on") > date(2025, 3, 31)).height == 6
