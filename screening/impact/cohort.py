"""Runs that are compared as one: same rules asked then, same rules to be asked now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from screening.impact.stored_runs import AskedRule, StoredRun
from screening.rulepack import Policy, Rule
from screening.schema import FACTS


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that is not what the runs asked: as asked then, and as it would be asked.

    `before` None: new to these runs; `after` None: gone. `before_rule` is the rule read back from
    its stored text, None if that cannot be read. `lacks` names facts these runs did not store:
    then the rule cannot be asked of them.
    """

    before: AskedRule | None
    before_rule: Rule | None
    after: Rule | None
    lacks: tuple[str, ...] = ()

    @property
    def rule_id(self) -> str:
        """The rule's id, the same on both sides."""
        if self.after is not None:
            return self.after.id
        assert self.before is not None
        return self.before.rule_id

    @property
    def is_readable(self) -> bool:
        """Whether the old side is known whole."""
        return self.before is None or self.before_rule is not None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Some runs and what would be decided of their deals by `rules` and `policy`.

    `packed` is where a rule whose answers stand has them; `changes` are asked again (or are gone).
    `left` are the changes that cannot be asked of these runs, whose rules stay as they were.
    """

    runs: tuple[str, ...]
    catalogue: str
    known_facts: frozenset[str]
    absent: frozenset[str]
    changes: tuple[Change, ...]
    left: tuple[Change, ...]
    rules: tuple[Rule, ...]
    packed: Mapping[str, int]
    policy: Policy
    is_same_policy: bool
    grain: str = "deal"

    @property
    def fact_table(self) -> str:
        """The table of these runs' facts."""
        return f"{self.grain}_fact_{self.catalogue}"

    @property
    def is_same(self) -> bool:
        """Whether nothing is to be asked, told or decided again."""
        return self.is_same_policy and not (self.changes or self.left)


@dataclass(frozen=True, slots=True)
class Side:
    """What is to be asked of a run: rules sorted by id, and the policy they add up under.

    A rule whose digest is that of the run is not asked again unless it is `tried`.
    """

    rules: tuple[Rule, ...]
    policy: Policy
    is_same_policy: bool
    tried: str = ""


ReadBack = Callable[[AskedRule], Rule | None]
"""The rule of a run, read from the text the store kept; None if it cannot be read."""


def cohorts(
    runs: Sequence[StoredRun],
    side_of: Callable[[StoredRun], Side],
    read_back: ReadBack,
    facts_of_catalogue: Callable[[str], frozenset[str]],
) -> tuple[Cohort, ...]:
    """The runs in as few cohorts as their rules, policies, facts and absent tables allow."""
    found: dict[object, tuple[list[str], StoredRun, Side]] = {}
    keys = _Keys(read_back)
    for run in runs:
        side = side_of(run)
        entry = found.setdefault(keys.of(run, side), ([], run, side))
        entry[0].append(run.run_id)
    return tuple(
        _cohort(tuple(ids), run, side, read_back, facts_of_catalogue(run.catalogue_digest))
        for ids, run, side in found.values()
    )


class _Keys:
    """What makes runs alike; the question of each rule is written once."""

    def __init__(self, read_back: ReadBack) -> None:
        self.read_back = read_back
        self.asked: dict[int, tuple[Rule, tuple[str, str]]] = {}

    def of(self, run: StoredRun, side: Side) -> object:
        """The key of a run; runs of one key form a cohort."""
        now = tuple((r.id, self._question(r)) for r in side.rules)
        stands = {(r.id, self._known(r)[0]) for r in side.rules}
        then = tuple(
            (r.position, r.rule_id, r.digest)
            if (r.rule_id, r.digest) in stands
            else (r.position, r.rule_id, r.digest, self._question_then(r, run.as_of))
            for r in run.rules
        )
        policy = (run.policy_text, side.policy.text)
        return (then, now, policy, run.catalogue_digest, run.absent)

    def _question_then(self, asked: AskedRule, day: date) -> str:
        """What a rule that changed asked on the day of the run, as far as it can be read."""
        rule = self.read_back(asked)
        return rule.on(day).formula.sql if rule is not None and rule.segments else ""

    def _question(self, rule: Rule) -> str:
        """Digest and what is asked: on another day the same rule may be under other limits."""
        return " ".join(self._known(rule))

    def _known(self, rule: Rule) -> tuple[str, str]:
        """Its digest and its question, each made once."""
        if id(rule) not in self.asked:
            self.asked[id(rule)] = (rule, (rule.digest, rule.formula.sql))
        return self.asked[id(rule)][1]


def _cohort(
    ids: tuple[str, ...],
    run: StoredRun,
    side: Side,
    read_back: ReadBack,
    known: frozenset[str],
) -> Cohort:
    changes = list(_changes(run, side, read_back, known))
    left = tuple(c for c in changes if c.lacks)
    kept_old = {c.rule_id: c.before_rule for c in left}
    rules = [kept_old.get(r.id, r) for r in side.rules]
    again = {c.rule_id for c in changes if not c.lacks}
    return Cohort(
        runs=ids,
        catalogue=run.catalogue_digest,
        known_facts=known,
        absent=run.absent,
        changes=tuple(c for c in changes if not c.lacks),
        left=left,
        rules=tuple(r for r in rules if r is not None),
        packed={r.rule_id: r.position for r in run.rules if r.rule_id not in again},
        policy=side.policy,
        is_same_policy=side.is_same_policy,
        grain=run.grain,
    )


def _changes(
    run: StoredRun, side: Side, read_back: ReadBack, known: frozenset[str]
) -> Iterable[Change]:
    asked, asks = {r.rule_id: r for r in run.rules}, {r.id: r for r in side.rules}
    for rule_id in sorted({*asked, *asks}):
        before, after = asked.get(rule_id), asks.get(rule_id)
        is_same = before and after and before.digest == after.digest
        if is_same and rule_id != side.tried:
            continue
        lacks = tuple(f for f in after.condition_facts if f not in known) if after else ()
        old = read_back(before) if before else None
        yield Change(before, old.on(run.as_of) if old else None, after, lacks)


def typed_null(fact: str) -> str:
    """The SQL of a missing value of a fact that a catalogue did not have."""
    return f"NULL::{FACTS[fact].type.value}"
