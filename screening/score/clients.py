"""The alert of a client and period, and what of it reaches the client's deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from screening.rulepack import Policy, Rule
from screening.score.assess import Assessment, packed, shown
from screening.score.disposition import counted, dispositions

ALERT = "{} {}"  # how an addend names the alert it comes from: client and period


@dataclass(frozen=True, slots=True)
class ClientAssessment:
    """Result frames of clients and their findings, less their run_id."""

    clients: pl.DataFrame
    findings: pl.DataFrame


def assess_clients(
    deals: pl.DataFrame,
    codes: pl.DataFrame,
    findings: pl.DataFrame,
    policy: Policy,
    rules: Sequence[Rule],
    period: str,
) -> ClientAssessment:
    """Points and disposition of each client, by the law of deals (domain 4.1).

    `deals` are the batch's (client_id); `codes` (with client_id, sorted) and `findings` come from
    the evaluation of the client rules. The points of its findings add up as they are; only what
    reaches a deal is capped. That a policy group was not asked says nothing of a client.
    """
    active = _as_deals(findings.filter(pl.col("status") == "active"))
    points = active.group_by("deal_id").agg(rule_points=pl.col("points").sum())
    sums = _as_deals(codes.select("client_id")).join(points, on="deal_id", how="left")
    judged = dispositions(
        sums.select("deal_id"),
        active,
        sums.with_columns(pl.col("rule_points").fill_null(0)),
        _as_deals(counted(codes, tuple(rules), "client_id")).with_columns(
            unasked_groups=pl.lit(None, pl.String)
        ),
        policy,
    )
    n_deals = deals.group_by("client_id").agg(n_deals=pl.len().cast(pl.Int64))
    clients = (
        judged.rename({"deal_id": "client_id"})
        .with_columns(
            period=pl.lit(period),
            points=pl.col("rule_points"),
            deal_points=pl.col("rule_points").clip(0, policy.client_cap),
            answers=packed(codes, rules),
        )
        .join(n_deals, on="client_id", how="left", maintain_order="left")
    )
    told = findings.with_columns(pl.col("tier") + 1, period=pl.lit(period))
    return ClientAssessment(clients.sort("client_id"), told.sort("client_id", "rule_id"))


def inherited(judged: Assessment, clients: pl.DataFrame) -> Assessment:
    """The deals' assessment with one addend more on each deal whose client has an alert.

    It raises the total and the shown score, and so the place in the queue. The disposition, the
    duties and the decisions on payments stand before it is added: an alert of the client is never
    a review of its deals (domain 2.11).
    """
    alert = clients.filter(pl.col("deal_points") > 0).select(
        "client_id", "deal_points", full="points", alert=pl.format(ALERT, "client_id", "period")
    )
    given = judged.deals.select("deal_id", "client_id").join(alert, on="client_id")
    last = judged.addends.group_by("deal_id").agg(pl.col("position").max())
    rows = given.join(last, on="deal_id").select(
        "deal_id",
        position=pl.col("position") + 1,
        kind=pl.lit("client"),
        rule_id=pl.lit(None, pl.String),
        rule_group=pl.lit(None, pl.String),
        full_points="full",
        points="deal_points",
        client_alert="alert",
    )
    points = given.select("deal_id", "deal_points")
    deals = judged.deals.join(points, on="deal_id", how="left", maintain_order="left")
    total = pl.col("total_points") + pl.col("deal_points").fill_null(0)
    return replace(
        judged,
        deals=deals.with_columns(total_points=total).with_columns(score=shown()),
        addends=pl.concat([judged.addends, rows]).sort("deal_id", "position"),
    )


def _as_deals(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame keyed as the law of deals wants it: the client in the place of the deal."""
    return frame.rename({"client_id": "deal_id"})
