"""What the anomaly models said of a deal, and the facts that drove it, for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from screening.schema import FACTS

_SCORES = """SELECT role, model, percentile, forest_score, tail_score, n_missing_facts,
    missing_facts_ratio FROM deal_anomaly WHERE run_id = $run AND deal_id = $deal ORDER BY role"""
_REASONS = """SELECT fact, value, usual_low, usual_high, missing_ratio, tail_addend, forest_share
    FROM anomaly_reason WHERE run_id = $run AND deal_id = $deal AND role = $role
    ORDER BY position"""
_SCORED = (
    "Anomaly model {name}: odder than {percentile:.2f} % of the deals it was trained on (forest"
    " {forest:.3f}, tails {tail:.1f}); it does not have {missing} of its facts ({share:.0%})",
    "异常模型 {name}:比 {percentile:.2f} % 的训练样本更异常(孤立森林 {forest:.3f},"
    "尾部得分 {tail:.1f});缺少 {missing} 项事实({share:.0%})",
)
_SHADOW = (" · shadow: not counted", " · 试运行:不计分")
_SEEN = (
    "{fact} {value}; usual {low} to {high} ({meaning})",
    "{meaning} {value};通常为 {low} 至 {high}",
)
_MISSED = (
    "{fact} is missing, as in {share:.0%} of those deals ({meaning})",
    "缺少“{meaning}”;训练样本中 {share:.0%} 亦缺少",
)


@dataclass(frozen=True, slots=True)
class OddFactLine:
    """One fact that drove the score; `value` None where it is missing."""

    fact: str
    value: float | None
    usual_low: float
    usual_high: float
    missing_ratio: float
    tail_addend: float
    forest_share: float


@dataclass(frozen=True, slots=True)
class OddLine:
    """What one model said of the deal; `reasons` only where it is proposed for review or more."""

    role: str
    model: str
    percentile: float
    forest_score: float
    tail_score: float
    n_missing_facts: int
    missing_facts_ratio: float
    reasons: tuple[OddFactLine, ...] = ()


def odd_lines(con: duckdb.DuckDBPyConnection, run_id: str, deal_id: str) -> tuple[OddLine, ...]:
    """One line a model of the run; none of a run without, or of an older program's store."""
    there = "SELECT 1 FROM duckdb_tables() WHERE table_name = 'anomaly_reason'"
    if con.execute(there).fetchone() is None:
        return ()
    rows = con.execute(_SCORES, {"run": run_id, "deal": deal_id}).fetchall()
    return tuple(_line(con, run_id, deal_id, row) for row in rows)


def _line(
    con: duckdb.DuckDBPyConnection, run_id: str, deal_id: str, row: tuple[Any, ...]
) -> OddLine:
    key = {"run": run_id, "deal": deal_id, "role": row[0]}
    told = tuple(OddFactLine(*reason) for reason in con.execute(_REASONS, key).fetchall())
    return OddLine(*(*row, told))


def told_oddness(odd: Sequence[OddLine], language: int) -> Iterator[str]:
    """The lines as text; `language` is the place of the language among audit.words.LANGUAGES."""
    for line in odd:
        yield _SCORED[language].format(
            name=line.model,
            percentile=line.percentile,
            forest=line.forest_score,
            tail=line.tail_score,
            missing=line.n_missing_facts,
            share=line.missing_facts_ratio,
        ) + (_SHADOW[language] if line.role == "shadow" else "")
        yield from (f"  {_reason(reason, language)}" for reason in line.reasons)


def _reason(line: OddFactLine, language: int) -> str:
    fact = FACTS.get(line.fact)
    meaning = (fact.meaning, fact.meaning_zh)[language] if fact else line.fact
    unit = f" {fact.unit}" if fact and fact.unit and fact.unit != "ratio" else ""
    text = (_MISSED if line.value is None else _SEEN)[language]
    return text.format(
        fact=line.fact,
        meaning=meaning,
        value=f"{_number(line.value)}{unit}",
        low=_number(line.usual_low),
        high=_number(line.usual_high),
        share=line.missing_ratio,
    )


def _number(value: float | None) -> str:
    """The number in full where it is large, to six digits where it is small."""
    if value is None:
        return "?"
    return f"{value:,.0f}" if abs(value) >= 100_000 else f"{value:,.6g}"
