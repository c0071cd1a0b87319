"""A rule pack: the rules and the policy of one folder, checked as a whole, with one digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from screening.errors import RuleError, did_you_mean
from screening.rulepack.document_policy import (
    DOCUMENT_POLICY_FILE,
    TABLE,
    document_policy_digest,
    read_document_policy,
)
from screening.rulepack.language import MAX_FILES
from screening.rulepack.lock import POLICY_ID, Lock, Stated, read_lock, tell_broken_promises
from screening.rulepack.policy import POLICY_FILE, Policy, sketched_policy, touches_words_alone
from screening.rulepack.rule import GROUPS, Rule
from screening.rulepack.rule_file import RuleReading, reading_of
from screening.rulepack.toml_file import Problems, all_texts

_PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Pack:
    """Rules sorted by id (of every status), the policy, and where they came from.

    `document_policy` is that table for batches which bring none of their own.
    """

    rules: tuple[Rule, ...]
    policy: Policy
    path: Path
    document_policy: pl.DataFrame | None = field(default=None, repr=False, compare=False)

    def asked(self, as_of: date, grain: str = "deal") -> tuple[Rule, ...]:
        """Active and shadow rules of a grain in force on that day, sorted by id.

        Each asks with the segments in force on that day.
        """
        return tuple(
            r.on(as_of)
            for r in self.rules
            if r.grain == grain
            and r.status in ("active", "shadow")
            and (r.effective_from is None or r.effective_from <= as_of)
        )

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; KeyError if there is none."""
        found = {r.id: r for r in self.rules}
        return found[rule_id]

    @property
    def digest(self) -> str:
        """sha256, in hex, over what decides in every rule, the policy and the document policy."""
        lines = [f"{r.id} {r.version} {r.digest}" for r in self.rules]
        lines.append(self.policy.digest)
        if self.document_policy is not None:
            lines.append(f"{TABLE} {document_policy_digest(self.document_policy)}")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Input tables the pack brings, for a batch without them; by name."""
        return {} if self.document_policy is None else {TABLE: self.document_policy}


def default_pack_dir() -> Path:
    """The pack that travels with the program: in the installed package, else in the source tree."""
    installed = _PACKAGE / "_pack"
    return installed if installed.is_dir() else _PACKAGE.parent / "rules"


def load_pack(path: Path | str | None = None) -> Pack:
    """The checked pack of a folder (default: the one that travels with the program).

    Examples are not run here; `check_pack` runs them. Raises RuleError with every problem of the
    whole pack, a version that is not what rules.lock says among them.
    """
    folder = Path(path) if path else default_pack_dir()
    reading = read_pack(folder)
    problems = all_texts(reading.found)
    if problems or reading.policy is None:
        raise RuleError(problems, where=str(folder))
    return Pack(reading.rules, reading.policy, folder, reading.document_policy)


@dataclass(frozen=True, slots=True)
class PackReading:
    """What the files of a pack give, with problems or without; `readings` by file.

    `rules` are those without a problem, sorted by id; `lock` is None where there is no rules.lock.
    """

    readings: tuple[RuleReading, ...]
    policy: Policy | None
    lock: Lock | None
    found: tuple[Problems, ...]
    document_policy: pl.DataFrame | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules without a problem, sorted by id."""
        rules = [r.rule for r in self.readings if r.rule is not None and not r.problems.found]
        return tuple(sorted(rules, key=lambda r: (r.id, r.file)))


