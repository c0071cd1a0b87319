"""The conditions of a rule file: applies, limits and tiers, each condition bound per tier."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from sqlglot import exp

from screening.rulepack.answers import SEVERITIES
from screening.rulepack.condition import Condition, bind
from screening.rulepack.keys import Keys
from screening.rulepack.language import MAX_CONDITIONS, MAX_TIERS, VARCHAR
from screening.rulepack.literal import LimitValue, literal
from screening.rulepack.parse import Flaw, UnreadableError, parse_condition
from screening.rulepack.rule_limits import FOR, Levels, read_limits, read_segments, unread_limits
from screening.rulepack.segments import Segment, Tier
from screening.schema import Fact

MODES = "modes"
_LIMIT = re.compile(r":([a-z][a-z0-9_]*)")
Trees = dict[str, tuple[str, exp.Expr]]
Conditions = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks: applies (modes first), its own limits, tiers and segments.

    `is_whole`: every condition could be read, under every set of limits; one that could not is left
    out of all tiers. `is_sound`: nothing else is wrong that might change an answer.
    """

    applies: tuple[Condition, ...]
    limits: Mapping[str, LimitValue]
    tiers: tuple[Tier, ...]
    segments: tuple[Segment, ...]
    is_whole: bool
    is_sound: bool


def read_conditions(keys: Keys, facts: Mapping[str, Fact], modes: Sequence[str]) -> Asked:
    """Conditions, limits, tiers and segments, every condition with the limits in."""
    when, applies = (_trees(keys, k, required=k == "when") for k in ("when", "applies"))
    section = keys.section("limits")
    special = section.sections(FOR)
    own = read_limits(section)
    levels, are_sound = _levels(keys)
    reading = _Reading(keys, facts, _unread(keys))
    asked = _mode_condition(modes, facts) + reading.bound("applies", applies, own)
    tiers = tuple(
        Tier(severity, points, limits, reading.bound("when", when, {**own, **limits}))
        for severity, points, limits in levels
    )
    are_read = all(
        _is_read(keys.table.get(k), t) for k, t in (("when", when), ("applies", applies))
    )
    if are_read and "when" in keys.table:  # else who would use them is not known
        reading.check_use(own, [limits for _, _, limits in levels])
    used = frozenset(reading.used["when"])
    start = keys.problems.n_told
    segments = read_segments(special, Levels(facts, own, tiers, used, reading.binder(when)))
    if keys.problems.n_told > start:
        are_sound, segments = False, ()
    is_whole = are_read and len(asked) == len(applies) + any(c.name == MODES for c in asked)
    is_whole &= bool(when) and all(len(t.when) == len(when) for t in tiers)
    kept = _kept(tiers, has_lost_segments=bool(special) and not segments)
    return Asked(asked, own, kept, segments, is_whole, are_sound)


def _unread(keys: Keys) -> frozenset[str]:
    """Names of limits that have a value somewhere, but one that is told to be none."""
    tiers = keys.table.get("tier")
    found = tiers if isinstance(tiers, list) else []
    of_tiers = [t.get("limits") for t in found if isinstance(t, dict)]
    return unread_limits(keys.table.get("limits"), *of_tiers)


def _is_read(given: object, trees: Trees) -> bool:
    return given is None or (isinstance(given, dict) and len(given) == len(trees))


def _kept(tiers: Sequence[Tier], *, has_lost_segments: bool) -> tuple[Tier, ...]:
    """The tiers with those conditions alone that all of them have.

    Where segments are lost, also no condition with limits: they may have had others there.
    """
    shared = set.intersection(*({c.name for c in t.when} for t in tiers)) if tiers else set()
    if has_lost_segments:
        shared -= {c.name for t in tiers for c in t.when if ":" in c.text}
    return tuple(replace(t, when=tuple(c for c in t.when if c.name in shared)) for t in tiers)


def _trees(keys: Keys, key: str, *, required: bool) -> Trees:
    """Name, text and tree of each readable condition of a table."""
    section = keys.section(key, required=required)
    if required and not section.table and key in keys.table:
        keys.problem("has no condition; a rule needs at least one", key)
    if len(section.table) > MAX_CONDITIONS:
        keys.problem(f"has more than {MAX_CONDITIONS} conditions", key)
        return {}
    trees: Trees = {}
    for name in section.table:
        text = section.text(name)
        try:
            if text:
                trees[name] = (text, parse_condition(text))
        except UnreadableError as error:
            for flaw in error.flaws:
                section.problem(flaw.what, name, flaw.column)
    return trees


