"""What went through each kind of account, month by month, of live results alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from screening.pipeline import screen
from screening.rulepack import load_pack
from screening.store import open_store, save
from tests.one_deal import AS_OF, Rows, batch_of, honest, typed


def traded(amount: str = "900000") -> Rows:
    """A deal that pays abroad from the client's free trade account and is paid into another."""
    rows = honest()
    paid, back = rows["payments"]
    paid |= {"amount": Decimal(amount), "debtor_account": "FTE1", "creditor_agent": "BANKCLRM"}
    rows["payments"].append(
        paid | {"payment_id": "D1-P3", "amount": Decimal(1000), "value_date": date(2025, 4, 20)}
    )
    back["creditor_account"] = "ACC1"
    rows["accounts"] = [
        {"account_no": "FTE1", "kind": "FTE", "holder_id": "C1", "country": "CN"},
        {"account_no": "ACC1", "kind": "ordinary", "holder_id": "C1", "country": "CN"},
    ]
    return rows


def volume(db: Path) -> list[tuple[Any, ...]]:
    with open_store(db) as con:
        return con.execute(
            "SELECT month, client_id, account_kind, line, direction, n_payments, usd_cents"
            " FROM account_volume_monthly"
        ).fetchall()


def test_volume_by_month_account_and_line(tmp_path: Path) -> None:
    db, pack = tmp_path / "store.duckdb", load_pack(None)
    save(screen(batch_of(typed(traded())), pack, as_of=AS_OF), db)
    received = ("2025-05", "C1", "ordinary", None, "IN", 1, 91_800_000)
    assert volume(db) == [("2025-04", "C1", "FTE", "first", "OUT", 2, 90_100_000), received]
    again = replace(batch_of(typed(traded("800000"))), digest="another")
    save(screen(again, pack, as_of=AS_OF), db)
    assert volume(db) == [("2025-04", "C1", "FTE", "first", "OUT", 2, 80_100_000), received]
