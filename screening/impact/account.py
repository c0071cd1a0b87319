"""The account of a change: what would have been, beside what was, in numbers and examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from screening.impact.client_account import ClientImpact
from screening.impact.false_hits import METHOD, FalseHits
from screening.impact.load import checks
from screening.impact.rule_change import ClientHit, HitExample, RuleChange


@dataclass(frozen=True, slots=True)
class RuleWord:
    """What one changed rule says of an example deal: `now` is hit, no hit or not asked."""

    rule_id: str
    was: str
    now: str
    reason: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class DealExample:
    """A deal whose disposition would change, why it stood where it stood and would stand."""

    deal_id: str
    was: str
    now: str
    why_was: str
    why_now: str
    rules: tuple[RuleWord, ...]


@dataclass(frozen=True, slots=True)
class PaymentExample:
    """A waiting payment whose decision would change."""

    payment_id: str
    was: str
    now: str
    deal_ids: str


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change of rules would have made of the stored deals compared.

    `deals` and `payments` count by disposition and decision, (before, after); `deals_moved` and
    `payments_moved` count by (before, after) where these differ. `notes` say what limits the
    comparison; `clients` is the account of the rules asked of clients.
    """

    store: str
    span: str
    n_deals: int
    n_runs: int
    rules: tuple[RuleChange, ...]
    policy_changed: bool
    deals: tuple[Mapping[str, int], Mapping[str, int]]
    deals_moved: Counter[tuple[str, str]]
    deal_examples: tuple[DealExample, ...]
    payments: tuple[Mapping[str, int], Mapping[str, int]]
    payments_moved: Counter[tuple[str, str]]
    payment_examples: tuple[PaymentExample, ...]
    false_hits: FalseHits
    false_hits_by_rule: Mapping[str, FalseHits]
    overlap: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    clients: ClientImpact = field(default_factory=ClientImpact)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all would change."""
        return self.is_same_for_deals and self.clients.is_empty

    @property
    def is_same_for_deals(self) -> bool:
        """Whether no rule asked of deals and nothing that adds them up would change."""
        return not (self.policy_changed or any(r.is_change for r in self.rules))

    @property
    def load(self) -> tuple[dict[str, int], dict[str, int]]:
        """Checks by role, (before, after)."""
        before, after = self.deals
        return checks(before), checks(after)

    def as_json(self) -> dict[str, object]:
        """The whole account as plain values."""
        return {
            "store": self.store,
            "submitted": self.span,
            "deals": self.n_deals,
            "runs": self.n_runs,
            "is_empty": self.is_empty,
            "policy_changed": self.policy_changed,
            "rules": [_rule_json(r, self.false_hits_by_rule.get(r.rule_id)) for r in self.rules],
            "dispositions": _both(self.deals),
            "dispositions_changed": _moves(self.deals_moved),
            "deal_examples": [_deal_json(d) for d in self.deal_examples],
            "payments": _both(self.payments),
            "payments_changed": _moves(self.payments_moved),
            "payment_examples": [_plain(p) for p in self.payment_examples],
            "checks_by_role": _both(self.load),
            "false_hits": {**self.false_hits.as_json(), "method": METHOD},
            "hits_shared_with": dict(self.overlap),
            "clients": _clients_json(self.clients),
            "notes": [*self.notes, *self.clients.notes],
        }


def _clients_json(found: ClientImpact) -> dict[str, object]:
    return {
        "clients": found.n_clients,
        "is_empty": found.is_empty,
        "rules": [_rule_json(r, None) for r in found.rules],
        "dispositions": _both(found.clients),
        "dispositions_changed": _moves(found.moved),
        "inherited_points_changed": [
            {"before": was, "after": now, "deals": n}
            for (was, now), n in sorted(found.points_moved.items())
        ],
        "examples": [e.as_json() for e in found.examples],
    }


def _both(counts: tuple[Mapping[str, int], Mapping[str, int]]) -> dict[str, object]:
    before, after = counts
    return {n: {"before": before[n], "after": after[n]} for n in before}


def _moves(moved: Mapping[tuple[str, str], int]) -> list[dict[str, object]]:
    return [{"before": was, "after": now, "n": n} for (was, now), n in sorted(moved.items())]


def _plain(example: PaymentExample | HitExample | ClientHit | RuleWord) -> dict[str, object]:
    return {name: getattr(example, name) for name in example.__slots__}


def _deal_json(example: DealExample) -> dict[str, object]:
    shown = {n: getattr(example, n) for n in ("deal_id", "was", "now", "why_was", "why_now")}
    return {**shown, "rules": [_plain(r) for r in example.rules]}


_COUNTS = ("gained", "lost", "kept", "n_asked", "n_not_asked", "open_gained", "open_lost")


def _rule_json(rule: RuleChange, false_hits: FalseHits | None) -> dict[str, object]:
    return {
        "rule_id": rule.rule_id,
        "title": rule.title,
        "title_zh": rule.title_zh,
        "kind": rule.kind,
        "what_changed": list(rule.what),
        "versions_before": list(rule.versions),
        "version_after": rule.version,
        "statuses_before": list(rule.statuses),
        "status_after": rule.status,
        **{name: getattr(rule, name) for name in _COUNTS},
        "facts_not_stored": list(rule.lacks),
        "hits_after_by_severity": dict(rule.hits_by_severity),
        "tiers_moved": dict(rule.moved),
        "not_evaluable_before": dict(rule.open_before),
        "not_evaluable_after": dict(rule.open_after),
        "gained_examples": _examples(rule.gained_examples),
        "lost_examples": _examples(rule.lost_examples),
        "false_hits": false_hits and false_hits.as_json(),
    }


def _examples(examples: Sequence[HitExample | ClientHit]) -> list[dict[str, object]]:
    return [_plain(e) for e in examples]
