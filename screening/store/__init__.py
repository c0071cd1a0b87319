"""The store: one DuckDB file, append only, one transaction a batch.

Reading must start in half a second, so what only writing needs (rules, linking, the account of a
run) is imported where it is used, and what runs take up from the store (`taken_up`, `taking_up`,
`open_deals`) by those who run.
"""

from __future__ import annotations

from screening.store.connection import check_place, open_store
from screening.store.cures import (
    CuredFinding,
    cured_finding,
    knows_paper,
    live_hits,
    record_cure,
    stored_facts,
)
from screening.store.history import StoredRun, find_run, history, no_history, replaced_runs
from screening.store.publish import publish, published_path, readable_path
from screening.store.queue import QueuedDeal, QueueHead, Reason, WaitingPayment, queue_head
from screening.store.report import RunReport, report_of
from screening.store.results import Results
from screening.store.run_key import RunKey, run_key
from screening.store.save import Saved, save
from screening.store.upgrade import Upgraded, upgrade

__all__ = [
    "CuredFinding",
    "QueueHead",
    "QueuedDeal",
    "Reason",
    "Results",
    "RunKey",
    "RunReport",
    "Saved",
    "StoredRun",
    "Upgraded",
    "WaitingPayment",
    "check_place",
    "cured_finding",
    "find_run",
    "history",
    "knows_paper",
    "live_hits",
    "no_history",
    "open_store",
    "publish",
    "published_path",
    "queue_head",
    "readable_path",
    "record_cure",
    "replaced_runs",
    "report_of",
    "run_key",
    "save",
    "stored_facts",
    "upgrade",
]
