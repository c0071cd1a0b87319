"""The duties of each deal and their clocks, as the policy names them."""

from __future__ import annotations

from datetime import date

import polars as pl

from screening.reference import add_working_days
from screening.rulepack import Duty, Policy
from screening.schema.record import Record
from screening.schema.results import RESULT_TABLES
from screening.score.lowering import RANK

_NONE = pl.DataFrame(
    schema={n: t for n, t in RESULT_TABLES["duty"].dtypes.items() if n != "run_id"}
)


def duties(
    findings: pl.DataFrame,
    facts: pl.DataFrame,
    policy: Policy,
    today: date,
    calendar: pl.DataFrame,
    begun: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """One row a duty of a deal (`duty` table less run_id).

    `findings` are those of active rules after evidence on file. A duty whose clock a fact starts
    starts on that day, and today while there is none: what starts it has not come yet. Any other
    starts `today`, unless the deal has owed it since earlier: `begun` (deal_id, duty, starts_on)
    says since when. `calendar` is the bank's own, over the published one.
    """
    since = Record.none().begun if begun is None else begun
    hits = findings.filter(pl.col("answer") == "hit")
    due = [_due(_owed(duty, hits, facts, today, since), duty, calendar) for duty in policy.duties]
    return pl.concat([_NONE, *due]).sort("deal_id", "duty")


def _owed(
    duty: Duty, hits: pl.DataFrame, facts: pl.DataFrame, today: date, begun: pl.DataFrame
) -> pl.DataFrame:
    """One row a deal with the duty: deal_id, rule_ids, has_longer, starts_on, met_on."""
    owing = facts
    if duty.when is not None:
        owing = owing.filter(pl.sql_expr(duty.when.canonical))
    if duty.only_curable:
        owing = owing.join(_only_curable(hits), on="deal_id", how="semi")
    because = _because(duty, hits)
    owing = owing.join(because, on="deal_id", how="inner" if _asks_hits(duty) else "left")
    earlier = (
        begun.filter(pl.col("duty") == duty.name)
        .group_by("deal_id")
        .agg(since=pl.col("starts_on").min())
    )
    owing = owing.join(earlier, on="deal_id", how="left", maintain_order="left")
    start = pl.coalesce(duty.starts or "since", pl.lit(today))
    met = pl.col(duty.met) if duty.met else pl.lit(None, pl.Date)
    return owing.select("deal_id", "rule_ids", "has_longer", starts_on=start, met_on=met)


def _asks_hits(duty: Duty) -> bool:
    return bool(duty.rules or duty.at_least or duty.only_curable)


def _because(duty: Duty, hits: pl.DataFrame) -> pl.DataFrame:
    """One row a deal with a hit the duty looks for: the rules, and whether all have longer."""
    if not _asks_hits(duty):
        return pl.DataFrame(
            schema={"deal_id": pl.String, "rule_ids": pl.String, "has_longer": pl.Boolean}
        )
    wanted = hits
    if duty.rules:
        wanted = wanted.filter(pl.col("rule_id").is_in(list(duty.rules)))
    at_least = duty.at_least or ("review" if duty.only_curable else "note")
    rank = pl.col("severity").replace_strict(RANK, return_dtype=pl.Int64)
    wanted = wanted.filter(rank <= RANK[at_least])
    return wanted.group_by("deal_id").agg(
        rule_ids=pl.col("rule_id").sort().str.join(", "),
        has_longer=pl.col("rule_id").is_in(list(duty.longer_rules)).all(),
    )


def _only_curable(hits: pl.DataFrame) -> pl.DataFrame:
    """Deals that have hits at review or above, all of them curable (domain 4.3)."""
    rank = pl.col("severity").replace_strict(RANK, return_dtype=pl.Int64)
    serious = hits.filter(rank <= RANK["review"])
    return serious.group_by("deal_id").agg(pl.col("curable").all()).filter("curable")


def _due(owed: pl.DataFrame, duty: Duty, calendar: pl.DataFrame) -> pl.DataFrame:
    """The duty's rows of table `duty` (less run_id), with the last day of its clock."""
    is_longer = pl.col("has_longer").fill_null(value=False)
    dated = pl.concat(
        [
            _dated(owed.filter(~is_longer), duty.days, duty.day_kind, calendar),
            _dated(owed.filter(is_longer), duty.longer_days, duty.longer_day_kind, calendar),
        ]
    )
    named = dated.with_columns(
        duty=pl.lit(duty.name), title=pl.lit(duty.title), title_zh=pl.lit(duty.title_zh)
    )
    return named.select(_NONE.columns)


def _dated(
    owed: pl.DataFrame, days: int | None, day_kind: str, calendar: pl.DataFrame
) -> pl.DataFrame:
    if days is None:
        return owed.with_columns(due_on=pl.lit(None, pl.Date))
    if day_kind == "calendar":
        return owed.with_columns(due_on=pl.col("starts_on").dt.offset_by(f"{days}d"))
    due = add_working_days(owed["starts_on"], days, calendar)
    return owed.join(due.select(starts_on="start", due_on="due"), on="starts_on", how="left")
