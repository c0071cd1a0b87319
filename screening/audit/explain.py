"""The explanation of one deal, read from the store and checked against itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from screening.audit.explanation import (
    AddendLine,
    ClientAlert,
    ClientFindingLine,
    CureLine,
    DocumentLine,
    DutyLine,
    EarlierLine,
    Explanation,
    FactLine,
    FindingLine,
    GroupLine,
    LateLine,
    PaymentLine,
    SourceLine,
    UnaskedLine,
)
from screening.audit.oddness import odd_lines
from screening.audit.unknown_deal import unknown_deal
from screening.audit.words import LANGUAGES
from screening.errors import StoreError, UsageError
from screening.schema import FACTS
from screening.store import open_store, readable_path

Line = TypeVar("Line")
Found = TypeVar("Found", FindingLine, ClientFindingLine)

_ADDENDS = """SELECT kind, rule_id, rule_group, title, title_zh, full_points, points,
    client_alert FROM addends WHERE deal_id = $deal ORDER BY position"""
_FINDINGS = """SELECT rule_id, version, status, rule_group, stage, title, title_zh, severity,
    rule_severity, lowered_by, points, tier, curable, typology, values_seen, document_id,
    payment_id, reason, reason_zh, cure
    FROM findings WHERE deal_id = $deal AND answer = 'hit' ORDER BY place"""
_UNASKED = """SELECT a.rule_id, a.status, a.rule_group, a.required, t.title, t.title_zh, a.cause,
    f.missing_facts, f.reason, f.reason_zh
    FROM answers AS a
    LEFT JOIN findings AS f USING (deal_id, rule_id)
    LEFT JOIN run_rule AS r ON r.run_id = a.run_id AND r.rule_id = a.rule_id
    LEFT JOIN rule_text AS t ON t.rule_id = a.rule_id AND t.version = a.version
                            AND t.digest = r.digest
    WHERE a.deal_id = $deal AND a.answer = 'not_evaluable'
    ORDER BY NOT a.required, list_position(['paper', 'not_yet', 'coverage', 'source'], a.cause),
             a.rule_id"""
_GROUPS = """SELECT rule_group, count(*) FILTER (answer = 'hit'),
    count(*) FILTER (answer = 'pass'), count(*) FILTER (answer = 'not_evaluable'),
    count(*) FILTER (answer = 'not_applicable')
    FROM answers WHERE deal_id = $deal AND status = 'active' GROUP BY ALL ORDER BY rule_group"""
_DUTIES = """SELECT duty, title, title_zh, rule_ids, starts_on, due_on, met_on
    FROM duties WHERE deal_id = $deal ORDER BY met_on IS NOT NULL, due_on NULLS FIRST, duty"""
_PAYMENTS = """SELECT p.payment_id, p.leg, p.invoice_document_id, p.amount, p.joined_by,
    p.joined_on, w.decision
    FROM deal_payment AS p SEMI JOIN live_result AS l USING (run_id, deal_id)
    LEFT JOIN payments_waiting AS w USING (payment_id)
    WHERE p.deal_id = $deal ORDER BY p.payment_id, p.invoice_document_id"""
_DOCUMENTS = """SELECT document_id, table_name, leg, line_no, allocated_quantity, unit, joined_by,
    joined_on FROM deal_document SEMI JOIN live_result USING (run_id, deal_id)
    WHERE deal_id = $deal ORDER BY table_name, document_id, leg, line_no"""
_CLIENT = """SELECT client_id, period, disposition, points, deal_points
    FROM client_result WHERE run_id = $run AND client_id = $client AND disposition <> 'PASS'"""
_CLIENT_FINDINGS = """SELECT f.rule_id, f.version, f.status, t.title, t.title_zh, f.severity,
    f.points, f.values_seen, f.reason, f.reason_zh
    FROM client_finding AS f
    LEFT JOIN run_rule AS r USING (run_id, rule_id)
    LEFT JOIN rule_text AS t ON t.rule_id = f.rule_id AND t.version = f.version
                            AND t.digest = r.digest
    WHERE f.run_id = $run AND f.client_id = $client AND f.answer = 'hit'
    ORDER BY f.status, f.points DESC, f.rule_id"""
_CURES = """SELECT cure_no, rule_id, status, field, corrects, original_value, corrected_value,
    proof, cured_by, cured_on, reason, reason_zh
    FROM cures WHERE deal_id = $deal ORDER BY cure_no"""
_SOURCES = """SELECT source_run_id, taken_by, taken_on FROM deal_source
    SEMI JOIN live_result USING (run_id, deal_id) WHERE deal_id = $deal"""
_LATE = """SELECT rule_id, title, title_zh, severity, by_deal_id, run_id, key, document_id,
    payment_id, is_known, reason, reason_zh FROM late_findings WHERE deal_id = $deal"""
_EARLIER = """SELECT d.run_id, r.batch, r.as_of, d.disposition, d.total_points
    FROM deal_result AS d JOIN run AS r USING (run_id) SEMI JOIN superseded USING (run_id, deal_id)
    WHERE d.deal_id = $deal ORDER BY r.run_no"""


def explain(db: Path | str, deal_id: str, *, lang: str = "en") -> Explanation:
    """Everything the store holds on the live result of one deal.

    Reads the published copy, or the store itself if that is newer. The addends are added up
    again and must give the stored total. Raises UsageError for an unknown deal or language,
    StoreError for a file that cannot be read or contradicts itself.
    """
    db = Path(db)
    if lang not in LANGUAGES:
        raise UsageError(f"no language {lang!r}", exists=", ".join(LANGUAGES), do="--lang en")
    with open_store(readable_path(db)) as con:
        if _table(con, "live_result") is None:
            raise StoreError("nothing was ever screened into this store", where=str(db))
        told = _of_deal(con, deal_id, lang)
    if told is None:
        raise unknown_deal(db, deal_id)
    _check_sum(told, db)
    return told


def _of_deal(con: duckdb.DuckDBPyConnection, deal_id: str, lang: str) -> Explanation | None:
    row = con.execute(
        """SELECT l.deal_id, l.run_id, r.batch, r.as_of, r.as_of_source, l.client_id,
        l.submitted_on, l.disposition, l.score, l.total_points, l.why, l.why_zh,
        l.unasked_groups, r.catalogue_digest
        FROM live_result AS l JOIN run AS r USING (run_id) WHERE l.deal_id = $deal""",
        {"deal": deal_id},
    ).fetchone()
    if row is None:
        return None
    deal: dict[str, Any] = dict(zip([f.name for f in fields(Explanation)], row[:-1], strict=False))
    return Explanation(
        **{**deal, "as_of": _utc(deal["as_of"])},
        addends=_lines(con, AddendLine, _ADDENDS, deal_id),
        findings=_findings(con, deal_id),
        not_evaluable=_lines(con, UnaskedLine, _UNASKED, deal_id),
        groups=_lines(con, GroupLine, _GROUPS, deal_id),
        duties=_lines(con, DutyLine, _DUTIES, deal_id),
        payments=_lines(con, PaymentLine, _PAYMENTS, deal_id),
        documents=_lines(con, DocumentLine, _DOCUMENTS, deal_id),
        facts=_facts(con, deal_id, deal["run_id"]),
        earlier=tuple(
            EarlierLine(run, batch, _utc(as_of), disposition, total)
            for run, batch, as_of, disposition, total in _rows(con, _EARLIER, deal_id)
        ),
        cures=_lines(con, CureLine, _CURES, deal_id),
        sources=_lines(con, SourceLine, _SOURCES, deal_id),
        late=_lines(con, LateLine, _LATE, deal_id) if _table(con, "late_findings") else (),
        client_alert=_client_alert(con, deal["run_id"], deal["client_id"]),
        odd=odd_lines(con, deal["run_id"], deal_id),
        lang=lang,
    )


def _client_alert(
    con: duckdb.DuckDBPyConnection, run_id: str, client_id: str | None
) -> ClientAlert | None:
    """What the deal's own run found of its client: that is what the deal inherits from."""
    key = {"run": run_id, "client": client_id}
    row = con.execute(_CLIENT, key).fetchone()
    if row is None:
        return None
    found = con.execute(_CLIENT_FINDINGS, key).fetchall()
    return ClientAlert(*(*row, _read(ClientFindingLine, found)))


