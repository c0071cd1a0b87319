"""Levels of a rule, and the segments in which other limits hold: whom they are for, and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from screening.rulepack.condition import Condition
from screening.rulepack.formula import Formula, choice, joined
from screening.rulepack.literal import LimitValue
from screening.schema import TABLES

SelectorValue = bool | str
"""What a selector may name."""


def _known(table: str, column: str) -> tuple[str, ...]:
    return TABLES[table].column(column).values


SELECTORS: Mapping[str, tuple[SelectorValue, ...]] = {
    "client_class": (),
    "safe_class": ("A", "B", "C"),
    "is_on_offshore_list": (True, False),
    "policy_tier": _known("deals", "policy_tier"),
    "mode": _known("deals", "mode"),
    "cargo_form": _known("transport_documents", "cargo_form"),
    "is_exchange_traded": (True, False),
    "price_basis": _known("goods_lines", "price_basis"),
    "has_sea_transport": (True, False),
    "has_title_paper": (True, False),
    "currency_kind": ("FX", "RMB", "MIXED"),
}
"""The facts by which limits may differ: who the client is, what the goods are, how they travel,
how they are priced and paid. With each, the values it can have; none: any text."""


@dataclass(frozen=True, slots=True)
class Tier:
    """One level of a rule: the conditions with the tier's limits in, severity and points.

    `instead` holds what replaces it in the segments in force, first come first served.
    """

    severity: str
    points: int
    limits: Mapping[str, LimitValue]
    when: tuple[Condition, ...]
    instead: tuple[tuple[Formula, Tier], ...] = ()

    @property
    def formula(self) -> Formula:
        """All conditions at once, each deal's under the limits of its segment."""
        alike = [all(t.when[i] == c for _, t in self.instead) for i, c in enumerate(self.when)]
        found = _all_of([c for c, same in zip(self.when, alike, strict=True) if not same])
        for holds, tier in reversed(self.instead):
            own = _all_of([c for c, same in zip(tier.when, alike, strict=True) if not same])
            found = choice(holds, own, found) if own and found else None
        # what no segment changes is asked once, outside the choice
        common = [c.formula for c, same in zip(self.when, alike, strict=True) if same]
        return joined("AND", (*common, *([found] if found else [])))


def _all_of(conditions: Sequence[Condition]) -> Formula | None:
    return joined("AND", tuple(c.formula for c in conditions)) if conditions else None


@dataclass(frozen=True, slots=True)
class Segment:
    """Other limits for the deals whose facts have the values named; both days are included.

    `tiers` are all the rule's, in its order, with the segment's limits in.
    """

    selectors: Mapping[str, tuple[SelectorValue, ...]]
    since: date | None
    until: date | None
    selected: tuple[Condition, ...]
    tiers: tuple[Tier, ...]

    @property
    def holds(self) -> Formula:
        """Whether a deal is in the segment; missing if a fact it selects by is."""
        return joined("AND", tuple(c.formula for c in self.selected))

    @property
    def is_dated(self) -> bool:
        """Whether it holds on some days only."""
        return self.since is not None or self.until is not None

    def is_in_force(self, day: date | None) -> bool:
        """Whether it holds on that day; None is a day outside all dates."""
        if day is None:
            return not self.is_dated
        return (self.since or day) <= day <= (self.until or day)

    @property
    def canonical(self) -> str:
        """For whom and when, in the text both engines run and in ISO days."""
        since = f" from {self.since}" if self.since else ""
        until = f" until {self.until}" if self.until else ""
        return f"{self.holds.sql}{since}{until}"

    def covers(self, other: Segment) -> bool:
        """Whether every deal and day of the other is one of this."""
        return (
            self._days[0] <= other._days[0]
            and self._days[1] >= other._days[1]
            and all(
                set(other.selectors.get(name, ())) <= set(values) and name in other.selectors
                for name, values in self.selectors.items()
            )
        )

    def overlaps(self, other: Segment) -> bool:
        """Whether both, by the same selectors, claim some deal on some day."""
        shared_days = max(self._days[0], other._days[0]) <= min(self._days[1], other._days[1])
        return (
            shared_days
            and self.selectors.keys() == other.selectors.keys()
            and all(set(v) & set(other.selectors[n]) for n, v in self.selectors.items())
        )

    @property
    def _days(self) -> tuple[date, date]:
        return self.since or date.min, self.until or date.max
