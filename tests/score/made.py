"""Findings, facts and answers made by hand, and what the score says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

import polars as pl

from screening.rulepack import FINDINGS_SCHEMA, Pack, Policy, load_pack
from screening.rulepack.answers import FIRST_HIT, PASS
from screening.rulepack.rule import GROUPS
from screening.schema import FACTS, TABLES
from screening.score import Assessment, assess

TODAY = date(2025, 9, 26)  # a Friday before the national holiday


@cache
def default_pack() -> Pack:
    """The pack that travels with the program."""
    return load_pack(None)


def small_policy(**changes: Any) -> Policy:
    """Round numbers: base -100, band 25, half for a further hit, caps of 60; no lowerings."""
    plain: dict[str, Any] = {
        "base_points": -100,
        "review_band": 25,
        "same_typology_num": 1,
        "same_typology_den": 2,
        "group_caps": MappingProxyType(dict.fromkeys(GROUPS.values(), 60)),
        "lowerings": (),
    }
    return replace(default_pack().policy, **plain | changes)


def hit(
    rule: str, severity: str, points: int, typology: str | None = None, **more: Any
) -> dict[str, Any]:
    """A hit of D1 by an active rule before and after payment; its typology is its own."""
    return {
        "deal_id": "D1",
        "rule_id": rule,
        "version": 1,
        "status": "active",
        "rule_group": GROUPS[rule[:3]],
        "stage": "both",
        "typology": typology or rule,
        "curable": False,
        "answer": "hit",
        "tier": 0,
        "severity": severity,
        "points": points,
        **more,
    }


def unasked(rule: str, cause: str, **more: Any) -> dict[str, Any]:
    """A required rule that could not be asked of D1."""
    return hit(rule, "note", 0, **more) | {
        "answer": "not_evaluable",
        "tier": None,
        "severity": None,
        "points": None,
        "cause": cause,
    }


def found(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """The rows as a frame of findings."""
    return pl.DataFrame(
        [{n: row.get(n) for n in FINDINGS_SCHEMA} for row in rows], schema=dict(FINDINGS_SCHEMA)
    )


def facts_of(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Facts of deals D1, D2, ...; what a row does not give is missing, evidence is not there."""
    pack = default_pack()
    names = ("client_id", "submitted_on", *pack.policy.facts_needed)
    schema = {"deal_id": pl.String(), **{n: FACTS[n].type.dtype for n in names}}
    nothing = dict.fromkeys((n for n in schema if n.startswith("has_")), False)
    made = [{"deal_id": f"D{i}"} | nothing | dict(row) for i, row in enumerate(rows, start=1)]
    return pl.DataFrame([{n: row.get(n) for n in schema} for row in made], schema=schema)


def judged(
    rows: Sequence[Mapping[str, Any]],
    *,
    facts: pl.DataFrame | None = None,
    policy: Policy | None = None,
    codes: Mapping[str, int] | None = None,
    today: date = TODAY,
    calendar: pl.DataFrame | None = None,
) -> Assessment:
    """What the score says of the findings; rules answered pass unless they hit or `codes` says."""
    pack = replace(default_pack(), policy=policy or default_pack().policy)
    facts = facts_of({}) if facts is None else facts
    rules = [r for r in pack.rules if r.grain == "deal"]
    answers = {r.id: [PASS] * facts.height for r in rules}
    for row in rows:
        if row["answer"] == "hit":
            answers[row["rule_id"]][int(row["deal_id"][1:]) - 1] = FIRST_HIT
    for rule, code in (codes or {}).items():
        answers[rule] = [code] * facts.height
    table = pl.DataFrame(answers, schema=dict.fromkeys(answers, pl.UInt8()))
    return assess(
        facts,
        table.with_columns(facts["deal_id"]),
        found(*rows),
        pack,
        rules,
        today,
        TABLES["calendar"].empty() if calendar is None else calendar,
    )


def deal(said: Assessment, name: str = "D1") -> Mapping[str, Any]:
    """The result of one deal."""
    return said.deals.row(by_predicate=pl.col("deal_id") == name, named=True)


def points(said: Assessment) -> list[tuple[Any, ...]]:
    """The addends of D1 in order: kind, rule or group, full points, points."""
    mine = said.addends.filter(pl.col("deal_id") == "D1")
    named = pl.coalesce("rule_id", "rule_group")
    return mine.select("kind", named, "full_points", "points").rows()
