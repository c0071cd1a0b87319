"""Findings: each hit, and each required question that could not be asked, with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from screening.rulepack.answers import (
    CAUSE_CODES,
    CAUSE_WORDS,
    CAUSES,
    FIRST_HIT,
    FIRST_NOT_EVALUABLE,
    HIT_NAME,
    NOT_EVALUABLE_NAME,
)
from screening.rulepack.blame import Blame, blames, rule_blames
from screening.rulepack.expressions import OVER_FACTS
from screening.rulepack.formula import atoms, joined
from screening.rulepack.literal import LimitValue
from screening.rulepack.reason import placeholders, rendered, written
from screening.rulepack.rule import Rule
from screening.rulepack.segments import Tier
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

_CAUSE_NAMES = {CAUSE_CODES[c]: c.value for c in CAUSES}
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
    parts = [part for r in rules for part in _of_rule(facts, codes, r, absent_tables)]
    return pl.concat([pl.DataFrame(schema=FINDINGS_SCHEMA), *parts]).sort("deal_id", "rule_id")


def long_rows(codes: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    """One row a finding before anything of it is told: place, rule_id, code, points and so on.

    `place` is the row of the deal; in the order of the rules, then of the deals. `rule_group` and
    `typology` stand beside, as Enum like rule_id. A shadow's points are nought. What only absent
    tables leave open is still there.
    """
    values = {r.id: codes[r.id].to_numpy() for r in rules}
    found = [(r, places) for r in rules for places in _places(values[r.id], r) if places.size]
    sizes = [places.size for _, places in found]
    chosen = [values[r.id][places] for r, places in found]
    points = [_points(r)[c] for (r, _), c in zip(found, chosen, strict=True)]
    numbers = {
        "place": _joined([places.astype(np.uint32) for _, places in found], np.uint32),
        "code": _joined(chosen, np.uint8),
        "points": _joined(points, np.int64),
    }
    named = [
        _repeated(name, [str(getattr(r, field)) for r, _ in found], sizes)
        for name, field in (("rule_id", "id"), ("rule_group", "group"), ("typology", "typology"))
    ]
    return pl.DataFrame(numbers).with_columns(named)


def _joined(parts: Sequence[npt.NDArray[Any]], dtype: type[np.number[Any]]) -> npt.NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=dtype), *parts])


def _points(rule: Rule) -> npt.NDArray[np.int64]:
    """Points by answer code."""
    points = np.zeros(256, dtype=np.int64)
    if rule.is_active:
        points[FIRST_HIT : FIRST_HIT + len(rule.tiers)] = [t.points for t in rule.tiers]
    return points


def _repeated(name: str, words: Sequence[str], sizes: Sequence[int]) -> pl.Series:
    """Each word as often as said; sorted as an Enum, so that its numbers order as its words."""
    known = sorted(set(words))
    numbers = np.repeat(np.array([known.index(w) for w in words], dtype=np.uint32), sizes)
    return pl.Series(name, numbers, dtype=pl.UInt32).cat.to(pl.Enum(known))


def _places(values: npt.NDArray[np.uint8], rule: Rule) -> tuple[npt.NDArray[np.intp], ...]:
    """Where the rule hits; where it is required and could not be asked; `values` are codes."""
    hits = np.flatnonzero(values >= FIRST_HIT)
    if not (rule.required and rule.is_active):
        return hits, np.empty(0, dtype=np.intp)
    # FIRST_NOT_EVALUABLE up to FIRST_HIT, in one pass: what lies below wraps around
    is_open = values - np.uint8(FIRST_NOT_EVALUABLE) < FIRST_HIT - FIRST_NOT_EVALUABLE
    return hits, np.flatnonzero(is_open)


def _of_rule(
    facts: pl.DataFrame, codes: pl.DataFrame, rule: Rule, absent: frozenset[str]
) -> list[pl.DataFrame]:
    hits, still_open = _places(codes[rule.id].to_numpy(), rule)
    parts = []
    if hits.size:
        parts.append(_selected(_rows(facts, codes, hits, rule), rule, _hit_columns(rule)))
    if still_open.size:
        rows = _coverable(_rows(facts, codes, still_open, rule), rule, absent)
        if rows.height:
            parts.append(_selected(rows, rule, _open_columns(rule)))
    return parts


def _rows(
    facts: pl.DataFrame, codes: pl.DataFrame, places: npt.NDArray[np.intp], rule: Rule
) -> pl.DataFrame:
    """The facts a finding of the rule shows, and the answer code, of the deals in these places."""
    names = list(dict.fromkeys(("deal_id", *rule.seen_facts, *rule.companions)))
    index = pl.Series(places)
    return facts.select(names)[index].with_columns(code=codes[rule.id][index])


def _coverable(rows: pl.DataFrame, rule: Rule, absent: frozenset[str]) -> pl.DataFrame:
    """The rows that lack something which the batch's tables could have given."""
    blamed = rule_blames(rule)
    inside = tuple(b for b in blamed if absent.isdisjoint(FACTS[b.fact].needs))
    return rows.filter(OVER_FACTS.blamed(inside)) if len(inside) < len(blamed) else rows


