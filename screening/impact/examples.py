"""Example deals of a comparison: the first in the store of each kind of change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import polars as pl

from screening.impact.account import DealExample, RuleWord
from screening.impact.cohort import Cohort
from screening.impact.load import DISPOSITIONS
from screening.impact.reconsidered import Reconsidered
from screening.impact.rule_change import HitExample
from screening.impact.told import Saying, ToldDeal, told_deals
from screening.rulepack.answers import FIRST_HIT, NOT_EVALUABLE_NAME
from screening.schema import Absence

MOVED = pl.col("disposition") != pl.col("was_disposition")
_LACKS_PAPER = f"{NOT_EVALUABLE_NAME}:{Absence.PAPER.value}"
_Hits = defaultdict[str, list[tuple[int, HitExample]]]


class Examples:
    """Collects up to `n` deals of each kind of change, over all cohorts."""

    def __init__(self, n: int) -> None:
        self.n = n
        self._gained: _Hits = defaultdict(list)
        self._lost: _Hits = defaultdict(list)
        self._deals: list[tuple[int, DealExample]] = []

    def add(
        self,
        con: duckdb.DuckDBPyConnection,
        cohort: Cohort,
        codes: pl.DataFrame,
        decided: Reconsidered | None,
    ) -> None:
        """Nothing; adds the cohort's deals. `codes` is what `asked_again` gave."""
        chosen = _of_rules(codes, cohort, self.n)
        moved = _of_moves(decided, codes, self.n)
        rows = [row for of_rule in chosen.values() for of_side in of_rule for row in of_side]
        told = told_deals(con, cohort, codes, [*rows, *moved["row"]])
        for rule_id, (gained, lost) in chosen.items():
            self._gained[rule_id] += _hits(told, gained, rule_id, 1)
            self._lost[rule_id] += _hits(told, lost, rule_id, 0)
        self._deals += [(row["row"], _deal(row, told)) for row in moved.iter_rows(named=True)]

    def gained(self, rule_id: str) -> tuple[HitExample, ...]:
        """The first deals on which the rule gains a hit."""
        return self._first(self._gained[rule_id])

    def lost(self, rule_id: str) -> tuple[HitExample, ...]:
        """The first deals on which the rule loses its hit."""
        return self._first(self._lost[rule_id])

    def moves(self) -> tuple[DealExample, ...]:
        """The first deals of each change of disposition, the strictest outcome first."""
        by_move: dict[tuple[int, int], list[DealExample]] = defaultdict(list)
        for _, deal in sorted(self._deals, key=lambda pair: pair[0]):
            by_move[(DISPOSITIONS.index(deal.now), DISPOSITIONS.index(deal.was))].append(deal)
        return tuple(deal for move in sorted(by_move) for deal in by_move[move][: self.n])

    def _first(self, found: list[tuple[int, HitExample]]) -> tuple[HitExample, ...]:
        return tuple(e for _, e in sorted(found, key=lambda pair: pair[0])[: self.n])


def _of_rules(
    codes: pl.DataFrame, cohort: Cohort, n: int
) -> dict[str, tuple[list[int], list[int]]]:
    """Rows, the first in the store, of hits gained and lost, by rule."""
    chosen = {}
    for i, change in enumerate(cohort.changes):
        was, now = (pl.col(f"{s}_{i}").fill_null(0) >= FIRST_HIT for s in ("old", "new"))
        sides = (codes.filter(now & ~was), codes.filter(was & ~now))
        gained, lost = (side["row"].bottom_k(n).sort().to_list() for side in sides)
        chosen[change.rule_id] = (gained, lost)
    return chosen


def _of_moves(decided: Reconsidered | None, codes: pl.DataFrame, n: int) -> pl.DataFrame:
    """The first deals in the store of each change of disposition."""
    schema = {"row": pl.Int64, "was_disposition": pl.String, "disposition": pl.String}
    if decided is None:
        return pl.DataFrame(schema=schema)
    moved = decided.deals.filter(MOVED & pl.col("row").is_in(codes["row"].implode())).sort("row")
    return moved.group_by("was_disposition", "disposition", maintain_order=True).head(n)


def _hits(
    told: Mapping[int, ToldDeal], rows: Sequence[int], rule_id: str, side: int
) -> list[tuple[int, HitExample]]:
    return [(row, _hit(told[row].deal_id, told[row].rules[rule_id][side])) for row in rows]


def _hit(deal_id: str, saying: Saying) -> HitExample:
    severity = saying.answer.partition(":")[2]
    return HitExample(deal_id, severity, saying.reason, saying.reason_zh)


def _deal(row: Mapping[str, Any], told: Mapping[int, ToldDeal]) -> DealExample:
    deal = told[row["row"]]
    words = tuple(
        RuleWord(rule_id, then.answer, now.answer, *_reasons(then, now))
        for rule_id, (then, now) in deal.rules.items()
        if _matters(then) or _matters(now)
    )
    was, now, why_was, why_now = (
        str(row[n] or "") for n in ("was_disposition", "disposition", "was_why", "why")
    )
    return DealExample(deal.deal_id, was, now, why_was, why_now, words)


def _matters(saying: Saying) -> bool:
    return saying.answer.startswith("hit") or saying.answer == _LACKS_PAPER


def _reasons(then: Saying, now: Saying) -> tuple[str, str]:
    said = now if now.reason else then
    return said.reason, said.reason_zh
