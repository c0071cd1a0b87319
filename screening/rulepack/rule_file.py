"""One rule file turned into a Rule; every problem of the file is found in one reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from screening.errors import did_you_mean
from screening.rulepack.reason import placeholders, stray_braces
from screening.rulepack.rule import GRAINS, GROUPS, STAGES, STATUSES, Rule
from screening.rulepack.rule_conditions import read_conditions
from screening.rulepack.rule_examples import fact_values, read_examples
from screening.rulepack.toml_file import Keys, Problems, read_toml
from screening.schema import FACTS, TABLES, Fact

_ID = re.compile(r"[A-Z]{3}-[0-9]{2,3}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MODES = TABLES["deals"].column("mode").values


def read_rule(path: Path, shown: str) -> tuple[Rule | None, Problems]:
    """The rule of a file, or None; and the problems of the file (a rule is kept if usable)."""
    table, text, problems = read_toml(path, shown)
    if table is None:
        return None, problems
    rule = parse_rule(table, text, shown, problems)
    return (None if problems.found else rule), problems


def parse_rule(table: Mapping[str, Any], text: str, shown: str, problems: Problems) -> Rule | None:
    """The rule that the keys of one file say; None if a problem leaves nothing to build."""
    keys = Keys(table, problems)
    rule_id = _identity(keys, shown)
    grain = keys.word("grain", GRAINS, "deal")
    facts = {name: f for name, f in FACTS.items() if f.grain == grain}
    head = _head(keys)
    asked = read_conditions(keys, facts, head["modes"])
    baseline = fact_values(keys.section("baseline", required=head["status"] == "active"), facts)
    examples = read_examples(keys, facts, asked.tiers, asked.segments)
    _check_reasons(keys, head, facts)
    keys.finish()
    if problems.found or not asked.tiers:
        return None
    rule = Rule(
        id=rule_id,
        grain=grain,
        **head,
        applies=asked.applies,
        limits=asked.limits,
        tiers=asked.tiers,
        segments=asked.segments,
        baseline=baseline,
        examples=examples,
        file=shown,
        text=text,
    )
    return rule.on(None)


def _identity(keys: Keys, shown: str) -> str:
    """The id, which must agree with the file's name and folder."""
    rule_id = keys.text("id")
    if not rule_id:
        return ""
    group = GROUPS.get(rule_id[:3])
    if not _ID.fullmatch(rule_id) or group is None:
        prefixes = ", ".join(GROUPS)
        keys.problem(f'"{rule_id}" must be a group and number such as COM-01 ({prefixes})', "id")
        return rule_id
    folder, _, name = shown.rpartition("/")
    if not re.fullmatch(rf"{rule_id}_[a-z0-9_]+\.toml", name):
        keys.problem(f'"{rule_id}" does not fit the file name, {rule_id}_<words>.toml', "id")
    if folder.rpartition("/")[2] != group:
        keys.problem(f'"{rule_id}" belongs in the folder "{group}"', "id")
    return rule_id


def _head(keys: Keys) -> dict[str, Any]:
    """All that says what the rule is, but not what it asks."""
    modes = keys.texts("modes")
    for mode in modes:
        if mode not in _MODES:
            near = did_you_mean(mode, _MODES)
            keys.problem(f'"{mode}" is no mode of trade: {", ".join(_MODES)}{near}', "modes")
    if "modes" in keys.table and not modes:
        keys.problem("names no mode; leave the key out for every mode", "modes")
    head: dict[str, Any] = {
        "title": keys.text("title"),
        "title_zh": keys.text("title_zh"),
        "version": keys.whole("version", 1, 1_000_000),
        "status": keys.word("status", STATUSES),
        "stage": keys.word("stage", STAGES),
        "modes": modes,
        "required": keys.flag("required"),
        "curable": keys.flag("curable"),
        "typology": keys.text("typology"),
        "references": keys.texts("references", required=True),
        "proposed_by": keys.text("proposed_by"),
        "approved_by": keys.text("approved_by"),
        "effective_from": keys.day("effective_from"),
        "obligations": keys.texts("obligations"),
        "indicators": keys.texts("indicators"),
        **{k: keys.text(k) for k in ("what", "why", "misses", "reason", "reason_zh")},
    }
    head |= _retirement(keys, head["status"])
    check_approval(keys, head["proposed_by"], head["approved_by"])
    if head["typology"] and not _NAME.fullmatch(head["typology"]):
        keys.problem("must be one lower-case name, such as price_manipulation", "typology")
    return head


def _retirement(keys: Keys, status: str) -> dict[str, str]:
    """Why a retired rule went and what follows it; no other rule may say so."""
    if status == "retired":
        return {
            "retired_why": keys.text("retired_why"),
            "superseded_by": keys.text("superseded_by", required=False),
        }
    for key in ("retired_why", "superseded_by"):
        if key in keys.table:
            keys.taken.append(key)
            keys.problem('belongs to a rule of status "retired" alone', key)
    return {}


def check_approval(keys: Keys, proposed_by: str, approved_by: str) -> None:
    """A problem if one and the same proposes and approves."""
    if proposed_by and proposed_by.casefold() == approved_by.casefold():
        keys.problem(f'"{approved_by}" also proposed it; someone else must approve', "approved_by")


def _check_reasons(keys: Keys, head: Mapping[str, Any], facts: Mapping[str, Fact]) -> None:
    """Placeholders exist, and both languages name the same."""
    named = {k: placeholders(head[k]) for k in ("reason", "reason_zh")}
    for key, names in named.items():
        for name in names:
            if name not in facts:
                keys.problem(f"no fact {{{name}}}{did_you_mean(name, list(facts))}", key)
        if stray_braces(head[key]):
            keys.problem("has a brace that holds no fact's name, such as {price_ratio}", key)
    only = set(named["reason"]) ^ set(named["reason_zh"])
    if only and head["reason"] and head["reason_zh"]:
        shown = ", ".join(sorted(only))
        keys.problem(f"the two languages must name the same facts; in one only: {shown}", "reason")
