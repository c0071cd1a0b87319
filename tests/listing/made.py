"""Clients as the store knew them, to be changed in one place by a test, and notices as files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from screening.listing.criteria import Asked, asked
from screening.listing.propose import _proposals
from screening.rulepack import Rule, load_pack
from screening.schema import TABLES
from screening.store.list_reading import OF_DEAL, KnownClients
from screening.store.list_statuses import ENTRIES

Rows = dict[str, list[dict[str, Any]]]
DAY = date(2025, 6, 30)
MOMENT = datetime(2025, 6, 30, 23, 59, 59, 999999, UTC)
CRITERIA: tuple[Rule, ...] = load_pack().asked(DAY, "list")
STATES = {
    "directory": "listed",
    "safe_class": "A",
    "client_class": "1",
    "registry_status": "normal",
    "rmb_key_supervision": "none",
}
NOTICE = """issuer,number,dated,list,uscc,client_id,name,action,from,to,reason
市商务委,1号,2025-05-20,offshore_list,,C1,甲公司,listed,2025-06-01,,首批
市商务委,1号,2025-05-20,offshore_list,91310000MA1FL99990,,乙公司,listed,2025-06-01,2025-12-31,
"""


def utc(year: int, month: int, day: int) -> datetime:
    """The beginning of a day."""
    return datetime(year, month, day, tzinfo=UTC)


def firm(client: str = "C1") -> Rows:
    """A client that nothing stands against, with no deals yet."""
    return {
        "clients": [
            {
                "client_id": client,
                "uscc": f"USCC{client}",
                "name_cn": "甲公司",
                "incorporated_on": date(2015, 1, 1),
            }
        ],
        "client_status": [
            {"client_id": client, "scheme": s, "value": v, "valid_from": date(2020, 1, 1)}
            for s, v in STATES.items()
        ],
        "adverse_records": [record("SOMEBODY ELSE", "penalty", date(2025, 1, 1))],
    }


def record(party: str, kind: str, on: date, **more: Any) -> dict[str, Any]:
    return {"party_id": party, "kind": kind, "recorded_on": on, "ref": f"R-{on}", **more}


def entry(client: str | None = "C1", **changes: Any) -> dict[str, Any]:
    """An entry of an imported notice; listed since the first of January unless said."""
    row = {
        "notice_no": 1,
        "line": 2,
        "list": "offshore_list",
        "client_id": client,
        "action": "listed",
        "valid_from": date(2025, 1, 1),
        "known_from": utc(2025, 1, 1).replace(tzinfo=None),
        "issuer": "市商务委",
        "number": "1号",
        "dated": date(2025, 1, 1),
    }
    return row | changes


def deals(client: str = "C1", n: int = 6, **changes: Any) -> list[dict[str, Any]]:
    return [
        {
            "run_id": "run-1",
            "client_id": client,
            "deal_id": f"{client}-D{i}",
            "dated_on": date(2025, 5, i),
            "value_cents": 100_000_000,
            "is_loss": False,
            "is_on_instruction": False,
            "counterparty_ids": f"P{i}",
            "disposition": "PASS",
            "n_missing_papers": 0,
            "is_cure_open": False,
        }
        | changes
        for i in range(1, n + 1)
    ]


def known(
    rows: Rows, of_deals: list[dict[str, Any]], entries: list[dict[str, Any]] | None = None
) -> KnownClients:
    tables = {
        name: pl.DataFrame(
            [{c: row.get(c) for c in TABLES[name].names} for row in some],
            schema=TABLES[name].dtypes,
            orient="row",
        )
        for name, some in rows.items()
    }
    return KnownClients(_frame(of_deals, OF_DEAL), tables, _frame(entries or [], ENTRIES), 1)


def _frame(rows: list[dict[str, Any]], types: Any) -> pl.DataFrame:
    return pl.DataFrame([{c: r.get(c) for c in types} for r in rows], schema=dict(types))


def answers(what: KnownClients) -> Asked:
    return asked(what, CRITERIA, MOMENT)


def proposed(what: KnownClients, client: str = "C1") -> dict[str, Any]:
    """The proposal for one client."""
    rows = _proposals(answers(what), what, CRITERIA)
    return rows.row(by_predicate=pl.col("client_id") == client, named=True)


def as_file(folder: Path, text: str = NOTICE, name: str = "notice.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
