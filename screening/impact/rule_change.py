"""What became of one rule's answers: hits gained, lost and kept, tiers moved, open questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from screening.impact.cohort import Change, Cohort
from screening.impact.effects import is_hit, is_open
from screening.rulepack import Rule
from screening.rulepack.answers import CAUSES, FIRST_HIT, FIRST_NOT_EVALUABLE


@dataclass(frozen=True, slots=True)
class HitExample:
    """A deal on which a rule's hit was gained or lost, with its reason in both languages."""

    deal_id: str
    severity: str
    reason: str
    reason_zh: str

    @property
    def subject(self) -> str:
        """Whom it is about."""
        return self.deal_id


@dataclass(frozen=True, slots=True)
class ClientHit:
    """A client and period on which a rule's hit was gained or lost, with its reason."""

    client_id: str
    period: str
    severity: str
    reason: str
    reason_zh: str

    @property
    def subject(self) -> str:
        """Whom it is about, and when."""
        return f"{self.client_id} {self.period}"


@dataclass(slots=True)
class RuleChange:
    """One rule over all deals (or clients) compared.

    `kind` is changed, new, gone or same (tried, but what decides is as stored); versions and
    statuses are those met, in the order met. `n_asked` counts deals whose answer is known on both
    sides, `n_not_asked` those without the facts in `lacks`. `moved` counts hits that stayed with
    another tier, by "severity -> severity"; `open_before` and `open_after` not_evaluable answers
    by cause.
    """

    rule_id: str
    title: str
    title_zh: str
    kind: str
    what: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()
    version: int | None = None
    statuses: tuple[str, ...] = ()
    status: str | None = None
    n_asked: int = 0
    n_not_asked: int = 0
    lacks: tuple[str, ...] = ()
    gained: int = 0
    lost: int = 0
    kept: int = 0
    hits_by_severity: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    open_before: Counter[str] = field(default_factory=Counter)
    open_after: Counter[str] = field(default_factory=Counter)
    open_gained: int = 0
    open_lost: int = 0
    gained_examples: tuple[HitExample | ClientHit, ...] = ()
    lost_examples: tuple[HitExample | ClientHit, ...] = ()

    @property
    def is_change(self) -> bool:
        """Whether the rule is another than the stored one, or answers otherwise."""
        return self.kind != "same" or bool(self.gained or self.lost)

    def count(self, change: Change, pairs: Mapping[tuple[int, int], int]) -> None:
        """Nothing; adds the pairs of codes (before, after) of a cohort's deals."""
        for (before, after), n in pairs.items():
            self.n_asked += n
            self._count_hits(change, before, after, n)
            self._count_open(before, after, n)

    def _count_hits(self, change: Change, before: int, after: int, n: int) -> None:
        known = change.before_rule if change.before else change.after
        now, then = _severity(change.after, after), _severity(known, before)
        self.gained += n * (is_hit(after) and not is_hit(before))
        self.lost += n * (is_hit(before) and not is_hit(after))
        if is_hit(after):
            self.hits_by_severity[now] += n
        if is_hit(before) and is_hit(after):
            self.kept += n
            if now != then and change.is_readable:
                self.moved[f"{then} -> {now}"] += n

    def _count_open(self, before: int, after: int, n: int) -> None:
        if is_open(before):
            self.open_before[_cause(before)] += n
        if is_open(after):
            self.open_after[_cause(after)] += n
        self.open_gained += n * (is_open(after) and not is_open(before))
        self.open_lost += n * (is_open(before) and not is_open(after))


