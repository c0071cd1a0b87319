"""Findings: each hit, and each required question that could not be asked, with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import polars as pl

from screening.rulepack.answers import (
    CAUSE_WORDS,
    CAUSES,
    FIRST_HIT,
    FIRST_NOT_EVALUABLE,
    HIT_NAME,
    NOT_EVALUABLE_NAME,
)
from screening.rulepack.blame import Blame, blames, rule_blames
from screening.rulepack.expressions import OVER_FACTS
from screening.rulepack.formula import joined
from screening.rulepack.literal import LimitValue
from screening.rulepack.reason import rendered
from screening.rulepack.rule import Rule
from screening.schema import FACTS

FINDINGS_SCHEMA: Mapping[str, pl.DataType] = {
    "deal_id": pl.String(),
    "rule_id": pl.String(),
    "version": pl.Int64(),
    "status": pl.String(),
    "rule_group": pl.String(),
    "stage": pl.String(),
    "typology": pl.String(),
    "curable": pl.Boolean(),
    "answer": pl.String(),
    "tier": pl.Int64(),
    "severity": pl.String(),
    "points": pl.Int64(),
    "cause": pl.String(),
    "missing_facts": pl.String(),
    "values_seen": pl.String(),
    "document_id": pl.String(),
    "payment_id": pl.String(),
    "reason": pl.String(),
    "reason_zh": pl.String(),
}

_OPEN_QUESTION = (
    ("Cannot be asked, missing: ", "; ", " - ", "."),
    ("无法判断,缺少:", ";", "。原因:", "。"),
)


def findings(
    facts: pl.DataFrame,
    codes: pl.DataFrame,
    rules: Sequence[Rule],
    *,
    absent_tables: frozenset[str],
) -> pl.DataFrame:
    """One row a finding, sorted by deal and rule; columns as FINDINGS_SCHEMA.

    A hit of any asked rule is one (a shadow's adds no points). So is a not_evaluable of a
    required active rule, unless all that is missing comes from tables the batch does not have:
    that is coverage only. `codes` is what `answer_codes` gave for the same rows and rules;
    `facts` also holds deal_id and what `facts_needed` names. `missing_facts` on a hit names
    what a worse tier lacks.
    """
    parts = [_of_rule(facts, codes[r.id], r, absent_tables) for r in rules]
    return pl.concat([pl.DataFrame(schema=FINDINGS_SCHEMA), *parts]).sort("deal_id", "rule_id")


def _of_rule(
    facts: pl.DataFrame, codes: pl.Series, rule: Rule, absent: frozenset[str]
) -> pl.DataFrame:
    parts = [
        _hits(_rows(facts, codes == FIRST_HIT + i, rule), rule, i) for i in range(len(rule.tiers))
    ]
    if rule.required and rule.is_active:
        open_ones = (codes >= FIRST_NOT_EVALUABLE) & (codes < FIRST_HIT)
        rows = _rows(facts, open_ones, rule).with_columns(code=codes.filter(open_ones))
        parts.append(_not_evaluable(rows, rule, absent))
    return pl.concat(parts)


def _rows(facts: pl.DataFrame, mask: pl.Series, rule: Rule) -> pl.DataFrame:
    names = list(dict.fromkeys(("deal_id", *rule.seen_facts, *rule.companions)))
    return facts.select(names).filter(mask)


def _hits(rows: pl.DataFrame, rule: Rule, level: int) -> pl.DataFrame:
    tier = rule.tiers[level]
    worse = tuple(t.formula for t in rule.tiers[:level])
    open_worse = tuple(blames(joined("OR", worse))) if worse else ()
    shown = {
        "answer": pl.lit(HIT_NAME),
        "tier": pl.lit(level, pl.Int64),
        "severity": pl.lit(tier.severity),
        "points": pl.lit(tier.points if rule.is_active else 0, pl.Int64),
        "cause": _no_text(),
        "missing_facts": _missing_names(open_worse) if open_worse else _no_text(),
        "values_seen": _values_seen(rule, {**rule.limits, **tier.limits}),
        "reason": rendered(rule.reason, "en"),
        "reason_zh": rendered(rule.reason_zh, "zh"),
    }
    return _finding(rows, rule, shown)


def _not_evaluable(rows: pl.DataFrame, rule: Rule, absent: frozenset[str]) -> pl.DataFrame:
    blamed = rule_blames(rule)
    outside = tuple(b for b in blamed if absent.isdisjoint(FACTS[b.fact].needs))
    kept = rows.filter(OVER_FACTS.blamed(outside)) if len(outside) < len(blamed) else rows
    code_names = {FIRST_NOT_EVALUABLE + i: c.value for i, c in enumerate(CAUSES)}
    cause = pl.col("code").replace_strict(code_names, return_dtype=pl.String)
    shown = {
        "answer": pl.lit(NOT_EVALUABLE_NAME),
        "tier": pl.lit(None, pl.Int64),
        "severity": _no_text(),
        "points": pl.lit(0, pl.Int64),
        "cause": cause,
        "missing_facts": _missing_names(blamed),
        "values_seen": _values_seen(rule, rule.limits),
        "reason": _open_question(blamed, cause, "en"),
        "reason_zh": _open_question(blamed, cause, "zh"),
    }
    return _finding(kept, rule, shown)


def _finding(rows: pl.DataFrame, rule: Rule, shown: Mapping[str, pl.Expr]) -> pl.DataFrame:
    whole: dict[str, pl.Expr] = {
        "deal_id": pl.col("deal_id"),
        "rule_id": pl.lit(rule.id),
        "version": pl.lit(rule.version, pl.Int64),
        "status": pl.lit(rule.status),
        "rule_group": pl.lit(rule.group),
        "stage": pl.lit(rule.stage),
        "typology": pl.lit(rule.typology),
        "curable": pl.lit(rule.curable),
        "document_id": _pointer(rule, payment=False),
        "payment_id": _pointer(rule, payment=True),
        **shown,
    }
    return rows.select(
        whole[name].cast(dtype).alias(name) for name, dtype in FINDINGS_SCHEMA.items()
    )


def _no_text() -> pl.Expr:
    return pl.lit(None, pl.String)


def _pointer(rule: Rule, *, payment: bool) -> pl.Expr:
    """The first companion that names a paper (or a payment), in the order of the conditions."""
    names = [c for c in rule.companions if c.endswith("payment_id") is payment]
    filled = [pl.when(pl.col(n) != "").then(pl.col(n)) for n in names]
    return pl.coalesce(filled) if filled else _no_text()


def _values_seen(rule: Rule, limits: Mapping[str, LimitValue]) -> pl.Expr:
    """A JSON object: the facts seen in the rule's order, then the limits of the tier."""
    shown = {k: v if isinstance(v, int | float | str) else v.isoformat() for k, v in limits.items()}
    tail = json.dumps({"limits": shown}, ensure_ascii=False, separators=(",", ":"))[1:]
    values = pl.struct(rule.seen_facts).struct.json_encode()
    return pl.concat_str(values.str.strip_suffix("}"), pl.lit(f",{tail}"))


def _by_fact(found: Sequence[Blame]) -> dict[str, list[Blame]]:
    names = dict.fromkeys(b.fact for b in found)
    return {name: [b for b in found if b.fact == name] for name in names}


def _missing_names(found: Sequence[Blame]) -> pl.Expr:
    """Names of the facts that leave the question open, with commas; null if there are none."""
    named = [
        pl.when(OVER_FACTS.blamed(of_fact)).then(pl.lit(name))
        for name, of_fact in _by_fact(found).items()
    ]
    text = pl.concat_str(named, separator=",", ignore_nulls=True)
    return pl.when(text != "").then(text)


def _open_question(found: Sequence[Blame], cause: pl.Expr, language: str) -> pl.Expr:
    """A sentence that says what is missing, and why it is."""
    index = ("en", "zh").index(language)
    head, joint, middle, end = _OPEN_QUESTION[index]
    named = [
        pl.when(OVER_FACTS.blamed(of_fact)).then(pl.lit(_said(name, index)))
        for name, of_fact in _by_fact(found).items()
    ]
    words = {c.value: CAUSE_WORDS[c][index] for c in CAUSES}
    why = cause.replace_strict(words, return_dtype=pl.String)
    listed = pl.concat_str(named, separator=joint, ignore_nulls=True)
    return pl.concat_str(pl.lit(head), listed, pl.lit(middle), why, pl.lit(end))


def _said(name: str, index: int) -> str:
    return f"{name} ({FACTS[name].meaning})" if index == 0 else name
