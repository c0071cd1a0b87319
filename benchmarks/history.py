"""The same batch on an empty store and behind a long history: what knowing more costs.

DuckDB makes the history itself, as rows of the tables of results and of uses; inputs and facts of
it are left out. Four papers a deal: two invoices and two papers of transport, one of
them a warehouse receipt in one deal of ten; each has a file.
It shares no client, paper or stock with the batch: what is measured is finding that out.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.fresh_process import answer_of
from benchmarks.measurement import Measurement
from benchmarks.registry import Progress
from benchmarks.rounds import median_run
from benchmarks.workload import batch
from screening.store import open_store

DOCUMENTS = 1_000_000  # papers in the store before the batch comes
_PAPERS_A_DEAL = 4
_DEALS_A_RUN = 25_000
_FEW, _ROUNDS = 20_000, 3
EMPTY = "empty_store"


def measure(deals: int, seed: int, progress: Progress, documents: int = DOCUMENTS) -> Measurement:
    """The figures of a batch behind a history; the peer `empty_store` is the batch without one."""
    folder = batch(deals, seed, progress)
    rounds = _ROUNDS if deals <= _FEW else 1
    with tempfile.TemporaryDirectory(prefix="screening-benchmark-") as made:
        past = Path(made, "past.duckdb")
        progress(f"making a store of {documents:,} papers")
        remember(past, documents)
        progress(f"screening on either store, {rounds} rounds")
        both = [(_screened(folder, past), _screened(folder, None)) for _ in range(rounds)]
    behind, alone = zip(*both, strict=True)
    seconds, stages = median_run([(a["seconds"], a["stages"]) for a in behind])
    empty, _ = median_run([(a["seconds"], a["stages"]) for a in alone])
    return Measurement(
        name="history",
        deals=behind[0]["deals"],
        seed=seed,
        rounds=rounds,
        seconds=seconds,
        stages=stages,
        peak_rss_mb=max(a["peak_rss_mb"] for a in behind),
        peers={EMPTY: empty},
    )


def remember(db: Path, documents: int) -> None:
    """Nothing; makes a store with that many papers in it, and nothing in common with a batch."""
    with open_store(db, writable=True) as con:
        con.execute("CREATE TEMP TABLE past AS " + _PAST, {"n": documents // _PAPERS_A_DEAL})
        for table, rows in _ROWS.items():
            con.execute(f"INSERT INTO {table} BY NAME {rows}")
        _check(con, documents)


def _check(con: duckdb.DuckDBPyConnection, documents: int) -> None:
    (papers,) = con.execute("SELECT count(*) FROM deal_document").fetchall()[0]
    assert papers == documents // _PAPERS_A_DEAL * _PAPERS_A_DEAL, papers


def _screened(folder: Path, past: Path | None) -> dict[str, Any]:
    """What the run of the batch says of itself, on a copy of that store or on an empty one."""
    with tempfile.TemporaryDirectory(prefix="screening-benchmark-") as made:
        store = Path(made, "store.duckdb")
        if past:
            shutil.copy(past, store)
        return answer_of("benchmarks.child_screening", folder, store)


_PAST = f"""SELECT 'past-' || (i // {_DEALS_A_RUN}) AS run_id, i // {_DEALS_A_RUN} AS run_no,
        'PAST-' || i AS deal_id, 'PC' || (i % 5000) AS client_id,
        DATE '2022-01-01' + CAST(i % 1000 AS INT) AS day, hash(i) AS mark
    FROM generate_series(0, $n - 1) AS s (i)"""
_NUMBER = "upper(to_hex(mark)) AS number"
_BILL = f"SELECT *, 'MAEU:' || number AS paper_key FROM (SELECT *, {_NUMBER} FROM past)"
_PAPER = "SELECT *, deal_id || '-' || p AS document_id FROM past, generate_series(1, 4) AS g (p)"
_ROWS = {
    "run": """SELECT DISTINCT run_id, run_no, 'request ' || run_id AS request_digest,
        'past' AS batch, TIMESTAMP '2025-01-01' AS as_of FROM past ORDER BY run_no""",
    "deal_result": """SELECT run_id, deal_id, client_id, day AS submitted_on,
        'PASS' AS disposition, 5 AS disposition_rank, -100 AS total_points FROM past""",
    "deal_document": f"""SELECT run_id, deal_id, document_id, 'deal_id' AS joined_by,
        deal_id AS joined_on,
        CASE WHEN p <= 2 THEN 'invoices' ELSE 'transport_documents' END AS table_name
        FROM ({_PAPER})""",
    "paper_use": f"""SELECT run_id, paper_key, deal_id, client_id, deal_id || '-3' AS document_id,
        day AS submitted_on, 'PS' AS supplier_ids, 'PB' AS buyer_ids, 100000 AS drawn_milli,
        100000 AS paper_milli FROM ({_BILL})""",
    "invoice_use": f"""SELECT run_id, deal_id, document_id,
        'PS' || (mark % 997) || ':' || document_id || ':final' AS invoice_key,
        'PB|2024-01-01|1000|USD' AS content FROM ({_PAPER}) WHERE p <= 2""",
    "payment_use": f"""SELECT run_id, deal_id, document_id AS payment_id,
        'PS' || (mark % 997) || ':' || document_id AS invoice_key, 'PS' AS payee,
        'OUT' AS direction, 1000 AS amount, 1000 AS invoice_amount, 'USD' AS currency,
        day AS paid_on FROM ({_PAPER}) WHERE p <= 2""",
    "receipt_use": f"""SELECT run_id, 'W1:' || number AS receipt_key, deal_id, client_id,
        deal_id || '-4' AS document_id, day AS submitted_on, 'W1:740311:' || number AS lot_key,
        'PW:740311:KGM' AS stock_key, 1000 AS quantity_milli, day AS issued_on, true AS is_open
        FROM (SELECT *, {_NUMBER} FROM past) WHERE mark % 10 = 0""",
    "file_use": f"""SELECT run_id, md5(document_id) || md5(deal_id) AS sha256, deal_id, document_id,
        day AS submitted_on, 'invoices|1|2024-01-01|1000|PB' AS content FROM ({_PAPER})""",
    "voyage_use": f"""SELECT run_id, (9000000 + mark % 9999) || ':V' || (mark % 499) AS voyage_key,
        paper_key, deal_id, client_id, deal_id || '-3' AS document_id, day AS submitted_on,
        day AS on_board_on, 'CNSHA' AS load_port, '740311' AS hs6, 1000 AS gross_g,
        1000 AS quantity_milli, number AS parcel_no, 'measured' AS marks FROM ({_BILL})""",
    "flow_use": f"""SELECT run_id, client_id, deal_id, document_id AS payment_id, 'payee' AS role,
        'PS' || (mark % 9973) AS flow_key, flow_key AS other_id, 'OUT' AS direction,
        day AS paid_on, 'USD' AS currency, 100000 AS usd_cents, false AS is_refund,
        false AS is_bought, false AS is_return, 'FTE' AS account_kind, 'OSA' AS other_kind,
        'first' AS line FROM ({_PAPER}) WHERE p <= 2""",
    "trade_use": f"""SELECT run_id, client_id, deal_id, '740311' AS hs6, 'PS' || (mark % 997)
        AS supplier_id, 'PB' || (mark % 991) AS buyer_id, deal_id || '-3' AS document_id,
        day AS dated_on, day AS submitted_on, 'KGM' AS base_unit, 1000 AS quantity_milli,
        'USD:KGM:9000000' AS price, paper_key, number AS parcel_no,
        (9000000 + mark % 9999) || ':V' || (mark % 499) AS voyage_key FROM ({_BILL})""",
    "client_deal": """SELECT run_id, client_id, deal_id, day AS dated_on, 100000 AS value_cents,
        false AS is_loss, false AS is_on_instruction, 'PB' AS counterparty_ids,
        'PASS' AS disposition FROM past""",
    "price_use": f"""SELECT run_id, '7403:' || strftime(day, '%Y-%m') AS price_month, deal_id,
        document_id, 1 AS line_no, CASE WHEN p = 1 THEN 'buy' ELSE 'sell' END AS leg,
        '740311' AS hs6, 'CL-KR' AS lane, 'KGM' AS base_unit, day AS priced_on,
        day AS recorded_on, 9000000 + CAST(mark % 90000 AS BIGINT) AS price_micro,
        1000000 + CAST(mark % 9000 AS BIGINT) AS ratio_micro FROM ({_PAPER}) WHERE p <= 2""",
}
