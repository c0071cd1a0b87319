"""A store with as many deals as asked: screened once, then copied as further runs."""

from __future__ import annotations

from pathlib import Path

import duckdb

from benchmarks.registry import Progress
from benchmarks.workload import batch
from screening.pipeline import run

SCREENED = 20_000  # deals really simulated and screened; more are copies of their stored rows
_COPIED = ("run", "run_rule", "run_file", "deal_result", "payment_decision", "deal_payment")
_NEW_IDS = {
    "run_id": "run_id || $mark",
    "deal_id": "deal_id || $mark",
    "payment_id": "payment_id || $mark",
    "run_no": "run_no + $n",
    "deal_ids": (
        "array_to_string(list_transform(string_split(deal_ids, ', '), lambda d: d || $mark), ', ')"
    ),
}


def stored_deals(db: Path, deals: int, seed: int, progress: Progress) -> Path:
    """The store, with at least that many deals; of the copies, what `rules diff` reads."""
    first = min(deals, SCREENED)
    folder = batch(first, seed, progress)
    progress(f"screening {first:,} deals")
    stored = run(folder, db).deals
    copies = -(-deals // first) - 1
    if copies:
        progress(f"copying {stored:,} stored deals {copies} times")
        with duckdb.connect(db) as con:
            _copy(con, copies)
    return db


def _copy(con: duckdb.DuckDBPyConnection, copies: int) -> None:
    facts = con.sql(
        "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'deal_fact_')"
    ).fetchall()
    (source,) = con.sql("SELECT run_id FROM run").fetchall()[0]
    con.execute("BEGIN TRANSACTION")
    for table in (*_COPIED, *(name for (name,) in facts)):
        columns = [c for c, *_ in con.sql(f"DESCRIBE {table}").fetchall()]
        items = ", ".join(f"{_NEW_IDS.get(c, c)} AS {c}" for c in columns)
        statement = f"INSERT INTO {table} SELECT {items} FROM {table} WHERE run_id = $source"
        for n in range(1, copies + 1):
            bound = {"mark": f"-{n}", "n": n, "source": source}
            con.execute(statement, {k: v for k, v in bound.items() if f"${k}" in statement})
    con.execute("COMMIT")
    con.execute("CHECKPOINT")
