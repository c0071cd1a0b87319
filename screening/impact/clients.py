"""Stored clients under other rules: alerts gained and lost, and what their deals inherit.

An alert adds capped points to the deals of its client and decides about none of them (domain
2.11), so that no disposition of a deal and no decision on a payment can move here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import duckdb
import polars as pl

from screening.impact.client_account import AlertExample, ClientImpact
from screening.impact.client_answers import (
    RESULTS,
    codes_now,
    judged_again,
    nobody,
    stored_clients,
)
from screening.impact.cohort import Cohort
from screening.impact.load import DISPOSITIONS, moved_to
from screening.impact.rule_change import ClientHit, RuleChange, pairs_of, rule_changes
from screening.impact.stored_runs import Span
from screening.rulepack import Rule, answer_codes, findings
from screening.rulepack.answers import FIRST_HIT
from screening.schema import CLIENT_FACTS

_Key = tuple[str, str]
"""Client and period: what examples are sorted by."""


@dataclass(slots=True)
class _Found:
    """What the cohorts gave so far."""

    rules: dict[str, RuleChange]
    judged: list[pl.DataFrame] = field(default_factory=list)
    gained: list[tuple[_Key, str, ClientHit]] = field(default_factory=list)
    lost: list[tuple[_Key, str, ClientHit]] = field(default_factory=list)
    n_without_facts: int = 0


def compare_clients(
    con: duckdb.DuckDBPyConnection,
    found: Sequence[Cohort],
    span: Span,
    *,
    examples: int = 3,
    notes: Iterable[str] = (),
) -> ClientImpact:
    """What the cohorts' rules would have made of the clients of live deals; nothing is written.

    The stored facts of clients are taken as they stand. `examples` is how many clients are told
    a rule and direction, and a change of disposition.
    """
    if not _is_known(con):
        return ClientImpact(rules=tuple(rule_changes(found).values()), notes=_unknown(found))
    so_far = _Found(rule_changes(found))
    for cohort in found:
        if not cohort.is_same:
            _add(con, cohort, span, so_far)
    _tell(so_far, examples)
    return _impact(con, span, so_far, examples, tuple(notes))


def _is_known(con: duckdb.DuckDBPyConnection) -> bool:
    rows = con.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'client_result'")
    return bool(rows.fetchall())


def _unknown(found: Sequence[Cohort]) -> tuple[str, ...]:
    if all(c.is_same for c in found):
        return ()
    note = "the store is of a time before clients were judged; rules asked of them are not compared"
    return (note,)


def _add(con: duckdb.DuckDBPyConnection, cohort: Cohort, span: Span, so_far: _Found) -> None:
    rows = stored_clients(con, cohort, span)
    told = rows.filter("is_latest")
    for change in cohort.left:
        so_far.rules[change.rule_id].n_not_asked += told.height
    if not cohort.known_facts:
        so_far.n_without_facts += told.height
        return
    then = [(i, c.before_rule) for i, c in enumerate(cohort.changes) if c.before_rule]
    again = answer_codes(rows, [c.after for c in cohort.changes if c.after])
    new = [
        (again[c.rule_id] if c.after else nobody(rows.height)).alias(f"new_{i}")
        for i, c in enumerate(cohort.changes)
    ]
    codes = rows.select("is_latest", pl.col("^old_.*$")).with_columns(new)
    for i, change in enumerate(cohort.changes):
        so_far.rules[change.rule_id].count(change, pairs_of(codes.filter("is_latest"), i))
    said_then = findings(
        rows,
        codes.select(pl.col(f"old_{i}").fill_null(0).alias(r.id) for i, r in then),
        [r for _, r in then],
        absent_tables=cohort.absent,
    )
    now = codes_now(rows, again, cohort.rules)
    said_now = findings(rows, now, cohort.rules, absent_tables=cohort.absent)
    so_far.judged.append(judged_again(rows, now, said_now, cohort))
    _add_examples(rows, codes, cohort, (said_then, said_now), so_far)


def _add_examples(
    rows: pl.DataFrame,
    codes: pl.DataFrame,
    cohort: Cohort,
    said: tuple[pl.DataFrame, pl.DataFrame],
    so_far: _Found,
) -> None:
    for i, change in enumerate(cohort.changes):
        was, now = (codes[f"{s}_{i}"].fill_null(0) >= FIRST_HIT for s in ("old", "new"))
        sides = ((now & ~was, said[1], so_far.gained), (was & ~now, said[0], so_far.lost))
        for chosen, told, into in sides:
            of_rule = told.filter(pl.col("rule_id") == change.rule_id).select(
                "deal_id", "severity", "reason", "reason_zh"
            )
            shown = rows.select("deal_id", "client_id", "period").filter(chosen & rows["is_latest"])
            joined = shown.join(of_rule, on="deal_id", how="left", maintain_order="left")
            for _, client, period, *words in joined.iter_rows():
                example = ClientHit(client, period, *(w or "" for w in words))
                into.append(((client, period), change.rule_id, example))


def _tell(so_far: _Found, n: int) -> None:
    for rule_id, account in so_far.rules.items():
        account.gained_examples = _first(so_far.gained, rule_id, n)
        account.lost_examples = _first(so_far.lost, rule_id, n)


def _first(
    found: Iterable[tuple[_Key, str, ClientHit]], rule_id: str, n: int
) -> tuple[ClientHit, ...]:
    of_rule = sorted(((key, e) for key, i, e in found if i == rule_id), key=lambda pair: pair[0])
    return tuple(e for _, e in of_rule[:n])


def _impact(
    con: duckdb.DuckDBPyConnection, span: Span, so_far: _Found, n: int, notes: tuple[str, ...]
) -> ClientImpact:
    before = dict.fromkeys(DISPOSITIONS, 0) | dict(con.execute(_COUNTS, span.bounds).fetchall())
    if so_far.n_without_facts:
        notes += (f"{so_far.n_without_facts:,} clients have no stored facts and stay as they are",)
    rules = tuple(so_far.rules.values())
    counts = sum(before.values())
    if not so_far.judged:
        return ClientImpact(counts, rules, (before, before), notes=notes)
    judged = pl.concat(so_far.judged)
    alerts = judged.filter("is_latest", pl.col("was_disposition") != pl.col("disposition"))
    moved = _counted(alerts, "was_disposition", "disposition")
    points = judged.filter(pl.col("was_deal_points") != pl.col("deal_points"))
    inherited = points.group_by("was_deal_points", "deal_points").agg(pl.col("n_live").sum())
    return ClientImpact(
        counts,
        rules,
        (before, moved_to(before, moved)),
        moved,
        Counter({(was, now): n_deals for was, now, n_deals in inherited.iter_rows()}),
        _examples(alerts, n),
        notes,
    )


_COUNTS = f"""SELECT was_disposition, count(*) FROM ({RESULTS.format(codes="")})
    WHERE is_latest GROUP BY ALL"""  # noqa: S608 - constants of our own


def _counted(rows: pl.DataFrame, *by: str) -> Counter[tuple[str, str]]:
    return Counter({(was, now): n for was, now, n in rows.group_by(*by).len().iter_rows()})


def _examples(alerts: pl.DataFrame, n: int) -> tuple[AlertExample, ...]:
    """The first clients by id of each change of disposition, the strictest outcome first."""
    rank = {d: i for i, d in enumerate(DISPOSITIONS)}
    order = [
        pl.col(c).replace_strict(rank, return_dtype=pl.Int64)
        for c in ("disposition", "was_disposition")
    ]
    first = (
        alerts.sort("client_id", "period")
        .group_by("disposition", "was_disposition", maintain_order=True)
        .head(n)
        .sort(*order, "client_id", "period")
    )
    shown = first.select(
        "client_id",
        "period",
        "was_disposition",
        "disposition",
        "was_deal_points",
        "deal_points",
        pl.col("was_why", "why").fill_null(""),
    )
    return tuple(AlertExample(*row) for row in shown.iter_rows())


def follows_deals(rules: Iterable[Rule]) -> tuple[str, ...]:
    """Facts of clients, among those the rules ask, that count dispositions of deals."""
    asked = {f for r in rules for f in r.condition_facts}
    return tuple(sorted(asked & _OF_DISPOSITIONS & CLIENT_FACTS.keys()))


_OF_DISPOSITIONS = {"n_client_serious_deals_12m"}
