"""The proposed disposition of a deal, and what set it (domain 4.1)."""

from __future__ import annotations

import polars as pl

from screening.rulepack import Policy, Rule
from screening.rulepack.answers import FIRST_HIT, FIRST_NOT_EVALUABLE, PASS

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
    active = [r.id for r in rules if r.status == "active"]
    unasked = [_unasked(group, rules) for group in POLICY_GROUPS]
    return codes.select(
        "deal_id",
        n_hits=_count(active, lambda c: c >= FIRST_HIT),
        n_not_evaluable=_count(active, lambda c: (c >= FIRST_NOT_EVALUABLE) & (c < FIRST_HIT)),
        unasked_groups=pl.concat_str(unasked, separator=", ", ignore_nulls=True),
    ).with_columns(pl.col("unasked_groups").replace("", None))


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
    """One row a deal: `deals` with disposition, disposition_rank, points, counts and `why`.

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
    why = pl.concat_str(
        [
            pl.when(pl.col("holds") != "").then(pl.format("hold: {}", "holds")),
            pl.when(pl.col("escalates") != "").then(pl.format("escalate: {}", "escalates")),
            pl.when(in_band).then(
                pl.format(
                    f"{{}} points reach the review band of {policy.review_band}", "rule_points"
                )
            ),
            pl.when(pl.col("no_paper") != "").then(
                pl.format("cannot be asked for want of a paper or field: {}", "no_paper")
            ),
            pl.when(pl.col("unasked_groups").is_not_null()).then(
                pl.format("no key rule answered in: {}", "unasked_groups")
            ),
            pl.when(rank == 4).then(pl.format("notes: {}", "hits")),
        ],
        separator="; ",
        ignore_nulls=True,
    )
    return (
        frame.with_columns(disposition_rank=rank)
        .with_columns(
            disposition=pl.col("disposition_rank").replace_strict(by_rank, return_dtype=pl.String),
            why=why.replace("", None),
        )
        .drop("holds", "escalates", "no_paper", "hits")
    )