def read_pack(folder: Path) -> PackReading:
    """All that the files of a pack give, every problem of them told; examples are not run."""
    overall = Problems(folder.name)
    files, strays = _rule_files(folder, overall)
    if len(files) > MAX_FILES:
        overall.add(f"has more than {MAX_FILES} rule files; none was read")
        return PackReading((), None, None, (overall,))
    readings = {f: reading_of(f, _shown(f, folder)) for f in files}
    _check_ids(readings)
    by_id: dict[str, Rule | None] = {_id_of(f): None for f in files}
    by_id |= {_id_of(f): r.sketch for f, r in readings.items() if r.has_digest}
    policy, of_policy = sketched_policy(folder, by_id, f"{folder.name}/{POLICY_FILE}")
    _check_successors({_id_of(f): r for f, r in readings.items()})
    if not folder.is_dir():
        of_policy = Problems("")  # the missing folder has been named already
    lock, of_lock = read_lock(folder)
    stated = {_id_of(f): _stated(r) for f, r in readings.items()}
    if policy and "version" not in of_policy.keys:
        digest = policy.digest if touches_words_alone(of_policy) else ""
        stated[POLICY_ID] = Stated(of_policy, policy.version, digest)
    tell_broken_promises(lock or {}, stated, by_id, of_lock)
    of_rules = [r.problems for r in readings.values()]
    papers, of_papers = read_document_policy(folder, f"{folder.name}/{DOCUMENT_POLICY_FILE}")
    found = (overall, *strays, *of_rules, of_policy, of_papers, of_lock)
    kept = None if of_policy.found else policy
    return PackReading(tuple(readings.values()), kept, lock, found, papers)


def _stated(reading: RuleReading) -> Stated:
    digest = reading.sketch.digest if reading.sketch and reading.has_digest else ""
    return Stated(reading.problems, reading.version, digest)


def _rule_files(folder: Path, problems: Problems) -> tuple[list[Path], list[Problems]]:
    """The rule files, sorted, and a problem for anything else that ends in .toml."""
    if not folder.is_dir():
        problems.add(f'there is no folder "{folder}"; give the folder that holds {POLICY_FILE}')
        return [], []
    found = sorted(p for p in folder.rglob("*.toml") if p != folder / POLICY_FILE)
    groups = GROUPS.values()
    rules = [p for p in found if p.parent.parent == folder and p.parent.name in groups]
    placed = set(rules)
    strays = [Problems(_shown(p, folder)) for p in found if p not in placed]
    for stray in strays:
        stray.add(f"is in none of the rule folders: {', '.join(groups)}")
    for path in _look_alikes(folder):
        strays.append(stray := Problems(_shown(path, folder)))
        stray.add("is not read: the name of a rule file ends in .toml; rename it or take it away")
    if not found:
        problems.add("has no rule files, such as commercial/COM-01_price.toml")
    return rules, strays


def _look_alikes(folder: Path) -> list[Path]:
    """Files that look like rules and are not read, such as COM-07.TOML or COM-07.toml.bak."""
    named = (p for p in folder.rglob("*") if ".toml" in p.name.lower() and p.suffix != ".toml")
    return sorted(p for p in named if p.is_file())


def _check_ids(readings: Mapping[Path, RuleReading]) -> None:
    files: dict[str, list[Path]] = {}
    for file in readings:
        files.setdefault(_id_of(file), []).append(file)
    for rule_id, alike in files.items():
        names = ", ".join(f.name for f in alike[:5])
        for file in alike if len(alike) > 1 else ():
            what = f"{rule_id} is the id of several files: {names}"
            readings[file].problems.add(what, "id")


def _check_successors(readings: Mapping[str, RuleReading]) -> None:
    """What a retired rule names as its successor exists, and no row of them leads back."""
    after = {rule_id: r.superseded_by for rule_id, r in readings.items() if r.superseded_by}
    for rule_id, following in after.items():
        problems = readings[rule_id].problems
        if following not in readings:
            near = did_you_mean(following, list(readings))
            problems.add(f'no rule "{following}" in the pack{near}', "superseded_by")
        row = [rule_id]
        while (then := after.get(row[-1])) and then not in row:
            row.append(then)
        if then == rule_id:
            shown = " to ".join((*row, rule_id))
            problems.add(f"leads back to itself: {shown}", "superseded_by")


def _id_of(path: Path) -> str:
    """The id a file's name gives; the file's own id must agree with it."""
    return path.name.partition("_")[0]


def _shown(path: Path, folder: Path) -> str:
    return f"{folder.name}/{path.relative_to(folder).as_posix()}"
