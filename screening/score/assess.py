"""One call from facts, answers and findings to what the desk does with a deal."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from screening.rulepack import Pack, Rule
from screening.schema.record import Record
from screening.score.addends import addends
from screening.score.anomaly_points import anomaly_points
from screening.score.cured import cured
from screening.score.disposition import answer_counts, dispositions
from screening.score.duties import duties
from screening.score.lowering import lowered

_REVIEW = 3  # the rank of REVIEW; HOLD and ESCALATE come before it
_HALVING = 20  # points that double the odds: 100 / (1 + 2^(-total / 20))


@dataclass(frozen=True, slots=True)
class Assessment:
    """Result frames of deals, findings, addends and duties, less their run_id."""

    deals: pl.DataFrame
    findings: pl.DataFrame
    addends: pl.DataFrame
    duties: pl.DataFrame


def assess(
    facts: pl.DataFrame,
    codes: pl.DataFrame,
    findings: pl.DataFrame,
    pack: Pack,
    rules: Sequence[Rule],
    today: date,
    calendar: pl.DataFrame,
    record: Record | None = None,
    scored: pl.DataFrame | None = None,
) -> Assessment:
    """Points, dispositions and duties of the deals in `facts`, each from its own rows alone.

    `codes` (with deal_id) and `findings` come from the rule pack's evaluation. Shadow rules are
    in `findings` and count for nothing. `today` is the day of decision; `record` what the desk
    has on record of the deals (default: nothing), `scored` what the anomaly models say of them
    (`deal_anomaly`; default: no model).
    """
    record = record or Record.none()
    judged = cured(lowered(findings, facts, pack.policy), record.cures)
    active = judged.filter(pl.col("status") == "active")
    odd = None if scored is None else anomaly_points(scored, pack.policy)
    hits = active.filter(pl.col("answer") == "hit")
    sums = addends(facts["deal_id"], hits, pack.policy, odd)
    counts = answer_counts(codes, tuple(rules))
    deals = dispositions(
        facts.select("deal_id", "client_id", "submitted_on"),
        active,
        _sums(sums),
        counts,
        pack.policy,
    )
    return Assessment(
        deals=deals.with_columns(score=shown(), answers=packed(codes, rules)),
        findings=judged.with_columns(tier=pl.col("tier") + 1),
        addends=sums,
        duties=duties(active, facts, pack.policy, today, calendar, record.begun),
    )


def to_look_at(judged: Assessment) -> pl.Series:
    """Ids of the deals proposed for review or more."""
    return judged.deals.filter(pl.col("disposition_rank") <= _REVIEW)["deal_id"]


def _sums(rows: pl.DataFrame) -> pl.DataFrame:
    """What all addends come to, and what rules and caps do: the model never counts for review."""
    is_rule = pl.col("kind").is_in(["rule", "group_cap"])
    return rows.group_by("deal_id").agg(
        total_points=pl.col("points").sum(), rule_points=pl.col("points").filter(is_rule).sum()
    )


def shown() -> pl.Expr:
    """The shown score, 0 to 100; rounded so that no platform's power function shows through."""
    return (100 / (1 + (pl.lit(2.0) ** (-pl.col("total_points") / _HALVING)))).round(4)


def packed(codes: pl.DataFrame, rules: Sequence[Rule]) -> pl.Series:
    """One list of answer codes a row, in the order of the rules; no copy a row."""
    n_deals, n_rules = codes.height, len(rules)
    matrix = _by_deal(codes.select(r.id for r in rules).to_numpy())
    offsets = pa.array(np.arange(n_deals + 1, dtype=np.int64) * n_rules)
    lists = pa.LargeListArray.from_arrays(offsets, pa.array(matrix.reshape(-1)))
    packed = pl.from_arrow(lists)
    assert isinstance(packed, pl.Series)
    return packed


def _by_deal(matrix: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """The codes laid out deal after deal; columns lie one after another, so two threads turn."""
    turned = np.empty(matrix.shape, dtype=np.uint8)
    half = matrix.shape[0] // 2
    with ThreadPoolExecutor(1) as other:
        first = other.submit(np.copyto, turned[:half], matrix[:half])
        np.copyto(turned[half:], matrix[half:])
        first.result()
    return turned
