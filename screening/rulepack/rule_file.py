"""One rule file turned into a Rule; every problem of the file is found in one reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from screening.errors import did_you_mean
from screening.rulepack.keys import Keys
from screening.rulepack.obligations import INDICATORS, OBLIGATIONS, covered
from screening.rulepack.reason import placeholders, stray_braces
from screening.rulepack.rule import (
    ASKS,
    GRAINS,
    GROUPS,
    LIST,
    PROPOSALS,
    STAGES,
    STATUSES,
    Rule,
)
from screening.rulepack.rule_conditions import Asked, read_conditions
from screening.rulepack.rule_examples import Given, read_given
from screening.rulepack.toml_file import Problems, read_toml
from screening.schema import FACTS, TABLES, Fact

_ID = re.compile(r"[A-Z]{3}-[0-9]{2,3}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MODES = TABLES["deals"].column("mode").values


_ASKING = frozenset(
    {
        "grain",
        "modes",
        "applies",
        "when",
        "limits",
        "tier",
        "severity",
        "points",
        "baseline",
        "example",
    }
)
_DECIDING = (_ASKING - {"baseline", "example"}) | {
    "id",
    "version",
    "status",
    "stage",
    "required",
    "curable",
    "typology",
    "effective_from",
    "proposes",
}


@dataclass(frozen=True, slots=True)
class RuleReading:
    """What one rule file gave, with problems or without.

    `rule` is the rule, if there is no problem at all. `sketch` is what could be read, for the
    checks that other problems of the file do not touch: `has_conditions` says that no condition
    is lost, `can_be_tried` that conditions, baseline and its examples are as meant, `has_examples`
    that none of these is lost either, `has_digest` that it decides as meant.
    """

    problems: Problems
    rule: Rule | None = None
    sketch: Rule | None = None
    has_conditions: bool = False
    can_be_tried: bool = False
    has_examples: bool = False
    has_digest: bool = False
    version: int = 0
    superseded_by: str = ""


def read_rule(path: Path, shown: str) -> tuple[Rule | None, Problems]:
    """The rule of a file, or None; and the problems of the file (a rule is kept if usable)."""
    reading = reading_of(path, shown)
    return reading.rule, reading.problems


def reading_of(path: Path, shown: str) -> RuleReading:
    """All that a rule file gives; never an error."""
    table, text, problems = read_toml(path, shown)
    return RuleReading(problems) if table is None else _read(table, text, shown, problems)


def parse_rule(table: Mapping[str, Any], text: str, shown: str, problems: Problems) -> Rule | None:
    """The rule that the keys of one file say; None if they have a problem."""
    return _read(table, text, shown, problems).rule


def _read(table: Mapping[str, Any], text: str, shown: str, problems: Problems) -> RuleReading:
    keys = Keys(table, problems)
    rule_id = _identity(keys, shown)
    grain = keys.word("grain", GRAINS, "deal")
    # of an unknown grain every fact there is may be meant
    facts = {n: f for n, f in FACTS.items() if f.grain in ASKS.get(grain, GRAINS)}
    head = _head(keys)
    asked = read_conditions(keys, facts, head["modes"])
    is_active = head["status"] == "active"
    given = read_given(keys, facts, asked.tiers, asked.segments, must_have_baseline=is_active)
    _check_reasons(keys, head, facts)
    proposes = _criterion(keys, grain, rule_id, head, asked)
    keys.finish()
    if not asked.tiers:
        return RuleReading(problems, superseded_by=head.get("superseded_by", ""))
    rule = Rule(
        id=rule_id,
        grain=grain,
        proposes=proposes,
        **head,
        applies=asked.applies,
        limits=asked.limits,
        tiers=asked.tiers,
        segments=asked.segments,
        baseline=given.baseline,
        examples=given.examples,
        file=shown,
        text=text,
    ).on(None)
    return _judged(rule, keys, asked, given)


def _judged(rule: Rule, keys: Keys, asked: Asked, given: Given) -> RuleReading:
    """The reading with what its problems leave whole."""
    problems, meant = keys.problems, _meant(keys)
    wrong = {re.split(r"[.\[]", key)[0] for key in problems.keys}
    has_conditions = asked.is_whole and not wrong & {"grain", "modes"}
    is_sound = asked.is_sound and not meant & _ASKING
    can_be_tried = has_conditions and is_sound and given.has_baseline
    return RuleReading(
        problems,
        None if problems.found else rule,
        _sketch(rule, wrong) if rule.grain in GRAINS else None,
        has_conditions=has_conditions,
        can_be_tried=can_be_tried,
        has_examples=can_be_tried and given.has_all,
        has_digest=has_conditions and not (wrong | meant) & _DECIDING,
        version=0 if wrong & {"id", "version"} else rule.version,
        superseded_by=rule.superseded_by,
    )


def _meant(keys: Keys) -> set[str]:
    """Keys that an unknown key at the top of the file may be meant for."""
    known = sorted({*keys.taken, *_DECIDING})
    unknown = [k for k in keys.table if k in keys.problems.unknown]
    return {near for k in unknown for near in get_close_matches(k, known, n=1, cutoff=0.6)}


def _sketch(rule: Rule, wrong: set[str]) -> Rule | None:
    """The rule with an id, reasons and numbers that can be worked with; None without an id."""
    name = rule.file.rpartition("/")[2].partition("_")[0]
    rule_id = next((i for i in (rule.id, name) if _ID.fullmatch(i) and i[:3] in GROUPS), "")
    if wrong & {"reason", "reason_zh"}:
        rule = replace(rule, reason="-", reason_zh="-")
    if not rule_id:
        return None
    tiers = tuple(replace(t, points=max(0, min(t.points, 1000))) for t in rule.tiers)
    return replace(rule, id=rule_id, version=min(rule.version, 1_000_000), tiers=tiers).on(None)


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
        "obligations": covered(keys, "obligations", OBLIGATIONS),
        "indicators": covered(keys, "indicators", INDICATORS),
        **{k: keys.text(k) for k in ("what", "why", "misses", "reason", "reason_zh")},
    }
    head |= _retirement(keys, head["status"])
    check_approval(keys, head["proposed_by"], head["approved_by"])
    if head["typology"] and not _NAME.fullmatch(head["typology"]):
        keys.problem("must be one lower-case name, such as price_manipulation", "typology")
    return head


def _criterion(keys: Keys, grain: str, rule_id: str, head: Mapping[str, Any], asked: Asked) -> str:
    """What a hit of a criterion of the list proposes; empty for any other rule, which scores."""
    is_listed = GROUPS.get(rule_id[:3]) == LIST
    if grain in GRAINS and is_listed != (grain == LIST):
        keys.problem(f'grain "{LIST}" and the ids LST go together', "grain")
    if grain != LIST:
        keys.taken.append("proposes")
        if "proposes" in keys.table and grain in GRAINS:
            keys.problem(f'belongs to a rule of grain "{LIST}" alone', "proposes")
        return ""
    if not head["required"]:
        keys.problem("a criterion that cannot be asked must count: required = true", "required")
    if any((t.severity, t.points) != ("note", 0) for t in asked.tiers) or len(asked.tiers) > 1:
        keys.problem('a criterion scores nothing: severity = "note", points = 0', "severity")
    return keys.word("proposes", PROPOSALS)


def _retirement(keys: Keys, status: str) -> dict[str, str]:
    """Why a retired rule went and what follows it; no rule of another status may say so."""
    if status == "retired":
        return {
            "retired_why": keys.text("retired_why"),
            "superseded_by": keys.text("superseded_by", required=False),
        }
    for key in ("retired_why", "superseded_by"):
        keys.taken.append(key)
        if key in keys.table and status in STATUSES:
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
