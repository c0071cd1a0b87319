"""Cures as the store keeps them: a new fact beside the old, in one transaction, never an edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from screening.schema import PAPERS
from screening.schema.results import CURE, CURE_CONDITION
from screening.store import sql
from screening.store.append import append
from screening.store.chain import Chain
from screening.store.connection import open_store
from screening.store.schema import SCHEMA_VERSION, complete


@dataclass(frozen=True, slots=True)
class CuredFinding:
    """A live hit as a cure meets it, and what the store says around it.

    `first_due_on` is the earliest end of the deal's CURE clock for the rule, `first_found_on` the
    day of decision the rule first hit it. `grave` are the deal's other active findings at hold or
    escalate of rules that no cure covers or can cover. `cure_no` is an accepted cure of this very
    finding.
    """

    deal_id: str
    rule_id: str
    run_id: str
    as_of: datetime
    client_id: str | None
    curable: bool | None
    severity: str
    document_id: str | None
    payment_id: str | None
    values_seen: str | None
    deal_usd: float | None
    first_found_on: date
    first_due_on: date | None
    grave: str | None
    cure_no: int | None


def cured_finding(db: Path, deal_id: str, rule_id: str) -> CuredFinding | None:
    """The live, active hit of that rule on that deal; None if there is none."""
    with open_store(db) as con:
        row = con.execute(_FINDING, {"deal": deal_id, "rule": rule_id}).fetchone()
        if row is None:
            return None
        facts = _facts(con, row[2], deal_id)
    told = dict(zip(_FINDING_COLUMNS, row, strict=True))
    told["as_of"] = told["as_of"].replace(tzinfo=UTC)
    return CuredFinding(**told, deal_usd=facts.get("invoice_usd"))


def stored_facts(db: Path, finding: CuredFinding) -> dict[str, Any]:
    """The facts of the deal by name as its live result saw them; None: one was missing."""
    with open_store(db) as con:
        return _facts(con, finding.run_id, finding.deal_id)


def knows_paper(db: Path, key: str) -> bool:
    """Whether any run read a paper of that key, or a file of that digest."""
    with open_store(db) as con:
        there = {n for (n,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        asked = [(f"input_{t.name}", "document_id") for t in PAPERS]
        asked.append(("input_document_files", "sha256"))
        return any(
            con.execute(
                f"SELECT 1 FROM {sql.quoted(table)} WHERE {column} = ? LIMIT 1",  # noqa: S608
                [key],
            ).fetchone()
            for table, column in asked
            if table in there
        )


def live_hits(db: Path, rule_id: str) -> pl.DataFrame:
    """One row a deal the rule has hit in a live result, or had hit before it was cured.

    Columns deal_id, client_id and found_on: the day its papers came, else the day of decision.
    """
    with open_store(db) as con:
        hits: pl.DataFrame = con.sql(_HITS, params={"rule": rule_id}).pl()
    return hits


def record_cure(
    db: Path, row: Mapping[str, Any], conditions: Sequence[Mapping[str, Any]]
) -> tuple[int, bool]:
    """The number of the cure, and whether it is new: the same words are not written twice.

    `row` has the columns of table `cure` and `conditions` those of `cure_condition`, less the
    number and the time. One transaction; the clock is read for recorded_at alone.
    """
    from screening.store.views import create_views  # noqa: PLC0415 - reading starts without rules

    with open_store(db, writable=True) as con:
        con.execute("BEGIN TRANSACTION")
        complete(con)
        if there := con.execute(_SAME, {k: row[k] for k in _TOLD}).fetchone():
            con.execute("ROLLBACK")
            return int(there[0]), False
        ((number,),) = con.execute("SELECT coalesce(max(cure_no), 0) + 1 FROM cure").fetchall()
        moment = datetime.now(UTC).replace(tzinfo=None)
        chain = Chain(con, "cure", str(number))
        append(chain, CURE, [{**row, "cure_no": number, "recorded_at": moment}])
        append(chain, CURE_CONDITION, [{**c, "cure_no": number} for c in conditions])
        chain.close(SCHEMA_VERSION)
        create_views(con)
        con.execute("COMMIT")
    return int(number), True


def _facts(con: duckdb.DuckDBPyConnection, run_id: str, deal_id: str) -> dict[str, Any]:
    cursor = con.execute(
        "SELECT * FROM deal_fact WHERE run_id = ? AND deal_id = ?", [run_id, deal_id]
    )
    names = [column[0] for column in cursor.description or ()]
    return dict(zip(names, cursor.fetchone() or (), strict=False))


_TOLD = (
    "deal_id",
    "rule_id",
    "run_id",
    "field",
    "corrected_value",
    "proof",
    "cured_by",
    "cured_on",
)
_FINDING_COLUMNS = tuple(f.name for f in fields(CuredFinding) if f.name != "deal_usd")
_SAME = "SELECT cure_no FROM cure WHERE " + " AND ".join(f"{c} = ${c}" for c in _TOLD)  # noqa: S608
_COVERS = """c.deal_id = f.deal_id AND c.rule_id = f.rule_id AND c.status = 'accepted'
    AND c.document_id IS NOT DISTINCT FROM f.document_id
    AND c.payment_id IS NOT DISTINCT FROM f.payment_id"""
_FINDING = f"""SELECT f.deal_id, f.rule_id, f.run_id, r.as_of, l.client_id, f.curable,
        f.rule_severity, f.document_id, f.payment_id, f.values_seen,
        (SELECT min(q.as_of)::DATE FROM finding AS e JOIN run AS q USING (run_id)
         WHERE e.deal_id = f.deal_id AND e.rule_id = f.rule_id AND e.answer = 'hit'),
        (SELECT min(due_on) FROM duty AS d WHERE d.deal_id = f.deal_id AND d.duty = 'CURE'
            AND list_contains(string_split(d.rule_ids, ', '), f.rule_id)),
        (SELECT string_agg(o.rule_id, ', ' ORDER BY o.rule_id) FROM finding AS o
         WHERE o.run_id = f.run_id AND o.deal_id = f.deal_id AND o.rule_id <> f.rule_id
            AND o.answer = 'hit' AND o.status = 'active' AND o.severity IN ('hold', 'escalate')
            AND NOT coalesce(o.curable, false)
            AND NOT EXISTS (FROM cure AS c WHERE {_COVERS.replace("f.", "o.")})),
        (SELECT max(cure_no) FROM cure AS c WHERE {_COVERS})
    FROM finding AS f JOIN live_result AS l USING (run_id, deal_id) JOIN run AS r USING (run_id)
    WHERE f.deal_id = $deal AND f.rule_id = $rule AND f.answer = 'hit'
        AND f.status = 'active'"""  # noqa: S608
_HITS = """WITH hit AS (
        SELECT run_id, deal_id FROM finding SEMI JOIN live_result USING (run_id, deal_id)
        WHERE rule_id = $rule AND answer = 'hit' AND status = 'active'
        UNION SELECT run_id, deal_id FROM cure WHERE rule_id = $rule AND status = 'accepted'
    )
    SELECT deal_id, any_value(d.client_id ORDER BY r.run_no DESC) AS client_id,
           min(coalesce(d.submitted_on, r.as_of::DATE)) AS found_on
    FROM hit JOIN deal_result AS d USING (run_id, deal_id) JOIN run AS r USING (run_id)
    GROUP BY deal_id ORDER BY deal_id"""
