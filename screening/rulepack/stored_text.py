"""Rules and policies read back from the texts the store kept."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from screening.rulepack.policy import POLICY_FILE, Policy, read_policy
from screening.rulepack.rule import GROUPS, Rule
from screening.rulepack.rule_file import parse_rule
from screening.rulepack.toml_file import Problems


def stored_rule(rule_id: str, text: str) -> Rule | None:
    """The rule of a stored text; None if this program cannot read it any more."""
    shown = f"{GROUPS.get(rule_id[:3], '')}/{rule_id}_stored.toml"
    problems = Problems(shown, text)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    rule = parse_rule(table, text, shown, problems)
    return None if problems.found else rule


def stored_policy(text: str, rules: Iterable[Rule]) -> Policy | None:
    """The policy of a stored text; None if this program cannot read it any more.

    A rule it names need not have been asked: the store keeps the texts of asked rules alone.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
    by_id: dict[str, Rule | None] = dict.fromkeys(_named_rules(table))
    by_id.update({r.id: r for r in rules})
    # the reader of policies takes a folder, so that it can name the file in what it says
    with tempfile.TemporaryDirectory(prefix="screening-policy-") as folder:
        Path(folder, POLICY_FILE).write_text(text, encoding="utf-8")
        policy, _ = read_policy(Path(folder), by_id, POLICY_FILE)
    return policy


def _named_rules(table: Mapping[str, Any]) -> set[str]:
    lower = {str(n.get("rule")) for n in table.get("lower", [])}
    duties = (
        r for d in table.get("duty", []) for k in ("rules", "longer_rules") for r in d.get(k, [])
    )
    return lower.union(duties)
