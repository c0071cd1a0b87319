"""The proposed decision on each payment that waits for release, from pre-payment findings."""

from __future__ import annotations

import polars as pl

from screening.rulepack import Policy
from screening.score.addends import rule_addends

DECISIONS = ("HOLD", "ESCALATE", "REVIEW", "RELEASE")  # strongest first


def payment_decisions(
    waiting: pl.DataFrame, findings: pl.DataFrame, deals: pl.DataFrame, policy: Policy
) -> pl.DataFrame:
    """One row a waiting payment: the strictest decision over the deals it is for.

    `waiting` has a row a payment and deal; `findings` are those after evidence on file; `deals`
    says which policy groups went unasked. `rule_ids` are the rules that decide: the holds of a
    HOLD, the escalations of an ESCALATE; else every hit, and what cannot be asked for want of
    a paper. No payment leaves without its deal having been asked
    in every policy group (O1, O2). Points add up as they do for the deal.
    """
    before = findings.filter(
        pl.col("stage").is_in(["pre_payment", "both"]), pl.col("status") == "active"
    )
    hit = pl.col("answer") == "hit"
    lacks_paper = (pl.col("answer") == "not_evaluable") & (pl.col("cause") == "paper")
    by_deal = before.group_by("deal_id").agg(
        has_hold=(hit & (pl.col("severity") == "hold")).any(),
        has_escalate=(hit & (pl.col("severity") == "escalate")).any(),
        lacks_paper=lacks_paper.any(),
        holds=pl.col("rule_id").filter(hit & (pl.col("severity") == "hold")),
        escalates=pl.col("rule_id").filter(hit & (pl.col("severity") == "escalate")),
        others=pl.col("rule_id").filter(hit | lacks_paper),
    )
    sums = rule_addends(before.filter(hit), policy)
    points = sums.group_by("deal_id").agg(pl.col("points").sum())
    rank = (
        pl.when("has_hold")
        .then(1)
        .when("has_escalate")
        .then(2)
        .when(
            pl.col("lacks_paper").fill_null(value=False)
            | (pl.col("points").fill_null(0) >= policy.review_band)
            | pl.col("unasked_groups").is_not_null()
        )
        .then(3)
        .otherwise(4)
    )
    names = {i + 1: name for i, name in enumerate(DECISIONS)}
    rows = (
        waiting.join(by_deal, on="deal_id", how="left")
        .join(points, on="deal_id", how="left")
        .join(deals.select("deal_id", "unasked_groups"), on="deal_id", how="left")
        .with_columns(rank=rank)
        .with_columns(
            rules=pl.when(pl.col("rank") == 1)
            .then("holds")
            .when(pl.col("rank") == 2)
            .then("escalates")
            .otherwise("others")
        )
    )
    is_strictest = pl.col("rank") == pl.col("rank").min()
    return (
        rows.group_by("payment_id")
        .agg(
            pl.col("direction", "amount", "currency", "requested_at").first(),
            deal_ids=pl.col("deal_id").unique().sort().str.join(", "),
            rule_ids=pl.col("rules")
            .filter(is_strictest)
            .explode(empty_as_null=False)
            .drop_nulls()
            .unique()
            .sort()
            .str.join(", "),
            rank=pl.col("rank").min(),
        )
        .with_columns(
            decision=pl.col("rank").replace_strict(names, return_dtype=pl.String),
            requested_at=pl.col("requested_at").dt.replace_time_zone(None),
        )
        .drop("rank")
        .sort("payment_id")
    )
