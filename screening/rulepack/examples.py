"""Every example of every rule, answered by both engines in one batch each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from screening.rulepack.answers import FIRST_HIT, HIT_NAME, answer_of
from screening.rulepack.evaluate import answer_codes
from screening.rulepack.findings import findings
from screening.rulepack.replay import replayed_codes
from screening.rulepack.rule import ASKS, FactValue, Rule
from screening.rulepack.toml_file import Problems, all_texts
from screening.schema import FACTS, FactType

BASELINE = "the baseline"
_NEUTRAL: Mapping[FactType, FactValue] = {
    FactType.BOOLEAN: False,
    FactType.BIGINT: 0,
    FactType.DOUBLE: 0.0,
    FactType.VARCHAR: "",
    FactType.DATE: date(2000, 1, 1),
}


@dataclass(frozen=True, slots=True)
class Trial:
    """One deal a rule is tried on: its baseline or one example, and the code it got.

    `rule` has the segments in force on the example's day; `key` is where the deal stands in the
    file; `expect` is empty where that cannot be read.
    """

    rule: Rule
    name: str
    expect: str
    row: int
    code: int
    on: date | None = None
    key: str = "baseline"

    @property
    def got(self) -> str:
        """The answer with its severity or cause, as `expect` writes it."""
        return shown_answer(self.rule, self.code)


@dataclass(frozen=True, slots=True)
class Trials:
    """All trials of some rules; `facts` has one row a trial, in the order of `of_rules`."""

    facts: pl.DataFrame
    of_rules: tuple[Trial, ...]
    found: tuple[Problems, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """Wrong answers and the like, each with file and line."""
        return all_texts(self.found)

    def of(self, rule: Rule) -> tuple[Trial, ...]:
        """The trials of one rule, baseline first."""
        return tuple(t for t in self.of_rules if t.rule.file == rule.file)


def run_examples(rules: Sequence[Rule]) -> Trials:
    """Every baseline and example answered; problems: wrong answers, and engines that disagree."""
    asked = [deal for rule in rules for deal in _deals(rule)]
    facts = _frame([d.values for d in asked])
    rounds = [(same, answer_codes(facts, same)) for same in _rounds(asked)]
    # one column a rule and day, as examples of one rule may stand on several days
    given = {id(r): codes[r.id] for same, codes in rounds for r in same}
    trials = tuple(
        Trial(d.rule, d.name, d.expect, row, given[id(d.rule)][row], d.on, d.key)
        for row, d in enumerate(asked)
    )
    found = {r.file: Problems(r.file, r.text) for r in rules}
    for t in trials:
        if not _meets(t):
            what = f"{_said(t)}: expected {t.expect}, got {t.got}"
            found[t.rule.file].add(what, at=f"{t.key}.expect")
    for same, codes in rounds:
        _tell_disagreements(facts, codes, same, found)
    _tell_unsaid(facts, trials, found)
    return Trials(facts, trials, tuple(found.values()))


def _rounds(asked: Sequence[_Deal]) -> list[list[Rule]]:
    """The rules of the deals, each day's form of a rule in another round; ids differ in a round."""
    forms: dict[str, list[Rule]] = {}
    for deal in asked:
        of_rule = forms.setdefault(deal.rule.id, [])
        if not any(deal.rule is form for form in of_rule):
            of_rule.append(deal.rule)
    most = max(map(len, forms.values()), default=0)
    return [[of[i] for of in forms.values() if len(of) > i] for i in range(most)]


def shown_answer(rule: Rule, code: int) -> str:
    """An answer code as an example's `expect` writes it."""
    answer, cause = answer_of(code)
    if answer == HIT_NAME:
        return f"{answer}:{rule.tiers[code - FIRST_HIT].severity}"
    return f"{answer}:{cause}" if cause else answer


@dataclass(frozen=True, slots=True)
class _Deal:
    """A deal to try: the rule as it is that day, name, expected answer, facts."""

    rule: Rule
    name: str
    expect: str
    values: Mapping[str, FactValue | None]
    on: date | None = None
    key: str = "baseline"


def _deals(rule: Rule) -> Iterator[_Deal]:
    """The baseline and each example."""
    if not rule.baseline and not rule.examples:
        return
    given = {"mode": rule.modes[0], **rule.baseline} if rule.modes else dict(rule.baseline)
    start = {**_nothing(rule.grain), **given}
    forms = {day: rule.on(day) for day in dict.fromkeys((None, *(e.on for e in rule.examples)))}
    if rule.baseline:
        yield _Deal(forms[None], BASELINE, HIT_NAME, start)
    for example in rule.examples:
        unset = dict.fromkeys(example.unset)
        values = {**start, **example.set, **unset}
        form = forms[example.on]
        yield _Deal(form, example.name, example.expect, values, example.on, example.key)


def _nothing(grain: str) -> dict[str, FactValue | None]:
    """A deal of which nothing is known; a fact that is never missing has its neutral value."""
    return {
        f.name: None if f.absence else _NEUTRAL[f.type]
        for f in FACTS.values()
        if f.grain in ASKS[grain]
    }


def _frame(deals: Sequence[Mapping[str, FactValue | None]]) -> pl.DataFrame:
    """One row a trial, deal_id and all facts, typed as the catalogue says."""
    columns = {
        f.name: pl.Series(f.name, [_typed(d.get(f.name), f.type) for d in deals], f.type.dtype)
        for f in FACTS.values()
    }
    ids = pl.Series("deal_id", [f"{i:06d}" for i in range(len(deals))], pl.String)
    return pl.DataFrame([ids, *columns.values()])


def _typed(value: FactValue | None, kind: FactType) -> FactValue | None:
    return float(value) if kind is FactType.DOUBLE and isinstance(value, int) else value


def _said(trial: Trial) -> str:
    return trial.name if trial.name == BASELINE else f'example "{trial.name}"'


def _meets(trial: Trial) -> bool:
    """Whether the answer is the one expected, as closely as the example says."""
    return trial.expect in ("", trial.got) or trial.got.partition(":")[0] == trial.expect


def _tell_disagreements(
    facts: pl.DataFrame,
    codes: pl.DataFrame,
    rules: Sequence[Rule],
    problems: Mapping[str, Problems],
) -> None:
    """A problem a rule whose answers the two engines give differently on any trial's facts."""
    replayed = replayed_codes(facts, rules)
    for r in rules:
        if n := int((codes[r.id] != replayed[r.id]).sum()):
            what = f"Polars and DuckDB disagree on {n} of the pack's examples"
            problems[r.file].add(what, at="when")


def _tell_unsaid(
    facts: pl.DataFrame, trials: Sequence[Trial], problems: Mapping[str, Problems]
) -> None:
    """A problem a rule with a hit whose reason cannot be written in one of the languages."""
    for of_form in {id(t.rule): t.rule for t in trials}.values():
        hits = [t for t in trials if t.rule is of_form and t.code >= FIRST_HIT]
        if hits and _has_unsaid(facts, hits):
            problems[of_form.file].add("the reason of a hit is empty", at="reason")


def _has_unsaid(facts: pl.DataFrame, hits: Sequence[Trial]) -> bool:
    rule = hits[0].rule
    codes = pl.DataFrame({rule.id: pl.Series([t.code for t in hits], dtype=pl.UInt8)})
    rows = facts[[t.row for t in hits]]
    found = findings(rows, codes, [rule], absent_tables=frozenset())
    empty = found.filter(pl.col("reason").fill_null("").eq("") | pl.col("reason_zh").is_null())
    return not empty.is_empty()
