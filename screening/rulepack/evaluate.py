"""The answers of every rule for every deal, as one code a deal and rule.

Order (three-valued logic throughout): applies is FALSE: not_applicable; every tier is FALSE:
pass; applies and a tier are TRUE: hit in the first such tier; else not_evaluable with the
strongest cause among the facts that are missing where they would decide.

What is certain is not lost: a milder tier that holds is a hit although a worse one cannot be
asked (the finding then names the facts missing for it). As AND, OR and NOT never turn missing
into TRUE or FALSE, taking a value away can never make a pass of a hit or a not_evaluable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from screening.rulepack.answers import (
    CAUSE_CODES,
    FIRST_HIT,
    NOT_APPLICABLE,
    PASS,
    answer_of,
)
from screening.rulepack.blame import blames_for, causes_of
from screening.rulepack.expressions import Expressions
from screening.rulepack.formula import facts_of
from screening.rulepack.rule import Rule, comparisons

COVERAGE_SCHEMA: Mapping[str, pl.DataType] = {
    "rule_id": pl.String(),
    "version": pl.Int64(),
    "answer": pl.String(),
    "cause": pl.String(),
    "n_deals": pl.Int64(),
}


def answer_codes(facts: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """One row a deal in the order of `facts`; one UInt8 column a rule, named by its id.

    `facts` holds at least the facts of the rules' conditions. Codes: see `answers`.
    """
    if not rules:
        return pl.DataFrame(height=facts.height)
    asked = _Asked(rules)
    # Each comparison is made once and kept as bits; rules then only combine bits.
    bits = facts.lazy().select(asked.columns())
    return bits.select([asked.code(r).alias(r.id) for r in rules]).collect()


def hit_codes(rule: Rule) -> range:
    """The codes of a hit, one a tier, worst first."""
    return range(FIRST_HIT, FIRST_HIT + len(rule.tiers))


class _Asked:
    """Short names for the distinct comparisons and missing flags of some rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        texts = dict.fromkeys(t for r in rules for t in comparisons(r))
        facts = dict.fromkeys(f for r in rules for f in facts_of(r.formula))
        self.atoms = {text: f"is_{i}" for i, text in enumerate(texts)}
        self.nulls = {fact: f"no_{i}" for i, fact in enumerate(facts)}
        self.read = Expressions(
            lambda text: pl.col(self.atoms[text]), lambda fact: pl.col(self.nulls[fact])
        )

    def columns(self) -> list[pl.Expr]:
        """One Boolean column a comparison, and one a fact: whether it is missing."""
        made = [pl.sql_expr(text).alias(name) for text, name in self.atoms.items()]
        return [*made, *(pl.col(f).is_null().alias(name) for f, name in self.nulls.items())]

    def code(self, rule: Rule) -> pl.Expr:
        truth, applies = self.read.truth, rule.applies_formula
        cases = [(~truth(rule.when_formula), PASS)]
        if applies is not None:
            cases.insert(0, (~truth(applies), NOT_APPLICABLE))
        for i, tier in enumerate(rule.tiers):
            holds = truth(tier.formula)
            asked = holds if applies is None else holds & truth(applies)
            cases.append((asked, FIRST_HIT + i))
        *stronger, weakest = causes_of(rule)
        cases += [(self.read.blamed(blames_for(rule, c)), CAUSE_CODES[c]) for c in stronger]
        return _first_true(cases, CAUSE_CODES[weakest])


def _first_true(cases: Iterable[tuple[pl.Expr, int]], otherwise: int) -> pl.Expr:
    """The number beside the first case that is TRUE (a null case is not)."""
    chosen: pl.Expr = pl.lit(otherwise, pl.UInt8)
    for case, number in reversed(list(cases)):
        chosen = pl.when(case).then(pl.lit(number, pl.UInt8)).otherwise(chosen)
    return chosen


def coverage(codes: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """One row a rule, answer and cause with the number of deals, sorted by rule, answer, cause."""
    rows = [row for rule in rules for row in _counted(codes[rule.id], rule)]
    table = pl.DataFrame(rows, schema=COVERAGE_SCHEMA, orient="row")
    by = ["rule_id", "version", "answer", "cause"]
    return table.group_by(by).agg(pl.col("n_deals").sum()).sort(by)


def _counted(codes: pl.Series, rule: Rule) -> Iterator[tuple[str, int, str, str | None, int]]:
    """Rows of one rule; the loop is over the codes there are, not over deals."""
    for code in (NOT_APPLICABLE, PASS, *CAUSE_CODES.values(), *hit_codes(rule)):
        if n := int((codes == code).sum()):
            yield (rule.id, rule.version, *answer_of(code), n)
