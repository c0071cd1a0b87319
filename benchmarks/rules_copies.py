"""As many rules as the budgets speak of: the pack's, and copies of them with other limits."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from itertools import count
from typing import Any

from screening.rulepack import Rule
from screening.rulepack.rule_file import parse_rule
from screening.rulepack.toml_file import Problems

_STEP = 0.07  # a fraction by which each further copy moves a limit that is no whole number


def many_rules(rules: Sequence[Rule], n: int) -> tuple[Rule, ...]:
    """The first n of: the rules, their first copies, their second copies and so on, sorted by id.

    A copy asks the same under limits of its own (whole numbers one up a copy, others seven per
    cent), so that no comparison with a limit is shared. A rule without limits is copied as it is.
    """
    made = list(rules[:n])
    for copy in count(1):
        if len(made) >= n:
            break
        made += [_copy(r, copy) for r in rules[: n - len(made)]]
    return tuple(sorted(made, key=lambda r: r.id))


def _copy(rule: Rule, number: int) -> Rule:
    """The rule of the same text with another id and its limits moved."""
    letters, _, digits = rule.id.partition("-")
    table = _moved(tomllib.loads(rule.text), number)
    table["id"] = own_id = f"{letters}-{int(digits) + 25 * number:02}"
    problems = Problems(rule.file)
    made = parse_rule(table, rule.text, f"{rule.group}/{own_id}_copy.toml", problems)
    assert made is not None
    assert not problems.found, problems.found
    return made


def _moved(table: dict[str, Any], number: int) -> dict[str, Any]:
    """The table with the limits of the rule and of its tiers moved."""
    moved = dict(table)
    if "limits" in table:
        moved["limits"] = _limits(table["limits"], number)
    moved["tier"] = [
        {**t, "limits": _limits(t["limits"], number)} if "limits" in t else t
        for t in table.get("tier", [])
    ]
    return moved if moved["tier"] else {k: v for k, v in moved.items() if k != "tier"}


def _limits(limits: dict[str, Any], number: int) -> dict[str, Any]:
    return {name: _limit(value, number) for name, value in limits.items()}


def _limit(value: Any, number: int) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return value + number if isinstance(value, int) else value * (1 + _STEP * number)
