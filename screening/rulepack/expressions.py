"""Formulas and blame as Polars expressions, over whatever stands for a comparison and a null."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_

import polars as pl

from screening.rulepack.blame import Blame, Guard, folded
from screening.rulepack.formula import Atom, Formula, Logic, Not


@dataclass(frozen=True, slots=True)
class Expressions:
    """How a comparison (by its canonical text) and a fact's absence are read from a frame."""

    comparison: Callable[[str], pl.Expr]
    missing: Callable[[str], pl.Expr]

    def truth(self, formula: Formula) -> pl.Expr:
        """TRUE, FALSE or null a row."""
        match formula:
            case Atom(sql):
                return self.comparison(sql)
            case Not(part):
                return ~self.truth(part)
            case Logic(joint, parts):
                return reduce(and_ if joint == "AND" else or_, map(self.truth, parts))

    def blamed(self, found: Sequence[Blame]) -> pl.Expr:
        """Whether one of these facts is missing where it would decide; never null."""
        return folded(found, self.missing, self._guarded, _any)

    def _guarded(self, guard: Guard, inside: pl.Expr) -> pl.Expr:
        value = self.truth(guard.formula)
        return inside & (value.is_null() if guard.is_open else ~value.fill_null(value=False))


def _any(parts: Sequence[pl.Expr]) -> pl.Expr:
    return reduce(or_, parts, pl.lit(value=False))


OVER_FACTS = Expressions(pl.sql_expr, lambda fact: pl.col(fact).is_null())
"""Reads the facts themselves."""
