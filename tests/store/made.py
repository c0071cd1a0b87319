"""A small hand-made batch: three deals, one held, one to review, one clear."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import polars as pl

from screening.schema import CLIENT_FACTS, DEAL_FACTS, TABLES, catalogue_digest
from screening.schema.results import RESULT_TABLES
from screening.store import Results, RunKey, run_key

Rows = list[dict[str, Any]]
NOTHING = ""


def made_key(batch: str = "b1", **changes: Any) -> RunKey:
    """A run key; the batch's name stands for its content."""
    given: dict[str, Any] = {
        "batch": batch,
        "batch_digest": f"digest-of-{batch}",
        "reference_digest": "ref-1",
        "history_digest": "no-history",
        "pack_digest": "pack-1",
        "model_digest": NOTHING,
        "engine_version": "0.1.0",
        "catalogue_digest": catalogue_digest(),
        "as_of": datetime(2025, 6, 30, 12, tzinfo=UTC),
        "as_of_source": "payments.requested_at",
    }
    return run_key(**{**given, **changes})


def framed(name: str, run: RunKey, rows: Rows) -> pl.DataFrame:
    """A shaped result table of those rows; columns not given are null."""
    table = RESULT_TABLES[name]
    filled = [{c: r.get(c) for c in table.dtypes} | {"run_id": run.run_id} for r in rows]
    wanted = [{c: r[c] for c in table.dtypes} for r in filled]
    return table.shape(pl.DataFrame(wanted, schema=table.dtypes))


RULES: Rows = [
    {"position": 1, "rule_id": "AUT-04", "rule_group": "authenticity", "required": True},
    {"position": 2, "rule_id": "COM-01", "rule_group": "commercial", "required": True},
    {"position": 3, "rule_id": "LOG-10", "rule_group": "logic", "required": False},
    {"position": 4, "rule_id": "NET-06", "rule_group": "network", "required": False},
]

WHY = {
    "HOLD": "hold: AUT-04",
    "REVIEW": "cannot be asked for want of a paper or field: COM-01",
}
WHY_ZH = {"HOLD": "拦截:AUT-04", "REVIEW": "因缺少单证或字段无法判断:COM-01"}


def made(key: RunKey | None = None, prefix: str = "D") -> Results:
    """The batch, its deals named `<prefix>-1` to `<prefix>-3`."""
    run = key or made_key()
    rows = _result_rows(prefix)
    return Results(
        run=run,
        tables={name: framed(name, run, r) for name, r in rows.items()},
        facts=made_facts([f"{prefix}-{i}" for i in (1, 2, 3)]),
        client_facts=made_client_facts(),
        input_tables=made_inputs(prefix),
        reference_tables=made_reference(),
    )


def made_facts(deals: list[str]) -> pl.DataFrame:
    """One row a deal, every fact null but two."""
    schema = {"deal_id": pl.String(), **{f.name: f.type.dtype for f in DEAL_FACTS.values()}}
    return pl.DataFrame({"deal_id": deals}).select(
        pl.col(n) if n == "deal_id" else pl.lit(_fact(n), dtype=t).alias(n)
        for n, t in schema.items()
    )


def made_client_facts() -> pl.DataFrame:
    """One client, every fact null but one."""
    schema = {"client_id": pl.String(), **{n: f.type.dtype for n, f in CLIENT_FACTS.items()}}
    given = {"client_id": "C1", "n_client_deals": 3}
    return pl.DataFrame([{n: given.get(n) for n in schema}], schema=schema)


def _fact(name: str) -> object:
    return {"mode": "offshore_resale", "price_deviation": 5.1}.get(name)


def made_inputs(prefix: str) -> Mapping[str, pl.DataFrame]:
    """One payment row, with a time that carries a zone."""
    table = TABLES["payments"]
    row = dict.fromkeys(table.names) | {
        "payment_id": f"{prefix}-P1",
        "amount": Decimal("180000.000"),
        "currency": "USD",
        "requested_at": datetime(2025, 6, 30, 12, tzinfo=UTC),
    }
    return {"payments": pl.DataFrame([row], schema=table.dtypes)}


def made_reference() -> Mapping[str, pl.DataFrame]:
    """One rate."""
    table = TABLES["fx_rates"]
    row = dict.fromkeys(table.names) | {
        "currency": "EUR",
        "rate_date": date(2025, 6, 30),
        "usd_per_unit": Decimal("1.170000"),
    }
    return {"fx_rates": pl.DataFrame([row], schema=table.dtypes)}