def pairs_of(codes: pl.DataFrame, i: int) -> dict[tuple[int, int], int]:
    """How many deals have each pair of codes of the i-th change; nobody asked: not_applicable."""
    old, new = pl.col(f"old_{i}").fill_null(0), pl.col(f"new_{i}").fill_null(0)
    # one number a pair groups faster than two columns
    pair = old.cast(pl.UInt16) * 256 + new.cast(pl.UInt16)
    counted = codes.lazy().select(pair.alias("pair")).group_by("pair").len().sort("pair").collect()
    return {(p // 256, p % 256): n for p, n in counted.iter_rows()}


def rule_changes(found: Sequence[Cohort]) -> dict[str, RuleChange]:
    """An empty account of every rule that changes in some cohort, by id, sorted by id."""
    by_id: dict[str, list[Change]] = {}
    for cohort in found:
        for change in (*cohort.changes, *cohort.left):
            by_id.setdefault(change.rule_id, []).append(change)
    return {rule_id: _account(by_id[rule_id]) for rule_id in sorted(by_id)}


def _account(changes: Sequence[Change]) -> RuleChange:
    rules = [r for c in changes for r in (c.after, c.before_rule) if r is not None]
    befores = [c.before for c in changes if c.before is not None]
    afters = [c.after for c in changes if c.after is not None]
    return RuleChange(
        rule_id=changes[0].rule_id,
        title=rules[0].title if rules else "",
        title_zh=rules[0].title_zh if rules else "",
        kind=_kind(changes),
        what=tuple(dict.fromkeys(w for c in changes for w in what_changed(c))),
        versions=tuple(dict.fromkeys(b.version for b in befores)),
        version=afters[0].version if afters else None,
        statuses=tuple(dict.fromkeys(b.status for b in befores)),
        status=afters[0].status if afters else None,
        lacks=tuple(dict.fromkeys(f for c in changes for f in c.lacks)),
    )


def _kind(changes: Sequence[Change]) -> str:
    if all(c.before and c.after and c.before.digest == c.after.digest for c in changes):
        return "same"
    has_before, has_after = any(c.before for c in changes), any(c.after for c in changes)
    return "changed" if has_before and has_after else "new" if has_after else "gone"


_PLAIN = ("status", "stage", "required", "typology", "effective_from")


def what_changed(change: Change) -> Iterable[str]:
    """What differs between the two versions, as words; nothing if either is not there to read."""
    old, new = change.before_rule, change.after
    if old is None or new is None:
        return
    for name in _PLAIN:
        if getattr(old, name) != getattr(new, name):
            yield f"{name}: {getattr(old, name)} -> {getattr(new, name)}"
    if [(t.severity, t.points) for t in old.tiers] != [(t.severity, t.points) for t in new.tiers]:
        yield f"levels: {_levels(old)} -> {_levels(new)}"
    limits = {**_limits(old), **dict.fromkeys(_limits(new))}
    for name in limits:
        then, now = _limits(old).get(name, "none"), _limits(new).get(name, "none")
        if then != now:
            yield f"limit {name}: {then} -> {now}"
    if _questions(old) != _questions(new):
        yield "its conditions"
    if old.segments != new.segments:
        yield "its limits for segments"


def _levels(rule: Rule) -> str:
    return " / ".join(f"{t.severity} {t.points}" for t in rule.tiers)


def _limits(rule: Rule) -> dict[str, str]:
    """Limits by name, those of tiers with their severity."""
    of_tiers = {f"{n} ({t.severity})": str(v) for t in rule.tiers for n, v in t.limits.items()}
    return {**{n: str(v) for n, v in rule.limits.items()}, **of_tiers}


def _questions(rule: Rule) -> tuple[object, ...]:
    return (
        tuple((c.name, c.text) for c in rule.applies),
        tuple((c.name, c.text) for c in rule.tiers[0].when),
    )


def _severity(rule: Rule | None, code: int) -> str:
    if not is_hit(code):
        return ""
    if rule is None or code - FIRST_HIT >= len(rule.tiers):
        return f"tier {code - FIRST_HIT + 1}"
    return rule.tiers[code - FIRST_HIT].severity


def _cause(code: int) -> str:
    return CAUSES[code - FIRST_NOT_EVALUABLE].value
