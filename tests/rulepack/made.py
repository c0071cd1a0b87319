"""Rules and frames of facts made in a test."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from screening.rulepack import Rule, facts_needed
from screening.rulepack.rule_file import parse_rule
from screening.rulepack.toml_file import Problems
from screening.schema import FACTS


def rule_of(text: str) -> Rule:
    """The rule of a text that has no problems."""
    table = tomllib.loads(text)
    problems = Problems(f"rules/commercial/{table['id']}_made.toml")
    rule = parse_rule(table, text, problems.file, problems)
    assert rule is not None, problems.found
    return rule


def frame(rows: Sequence[Mapping[str, Any]], rules: Sequence[Rule]) -> pl.DataFrame:
    """One row a deal with the facts the rules need; what a row does not give is null."""
    names = facts_needed(tuple(rules))
    schema = {"deal_id": pl.String(), **{n: FACTS[n].type.dtype for n in names}}
    given = [{"deal_id": f"D{i}", **r} for i, r in enumerate(rows)]
    return pl.DataFrame([{n: r.get(n) for n in schema} for r in given], schema=schema)
