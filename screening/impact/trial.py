"""`rules try`: one rule, while it is being written, asked of stored deals as if it were active."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from screening.errors import RuleError, UsageError
from screening.impact.account import Impact
from screening.impact.cohort import Side, cohorts
from screening.impact.compare import compare
from screening.impact.diff import FactColumns, ReadBack, notes_of, with_clients
from screening.impact.in_force import in_force
from screening.impact.overlap import hits_shared_with
from screening.impact.stored_runs import Span, StoredRun, stored_runs
from screening.rulepack import Pack, Policy, Rule, load_pack
from screening.rulepack.decisive import missing_examples
from screening.rulepack.examples import run_examples
from screening.rulepack.rule import GROUPS, LIST
from screening.rulepack.rule_file import read_rule
from screening.rulepack.stored_text import stored_policy
from screening.stopwatch import Stopwatch
from screening.store import open_store, readable_path


def try_rule(
    file: Path,
    db: Path,
    *,
    since: date | None = None,
    until: date | None = None,
    examples: int = 3,
    watch: Stopwatch | None = None,
) -> Impact:
    """What the rule of that file would find on the live deals of the store, were it active.

    It takes the place of the rule of its id where a run asked one; everything else stays as each
    run had it. Status and effective_from are not looked at. Raises UsageError for an absent file
    or a range without deals, RuleError with every problem of the file (its examples' too),
    StoreError for a store that cannot be read. Writes nothing.
    """
    watch = watch or Stopwatch()
    span = Span(since, until)
    with watch("rules"):
        rule = checked_rule(file)
    with open_store(readable_path(db)) as con:
        with watch("runs"):
            runs = stored_runs(con, span, db)
            sides = _AsItWas(rule, ReadBack(con))
            columns = FactColumns(con)
            found = cohorts(runs, sides.side_of, sides.read.rule, columns.of)
            asked = [run.of_clients for run in runs]
            clients = cohorts(asked, sides.side_of, sides.read.rule, columns.of_clients)
        notes = [*_owed(rule), *sides.notes, *notes_of(runs, found)]
        impact = compare(con, db, found, span, examples=examples, notes=notes, watch=watch)
        with watch("clients"):
            impact = with_clients(con, impact, clients, span, examples)
        with watch("overlap"):
            return replace(impact, overlap=hits_shared_with(con, found, span, rule.id))


def checked_rule(file: Path) -> Rule:
    """The rule of a file anywhere, its examples run; RuleError with all its problems."""
    if not file.is_file():
        raise UsageError(
            "there is no such rule file",
            where=str(file),
            exists=", ".join(sorted(p.name for p in file.parent.glob("*.toml"))[:8]) or "no .toml",
            do="name one rule file, such as rules/commercial/COM-05_thin_margin.toml",
        )
    group = GROUPS.get(file.name[:3], file.parent.name)  # it need not lie in a pack yet
    rule, problems = read_rule(file, f"{group}/{file.name}")
    found = list(problems.found)
    if rule is not None:
        found += run_examples([rule]).problems
    if rule is None or found:
        raise RuleError(found, where=str(file))
    if rule.grain == LIST:
        raise UsageError(
            f"{rule.id} is a criterion of the list, which no run asks",
            where=str(file),
            do="put it into a pack and run: screening list propose --rules PACK",
        )
    return rule


def _owed(rule: Rule) -> Iterator[str]:
    """What its examples still owe before it may be active."""
    as_active = replace(rule, status="active")
    missing = missing_examples([as_active], run_examples([as_active]))
    if missing:
        first = missing[0].partition(": ")[2]
        yield f"before it can be active its examples owe {len(missing)} things; the first: {first}"


@dataclass(slots=True)
class _AsItWas:
    """Each run's own pack with the one rule in it, as if active."""

    rule: Rule
    read: ReadBack
    notes: list[str] = field(default_factory=list)
    kept: dict[object, Side] = field(default_factory=dict)

    def side_of(self, run: StoredRun) -> Side:
        """The run's rules, as far as they can be read back, and its policy."""
        key = (run.as_of, run.policy_text, run.grain, tuple(r.digest for r in run.rules))
        if key not in self.kept:
            self.kept[key] = self._side(run)
        return self.kept[key]

    def _side(self, run: StoredRun) -> Side:
        read = {r.rule_id: self.read.rule(r) for r in run.rules}
        lost = sorted(i for i, r in read.items() if r is None and i != self.rule.id)
        if lost:
            self._say(
                f"rules as stored that this program cannot read: {', '.join(lost)}; what they "
                "found is left out where a deal is decided again"
            )
        tried = replace(self.rule, status="active", effective_from=None)
        known = {i: r for i, r in read.items() if r is not None}
        if tried.grain == run.grain:
            known[tried.id] = tried
        rules = tuple(known[i] for i in sorted(known))
        policy = self._policy(run, rules)
        asked = in_force(Pack(rules, policy, Path()), run.as_of, run.grain)
        return Side(asked, policy, is_same_policy=True, tried=self.rule.id)

    def _policy(self, run: StoredRun, rules: Sequence[Rule]) -> Policy:
        policy = stored_policy(run.policy_text, rules)
        if policy is not None:
            return policy
        self._say(
            "a stored policy cannot be read by this program; the one that comes along is used"
        )
        return load_pack().policy

    def _say(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