def _hit_columns(rule: Rule) -> dict[str, pl.Expr]:
    tiers = rule.tiers
    points = [t.points if rule.is_active else 0 for t in tiers]
    return {
        "answer": pl.lit(HIT_NAME),
        "tier": pl.col("code").cast(pl.Int64) - FIRST_HIT,
        "severity": _by_tier([pl.lit(t.severity) for t in tiers]),
        "points": _by_tier([pl.lit(p, pl.Int64) for p in points]),
        "cause": _no_text(),
        "missing_facts": _by_tier([_open_worse(rule, i) for i in range(len(tiers))]),
        "limits": _by_tier([_limits_asked(rule, t) for t in tiers]),
        "reason": rendered(rule.reason, "en"),
        "reason_zh": rendered(rule.reason_zh, "zh"),
    }


def _by_tier(values: Sequence[pl.Expr]) -> pl.Expr:
    """The value beside the tier of a hit."""
    *first, chosen = values
    for i, value in reversed(list(enumerate(first))):
        chosen = pl.when(pl.col("code") == FIRST_HIT + i).then(value).otherwise(chosen)
    return chosen


def _open_worse(rule: Rule, level: int) -> pl.Expr:
    """Names of the facts that tiers worse than this one lack."""
    worse = tuple(t.formula for t in rule.tiers[:level])
    return _missing_names(tuple(blames(joined("OR", worse)))) if worse else _no_text()


def _open_columns(rule: Rule) -> dict[str, pl.Expr]:
    blamed = rule_blames(rule)
    cause = pl.col("code").replace_strict(_CAUSE_NAMES, return_dtype=pl.String)
    return {
        "answer": pl.lit(NOT_EVALUABLE_NAME),
        "tier": pl.lit(None, pl.Int64),
        "severity": _no_text(),
        "points": pl.lit(0, pl.Int64),
        "cause": cause,
        "missing_facts": _missing_names(blamed),
        "limits": _limits_json(rule.limits),
        "reason": _open_question(blamed, cause, "en"),
        "reason_zh": _open_question(blamed, cause, "zh"),
    }


def _selected(rows: pl.DataFrame, rule: Rule, shown: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """The finding columns of these rows; no plan is optimised, as most parts are short."""
    named = dict.fromkeys((*placeholders(rule.reason), *placeholders(rule.reason_zh)))
    lazy = rows.lazy().with_columns(written(named)).select(_columns(rule, shown))
    return lazy.collect(optimizations=pl.QueryOptFlags.none())


def _columns(rule: Rule, shown: Mapping[str, pl.Expr]) -> list[pl.Expr]:
    whole: dict[str, pl.Expr] = {
        "deal_id": pl.col("deal_id"),
        "rule_id": pl.lit(rule.id),
        "version": pl.lit(rule.version, pl.Int64),
        "status": pl.lit(rule.status),
        "rule_group": pl.lit(rule.group),
        "stage": pl.lit(rule.stage),
        "typology": pl.lit(rule.typology),
        "curable": pl.lit(rule.curable),
        "values_seen": _values_seen(rule, shown["limits"]),
        "document_id": _pointer(rule, payment=False),
        "payment_id": _pointer(rule, payment=True),
        **shown,
    }
    return [whole[name].cast(dtype).alias(name) for name, dtype in FINDINGS_SCHEMA.items()]


def _no_text() -> pl.Expr:
    return pl.lit(None, pl.String)


def _pointer(rule: Rule, *, payment: bool) -> pl.Expr:
    """The companion that names a paper (or a payment): that of a comparison that holds, first.

    In the order of the conditions; where no comparison with one holds, any that is filled.
    """
    names = [c for c in rule.companions if c.endswith("payment_id") is payment]
    filled = {n: pl.when(pl.col(n) != "").then(pl.col(n)) for n in names}
    if not filled:
        return _no_text()
    held = [
        pl.when(pl.sql_expr(a.sql)).then(filled[FACTS[f].points_to])
        for a in atoms(rule.when_formula)
        for f in a.facts
        if len(names) > 1 and FACTS[f].points_to in filled
    ]
    return pl.coalesce([*held, *filled.values()])


def _values_seen(rule: Rule, limits: pl.Expr) -> pl.Expr:
    """A JSON object: the facts seen in the rule's order, then the limits of the tier."""
    values = pl.struct(list(rule.seen_facts)).struct.json_encode()
    return pl.concat_str(values.str.strip_suffix("}"), pl.lit(","), limits)


def _limits_asked(rule: Rule, tier: Tier) -> pl.Expr:
    """The limits the deal was held to: of its segment, else of the tier."""
    found = _limits_json({**rule.limits, **tier.limits})
    for holds, other in reversed(tier.instead):
        special = _limits_json({**rule.limits, **other.limits})
        found = pl.when(OVER_FACTS.truth(holds)).then(special).otherwise(found)
    return found


def _limits_json(limits: Mapping[str, LimitValue]) -> pl.Expr:
    """The end of that object."""
    shown = {k: v if isinstance(v, int | float | str) else v.isoformat() for k, v in limits.items()}
    text = json.dumps({"limits": shown}, ensure_ascii=False, separators=(",", ":"))
    return pl.lit(text[1:])


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
    return f"{name} ({FACTS[name].meaning})" if index == 0 else f"{FACTS[name].meaning_zh}({name})"
