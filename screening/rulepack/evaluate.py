"""The answers of every rule for every deal, as one code a deal and rule.

Order (three-valued logic throughout): applies is FALSE: not_applicable; every tier is FALSE:
pass; applies and a tier are TRUE: hit in the first such tier; else not_evaluable with the
strongest cause among the facts that are missing where they would decide.

What is certain is not lost: a milder tier that holds is a hit although a worse one cannot be
asked (the finding then names the facts missing for it). As AND, OR and NOT never turn missing
into TRUE or FALSE, taking a value away can never make a pass of a hit or a not_evaluable.

Polars makes each distinct comparison once for all rules; what rules make of them is logic over
bits, eight deals a byte (two bytes hold TRUE, FALSE or missing of eight deals).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, reduce

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.rulepack.answers import (
    CAUSE_CODES,
    CAUSES,
    FIRST_HIT,
    NOT_APPLICABLE,
    PASS,
    answer_of,
    cause_of,
)
from screening.rulepack.bits import Bits, Truth, both, either, every, expanded, opposite, truth_of
from screening.rulepack.blame import Guard, folded, rule_blames
from screening.rulepack.formula import Atom, Formula, Logic, Not, atoms
from screening.rulepack.rule import Rule
from screening.schema import FACTS

_WORD = re.compile("'(?:[^']|'')*'")
_WORDS = re.compile(rf"(?P<fact>\w+) IN \((?P<words>{_WORD.pattern}(, {_WORD.pattern})*)\)")

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
    asked = _Asked(facts, rules)
    codes = np.zeros((len(rules), facts.height), dtype=np.uint8)
    for column, rule, question in zip(codes, rules, asked.questions, strict=True):
        asked.write_codes(column, rule, question)
    return pl.DataFrame(dict(zip((r.id for r in rules), codes, strict=True)))  # not copied


def hit_codes(rule: Rule) -> range:
    """The codes of a hit, one a tier, worst first."""
    return range(FIRST_HIT, FIRST_HIT + len(rule.tiers))


_Question = tuple[Formula | None, tuple[Formula, ...]]
"""When a rule applies, and when each of its tiers holds."""


def _atoms(question: _Question) -> Iterator[Atom]:
    applies, tiers = question
    for formula in (*tiers, *([applies] if applies else [])):
        yield from atoms(formula)


class _Asked:
    """The distinct comparisons and missing facts of some rules, as bits of some deals."""

    def __init__(self, facts: pl.DataFrame, rules: Sequence[Rule]) -> None:
        # formulas are built anew at each look, so one look a rule
        self.questions = [(r.applies_formula, tuple(t.formula for t in r.tiers)) for r in rules]
        found = {a.sql: a for question in self.questions for a in _atoms(question)}
        alone = {a.facts[0]: sql for sql, a in found.items() if len(a.facts) == 1}
        others = dict.fromkeys(f for a in found.values() for f in a.facts if f not in alone)
        made = [comparison(sql).alias(f"is_{i}") for i, sql in enumerate(found)]
        made += [pl.col(f).is_null().alias(f"no_{i}") for i, f in enumerate(others)]
        columns = facts.lazy().select(made).collect(optimizations=pl.QueryOptFlags.none())
        truths = [truth_of(column) for column in columns.get_columns()]
        self.n_deals = facts.height
        self.all = every(facts.height)
        self.atoms = dict(zip(found, truths, strict=False))
        self.nulls = {f: t.yes for f, t in zip(others, truths[len(found) :], strict=True)}
        for fact, sql in alone.items():  # a comparison is missing exactly if its fact is
            truth = self.atoms[sql]
            self.nulls[fact] = self.all ^ (truth.yes | truth.no)

    def truth(self, formula: Formula) -> Truth:
        """Where the formula is TRUE, and where FALSE."""
        match formula:
            case Atom(sql):
                return self.atoms[sql]
            case Not(part):
                return opposite(self.truth(part))
            case Logic(joint, parts):
                return reduce(both if joint == "AND" else either, map(self.truth, parts))

    def write_codes(self, codes: npt.NDArray[np.uint8], rule: Rule, question: _Question) -> None:
        """One answer code a deal, into room that holds noughts."""
        for chosen, number in self.answers(rule, question):
            if number and chosen.any():
                codes |= expanded(chosen, self.n_deals) * np.uint8(number)

    def answers(self, rule: Rule, question: _Question) -> Iterator[tuple[Bits, int]]:
        """The deals of each answer with its code; each deal once."""
        left = self.all
        for holds, number in self._cases(rule, question):
            chosen = left & holds
            left = left & ~chosen
            yield chosen, number
            if not left.any():
                return

    def _cases(self, rule: Rule, question: _Question) -> Iterator[tuple[Bits, int]]:
        """The cases of the order above; of a deal the first counts."""
        applies, formulas = question
        tiers = [self.truth(f) for f in formulas]
        asked = None if applies is None else self.truth(applies)
        if asked is not None:
            yield asked.no, NOT_APPLICABLE
        yield reduce(either, tiers).no, PASS
        for i, tier in enumerate(tiers):
            yield (tier.yes if asked is None else tier.yes & asked.yes), FIRST_HIT + i
        blamed = rule_blames(rule)
        present = {cause_of(FACTS[b.fact]) for b in blamed}
        *stronger, weakest = (c for c in CAUSES if c in present)
        for cause in stronger:
            found = [b for b in blamed if cause_of(FACTS[b.fact]) is cause]
            lacks = folded(found, self.nulls.__getitem__, self._guarded, self._any)
            yield lacks, CAUSE_CODES[cause]
        yield self.all, CAUSE_CODES[weakest]

    def _guarded(self, guard: Guard, inside: Bits) -> Bits:
        value = self.truth(guard.formula)
        return inside & ~(value.yes | value.no if guard.is_open else value.yes)

    def _any(self, parts: Sequence[Bits]) -> Bits:
        return reduce(np.bitwise_or, parts, np.zeros_like(self.all))


@lru_cache(maxsize=10_000)
def comparison(text: str) -> pl.Expr:
    """The comparison; one with a list of words as one with each: that is several times faster."""
    listed = _WORDS.fullmatch(text)
    if listed is None:
        return pl.sql_expr(text)
    words = _WORD.findall(listed["words"])
    return pl.sql_expr(" OR ".join(f"{listed['fact']} = {word}" for word in words))


def coverage(codes: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """One row a rule, answer and cause with the number of deals, sorted by rule, answer, cause."""
    rows = [row for rule in rules for row in _counted(codes[rule.id], rule)]
    table = pl.DataFrame(rows, schema=COVERAGE_SCHEMA, orient="row")
    by = ["rule_id", "version", "answer", "cause"]
    return table.group_by(by).agg(pl.col("n_deals").sum()).sort(by)


def _counted(codes: pl.Series, rule: Rule) -> Iterator[tuple[str, int, str, str | None, int]]:
    """Rows of one rule; the loop is over the codes there are, not over deals."""
    values, left = codes.to_numpy(), len(codes)
    for code in (PASS, NOT_APPLICABLE, *CAUSE_CODES.values(), *hit_codes(rule)):
        if left and (n := int(np.count_nonzero(values == code))):
            left -= n
            yield (rule.id, rule.version, *answer_of(code), n)
