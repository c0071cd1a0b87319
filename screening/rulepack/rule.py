"""What a rule is: a named question asked of the facts, and all that its file says about it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from screening.rulepack.condition import Condition
from screening.rulepack.formula import Formula, atoms, facts_of, joined
from screening.rulepack.literal import LimitValue
from screening.rulepack.reason import placeholders
from screening.rulepack.segments import Segment, Tier
from screening.schema import FACTS

GROUPS: Mapping[str, str] = {
    "AUT": "authenticity",
    "LEG": "legality",
    "COM": "commercial",
    "LOG": "logic",
    "DOC": "documents",
    "ELG": "eligibility",
    "PAY": "payments",
    "NET": "network",
    "LST": "list",
}
LIST = "list"
"""Group and grain of the criteria of the list of enterprises: they score nothing."""
SCORED_GROUPS = tuple(group for group in GROUPS.values() if group != LIST)
STATUSES = ("draft", "shadow", "active", "retired")
GRAINS = ("deal", "client", LIST)
ASKS: Mapping[str, tuple[str, ...]] = {
    "deal": ("deal",),
    "client": ("client",),
    LIST: (LIST, "client"),
}
"""By grain of a rule: the grains of the facts it may ask."""
PROPOSALS = ("leave_out", "suspend", "remove")
STAGES = ("pre_payment", "post_payment", "both")

FactValue = bool | int | float | str | date
"""What an example may give a fact."""


@dataclass(frozen=True, slots=True)
class Example:
    """A deal that differs from the baseline in `set` and `unset`, and the answer it must get.

    `on` is the day it is asked; None: outside the dates of every segment. `key` is where it stands
    in the file.
    """

    name: str
    set: Mapping[str, FactValue]
    unset: tuple[str, ...]
    expect: str
    on: date | None = None
    key: str = "example"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, checked; `tiers` are worst first and never empty.

    The tiers ask with the segments in force on one day: as read, those without dates; `on` gives
    the rule of any other day. `segments` are all, in the order written, whatever the day.
    `proposes` is what a hit of a criterion of the list proposes, empty for any other rule.
    """

    id: str
    title: str
    title_zh: str
    version: int
    status: str
    grain: str
    stage: str
    modes: tuple[str, ...]
    required: bool
    curable: bool
    typology: str
    references: tuple[str, ...]
    proposed_by: str
    approved_by: str
    effective_from: date | None
    what: str
    why: str
    misses: str
    reason: str
    reason_zh: str
    applies: tuple[Condition, ...]
    limits: Mapping[str, LimitValue]
    tiers: tuple[Tier, ...]
    baseline: Mapping[str, FactValue]
    examples: tuple[Example, ...]
    file: str
    text: str = field(repr=False)
    segments: tuple[Segment, ...] = ()
    retired_why: str = ""
    superseded_by: str = ""
    obligations: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    proposes: str = ""

    def on(self, day: date | None) -> Rule:
        """The rule with the segments in force on that day; None: those without dates."""
        if not self.segments:
            return self
        held = [s for s in self.segments if s.is_in_force(day)]
        tiers = tuple(
            replace(tier, instead=tuple((s.holds, s.tiers[i]) for s in held))
            for i, tier in enumerate(self.tiers)
        )
        return self if tiers == self.tiers else replace(self, tiers=tiers)

    @property
    def group(self) -> str:
        """Policy group, from the letters of the id."""
        return GROUPS[self.id[:3]]

    @property
    def severity(self) -> str:
        """Severity of the worst tier."""
        return self.tiers[0].severity

    @property
    def points(self) -> int:
        """Points of the worst tier."""
        return self.tiers[0].points

    @property
    def is_active(self) -> bool:
        """Whether its answers count (a shadow's are stored only)."""
        return self.status == "active"

    @property
    def applies_formula(self) -> Formula | None:
        """When the rule is asked at all; None: always."""
        return joined("AND", tuple(c.formula for c in self.applies)) if self.applies else None

    @property
    def when_formula(self) -> Formula:
        """Whether any tier holds."""
        return joined("OR", tuple(t.formula for t in self.tiers))

    @property
    def formula(self) -> Formula:
        """Whether the rule hits."""
        applies = self.applies_formula
        parts = (self.when_formula,) if applies is None else (applies, self.when_formula)
        return joined("AND", parts)

    @property
    def condition_facts(self) -> tuple[str, ...]:
        """Facts of the conditions, then of applies."""
        first = facts_of(self.when_formula)
        applies = self.applies_formula
        return tuple(dict.fromkeys((*first, *(facts_of(applies) if applies else ()))))

    @property
    def seen_facts(self) -> tuple[str, ...]:
        """Facts shown beside an answer: of conditions, of applies, of the reasons."""
        named = (*placeholders(self.reason), *placeholders(self.reason_zh))
        return tuple(dict.fromkeys((*self.condition_facts, *named)))

    @property
    def companions(self) -> tuple[str, ...]:
        """Facts that say which paper or payment the values of its conditions come from."""
        pointed = (FACTS[f].points_to for f in facts_of(self.when_formula))
        return tuple(dict.fromkeys(p for p in pointed if p))

    @property
    def canonical(self) -> str:
        """What both engines run, one line for applies and one a tier, worst first.

        A segment adds the line that says for whom and when, then its own tiers; the first that
        holds counts. The text is the same on every day.
        """
        applies = self.applies_formula
        lines = [f"applies: {applies.sql}"] if applies else []
        lines += _tier_lines(self.tiers)
        for segment in self.segments:
            lines += [f"for {segment.canonical}", *_tier_lines(segment.tiers)]
        return "\n".join(lines)

    @property
    def digest(self) -> str:
        """sha256, in hex, of what decides; words, references and examples do not.

        The status decides too, so that no rule is promoted under a version seen before.
        """
        decides: dict[str, object] = {
            "id": self.id,
            "version": self.version,
            "status": self.status,
            "grain": self.grain,
            "stage": self.stage,
            "required": self.required,
            "curable": self.curable,
            "typology": self.typology,
            "effective_from": str(self.effective_from or ""),
            "applies": [c.canonical for c in self.applies],
            "tiers": [[t.severity, t.points, [c.canonical for c in t.when]] for t in self.tiers],
        }
        if self.proposes:
            decides["proposes"] = self.proposes
        if self.segments:
            decides["segments"] = [
                [s.canonical, [[c.canonical for c in t.when] for t in s.tiers]]
                for s in self.segments
            ]
        text = json.dumps(decides, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _tier_lines(tiers: tuple[Tier, ...]) -> list[str]:
    return [f"{t.severity}: {joined('AND', tuple(c.formula for c in t.when)).sql}" for t in tiers]


def facts_needed(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Names of every fact the rules' answers, reasons and pointers need, sorted."""
    return tuple(sorted({f for r in rules for f in (*r.seen_facts, *r.companions)}))


def comparisons(rule: Rule) -> tuple[str, ...]:
    """Canonical text of every comparison of the rule, each once."""
    return tuple(dict.fromkeys(a.sql for a in atoms(rule.formula)))