def _levels(keys: Keys) -> tuple[list[tuple[str, int, dict[str, LimitValue]]], bool]:
    """Severity, points and limits of each tier (a rule without tiers has one).

    And whether the tiers answer as meant: points that are wrong do not change that.
    """
    start, sections = keys.problems.n_told, keys.sections("tier")
    if sections:
        for key in ("severity", "points"):
            if key in keys.table:
                keys.taken.append(key)
                keys.problem("belongs in each [[tier]], as the rule has tiers", key)
    if len(sections) > MAX_TIERS:
        keys.problem(f"has more than {MAX_TIERS} tiers", "tier")
    levels, of_points = [], 0
    for tier in sections or ([] if keys.table.get("tier") else [keys]):
        severity, before = tier.word("severity", SEVERITIES), keys.problems.n_told
        points = tier.whole("points", 0, 1000)
        of_points += keys.problems.n_told - before
        levels.append((severity, points, read_limits(tier.section("limits")) if sections else {}))
        if sections:
            tier.finish()
    _check_order(keys, levels)
    return levels, keys.problems.n_told == start + of_points


def _check_order(keys: Keys, levels: Sequence[tuple[str, int, Mapping[str, LimitValue]]]) -> None:
    ranks = [SEVERITIES.index(s) for s, _, _ in levels if s in SEVERITIES]
    points = [p for _, p, _ in levels]
    if ranks != sorted(ranks) or points != sorted(points, reverse=True):
        keys.problem("tiers stand worst first: severity and points must not rise", "tier")


def _mode_condition(modes: Sequence[str], facts: Mapping[str, Fact]) -> tuple[Condition, ...]:
    """The modes of a rule as its first applies condition."""
    known = [literal(m, VARCHAR) for m in modes]
    if not modes or "mode" not in facts:
        return ()
    text = f"mode IN ({', '.join(k for k in known if k)})"
    formula, _, _ = bind(parse_condition(text), facts, {})
    assert formula is not None
    return (Condition(MODES, text, formula),)


class _Reading:
    """Binds the conditions of one rule under each tier's limits, and watches the limits' use."""

    def __init__(self, keys: Keys, facts: Mapping[str, Fact], unread: frozenset[str]) -> None:
        self.keys = keys
        self.facts = facts
        self.unread = unread
        self.used: dict[str, set[str]] = {"applies": set(), "when": set()}
        self.flawed: set[str] = set()

    def bound(
        self, table: str, trees: Trees, limits: Mapping[str, LimitValue]
    ) -> tuple[Condition, ...]:
        """The conditions of a table with these limits in; flaws become problems."""
        conditions = []
        for name, (text, tree) in trees.items():
            formula, flaws, used = bind(tree, self.facts, limits, self.unread)
            meant = (n for u in used - limits.keys() for n in get_close_matches(u, limits, n=1))
            self.used[table] |= used | set(meant) | (set(_LIMIT.findall(text)) if flaws else set())
            self.report(f"{table}.{name}", flaws)
            if formula is not None:
                conditions.append(Condition(name, text, formula))
        return tuple(conditions)

    def binder(self, trees: Trees) -> Callable[[str, Mapping[str, LimitValue]], Conditions]:
        """Binds [when] for a segment; its flaws stand at the segment's key."""

        def bind_at(place: str, limits: Mapping[str, LimitValue]) -> Conditions:
            conditions = []
            for name, (text, tree) in trees.items():
                formula, flaws, _ = bind(tree, self.facts, limits, self.unread)
                for flaw in flaws if f"when.{name}" not in self.flawed else ():
                    at = f", column {flaw.column}" if flaw.column else ""
                    self.keys.problem(f"when.{name}{at}: {flaw.what}", place)
                if formula is not None:
                    conditions.append(Condition(name, text, formula))
            return tuple(conditions)

        return bind_at

    def report(self, key: str, flaws: Sequence[Flaw]) -> None:
        """Keep the flaws as problems at the key."""
        self.flawed.update({key} if flaws else ())
        for flaw in flaws:
            self.keys.problem(flaw.what, key, flaw.column)

    def check_use(
        self, own: Mapping[str, LimitValue], of_tiers: Sequence[Mapping[str, LimitValue]]
    ) -> None:
        """A limit nothing asks for is a mistake, and so is one that every tier replaces."""
        for name in own:
            if name not in self.used["applies"] | self.used["when"]:
                self.tell_idle("no condition uses this limit", f"limits.{name}")
            elif name not in self.used["applies"] and all(name in t for t in of_tiers):
                self.tell_idle("every tier replaces this limit", f"limits.{name}")
        for i, limits in enumerate(of_tiers, 1):
            for name in sorted(limits.keys() - self.used["when"]):
                self.tell_idle(f"no condition uses the limit {name}", f"tier[{i}].limits")

    def tell_idle(self, what: str, key: str) -> None:
        """Keep a problem that changes no answer."""
        self.keys.problems.add(what, key, matters=False)
