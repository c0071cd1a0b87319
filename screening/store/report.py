"""The numbers of a run, read back from the store, so that printed and stored cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from screening.errors import StoreError
from screening.store.connection import open_store
from screening.store.publish import published_path

ANSWERS = ("hit", "pass", "not_evaluable", "not_applicable")
DISPOSITIONS = ("HOLD", "ESCALATE", "REVIEW", "PASS_NOTE", "PASS")


@dataclass(frozen=True, slots=True)
class RunReport:
    """The numbers of one run; `stages` are seconds and only known to the run that took them.

    `late_findings` counts deals of earlier runs of which this run made something known. `models`
    are the anomaly models with their role, `drift` the facts by which one no longer fits the book.
    """

    run_id: str
    no_op: bool
    message: str
    batch: str
    deals: int
    payments: int
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    answers: Mapping[str, int]
    dispositions: Mapping[str, int]
    as_of: datetime
    as_of_source: str
    db: Path
    published: Path
    not_read: tuple[str, ...]
    notes: tuple[str, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)
    late_findings: int = 0
    models: tuple[str, ...] = ()
    drift: tuple[str, ...] = ()

    @property
    def deals_per_second(self) -> float | None:
        """Deals over the seconds of all stages; None when nothing was screened."""
        seconds = sum(self.stages.values())
        return round(self.deals / seconds, 1) if seconds and not self.no_op else None

    def as_json(self) -> dict[str, object]:
        """The report as plain values, ready for json.dumps."""
        return {
            "run_id": self.run_id,
            "no_op": self.no_op,
            "message": self.message,
            "batch": self.batch,
            "deals": self.deals,
            "payments": self.payments,
            "rows_in": self.rows_in,
            "rows_loaded": self.rows_loaded,
            "rows_rejected": self.rows_rejected,
            "answers": dict(self.answers),
            "dispositions": dict(self.dispositions),
            "late_findings": self.late_findings,
            "models": list(self.models),
            "drift": list(self.drift),
            "stages": dict(self.stages),
            "deals_per_second": self.deals_per_second,
            "as_of": self.as_of.isoformat().replace("+00:00", "Z"),
            "as_of_source": self.as_of_source,
            "db": str(self.db),
            "published": str(self.published),
            "not_read": list(self.not_read),
            "notes": list(self.notes),
        }


def report_of(db: Path, run_id: str, *, no_op: bool = False, message: str = "") -> RunReport:
    """The numbers of a stored run; StoreError if there is no such run.

    Every answer and every disposition is there, those that did not occur as zero.
    """
    with open_store(db) as con:
        row = con.execute(
            """
            SELECT batch, n_deals, n_payments, n_rows_in, n_rows_loaded, n_rows_rejected,
                   as_of, as_of_source
            FROM run WHERE run_id = ?
            """,
            [run_id],
        ).fetchone()
        if row is None:
            raise StoreError(f"no run {run_id}", where=str(db), do="see: FROM runs")
        batch, deals, payments, rows_in, loaded, rejected, as_of, as_of_source = row
        return RunReport(
            run_id=run_id,
            no_op=no_op,
            message=message,
            batch=batch,
            deals=deals,
            payments=payments,
            rows_in=rows_in,
            rows_loaded=loaded,
            rows_rejected=rejected,
            answers=_counts(con, ANSWERS, _ANSWERS_OF, run_id),
            dispositions=_counts(con, DISPOSITIONS, _DISPOSITIONS_OF, run_id),
            as_of=as_of.replace(tzinfo=UTC),
            as_of_source=as_of_source,
            db=db,
            published=published_path(db),
            not_read=_notes(con, run_id, read=False),
            notes=_notes(con, run_id, read=True),
            late_findings=_n_late(con, run_id),
            models=_texts(con, _MODELS, run_id),
            drift=_texts(con, _DRIFT, run_id),
        )


def _n_late(con: duckdb.DuckDBPyConnection, run_id: str) -> int:
    rows = con.execute(
        "SELECT count(DISTINCT deal_id) FROM late_findings WHERE run_id = ? AND NOT is_known",
        [run_id],
    ).fetchall()
    return int(rows[0][0])


_MODELS = """SELECT DISTINCT model || CASE role WHEN 'in_force' THEN '' ELSE ' (shadow)' END AS told
    FROM model_drift WHERE run_id = ? ORDER BY told"""
_DRIFT = """SELECT model || ': ' || fact || ' ' || round(stability_index, 2) FROM model_drift
    WHERE run_id = ? AND is_warning ORDER BY role, stability_index DESC, fact"""


def _texts(con: duckdb.DuckDBPyConnection, query: str, run_id: str) -> tuple[str, ...]:
    """The texts of a query; none of a store that was written before there were models."""
    there = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'model_drift'"
    if con.execute(there).fetchone() is None:
        return ()
    return tuple(text for (text,) in con.execute(query, [run_id]).fetchall())


_ANSWERS_OF = """SELECT answer, sum(n_deals)::BIGINT FROM run_rule_coverage
    JOIN run_rule USING (run_id, rule_id)
    WHERE run_id = ? AND grain IS DISTINCT FROM 'client' GROUP BY answer ORDER BY answer"""
_DISPOSITIONS_OF = """SELECT disposition, count(*) FROM deal_result
    WHERE run_id = ? GROUP BY disposition ORDER BY disposition"""


def _counts(
    con: duckdb.DuckDBPyConnection, names: tuple[str, ...], query: str, run_id: str
) -> dict[str, int]:
    return dict.fromkeys(names, 0) | dict(con.execute(query, [run_id]).fetchall())


def _notes(con: duckdb.DuckDBPyConnection, run_id: str, *, read: bool) -> tuple[str, ...]:
    """What is to be known of the files that were read, or why the others were not."""
    rows = con.execute(
        """SELECT DISTINCT file, coalesce(note, '') AS note FROM run_file
        WHERE run_id = $run AND (format <> 'not read') = $read AND ($read = false OR note <> '')
        ORDER BY file, note""",
        {"run": run_id, "read": read},
    ).fetchall()
    return tuple(f"{file}: {note}" if note else file for file, note in rows)
