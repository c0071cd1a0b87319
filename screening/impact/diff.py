"""`rules diff`: what another pack would have changed on stored deals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from screening import __version__
from screening.impact.account import Impact
from screening.impact.clients import compare_clients, follows_deals
from screening.impact.cohort import Cohort, Side, cohorts
from screening.impact.compare import compare
from screening.impact.in_force import in_force
from screening.impact.stored_runs import (
    AskedRule,
    Span,
    StoredRun,
    fact_columns,
    rule_texts,
    stored_runs,
)
from screening.rulepack import Pack, Rule, load_pack
from screening.rulepack.policy_text import same_decisions
from screening.rulepack.stored_text import stored_rule
from screening.schema import catalogue_digest
from screening.stopwatch import Stopwatch
from screening.store import open_store, readable_path


def rules_diff(
    db: Path,
    rules: Path | None = None,
    *,
    since: date | None = None,
    until: date | None = None,
    examples: int = 3,
    from_the_start: bool = False,
    watch: Stopwatch | None = None,
) -> Impact:
    """What the pack in `rules` would have changed on the live deals of the store.

    Deals submitted from `since` to `until`, both inclusive. `from_the_start` asks a rule also
    before its effective_from. Reads the published copy, or the store if that is newer; writes
    nothing. Raises UsageError for a range without deals, RuleError with every problem of the
    pack, StoreError for a file that cannot be read.
    """
    watch = watch or Stopwatch()
    span = Span(since, until)
    with watch("rules"):
        pack = load_pack(rules)
    with open_store(readable_path(db)) as con:
        with watch("runs"):
            runs = stored_runs(con, span, db)
            packs = _Packs(pack, from_the_start=from_the_start)
            read, columns = ReadBack(con).rule, FactColumns(con)
            found = cohorts(runs, packs.side_of, read, columns.of)
            asked = [run.of_clients for run in runs]
            clients = cohorts(asked, packs.side_of, read, columns.of_clients)
        notes = (*packs.notes(runs), *notes_of(runs, found))
        impact = compare(con, db, found, span, examples=examples, notes=notes, watch=watch)
        with watch("clients"):
            return with_clients(con, impact, clients, span, examples)


def with_clients(
    con: duckdb.DuckDBPyConnection,
    impact: Impact,
    found: Sequence[Cohort],
    span: Span,
    examples: int,
) -> Impact:
    """The account with that of the clients, and what of one does not follow the other."""
    notes = list(_limits_of(found))
    counted = follows_deals(r for c in found for r in c.rules)
    if counted and impact.deals_moved:
        notes.append(
            f"{', '.join(counted)} is taken as stored: it counts the dispositions deals had, not "
            "those they would have"
        )
    told = compare_clients(con, found, span, examples=examples, notes=notes)
    return replace(impact, clients=told)


@dataclass(slots=True)
class ReadBack:
    """Reads stored rule texts, each once."""

    con: duckdb.DuckDBPyConnection
    kept: dict[tuple[str, str], Rule | None] = field(default_factory=dict)

    def rule(self, asked: AskedRule) -> Rule | None:
        """The rule as it was asked, or None if its text cannot be read any more."""
        key = (asked.rule_id, asked.digest)
        if key not in self.kept:
            text = rule_texts(self.con, {asked.digest}).get(key)
            self.kept[key] = stored_rule(asked.rule_id, text) if text else None
        return self.kept[key]


@dataclass(slots=True)
class FactColumns:
    """Looks up the facts of each catalogue, each once."""

    con: duckdb.DuckDBPyConnection
    kept: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def of(self, catalogue: str, grain: str = "deal") -> frozenset[str]:
        """Names of the facts of a grain stored under that catalogue."""
        key = (catalogue, grain)
        if key not in self.kept:
            self.kept[key] = fact_columns(self.con, catalogue, grain)
        return self.kept[key]

    def of_clients(self, catalogue: str) -> frozenset[str]:
        """Names of the facts of clients stored under that catalogue."""
        return self.of(catalogue, "client")


@dataclass(slots=True)
class _Packs:
    """The pack that is tried, on the days the runs were judged."""

    pack: Pack
    from_the_start: bool
    by_day: dict[tuple[date, str], tuple[Rule, ...]] = field(default_factory=dict)
    by_policy: dict[str, bool] = field(default_factory=dict)

    def side_of(self, run: StoredRun) -> Side:
        """The pack as a run of that day asks it, of deals or of clients."""
        day, text = (run.as_of, run.grain), run.policy_text
        if day not in self.by_day:
            self.by_day[day] = in_force(self.pack, *day, from_the_start=self.from_the_start)
        if text not in self.by_policy:
            self.by_policy[text] = same_decisions(text, self.pack.policy.text)
        return Side(self.by_day[day], self.pack.policy, self.by_policy[text])

    def notes(self, runs: Sequence[StoredRun]) -> Iterator[str]:
        """What of the pack is not compared: rules in force later."""
        first = min(run.as_of for run in runs)
        for rule in self.pack.rules:
            late = rule.effective_from
            if rule.status not in ("active", "shadow") or late is None or late <= first:
                continue
            if self.from_the_start:
                yield f"{rule.id} takes effect on {late}; here it is asked of every deal"
            else:
                yield (
                    f"{rule.id} takes effect on {late}: deals decided before that day are compared "
                    "without it. To see it on all of them: --as-if-in-force"
                )


def notes_of(runs: Sequence[StoredRun], found: Sequence[Cohort]) -> Iterator[str]:
    """What limits the comparison of these runs, a sentence each."""
    yield from _limits_of(found)
    yield from _of_other_programs(runs)


def _limits_of(found: Sequence[Cohort]) -> Iterator[str]:
    for cohort in found:
        for change in cohort.left:
            stays = "stays as it was asked then" if change.before_rule else "is left out"
            yield (
                f"{change.rule_id} cannot be asked of {len(cohort.runs)} runs of an earlier fact "
                f"catalogue, which did not store {', '.join(change.lacks)}; there it {stays}"
            )
        for change in cohort.changes:
            if not change.is_readable:
                yield (
                    f"{change.rule_id} as it was asked then cannot be read by this program; its "
                    "hits are counted, their severity and reasons are not known"
                )


def _of_other_programs(runs: Sequence[StoredRun]) -> Iterator[str]:
    older = sum(run.engine_version != __version__ for run in runs)
    if older:
        yield (
            f"{older} runs were screened by another version of the program; where that decides "
            "otherwise, the difference shows here as if the rules made it"
        )
    catalogue = catalogue_digest()
    others = sum(run.catalogue_digest != catalogue for run in runs)
    if others:
        yield f"{others} runs store facts of another catalogue; they are taken as they stand"