def _result_rows(p: str) -> dict[str, Rows]:
    finding = {"stage": "both", "version": 1, "status": "active", "curable": False}
    hit = finding | {"answer": "hit", "tier": 1}
    return {
        "run_file": [
            {
                "file": "payments.csv",
                "table_name": "payments",
                "format": "csv",
                "n_rows_in": 10,
                "n_rows_loaded": 9,
                "n_rows_rejected": 1,
            },
            {
                "file": "README.md",
                "format": "not read",
                "n_rows_in": 0,
                "n_rows_loaded": 0,
                "n_rows_rejected": 0,
                "note": "no table",
            },
        ],
        "reject": [
            {
                "file": "payments.csv",
                "line": 7,
                "table_name": "payments",
                "column_name": "amount",
                "reason": "amount: not a number",
                "raw": "P9,abc",
                "raw_sha256": "aa",
            }
        ],
        "run_rule": [
            r
            | {"version": 1, "digest": f"d-{r['rule_id']}", "status": "active", "stage": "both"}
            | {"grain": "client" if r["rule_id"] == "NET-06" else "deal"}
            for r in RULES
        ],
        "rule_text": [
            {
                "rule_id": r["rule_id"],
                "version": 1,
                "digest": f"d-{r['rule_id']}",
                "title": f"Title of {r['rule_id']}",
                "title_zh": f"{r['rule_id']} 标题",
                "text": "...",
                "canonical": "TRUE",
            }
            for r in RULES
        ],
        "policy_text": [{"pack_digest": "pack-1", "text": "version = 1"}],
        "deal_document": [
            {
                "deal_id": f"{p}-1",
                "document_id": f"{p}-BL1",
                "table_name": "transport_documents",
                "leg": "both",
                "joined_by": "deal_id",
                "joined_on": f"{p}-1",
            }
        ],
        "deal_payment": [
            {
                "deal_id": f"{p}-1",
                "payment_id": f"{p}-P1",
                "invoice_document_id": f"{p}-INV1",
                "leg": "buy",
                "amount": Decimal("180000.000"),
                "joined_by": "remittance_text",
                "joined_on": "INV1",
            }
        ],
        "deal_result": [
            _result(f"{p}-1", "HOLD", 1, 40, [16, 17, 1]),
            _result(f"{p}-2", "REVIEW", 3, -70, [1, 2, 4]),
            _result(f"{p}-3", "PASS", 5, -90, [1, 1, 0]) | {"rule_points": 0},
        ],
        "addend": [
            _addend(f"{p}-1", 1, "base", -100),
            _addend(f"{p}-1", 2, "rule", 120, rule_id="AUT-04", rule_group="authenticity"),
            _addend(f"{p}-1", 3, "rule", 20, rule_id="COM-01", rule_group="commercial"),
            _addend(f"{p}-2", 1, "base", -100),
            _addend(f"{p}-2", 2, "rule", 30, rule_id="LOG-10", rule_group="logic"),
            _addend(f"{p}-3", 1, "base", -100),
            _addend(f"{p}-3", 2, "client", 10, client_alert="C1 2025-06") | {"full_points": 15},
        ],
        "finding": [
            hit
            | {
                "deal_id": f"{p}-1",
                "rule_id": "AUT-04",
                "rule_group": "authenticity",
                "severity": "hold",
                "rule_severity": "hold",
                "points": 120,
                "values_seen": '{"bill_status_at_title": "SURRENDERED", "limits": {}}',
                "document_id": f"{p}-BL1",
                "reason": "The bill was surrendered before title came in.",
                "reason_zh": "提单在取得货权前已交付提货。",
            },
            hit
            | {
                "deal_id": f"{p}-1",
                "rule_id": "COM-01",
                "rule_group": "commercial",
                "severity": "review",
                "rule_severity": "hold",
                "lowered_by": "R11",
                "points": 20,
                "tier": 2,
                "values_seen": '{"price_deviation": 0.5, "limits": {"deviation": 0.3}}',
                "reason": "Unit price is 1.5 times the reference.",
                "reason_zh": "单价为参考价的 1.5 倍。",
            },
            finding
            | {
                "deal_id": f"{p}-2",
                "rule_id": "COM-01",
                "rule_group": "commercial",
                "answer": "not_evaluable",
                "points": 0,
                "cause": "paper",
                "missing_facts": "price_deviation",
                "reason": "Could not be asked: a required paper is missing.",
                "reason_zh": "无法判断:缺少单证。",
            },
        ],
        "duty": [
            {
                "deal_id": f"{p}-1",
                "duty": "REPORT_FRT",
                "title": "Report the foreign exchange risk",
                "title_zh": "报送外汇风险交易报告",
                "rule_ids": "AUT-04",
            }
        ],
        "payment_decision": [
            {
                "payment_id": f"{p}-P1",
                "deal_ids": f"{p}-1",
                "direction": "OUT",
                "amount": Decimal("180000.000"),
                "currency": "USD",
                "requested_at": datetime(2025, 6, 30, 12, tzinfo=UTC).replace(tzinfo=None),
                "decision": "HOLD",
                "rule_ids": "AUT-04",
            }
        ],
        "run_rule_coverage": [
            _covered("AUT-04", "hit", 1),
            _covered("AUT-04", "pass", 2),
            _covered("COM-01", "hit", 1),
            _covered("COM-01", "not_evaluable", 1, "paper"),
            _covered("COM-01", "pass", 1),
            _covered("LOG-10", "not_applicable", 1),
            _covered("LOG-10", "not_evaluable", 1, "coverage"),
            _covered("LOG-10", "pass", 1),
            _covered("NET-06", "hit", 1),
        ],
        "client_result": [
            {
                "client_id": "C1",
                "period": "2025-06",
                "disposition": "PASS_NOTE",
                "disposition_rank": 4,
                "points": 15,
                "deal_points": 10,
                "n_deals": 3,
                "n_hits": 1,
                "n_not_evaluable": 0,
                "why": "notes: NET-06",
                "why_zh": "提示:NET-06",
                "answers": [16],
            }
        ],
        "client_finding": [
            {
                "client_id": "C1",
                "period": "2025-06",
                "rule_id": "NET-06",
                "version": 1,
                "status": "active",
                "rule_group": "network",
                "typology": "concentration",
                "answer": "hit",
                "tier": 1,
                "severity": "review",
                "points": 15,
                "values_seen": '{"client_top_counterparty": "P1", "limits": {"share": 0.8}}',
                "reason": "Most of its value stands with P1.",
                "reason_zh": "价值集中于 P1。",
            }
        ],
        "client_deal": [
            {
                "client_id": "C1",
                "deal_id": f"{p}-{i}",
                "dated_on": date(2025, 6, i),
                "value_cents": 100,
                "is_loss": False,
                "is_on_instruction": False,
                "counterparty_ids": "P1",
                "disposition": "PASS",
            }
            for i in (1, 2, 3)
        ],
        "paper_use": [
            {
                "paper_key": "MAEU:1",
                "deal_id": f"{p}-1",
                "client_id": "C1",
                "document_id": f"{p}-BL1",
                "submitted_on": date(2025, 6, 1),
                "drawn_milli": 1000,
                "paper_milli": 1000,
            }
        ],
        "invoice_use": [
            {"invoice_key": "S1:INV1", "deal_id": f"{p}-1", "document_id": f"{p}-INV1"}
        ],
        "payment_use": [
            {
                "invoice_key": "S1:INV1",
                "deal_id": f"{p}-1",
                "payment_id": f"{p}-P1",
                "amount": Decimal("180000.000"),
                "currency": "USD",
            }
        ],
    }


def _result(
    deal: str, disposition: str, rank: int, total: int, answers: list[int]
) -> dict[str, Any]:
    return {
        "deal_id": deal,
        "client_id": "C1",
        "submitted_on": date(2025, 6, 1),
        "disposition": disposition,
        "disposition_rank": rank,
        "total_points": total,
        "rule_points": total + 100,
        "score": 100 / (1 + 2 ** (-total / 20)),
        "n_hits": sum(a >= 16 for a in answers),
        "n_not_evaluable": sum(2 <= a <= 5 for a in answers),
        "unasked_groups": "commercial" if deal.endswith("-2") else None,
        "why": WHY.get(disposition),
        "why_zh": WHY_ZH.get(disposition),
        "answers": answers,
    }


def _addend(deal: str, position: int, kind: str, points: int, **more: Any) -> dict[str, Any]:
    return {
        "deal_id": deal,
        "position": position,
        "kind": kind,
        "points": points,
        "full_points": points,
        **more,
    }


def _covered(rule: str, answer: str, n: int, cause: str | None = None) -> dict[str, Any]:
    return {"rule_id": rule, "version": 1, "answer": answer, "cause": cause, "n_deals": n}
