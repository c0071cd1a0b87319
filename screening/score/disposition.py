"""The proposed disposition of a deal, and what set it (domain 4.1)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from screening.rulepack import Policy, Rule
from screening.rulepack.answers import FIRST_HIT, FIRST_NOT_EVALUABLE, PASS
from screening.schema.chinese import GROUPS_ZH, LIST_SEPARATOR, LIST_SEPARATOR_ZH, SEVERITIES_ZH

DISPOSITIONS = ("HOLD", "ESCALATE", "REVIEW", "PASS_NOTE", "PASS")  # strongest first
POLICY_GROUPS = (
    "authenticity",
    "legality",
    "commercial",
    "logic",
)  # obligation O2, 汇发〔2020〕14号


def answer_counts(codes: pl.DataFrame, rules: tuple[Rule, ...]) -> pl.DataFrame:
    """One row a deal: n_hits, n_not_evaluable and unasked_groups.

    Active rules count; unasked_groups are the policy groups in which no required rule was asked
    and answered, as text, null when there is none.
    """
    unasked = [_unasked(group, rules) for group in POLICY_GROUPS]
    groups = pl.concat_str(unasked, separator=", ", ignore_nulls=True).replace("", None)
    told = codes.with_columns(unasked_groups=groups)
    return counted(codes, rules, "deal_id").with_columns(told["unasked_groups"])


def counted(codes: pl.DataFrame, rules: tuple[Rule, ...], key: str) -> pl.DataFrame:
    """One row of `codes`, named by `key`: n_hits and n_not_evaluable of the active rules."""
    active = [r.id for r in rules if r.status == "active"]
    return codes.select(
        key,
        n_hits=_count(active, lambda c: c >= FIRST_HIT),
        n_not_evaluable=_count(active, lambda c: (c >= FIRST_NOT_EVALUABLE) & (c < FIRST_HIT)),
    )


def _count(ids: list[str], test: object) -> pl.Expr:
    assert callable(test)
    return pl.sum_horizontal(pl.lit(0, pl.Int64), *(test(pl.col(i)).cast(pl.Int64) for i in ids))


def _unasked(group: str, rules: tuple[Rule, ...]) -> pl.Expr:
    keys = [r.id for r in rules if r.group == group and r.required and r.status == "active"]
    answered = [(pl.col(i) == PASS) | (pl.col(i) >= FIRST_HIT) for i in keys]
    is_asked = pl.any_horizontal(pl.lit(value=False), *answered)
    return pl.when(~is_asked).then(pl.lit(group))


def dispositions(
    deals: pl.DataFrame,
    findings: pl.DataFrame,
    sums: pl.DataFrame,
    counts: pl.DataFrame,
    policy: Policy,
) -> pl.DataFrame:
    """One row a deal: `deals` with disposition, disposition_rank, points, counts, why, why_zh.

    `findings` are those of active rules; `sums` has total_points and rule_points by deal.
    """
    hit = pl.col("answer") == "hit"
    rule = pl.col("rule_id")

    def named(where: pl.Expr) -> pl.Expr:
        return rule.filter(where).sort().str.join(", ")

    found = findings.group_by("deal_id").agg(
        holds=named(hit & (pl.col("severity") == "hold")),
        escalates=named(hit & (pl.col("severity") == "escalate")),
        no_paper=named((pl.col("answer") == "not_evaluable") & (pl.col("cause") == "paper")),
        hits=named(hit),
    )
    texts = pl.col("holds", "escalates", "no_paper", "hits").fill_null("")
    frame = (
        deals.join(found, on="deal_id", how="left")
        .join(sums, on="deal_id", how="left")
        .join(counts, on="deal_id", how="left")
        .with_columns(texts)
    )
    in_band = pl.col("rule_points") >= policy.review_band
    rank = (
        pl.when(pl.col("holds") != "")
        .then(1)
        .when(pl.col("escalates") != "")
        .then(2)
        .when(in_band | (pl.col("no_paper") != "") | pl.col("unasked_groups").is_not_null())
        .then(3)
        .when(pl.col("hits") != "")
        .then(4)
        .otherwise(5)
        .cast(pl.Int64)
    )
    by_rank = {i + 1: name for i, name in enumerate(DISPOSITIONS)}
    return (
        frame.with_columns(disposition_rank=rank)
        .with_columns(
            disposition=pl.col("disposition_rank").replace_strict(by_rank, return_dtype=pl.String),
            **_why(in_band, policy),
        )
        .drop("holds", "escalates", "no_paper", "hits")
    )


def _why(in_band: pl.Expr, policy: Policy) -> dict[str, pl.Expr]:
    """Columns why and why_zh: what set the disposition; null where nothing did."""
    band = policy.review_band
    hold, escalate, note = (SEVERITIES_ZH[s] for s in ("hold", "escalate", "note"))
    told = (
        ("holds", pl.col("holds") != "", "hold: {}", f"{hold}:{{}}"),
        ("escalates", pl.col("escalates") != "", "escalate: {}", f"{escalate}:{{}}"),
        (
            "rule_points",
            in_band,
            f"{{}} points reach the review band of {band}",
            f"规则分 {{}} 达到复核线 {band}",
        ),
        (
            "no_paper",
            pl.col("no_paper") != "",
            "cannot be asked for want of a paper or field: {}",
            "因缺少单证或字段无法判断:{}",
        ),
        (
            "unasked_groups",
            pl.col("unasked_groups").is_not_null(),
            "no key rule answered in: {}",
            "下列方面没有关键规则得到回答:{}",
        ),
        (
            "hits",
            pl.col("disposition_rank") == DISPOSITIONS.index("PASS_NOTE") + 1,
            "notes: {}",
            f"{note}:{{}}",
        ),
    )
    english = [pl.when(holds).then(pl.format(text, name)) for name, holds, text, _ in told]
    chinese = [
        pl.when(holds).then(pl.format(text, _in_chinese(name))) for name, holds, _, text in told
    ]
    return {"why": _sentence(english, "; "), "why_zh": _sentence(chinese, ";")}


def _in_chinese(name: str) -> pl.Expr:
    """The rule ids or groups of a column, listed as in Chinese; a number as it is."""
    if name == "rule_points":
        return pl.col(name)
    if name == "unasked_groups":
        words = {group: GROUPS_ZH[group] for group in POLICY_GROUPS}
        return pl.col(name).str.replace_many({**words, LIST_SEPARATOR: LIST_SEPARATOR_ZH})
    return pl.col(name).str.replace_all(LIST_SEPARATOR, LIST_SEPARATOR_ZH, literal=True)


def _sentence(parts: Sequence[pl.Expr], joint: str) -> pl.Expr:
    return pl.concat_str(parts, separator=joint, ignore_nulls=True).replace("", None)