def _rows(con: duckdb.DuckDBPyConnection, query: str, deal_id: str) -> Sequence[tuple[Any, ...]]:
    rows: Sequence[tuple[Any, ...]] = con.execute(query, {"deal": deal_id}).fetchall()
    return rows


def _lines(
    con: duckdb.DuckDBPyConnection, line: type[Line], query: str, deal_id: str
) -> tuple[Line, ...]:
    """Rows of a query whose columns stand in the order of the line's fields."""
    return tuple(line(*row) for row in _rows(con, query, deal_id))


def _findings(con: duckdb.DuckDBPyConnection, deal_id: str) -> tuple[FindingLine, ...]:
    return _read(FindingLine, _rows(con, _FINDINGS, deal_id))


def _read(line: type[Found], rows: Sequence[tuple[Any, ...]]) -> tuple[Found, ...]:
    """Lines of findings, their values seen read from JSON."""
    names = [f.name for f in fields(line)]
    named = (dict(zip(names, row, strict=True)) for row in rows)
    return tuple(
        line(**{**row, "values_seen": json.loads(row["values_seen"] or "{}")}) for row in named
    )


def _facts(con: duckdb.DuckDBPyConnection, deal_id: str, run_id: str) -> tuple[FactLine, ...]:
    """Facts that are not missing, in the order of the catalogue, units and meaning beside."""
    cursor = con.execute(
        "SELECT * EXCLUDE (catalogue_digest, run_id, deal_id) FROM deal_fact"
        " WHERE run_id = ? AND deal_id = ?",
        [run_id, deal_id],
    )
    names = [column[0] for column in cursor.description or ()]
    row = cursor.fetchone() or ()
    values = {n: v for n, v in zip(names, row, strict=False) if v is not None}
    return tuple(
        FactLine(n, v, FACTS[n].unit if n in FACTS else "", FACTS[n].meaning if n in FACTS else "")
        for n, v in values.items()
    )


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _table(con: duckdb.DuckDBPyConnection, name: str) -> str | None:
    row = con.execute("SELECT view_name FROM duckdb_views() WHERE view_name = ?", [name]).fetchone()
    return row[0] if row else None


def _check_sum(told: Explanation, db: Path) -> None:
    total = sum(a.points for a in told.addends)
    if total != told.total_points:
        raise StoreError(
            f"deal {told.deal_id}: the addends add up to {total}, stored is {told.total_points}",
            where=str(db),
            do="do not rely on this result: compare the file with a backup or screen it anew",
        )
