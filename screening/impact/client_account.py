"""The account at the grain of the client: rules asked of clients, alerts, points on deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from screening.impact.rule_change import RuleChange


@dataclass(frozen=True, slots=True)
class AlertExample:
    """A client whose alert would change: its disposition and the points each deal inherits."""

    client_id: str
    period: str
    was: str
    now: str
    was_deal_points: int
    deal_points: int
    why_was: str
    why_now: str

    def as_json(self) -> dict[str, object]:
        """The example as plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ClientImpact:
    """What a change of rules would have made of the stored clients compared.

    `n_clients` counts results of a client and period; `clients` counts them by disposition,
    (before, after), `moved` by (before, after) where these differ. `points_moved` counts live
    deals by the points they inherit, (before, after), where these differ.
    """

    n_clients: int = 0
    rules: tuple[RuleChange, ...] = ()
    clients: tuple[Mapping[str, int], Mapping[str, int]] = field(default_factory=lambda: ({}, {}))
    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    points_moved: Counter[tuple[int, int]] = field(default_factory=Counter)
    examples: tuple[AlertExample, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no answer about a client, no alert and no deal's points would change."""
        return not (self.moved or self.points_moved or any(r.is_change for r in self.rules))
